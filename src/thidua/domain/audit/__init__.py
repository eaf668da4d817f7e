"""The event log: what was done, by whom, when, in the transaction that did it.

Rows are only ever inserted; ``record`` is the only writer. Rows carry their own hash and are sealed into chained
Merkle roots by transaction id. It never holds the content of a secret ballot.
"""
