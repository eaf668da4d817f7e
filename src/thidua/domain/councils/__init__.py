"""Award councils: their members and terms, meetings, agendas, presence, quorum, counts and minutes.

This capability records what was counted from signed paper ballots, entered by two tellers. It never holds, shows or
logs what a single member chose, and it never changes a nomination but through the acts of ``nominations``.
"""
