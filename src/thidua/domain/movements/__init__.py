"""Emulation movements from draft to final review: launch gate, registration, targets, progress, ranked proposal.

Launching to a whole province writes one row; who is addressed follows from the tree.
"""
