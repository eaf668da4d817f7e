"""The past of a person or a unit, and single lines, as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from thidua.core.statements import Prepared
from thidua.domain.access import Actor
from thidua.domain.audit.models import Event
from thidua.domain.organizations.queries import structure_version, subtree_spans
from thidua.domain.people.models import Subject
from thidua.domain.register.models import Discretion, Entry
from thidua.domain.register.permissions import can_read_entry
from thidua.domain.register.queries.criteria import Criteria, Where, narrow, narrow_by_facets, scope
from thidua.domain.register.queries.keys import grant_by_number
from thidua.domain.register.queries.lines import FIELDS, MERGED, Line, lines_of_subject
from thidua.domain.register.queries.standing import Standing, later_lines, standing_from
from thidua.domain.register.states import EntryKind

_SAME = Prepared("same_subjects", f"{MERGED} select id from same")  # noqa: S608  # fixed
_INITIATIVES = Prepared(
    "initiatives_of_subject",
    f"{MERGED} select count(*) from people_initiative where person_id = any(array(select id from same))",  # noqa: S608  # fixed
)


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """A grant, the content that holds today, its standing, and every later line, oldest first."""

    root: Entry
    content: Entry
    standing: Standing
    later: tuple[Entry, ...]


def same_subjects(subject_id: int) -> list[int]:
    """Every record that was joined into the same subject, this one included."""
    return [int(row[0]) for row in _SAME.rows({"subject": subject_id})]


def person_history(subject_id: int, actor: Actor | None = None) -> list[Line]:
    """Every honour of a subject, newest first, through joined records; only what ``actor`` sees when one is given."""
    return [line for line in lines_of_subject(subject_id) if actor is None or can_read_entry(actor, line)]


def unit_history(unit_id: int, actor: Actor, *, on: date, limit: int = 200) -> list[Line]:
    """The honours of the collectives of a unit, of all below it and of what they grew out of, newest first."""
    where = scope(actor)
    narrow(where, Criteria(spans=subtree_spans(unit_id, on, structure_version())))
    where.add("e.holder_kind = 'collective'")
    return _lines(where, "e.decided_on desc, e.id desc", limit=limit)


def get_line(actor: Actor, root_id: int) -> Line:
    """The standing line of a grant; raises ``Entry.DoesNotExist`` outside the actor's scope."""
    where = Where(["e.root_id = %s"], [root_id])
    found = _lines(where, "e.id", limit=1)
    if not found or not can_read_entry(actor, found[0]):
        raise Entry.DoesNotExist
    return found[0]


def get_history(actor: Actor, register_no: str) -> EntryHistory:
    """A line with everything written about it; raises ``Entry.DoesNotExist`` outside the actor's scope."""
    root = grant_by_number(register_no)
    if not can_read_entry(actor, root):
        raise Entry.DoesNotExist
    return history_of(root)


def history_of(root: Entry) -> EntryHistory:
    """Everything the register says of one grant."""
    later = later_lines(root)
    corrections = [line for line in later if line.kind == EntryKind.CORRECTION]
    return EntryHistory(root, (corrections or [root])[-1], standing_from(later), tuple(later))


def get_holder(actor: Actor, subject_id: int) -> tuple[Subject, list[Line]]:
    """A subject with the honours the actor may see; raises ``Subject.DoesNotExist`` when there are none to see."""
    subject = Subject.objects.select_related("person", "organization").get(pk=subject_id)
    lines = person_history(subject_id, actor)
    if not lines and subject.pk != actor.person_id:
        raise Subject.DoesNotExist
    return subject, lines


def erasures_of(holder_ids: Iterable[int]) -> list[Event]:
    """The erasures of these subjects' lines, newest first: who, when, why."""
    entries = Entry.objects.filter(holder_id__in=list(holder_ids)).values("pk")
    found = Event.objects.filter(name="register.erased", subject_type="entry", subject_id__in=entries)
    return list(found.order_by("-id"))


def hides_birth_year(subject_id: int) -> bool:
    """Whether the person asked that the public pages leave out the year of birth."""
    return Discretion.objects.filter(subject_id=subject_id).exists()


def initiatives_count(subject_id: int) -> int:
    """Recognised initiatives of a person, through joined records."""
    return int(_INITIATIVES.rows({"subject": subject_id})[0][0])


def lines_for(actor: Actor, criteria: Criteria, *, limit: int) -> list[Line]:
    """The newest lines of a selection without a text, for drawers and side lists."""
    where = scope(actor)
    narrow(where, criteria)
    narrow_by_facets(where, criteria)
    return _lines(where, "e.year desc, e.id desc", limit=limit)


def _lines(where: Where, order: str, *, limit: int) -> list[Line]:
    columns = ", ".join(f"e.{name}" for name in FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {columns} from register_current e where {where.sql()} order by {order} limit %s",  # noqa: S608  # fixed pieces, values are parameters
            [*where.params, limit],
        )
        return [Line(*row) for row in cursor.fetchall()]
