"""Rounds, submissions, nominations and their way up the tree, with evidence and posting for comment.

A nomination has one small lifecycle per level, its ``Referral``; nothing is ever retyped on the way. It knows
neither councils nor decisions: those call ``take_council_result`` and ``mark_decided``.
"""
