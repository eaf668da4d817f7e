"""Writing DOCX files: the layout of an official document, from the same description as its PDF."""
