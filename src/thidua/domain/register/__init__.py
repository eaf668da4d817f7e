"""The archive of everything conferred: a ledger of grants, corrections and annulments, and the search over it.

Entries are only ever inserted. What an entry says is fixed as it stood on the day of the decision.
"""
