"""The files behind what was conferred: originals that never change, what was read from them, and how long they are kept.

A dossier gathers the papers of one decision. Derivatives stand beside an original and are never put in its place. What
is disposed of leaves a record of what it was; a legal hold stands in the way, also in the database.
"""
