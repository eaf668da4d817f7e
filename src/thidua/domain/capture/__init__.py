"""Old books and scanned decisions on their way into the register: read by the machine, keyed by two people, settled.

Owns batches of pages, what was read of each page and what was keyed from it. The register, and the originals in the
archive, are only written when a page is entered; nothing that was read or keyed changes either.
"""
