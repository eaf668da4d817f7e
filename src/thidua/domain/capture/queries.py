"""Reads: batches in scope, one page, the row behind a line, what is missing in the series of a book."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from thidua.core.vietnamese import NotADay, parse_day
from thidua.domain.access import Actor
from thidua.domain.archive.beside import WORDS, Kept
from thidua.domain.capture.fields import ORDINAL
from thidua.domain.capture.models import Batch, Page, Row
from thidua.domain.capture.permissions import READERS
from thidua.domain.capture.states import BookKind, PageState
from thidua.domain.organizations.queries import within
from thidua.domain.register.models import RegisteredDecision
from thidua.domain.register.numbers import parts_of

_WIDEST = 5000
"""A leap in a series that is wider is a slip of the reader, not a gap."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers missing between two that were found: a series (its signs, "" for the running numbers of rows), its year."""

    signs: str
    year: int
    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def batches_of(actor: Actor) -> QuerySet[Batch]:
    """Books of the units whose register the actor keeps or stewards, with counts of pages, the newest first."""
    entered = Count("pages", filter=Q(pages__state=PageState.ENTERED))
    open_ = Count("pages", filter=~Q(pages__state__in=[PageState.ENTERED, PageState.DISCARDED]))
    rows = Batch.objects.select_related("unit").annotate(entered=entered, open=open_)
    if not actor.is_system:
        rows = rows.filter(within(actor.spans(*READERS), "unit__position"))
    return rows.order_by("-opened_at", "-pk")


def get_batch(actor: Actor, pk: int) -> Batch:
    """One of those, or ``DoesNotExist``."""
    return batches_of(actor).get(pk=pk)


def get_page(actor: Actor, pk: int) -> Page:
    """A page of one of those, or ``DoesNotExist``."""
    pages = Page.objects.select_related("batch__unit", "original", "first_by", "second_by", "settled_by")
    return pages.filter(within(actor.spans(*READERS), "batch__unit__position")).get(pk=pk)


def lock_page(pk: int) -> Page:
    """The page, locked until the end of the transaction."""
    return (
        Page.objects.select_for_update(of=("self",)).select_related(
            "batch__unit", "original", "first_by", "second_by"
        )
    ).get(pk=pk)


def pages_of(batch: Batch) -> QuerySet[Page]:
    """The pages of a batch in order, with how many rows they have and how many of these are accepted."""
    return (
        batch.pages.exclude(state=PageState.DISCARDED)
        .select_related("first_by", "second_by")
        .annotate(
            count=Count("rows", filter=Q(rows__left_out="")),
            first_done=Count("rows", filter=Q(rows__is_first_done=True, rows__left_out="")),
            second_done=Count("rows", filter=Q(rows__is_second_done=True, rows__left_out="")),
        )
        .order_by("number")
    )


def row_of_entry(actor: Actor, entry_id: int) -> Row | None:
    """The row of a page that a line of the register was keyed from, for those who may see the book."""
    rows = Row.objects.select_related("page__batch").filter(entry_id=entry_id)
    return rows.filter(within(actor.spans(*READERS), "page__batch__unit__position")).first()


def gaps_of(batch: Batch) -> list[Gap]:
    """Numbers missing between the first and the last of each series of a year in a batch.

    The decisions of a year are a series by their signs; those that the register has from elsewhere are not missing. The
    running numbers of the rows are another, in a book. Numbers as keyed, else as read.
    """
    decisions: dict[tuple[str, int], set[int]] = defaultdict(set)
    ordinals: dict[int, set[int]] = defaultdict(set)
    for row in Row.objects.filter(page__batch=batch).exclude(page__state=PageState.DISCARDED):
        values = row.final or row.first or {key: one["text"] for key, one in row.read.items()}
        year = _year(values.get("decided_on", ""))
        if not batch.first_year <= year <= batch.last_year:
            continue
        running, signs = parts_of(values.get("decision_number", ""))
        if running:
            decisions[signs, year].add(int(running))
        ordinal = values.get(ORDINAL, "").strip(".) ")
        if batch.kind == BookKind.BOOK and ordinal.isascii() and ordinal.isdecimal() and len(ordinal) < 7:
            ordinals[year].add(int(ordinal))
    _add_registered(batch, decisions)
    found = [
        Gap(signs, year, *ends)
        for (signs, year), numbers in decisions.items()
        for ends in missing_in(numbers)
    ]
    found += [Gap("", year, *ends) for year, numbers in ordinals.items() for ends in missing_in(numbers)]
    return sorted(found, key=lambda gap: (gap.signs == "", gap.year, gap.signs, gap.first))


def _add_registered(batch: Batch, decisions: dict[tuple[str, int], set[int]]) -> None:
    known = RegisteredDecision.objects.filter(
        issuer=batch.unit_id, year__gte=batch.first_year, year__lte=batch.last_year
    )
    for running, signs, year in known.values_list("running", "signs", "year"):
        own = decisions.get((signs, year))
        if own and running.isdecimal() and min(own) < int(running) < max(own):
            own.add(int(running))


def missing_in(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last of each run of numbers missing between the least and the greatest given."""
    ordered = sorted(set(numbers))
    return [(low + 1, high - 1) for low, high in itertools.pairwise(ordered) if 1 < high - low <= _WIDEST]


def _year(text: str) -> int:
    try:
        return parse_day(text).year
    except NotADay:
        return 0


def words_beside(original_ids: Sequence[int]) -> list[Kept]:
    """The words that were read from pages of some originals, as contents of the store."""
    pages = (
        Page.objects.filter(original__in=original_ids)
        .exclude(words_sha256="")
        .order_by("original", "words_sha256")
    )
    return [
        Kept(original_id, sha256, None, WORDS)
        for original_id, sha256 in pages.values_list("original_id", "words_sha256").distinct()
    ]
