"""What travels between queries, actions and pages of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from thidua.domain.access import Span, UnitRef

FindingKind = Literal["done", "failed", "needs_person"]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as it owes a report: where it stood on the assignment's day, and who receives it."""

    unit: UnitRef
    office: UnitRef | None
    due_on: date
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell as an officer leaves it: ``v:`` value, ``e:`` explanation or ``t:`` text and a code.

    ``base`` is the revision of the cell that the officer was looking at.
    """

    cell: str
    value: str
    base: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else changed meanwhile: theirs is kept, mine is given back."""

    cell: str
    mine: str
    theirs: str
    by: str
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that could not be taken, and why."""

    cell: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a saving: the report's revision, the revision of each cell written, and what was not written."""

    revision: int
    cells: Mapping[str, int]
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition for sending, met or not, what was observed and where it is cured."""

    kind: FindingKind
    title: str
    observed: str = ""
    cells: tuple[str, ...] = ()
    law: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a report: its own value, what comes from below, the whole, and last period's whole.

    ``revision`` is that of the cell; ``change`` the change on last period as a share.
    """

    code: str
    group: str
    label: str
    measure: str
    is_counted: bool
    indicator: str
    own: Decimal | None
    below: Decimal | None
    whole: Decimal | None
    before: Decimal | None
    explanation: str = ""
    must_explain: bool = False
    problem: str = ""
    revision: int = 0
    explanation_revision: int = 0
    is_required: bool = False

    @property
    def change(self) -> float | None:
        if self.whole is None or not self.before:
            return None
        return float((self.whole - self.before) / self.before)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the narrative."""

    code: str
    title: str
    guidance: str
    is_directive: bool
    is_mandatory: bool
    least_words: int
    text: str
    revision: int = 0

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def is_enough(self) -> bool:
        return self.words >= max(self.least_words, 1 if self.is_mandatory else 0)


@dataclass(frozen=True, slots=True)
class Child:
    """A unit whose report this unit receives."""

    unit_id: int
    name: str
    kind: str
    position: int
    due_on: date
    state: str  # of its report, "" when there is none yet
    sent_at: datetime | None
    is_late: bool
    has_ended: bool

    @property
    def is_in(self) -> bool:
        return self.state in {"sent", "approved"}


@dataclass(frozen=True, slots=True)
class Counts:
    """Reports of one branch. ``expected`` counts units that owe one; those that ended without one are apart."""

    unit_id: int
    name: str
    expected: int
    ended: int
    approved: int
    sent: int
    returned: int
    draft: int
    silent: int
    late: int

    @property
    def received(self) -> int:
        return self.approved + self.sent

    @property
    def share(self) -> float:
        """Received among expected, 0 to 1."""
        return self.received / self.expected if self.expected else 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure as reported beside as known now, with what lies between: counts by reason."""

    code: str
    label: str
    reported: Decimal
    known: Decimal
    later: int = 0
    annulled: int = 0
    corrected_in: int = 0
    corrected_out: int = 0
    restored: int = 0
    entries: Sequence[tuple[str, str]] = field(default=())  # register number and reason

    @property
    def explained(self) -> int:
        return self.later + self.corrected_in + self.restored - self.annulled - self.corrected_out

    @property
    def unexplained(self) -> Decimal:
        return self.known - self.reported - self.explained
