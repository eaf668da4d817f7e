"""Two records of one person are found, joined, and taken apart again if that was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.domain.access import Actor, Span
from thidua.domain.audit.record import record
from thidua.domain.people.actions.registering import require
from thidua.domain.people.models import (
    Discipline,
    Duplicate,
    Household,
    Initiative,
    Person,
    Service,
    Subject,
    YearlyRating,
)
from thidua.domain.people.permissions import KEEPERS, can_decide_duplicate
from thidua.domain.people.states import DuplicateState

LOWEST_SCORE = 50
WEIGHTS = {"birth_date": 40, "birth_year": 20, "unit": 15, "native_place": 15, "name": 40}
"""What each agreement adds; another sex takes away 40, another identity number 50."""

# Blocks: the same folded name with the same birth day, or the same birth year and the same unit or native place.
_PAIRS = """
with people as (
    select s.id, s.folded, s.organization_id, p.birth_date, p.birth_year, p.native_place, p.sex,
           p.identity_hash, o.position
      from people_person p join people_subject s on s.id = p.subject_id
      left join organizations_organization o on o.id = s.organization_id
     where s.merged_into_id is null
), mine as (
    select * from people m where exists (
        select 1 from unnest(%(low)s::bigint[], %(high)s::bigint[]) as x(low, high)
         where m.position between x.low and x.high)
)
select distinct least(a.id, b.id), greatest(a.id, b.id),
       a.birth_date = b.birth_date, a.birth_year = b.birth_year, a.organization_id = b.organization_id,
       a.native_place = b.native_place and a.native_place <> '',
       a.sex <> b.sex and a.sex <> '' and b.sex <> '', a.identity_hash <> b.identity_hash
  from mine a join people b on b.folded = a.folded and b.id <> a.id
 where (a.birth_date = b.birth_date
        or (a.birth_year = b.birth_year
            and (a.organization_id = b.organization_id
                 or (a.native_place = b.native_place and a.native_place <> ''))))
   and not exists (select 1 from people_duplicate d
                    where d.first_id = least(a.id, b.id) and d.second_id = greatest(a.id, b.id))
 limit %(limit)s
"""


@transaction.atomic
def find_duplicates(*, actor: Actor, at: datetime, limit: int = 500) -> int:
    """Put pairs that may be one person into the queue, with reasons; returns how many are new.

    Looks at people of the units the actor keeps, against everybody. Pairs once decided are not asked again.
    """
    spans: Sequence[Span] = actor.spans(*KEEPERS)
    with connection.cursor() as cursor:
        cursor.execute(
            _PAIRS, {"low": [s.low for s in spans], "high": [s.high for s in spans], "limit": limit}
        )
        rows = cursor.fetchall()
    found = [pair for pair in (_pair(*row) for row in rows) if pair.score >= LOWEST_SCORE]
    made = Duplicate.objects.bulk_create(found, ignore_conflicts=True)
    return len(made)


def _pair(first: int, second: int, *signs: bool | None) -> Duplicate:
    same_day, same_year, same_unit, same_place, other_sex, other_number = signs
    reasons = ["name"]
    reasons += ["birth_date"] if same_day else ["birth_year"] if same_year else []
    reasons += ["unit"] if same_unit else []
    reasons += ["native_place"] if same_place else []
    score = sum(WEIGHTS[reason] for reason in reasons)
    if other_sex:
        score, reasons = score - 40, [*reasons, "other_sex"]
    if other_number:
        score, reasons = score - 50, [*reasons, "other_identity"]
    return Duplicate(first_id=first, second_id=second, score=max(0, min(100, score)), reasons=reasons)


@transaction.atomic
def mark_distinct(*, actor: Actor, at: datetime, duplicate_id: int) -> Duplicate:
    """Say that the two are different people; the pair is not asked about again."""
    pair = _lock_pair(duplicate_id)
    require(can_decide_duplicate(actor, pair))
    _require_open(pair)
    pair.state, pair.decided_at = DuplicateState.DISTINCT, at
    pair.save(update_fields=["state", "decided_at"])
    record("person.found_distinct", pair.first, actor=actor, at=at, other=pair.second_id)
    return pair


@transaction.atomic
def merge_people(*, actor: Actor, at: datetime, duplicate_id: int, keep_id: int) -> Duplicate:
    """Join two records: everything known of the other moves to ``keep_id``, and can be moved back.

    Register entries are not rewritten; the other subject points at the kept one.
    """
    pair = _lock_pair(duplicate_id)
    require(can_decide_duplicate(actor, pair))
    _require_open(pair)
    if keep_id not in {pair.first_id, pair.second_id}:
        raise Refused(_("Chọn hồ sơ được giữ lại trong hai hồ sơ này."))
    kept, other = (pair.first, pair.second) if keep_id == pair.first_id else (pair.second, pair.first)
    if kept.subject.merged_into_id is not None or other.subject.merged_into_id is not None:
        raise Refused(_("Một trong hai hồ sơ đã gộp vào hồ sơ khác. Tải lại trang để xem."))
    pair.moved = _move_rows(other, kept) | {"kept": kept.pk, "other": other.pk} | _fill_gaps(other, kept)
    Subject.objects.filter(pk=other.pk).update(merged_into=kept.pk)
    pair.state, pair.decided_at = DuplicateState.MERGED, at
    pair.save(update_fields=["state", "decided_at", "moved"])
    record(
        "person.merged",
        kept,
        actor=actor,
        at=at,
        other=other.pk,
        organization_id=kept.subject.organization_id,
    )
    return pair


@transaction.atomic
def undo_merge(*, actor: Actor, at: datetime, duplicate_id: int) -> Duplicate:
    """Take a merge back exactly: what it moved returns, what came later stays with the kept record."""
    pair = _lock_pair(duplicate_id)
    require(can_decide_duplicate(actor, pair))
    if pair.state != DuplicateState.MERGED:
        raise Refused(_("Hai hồ sơ này không ở trạng thái đã gộp."))
    kept = pair.first if pair.moved["kept"] == pair.first_id else pair.second
    other = pair.second if kept is pair.first else pair.first
    for model, field in MOVABLE:
        ids = pair.moved.get(model.__name__, [])
        model._default_manager.filter(pk__in=ids).update(**{field: other.pk})
    _empty_gaps(kept, other, pair.moved)
    Subject.objects.filter(pk=other.pk).update(merged_into=None)
    pair.state, pair.moved, pair.decided_at = DuplicateState.OPEN, {}, None
    pair.save(update_fields=["state", "moved", "decided_at"])
    record("person.merge_undone", kept, actor=actor, at=at, other=other.pk)
    return pair


MOVABLE: list[tuple[Any, str]] = [
    (Service, "person_id"),
    (Initiative, "person_id"),
    (Discipline, "subject_id"),
    (YearlyRating, "subject_id"),
    (Household, "head_id"),
]
FILLABLE = (
    "birth_date",
    "birth_year",
    "sex",
    "native_place",
    "job",
    "position_class",
    "leader_class",
    "member_since",
)
IDENTITY = ("identity_sealed", "identity_hash", "identity_note")


def _move_rows(other: Person, kept: Person) -> dict[str, Any]:
    moved: dict[str, Any] = {}
    for model, field in MOVABLE:
        rows = model._default_manager.filter(**{field: other.pk})
        if model is YearlyRating:  # a year is rated once; the kept record's own rating stays
            rows = rows.exclude(year__in=YearlyRating.objects.filter(subject_id=kept.pk).values("year"))
        ids = sorted(rows.values_list("pk", flat=True))
        model._default_manager.filter(pk__in=ids).update(**{field: kept.pk})
        moved[model.__name__] = ids
    return moved


def _fill_gaps(other: Person, kept: Person) -> dict[str, Any]:
    """Give the kept record what only the other knew, the identity number included."""
    filled = [name for name in FILLABLE if not getattr(kept, name) and getattr(other, name)]
    for name in filled:
        setattr(kept, name, getattr(other, name))
    takes_identity = kept.identity_hash is None and other.identity_hash is not None
    if takes_identity:
        sealed = {name: getattr(other, name) for name in IDENTITY}
        Person.objects.filter(pk=other.pk).update(identity_sealed=None, identity_hash=None, identity_note="")
        for name, value in sealed.items():
            setattr(kept, name, value)
    kept.save()
    return {"filled": filled, "identity": takes_identity}


def _empty_gaps(kept: Person, other: Person, moved: dict[str, Any]) -> None:
    for name in moved["filled"]:
        field = Person._meta.get_field(name)
        if getattr(kept, name) == getattr(other, name):
            setattr(kept, name, None if field.null else "")
    if moved["identity"]:
        sealed = {name: getattr(kept, name) for name in IDENTITY}
        kept.identity_sealed, kept.identity_hash, kept.identity_note = None, None, ""
        kept.save()
        Person.objects.filter(pk=other.pk).update(**sealed)
        return
    kept.save()


def _lock_pair(duplicate_id: int) -> Duplicate:
    pair = (
        Duplicate.objects.select_for_update(of=("self",))
        .select_related("first__subject__organization", "second__subject__organization")
        .get(pk=duplicate_id)
    )
    list(
        Person.objects.select_for_update(of=("self",))
        .filter(pk__in=[pair.first_id, pair.second_id])
        .order_by("pk")
    )
    return pair


def _require_open(pair: Duplicate) -> None:
    if pair.state != DuplicateState.OPEN:
        raise Refused(_("Cặp hồ sơ này đã được quyết định. Tải lại trang để xem."))
