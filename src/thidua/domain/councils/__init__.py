"""Award councils: members, meetings, attendance and quorum, tallies entered twice, thresholds, minutes.

Results come from signed paper tallies; no choice of a single member is ever stored.
"""
