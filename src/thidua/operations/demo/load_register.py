"""Load the planned register: eleven years of honors, then what was corrected and annulled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any

from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor
from thidua.domain.catalogue.library import library
from thidua.domain.register import actions
from thidua.domain.register.models import Entry
from thidua.domain.register.values import NewEntry, Paper
from thidua.operations.demo.amendments import EntryPlan
from thidua.operations.demo.awards import RegisterPlan
from thidua.operations.demo.decisions import DecisionPlan
from thidua.operations.demo.load_people import KEPT_SINCE, LEADERS, Subjects
from thidua.operations.demo.names import KINH
from thidua.operations.demo.people import PeoplePlan
from thidua.operations.demo.plans import CountryPlan

CLERK = Actor.system("Văn thư")
TYPES = {"BK_TLD_CD": "movement", "LDST": "movement", "KNC_CD": "contribution"}
"""How awards with several ways to earn them were earned; every other one for merit."""
_COLUMNS = tuple(field.name for field in fields(NewEntry))
MISPRINT = "In sai dấu trong họ tên; tên đúng theo giấy tờ tùy thân."


def load_register(
    country: CountryPlan, people: PeoplePlan, plan: RegisterPlan, units: dict[str, int], subjects: Subjects
) -> int:
    """Copy the entries as they were first printed, then correct and annul as planned; return how many grants."""
    printed = {correction.entry: correction.wrong for correction in plan.corrections}
    writer = _Lines(country, people, plan.decisions, units, subjects)
    lines = [writer.line(entry, printed.get(entry.key, entry.honoree)) for entry in plan.entries]
    ids = actions.bulk_load(
        {name: [getattr(line, name) for line in lines] for name in _COLUMNS}, actor=CLERK, at=KEPT_SINCE
    )
    entries = dict(zip((entry.key for entry in plan.entries), ids, strict=True))
    _amend(plan, entries)
    return len(ids)


class _Lines:
    """Turns a planned entry into a line of the register, with what was true on the day of its decision."""

    def __init__(  # the plans a line is made of
        self,
        country: CountryPlan,
        people: PeoplePlan,
        decisions: tuple[DecisionPlan, ...],
        units: dict[str, int],
        subjects: Subjects,
    ) -> None:
        self.country, self.people, self.decisions = country, people, decisions
        self.units, self.subjects = units, subjects
        self.levels = {code: award.level for code, award in library().awards.items()}
        self.names: dict[tuple[str, date], str] = {}

    def line(self, entry: EntryPlan, printed_name: str) -> NewEntry:
        decision = self.decisions[entry.decision - 1]
        unit = self.country.by_code[entry.unit_code]
        placement = unit.placement_on(decision.decided_on) or unit.placements[-1]
        issuer = decision.issuer_code or "TLD"
        return NewEntry(
            register_no=entry.register_no,
            holder_name=printed_name,
            organization_id=self.units[entry.unit_code],
            unit_position=unit.position,
            unit_name=entry.unit_name or placement.short_name,
            province_code=placement.province_code,
            award_code=entry.award,
            award_level=self.levels[entry.award],
            commendation_type=TYPES.get(entry.award, "merit"),
            issuer_id=self.units[issuer],
            issuer_name=self._issuer_name(decision),
            decision_number=decision.number,
            decided_on=decision.decided_on,
            decision_line=entry.line,
            post=entry.title,
            position_class=entry.position_class,
            person_class=LEADERS.get(entry.position_class, ""),
            sex=entry.sex,
            achievement=entry.achievement,
            achievement_year=entry.year,
            signer=decision.signer_name,
            signer_post=decision.signer_title,
            source="import",
            **self._holder(entry, placement.line),
        )

    def _holder(self, entry: EntryPlan, line: str) -> dict[str, Any]:
        if entry.person is None:
            return {
                "holder_id": self.subjects.collectives[entry.unit_code],
                "holder_kind": "collective",
                "is_enterprise": line in {"private", "fdi"},
            }
        person = self.people.persons[entry.person - 1]
        return {
            "holder_id": person.key,
            "holder_kind": "person",
            "birth_year": person.born_on.year,
            "is_ethnic_minority": person.ethnicity != KINH,
        }

    def _issuer_name(self, decision: DecisionPlan) -> str:
        """The full name of the issuer on the day, or the office of the State."""
        if decision.issuer_code is None:
            return decision.issuer_name
        key = decision.issuer_code, decision.decided_on
        if key not in self.names:
            placement = self.country.by_code[decision.issuer_code].placement_on(decision.decided_on)
            self.names[key] = placement.name if placement else decision.issuer_name
        return self.names[key]


def _amend(plan: RegisterPlan, entries: dict[int, int]) -> None:
    found = Entry.objects.in_bulk(_amended(plan, entries))
    for correction in plan.corrections:
        decision = plan.decisions[plan.entries[correction.entry - 1].decision - 1]
        actions.correct(
            found[entries[correction.entry]],
            {"holder_name": correction.right},
            paper=Paper(f"ĐC-{decision.number}", correction.corrected_on, MISPRINT),
            actor=CLERK,
            at=_entered(correction.corrected_on),
        )
    for revocation in plan.revocations:
        actions.annul(
            found[entries[revocation.entry]],
            paper=Paper(revocation.number, revocation.revoked_on, revocation.reason),
            actor=CLERK,
            at=_entered(revocation.revoked_on),
        )


def _amended(plan: RegisterPlan, entries: dict[int, int]) -> Iterable[int]:
    keys = {c.entry for c in plan.corrections} | {r.entry for r in plan.revocations}
    return [entries[key] for key in sorted(keys)]


def _entered(day: date) -> datetime:
    """Old amendments were brought in with the register, newer ones entered on their day."""
    return max(KEPT_SINCE, datetime.combine(day, time(10, 0), VIETNAM))
