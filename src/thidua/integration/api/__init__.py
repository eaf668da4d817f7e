"""The REST API: the register, statistics, reports and units for programs with a token. It only reads.

Every answer goes through the queries of the pages, as an actor narrowed to the token's unit (``accounts.tokens``).
"""
