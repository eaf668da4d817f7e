"""Which open dossiers a change of the law would judge differently, before it takes effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from thidua.domain.access import Actor
from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Eligibility
from thidua.domain.nominations.facts import facts_for
from thidua.domain.nominations.models import Nomination
from thidua.domain.nominations.queries.submissions import visible_nominations
from thidua.domain.nominations.states import NominationState

MOST = 2_000
_LOT = 500


@dataclass(frozen=True, slots=True)
class TouchedDossier:
    """One open dossier with its verdict (or what else the law says of it) as the law stands and with the change.

    ``is_visible`` says whether whoever asks may know whose it is: the law concerns all units, dossiers only their own.
    """

    row: Nomination
    is_visible: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Touched:
    """``waiting`` dossiers are not received yet and may come under the change; ``received`` keep the old rule.

    ``judged`` says how many of those that wait were tried, the newest first.
    """

    dossiers: tuple[TouchedDossier, ...]
    waiting: int
    judged: int
    received: int


def touched_dossiers(before: Library, after: Library, starts_on: date, *, actor: Actor) -> Touched:
    """This will judge every open dossier that the change may reach, twice, and give those that come out differently.

    At most ``MOST`` dossiers, in lots of 500 with the few queries that facts cost.
    """
    codes = changed_awards(before, after, starts_on)
    rows, waiting, received = open_dossiers(codes, starts_on)
    known = visible_among(rows, actor)
    return Touched(
        dossiers=tuple(
            TouchedDossier(row, row.pk in known, old, new)
            for row, old, new in _differing(rows, before, after, starts_on)
        ),
        waiting=waiting,
        judged=len(rows),
        received=received,
    )


def open_dossiers(
    codes: Sequence[str], starts_on: date, *, with_received: bool = False
) -> tuple[list[Nomination], int, int]:
    """This will give the newest open dossiers for some awards, how many there are, and how many were received before.

    Those received are not among them unless asked for.
    """
    every = Nomination.objects.filter(
        award_code__in=codes, state__in=[NominationState.DRAFT, NominationState.UNDERWAY]
    )
    wanted = every if with_received else every.filter(received_on=None)
    rows = list(wanted.select_related("submission__round", "submission__organization").order_by("-id")[:MOST])
    total = len(rows) if len(rows) < MOST else wanted.count()
    return rows, total, every.filter(received_on__lt=starts_on).count()


def visible_among(rows: Sequence[Nomination], actor: Actor) -> frozenset[int]:
    """Which dossiers whoever asks may open."""
    return frozenset(
        visible_nominations(actor).filter(pk__in=[r.pk for r in rows]).values_list("pk", flat=True)
    )


def changed_awards(before: Library, after: Library, on: date) -> list[str]:
    """This will list the awards whose conditions differ on a day."""
    return [code for code in after.awards if _conditions(before, code, on) != _conditions(after, code, on)]


def _conditions(law: Library, code: str, on: date) -> list[object]:
    award = law.awards.get(code)
    version = award.version_on(on) if award else None
    asked = [c for c in version.conditions if c.covers(on)] if version else []
    return [(c.id, c.kind, c.params, c.title, c.citation, c.severity, c.subjects) for c in asked]


def _differing(
    rows: Sequence[Nomination], before: Library, after: Library, on: date
) -> Iterator[tuple[Nomination, Eligibility, Eligibility]]:
    for start in range(0, len(rows), _LOT):
        lot = rows[start : start + _LOT]
        facts = facts_for(lot, on)
        for row in lot:
            old, new = (_verdict(law, row, facts[row.pk], on) for law in (before, after))
            if old and new and old is not new:
                yield row, old, new


def _verdict(law: Library, row: Nomination, facts: Facts, on: date) -> Eligibility | None:
    year = row.submission.round.year
    try:
        return evaluate(row.award_code, facts, received_on=on, period_year=year, library=law).verdict
    except LawError:  # a day or an award that the law does not know: the dossier's own check says so
        return None
