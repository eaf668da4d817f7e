"""Reads of councils, meetings and counts. Numbers of a count are given only after it is confirmed."""

from thidua.domain.councils.queries.councils import (
    councils_of,
    get_council,
    get_meeting,
    lock_council,
    lock_item,
    lock_meeting,
    meetings_of,
    next_meeting_day,
    seated,
    visible_to,
)
from thidua.domain.councils.queries.counting import CountStatus, count_status, turnout_among, turnout_of
from thidua.domain.councils.queries.meetings import (
    MeetingView,
    Quorum,
    award_choices,
    excluded_counts,
    meeting_view,
    quorum_of,
    waiting_for_council,
)
from thidua.domain.councils.queries.minutes import minutes_of, tellers_of

__all__ = [
    "CountStatus",
    "MeetingView",
    "Quorum",
    "award_choices",
    "councils_of",
    "count_status",
    "excluded_counts",
    "get_council",
    "get_meeting",
    "lock_council",
    "lock_item",
    "lock_meeting",
    "meeting_view",
    "meetings_of",
    "minutes_of",
    "next_meeting_day",
    "quorum_of",
    "seated",
    "tellers_of",
    "turnout_among",
    "turnout_of",
    "visible_to",
    "waiting_for_council",
]
