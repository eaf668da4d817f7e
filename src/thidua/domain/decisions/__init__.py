"""Award decisions: drafted from approved nominations, numbered, signed, issued; certificates, bonuses, revocation.

Issuing enters the register in the same transaction. Nothing is undone: a revocation is a decision of its own.
"""
