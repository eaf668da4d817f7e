"""Help: the keys, and what each role does here."""
