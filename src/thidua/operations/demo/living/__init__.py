"""The autumn of 2026 as it was worked: calls, submissions, appraisals, councils and decisions.

Every act goes through the same actions that the pages use, by the account that would do it, on its day.
"""
