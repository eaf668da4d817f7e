"""Two records of one person are found, joined, and taken apart again if that was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.domain.access import Actor, Span, require
from thidua.domain.audit.record import record
from thidua.domain.people.matching import Match, newcomers_alike, records_alike
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
from thidua.domain.people.queries import duplicates_for
from thidua.domain.people.states import DuplicateState

SURE_SCORE = 100
"""Pairs with at least this score (rounded from 99.5 in a hundred) may be joined without anybody looking."""
DECISIVE = frozenset({"other_identity", "other_sex"})
"""Reasons against one person that no score outweighs without somebody looking."""


@transaction.atomic
def find_duplicates(*, actor: Actor, at: datetime, limit: int = 500) -> int:
    """Put pairs that may be one person into the queue, with reasons; returns how many are new.

    Looks at people of the units the actor keeps, against everybody, and takes the ``limit`` likeliest pairs. Pairs once
    decided are not asked again.
    """
    spans: Sequence[Span] = actor.spans(*KEEPERS)
    return _queue(records_alike([(span.low, span.high) for span in spans])[:limit])


@transaction.atomic
def queue_newcomers(person_ids: Sequence[int]) -> int:
    """Put people who have just come in beside the records they may be; returns how many pairs. Safe to repeat."""
    return _queue(newcomers_alike(person_ids))


def _queue(found: Sequence[tuple[int, int, int, tuple[str, ...]]]) -> int:
    pairs = [
        Duplicate(first_id=first, second_id=second, score=score, reasons=list(reasons))
        for first, second, score, reasons in found
    ]
    return len(Duplicate.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=5_000))


@transaction.atomic
def queue_doubts(doubts: Iterable[tuple[int, Match]], *, at: datetime) -> int:
    """Put what a list left in doubt into the queue: each new person beside the records it may be; returns how many."""
    pairs = {
        (min(person, one.person_id), max(person, one.person_id)): one
        for person, match in doubts
        for one in match.candidates
        if one.person_id != person
    }
    made = [
        Duplicate(first_id=first, second_id=second, score=one.score, reasons=list(one.reasons))
        for (first, second), one in pairs.items()
    ]
    return len(Duplicate.objects.bulk_create(made, ignore_conflicts=True, batch_size=5_000))


def sure_pairs(actor: Actor, limit: int = 500) -> list[Duplicate]:
    """Open pairs that may be joined without anybody looking, as far as the actor may decide them."""
    found = [
        pair
        for pair in duplicates_for(actor, limit=limit)
        if pair.score >= SURE_SCORE and not DECISIVE & set(pair.reasons)
    ]
    return [pair for pair in found if can_decide_duplicate(actor, pair)]


@transaction.atomic
def merge_sure_pairs(*, actor: Actor, at: datetime, limit: int = 500) -> int:
    """Join every sure pair of the queue, keeping the record that is older; each can be taken back like any other."""
    done = 0
    for pair in sure_pairs(actor, limit):
        if Subject.objects.filter(pk__in=[pair.first_id, pair.second_id], merged_into__isnull=False).exists():
            continue  # one of the two went into another record a moment ago
        merge_people(actor=actor, at=at, duplicate_id=pair.pk, keep_id=pair.first_id)
        Duplicate.objects.filter(pk=pair.pk).update(is_automatic=True)
        done += 1
    return done


@transaction.atomic
def postpone_duplicate(*, actor: Actor, at: datetime, duplicate_id: int) -> Duplicate:
    """Leave a pair for later: it goes behind all others of the queue."""
    pair = _lock_pair(duplicate_id)
    require(can_decide_duplicate(actor, pair))
    _require_open(pair)
    pair.later_at = at
    pair.save(update_fields=["later_at"])
    return pair


@transaction.atomic
def mark_distinct(*, actor: Actor, at: datetime, duplicate_id: int) -> Duplicate:
    """Say that the two are different people; the pair is not asked about again."""
    pair = _lock_pair(duplicate_id)
    require(can_decide_duplicate(actor, pair))
    _require_open(pair)
    pair.state, pair.decided_at, pair.decided_by = DuplicateState.DISTINCT, at, actor.name
    pair.save(update_fields=["state", "decided_at", "decided_by"])
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
    pair.state, pair.decided_at, pair.decided_by = DuplicateState.MERGED, at, actor.name
    pair.save(update_fields=["state", "decided_at", "decided_by", "moved"])
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
    pair.state, pair.moved, pair.decided_at, pair.decided_by = DuplicateState.OPEN, {}, None, ""
    pair.is_automatic = False
    pair.save(update_fields=["state", "moved", "decided_at", "decided_by", "is_automatic"])
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
