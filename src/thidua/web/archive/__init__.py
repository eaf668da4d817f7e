"""The archive: searching the pages of dossiers, what is due, held, handed over, and whether all files are whole."""
