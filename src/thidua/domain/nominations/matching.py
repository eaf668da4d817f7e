"""Who a nominee is: by identity number, else name and day of birth, else name, year of birth and unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.batches import update_rows
from thidua.core.vietnamese import fold
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.organizations.queries import (
    structure_version,
    subtree_spans,
    superior_of,
    unit_refs,
    within,
)
from thidua.domain.people.models import Collective, Person
from thidua.domain.people.states import SubjectKind

_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody known who may be the nominee, and why."""

    subject_id: int
    name: str
    birth_date: date | None
    birth_year: int | None
    unit_id: int | None
    identity_hash: bytes | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Candidate:
        known = row["identity_hash"]
        return cls(
            subject_id=row["subject_id"],
            name=row["subject__name"],
            birth_date=row["birth_date"],
            birth_year=row["birth_year"],
            unit_id=row["subject__organization_id"],
            identity_hash=bytes(known) if known else None,
        )


def match_rows(submission: Submission, ids: Collection[int], *, on: date) -> None:
    """This will find who the named draft rows are, unless a person already chose, in a constant number of queries.

    A sure find sets ``subject``; doubtful ones are kept in ``match_note`` as candidates with reasons.
    """
    rows = list(submission.nominations.filter(pk__in=ids, subject=None))
    rows = [row for row in rows if row.match_note.get("how") not in {"chosen", "new"} and row.name]
    before = {row.pk: row.match_note for row in rows}
    people = [row for row in rows if row.subject_kind == SubjectKind.PERSON]
    finder = _Finder(submission, people, on)
    for row in people:
        finder.settle(row)
    _match_collectives(submission, [row for row in rows if row.subject_kind == SubjectKind.COLLECTIVE])
    finder.name_units(people)
    free = _without_twins(submission, rows)
    changed = [row for row in free if row.subject_id or row.match_note != before[row.pk]]
    update_rows(changed, ["subject", "match_note"])


class _Finder:
    """Holds everybody who might be one of the rows, read in two queries."""

    def __init__(self, submission: Submission, rows: list[Nomination], on: date) -> None:
        self.unit_id = submission.organization_id
        self.on = on
        self.by_hash: dict[bytes, Candidate] = {}
        self.by_name: dict[str, list[Candidate]] = defaultdict(list)
        if rows:
            self._load(rows)

    def _load(self, rows: list[Nomination]) -> None:
        values = (
            "subject_id", "subject__name", "subject__folded", "birth_date", "birth_year",
            "subject__organization_id", "identity_hash",
        )  # fmt: skip
        hashes = [bytes(row.identity_hash) for row in rows if row.identity_hash]
        if hashes:
            for found in Person.objects.filter(identity_hash__in=hashes).values(*values):
                candidate = Candidate.of(found)
                self.by_hash[candidate.identity_hash or b""] = candidate
        above = superior_of(self.unit_id, self.on)
        spans = subtree_spans(above.id if above else self.unit_id, self.on, structure_version())
        named = Person.objects.filter(
            within(spans, "subject__organization__position"),
            subject__folded__in={fold(row.name) for row in rows},
            subject__merged_into=None,
            birth_year__in={row.birth_year for row in rows if row.birth_year},
        )
        for found in named.values(*values)[:5_000]:
            self.by_name[found["subject__folded"]].append(Candidate.of(found))

    def settle(self, row: Nomination) -> None:
        note = {name: value for name, value in row.match_note.items() if name == "identity"}
        sure, how, candidates = self._judge(row)
        row.subject_id = sure
        if how:
            note["how"] = how
        if candidates:
            note["candidates"] = [self._described(c, row) for c in candidates[:_MOST_CANDIDATES]]
        row.match_note = note

    def _judge(self, row: Nomination) -> tuple[int | None, str, list[Candidate]]:
        own_hash = bytes(row.identity_hash) if row.identity_hash else None
        if own_hash and own_hash in self.by_hash:
            return self.by_hash[own_hash].subject_id, "identity", []
        alike = [
            c
            for c in self.by_name[fold(row.name)]
            if c.birth_year == row.birth_year and not (own_hash and c.identity_hash)
        ]
        same_day = [c for c in alike if row.birth_date and c.birth_date == row.birth_date]
        if len(same_day) == 1:
            return same_day[0].subject_id, "birth_date", []
        possible = same_day or [c for c in alike if not (row.birth_date and c.birth_date)]
        here = [c for c in possible if c.unit_id == self.unit_id]
        if len(here) == 1 and row.birth_year:
            return here[0].subject_id, "unit", []
        return None, "", possible

    def _described(self, candidate: Candidate, row: Nomination) -> dict[str, Any]:
        same_day = bool(row.birth_date and row.birth_date == candidate.birth_date)
        return {
            "subject": candidate.subject_id,
            "name": candidate.name,
            "birth": f"{candidate.birth_date:%d/%m/%Y}"
            if candidate.birth_date
            else str(candidate.birth_year or ""),
            "unit_id": candidate.unit_id,
            "unit": "",
            "same": ["name", "birth_date" if same_day else "birth_year"],
        }

    def name_units(self, rows: Iterable[Nomination]) -> None:
        found = [c for row in rows for c in row.match_note.get("candidates", [])]
        refs = unit_refs({c["unit_id"] for c in found if c["unit_id"]}, self.on) if found else {}
        for candidate in found:
            ref = refs.get(candidate["unit_id"])
            candidate["unit"] = ref.short_name if ref else ""


def _match_collectives(submission: Submission, rows: list[Nomination]) -> None:
    if not rows:
        return
    known = {
        fold(name): pk
        for pk, name in Collective.objects.filter(
            subject__organization_id=submission.organization_id, subject__merged_into=None
        ).values_list("subject_id", "subject__name")
    }
    for row in rows:
        row.subject_id = known.get(fold(row.name))
        row.match_note = {"how": "unit"} if row.subject_id else {}


def _without_twins(submission: Submission, rows: list[Nomination]) -> list[Nomination]:
    """Two rows may not hold one subject for one award; the later stays unmatched and the check says why."""
    taken: set[tuple[int | None, str]] = set(
        submission.nominations.exclude(subject=None)
        .exclude(state="withdrawn")
        .values_list("subject_id", "award_code")
    )
    for row in sorted(rows, key=lambda one: one.rank):
        pair = (row.subject_id, row.award_code)
        if row.subject_id and row.award_code and pair in taken:
            row.match_note = row.match_note | {"how": "twin", "twin": row.subject_id}
            row.subject_id = None
        taken.add(pair)
    return rows


def match_text(note: Mapping[str, Any]) -> str:
    """Why a person must look at a match, in words; empty when nobody must."""
    candidates = note.get("candidates") or []
    if not candidates or note.get("how") in {"chosen", "new"}:
        return ""
    first = candidates[0]
    words = {"unit": first["unit"] or _("đơn vị khác"), "count": len(candidates)}
    if "birth_date" in first["same"]:
        text = _("trùng tên, ngày sinh với %(count)s người, một người ở %(unit)s.")
    elif len(candidates) > 1:
        text = _("trùng tên, năm sinh với %(count)s người, một người ở %(unit)s.")
    else:
        text = _("trùng tên, năm sinh với một người ở %(unit)s.")
    return text % words
