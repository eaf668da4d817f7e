"""The business of emulation and commendation. Knows no request, no page and no clock of its own."""
