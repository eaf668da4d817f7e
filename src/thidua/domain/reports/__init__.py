"""Periodic reports up the tree: what is asked, of whom and by when; each unit's report; what was reported, for good.

An assignment is one row whatever the number of units: who owes a report follows from the tree of its day, and a unit's
report exists from its first saved cell. What is sent is kept as an immutable, hashed snapshot. It changes nothing else.
"""
