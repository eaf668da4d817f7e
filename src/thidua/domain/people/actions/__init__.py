"""Everything that changes the record of a person, a collective or a household."""

from thidua.domain.people.actions.careers import (
    add_service,
    consume_initiative,
    consume_initiatives,
    give_back_initiatives,
    record_discipline,
    record_initiative,
    set_rating,
)
from thidua.domain.people.actions.merging import (
    DECISIVE,
    find_duplicates,
    mark_distinct,
    merge_people,
    merge_sure_pairs,
    postpone_duplicate,
    queue_doubts,
    queue_newcomers,
    sure_pairs,
    undo_merge,
)
from thidua.domain.people.actions.registering import (
    PersonFacts,
    make_collective,
    make_household,
    read_identity,
    register_person,
    update_person,
)
from thidua.domain.people.actions.together import (
    Newcomer,
    ReadyNewcomers,
    ready_newcomers,
    register_ready,
    register_together,
)

__all__ = [
    "DECISIVE",
    "Newcomer",
    "PersonFacts",
    "ReadyNewcomers",
    "add_service",
    "consume_initiative",
    "consume_initiatives",
    "find_duplicates",
    "give_back_initiatives",
    "make_collective",
    "make_household",
    "mark_distinct",
    "merge_people",
    "merge_sure_pairs",
    "postpone_duplicate",
    "queue_doubts",
    "queue_newcomers",
    "read_identity",
    "ready_newcomers",
    "record_discipline",
    "record_initiative",
    "register_person",
    "register_ready",
    "register_together",
    "set_rating",
    "sure_pairs",
    "undo_merge",
    "update_person",
]
