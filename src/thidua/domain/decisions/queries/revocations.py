"""What an annulment touches: the line that granted, money to recover, later awards that rest on it."""

from __future__ import annotations

from dataclasses import dataclass

from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.standing import standings
from thidua.domain.register.states import EntryKind


@dataclass(frozen=True, slots=True)
class Dependent:
    """A later honour of the same holder to be looked at; ``names_it`` when its conditions name the award itself."""

    entry: Entry
    names_it: bool


def line_of_entry(entry: Entry) -> DecisionLine | None:
    """The line of the decision that granted an entry; none for what came from an older register."""
    root_id = entry.refers_to_id or entry.pk
    return DecisionLine.objects.filter(entry=root_id).select_related("decision__organization").first()


def dependents_of(entry: Entry) -> list[Dependent]:
    """Later honours in force of the same holder whose conditions rest on former awards, oldest first."""
    later = list(
        Entry.objects.filter(
            holder=entry.holder_id, kind=EntryKind.GRANT, decided_on__gt=entry.decided_on
        ).order_by("decided_on", "pk")
    )
    states = standings(row.pk for row in later)
    found = []
    for row in later:
        if row.pk in states and states[row.pk].is_annulled:
            continue
        codes = _rests_on(row)
        if codes:
            found.append(Dependent(row, entry.award_code in codes))
    return found


def _rests_on(entry: Entry) -> frozenset[str]:
    try:
        return library().rests_on(entry.award_code, entry.decided_on)
    except LawError:
        return frozenset()


def receivables_of(decision: Decision) -> list[tuple[DecisionLine, int]]:
    """Money paid with awards that an annulment took back, not yet recovered: its lines with đồng."""
    rows = decision.lines.filter(refers_to__isnull=False, bonus_recovered_on__isnull=True)
    return [(row, row.bonus_vnd) for row in rows.select_related("refers_to") if row.bonus_vnd]
