"""Setting pages as PDF: one typst compiler per process, templates from files, data always apart from the
markup.

``compiler`` turns a template and plain data into bytes. ``placed`` is a page of texts at given spots,
``fitting`` finds the size and the line breaks at which a text fits, ``official`` is the layout of an official
document. Nothing here knows what the documents are about.
"""
