"""Values that travel out of nominations: results of saving and importing, reports, meters, waiting work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

MUST_FIX = "must"
NEEDS_PERSON = "person"


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A row as stored after a save; ``key`` is the grid's own name for a row it made."""

    id: int
    key: str
    rank: int
    revision: int


@dataclass(frozen=True, slots=True)
class RowConflict:
    """A row somebody else changed meanwhile: the cells as they stand, and the text that was not written."""

    id: int
    rank: int
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]
    revision: int


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of an autosave. ``errors`` are by row (id or key) and cell.

    ``others_saved`` says that the submission was saved elsewhere since ``expected_revision``.
    """

    revision: int
    saved: tuple[SavedRow, ...]
    conflicts: tuple[RowConflict, ...]
    errors: Mapping[str, Mapping[str, str]]
    removed: tuple[int, ...]
    others_saved: bool
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row of a paste or workbook before it is brought in. ``errors`` refuse it, ``warnings`` do not."""

    number: int
    cells: Mapping[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    identity: Mapping[str, Any] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.values.get("name") or self.cells.get("name") or "")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing to mend (``must``) or to look at (``person``): the line, the rule, the cure and its cell."""

    level: str
    rule: str
    text: str
    nomination_id: int | None = None
    rank: int | None = None
    name: str = ""
    cell: str = ""
    cure: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything between a submission and sending it."""

    must_fix: tuple[CheckLine, ...]
    needs_person: tuple[CheckLine, ...]
    counts: Mapping[str, int]  # total, eligible, needs_person, not_eligible, unchecked
    checked_at: datetime | None

    @property
    def is_clear(self) -> bool:
        return not self.must_fix


@dataclass(frozen=True, slots=True)
class QuotaMeter:
    """How many are asked for against a limit; ``level`` is must, person or empty."""

    award_code: str
    label: str
    limit: int | None
    used: int
    level: str
    explanation: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """Who the nominees are: counts by group and sex, and the shares asked for (percent)."""

    people: int
    direct: int
    indirect: int
    manager: int
    women: int
    min_direct_percent: int | None
    unit_women_percent: float | None

    @property
    def direct_percent(self) -> int:
        return round(100 * self.direct / self.people) if self.people else 0

    @property
    def women_percent(self) -> int:
        return round(100 * self.women / self.people) if self.people else 0


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One level on a nomination's way. ``place`` is done, current or ahead; days are None where not known."""

    office_id: int
    office_name: str
    level: str
    place: str
    state: str
    label: str
    received_at: datetime | None = None
    finished_at: datetime | None = None
    due_on: date | None = None
    is_late: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece of work that waits: its kind, what it is about, how many, and by when."""

    kind: str
    title: str
    due_on: date | None
    count: int
    detail: str = ""
    submission_id: int | None = None
    nomination_id: int | None = None
    referral_id: int | None = None
    posting_id: int | None = None
    round_id: int | None = None
    opinion_id: int | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """The most alike achievement sentence found elsewhere; ``percent`` from 70 to 100."""

    percent: int
    kind: str  # entry or nomination
    row_id: int
    name: str
    year: int
    text: str
