"""Everything that writes councils: setting up, running a meeting, counting, closing."""

from thidua.domain.councils.actions.counting import (
    Sums,
    clear_tally,
    confirm_item,
    count_item,
    declare_conflict,
    enter_tally,
    open_item,
    withdraw_conflict,
)
from thidua.domain.councils.actions.meetings import (
    add_item,
    close_meeting,
    conclude_point,
    mark_presence,
    move_meeting_to,
    open_meeting,
    plan_meeting,
    remove_candidate,
    remove_item,
    reorder,
    write_notes,
)
from thidua.domain.councils.actions.seats import add_member, create_council, end_member

__all__ = [
    "Sums",
    "add_item",
    "add_member",
    "clear_tally",
    "close_meeting",
    "conclude_point",
    "confirm_item",
    "count_item",
    "create_council",
    "declare_conflict",
    "end_member",
    "enter_tally",
    "mark_presence",
    "move_meeting_to",
    "open_item",
    "open_meeting",
    "plan_meeting",
    "remove_candidate",
    "remove_item",
    "reorder",
    "withdraw_conflict",
    "write_notes",
]
