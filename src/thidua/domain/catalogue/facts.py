"""Everything a rule may know about one nominee as of a day: one frozen value, filled by whoever holds the
records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# Types under which an award stands for the whole work of its years; the others reward a theme or one deed.
PLAIN_TYPES = frozenset({"", "merit", "contribution"})
SPECIAL_TYPES = ("movement", "adhoc", "foreign", "seniority", "resistance")


@dataclass(frozen=True, slots=True)
class PriorAward:
    """An award already conferred. ``year`` is the year it rewards, ``decided_on`` the day of its decision.

    ``consumed`` says it already served as the step to a higher award; ``commendation_type`` what it was
    given for (merit, movement, adhoc, …), empty when nobody recorded it.
    """

    code: str
    decided_on: date | None = None
    year: int | None = None
    decision_no: str = ""
    register_no: str = ""
    consumed: bool = False
    commendation_type: str = ""

    @property
    def key(self) -> str:
        """The code, with what it was given for where that is a theme or a single deed: ``BKTTG/adhoc``."""
        if self.commendation_type in PLAIN_TYPES:
            return self.code
        return f"{self.code}/{self.commendation_type}"


@dataclass(frozen=True, slots=True)
class Initiative:
    """A recognised initiative, research topic or solution. ``consumed_by`` lists award codes that used it.

    ``id`` is its record, 0 when it was told without one.
    """

    level: str
    year: int
    recognized_on: date | None = None
    title: str = ""
    kind: str = "initiative"
    benefit_vnd: int = 0
    consumed_by: tuple[str, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Absence:
    """Working days off in the period. ``reason`` such as maternity, brave_injury, training, sick, personal."""

    days: int
    reason: str = "personal"


@dataclass(frozen=True, slots=True)
class Discipline:
    """A disciplinary measure and the days it runs; ``until`` None means it still runs or has no end
    recorded.
    """

    kind: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UnionService:
    """A stretch of union work, half-open ``[since, until)``. ``time`` is full or part; ``sector`` state or
    non_state.
    """

    since: date
    until: date | None = None
    time: str = "full"
    sector: str = "state"
    post: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A post held, half-open ``[since, until)``; ``post`` is a code from ``law/scales.yaml``."""

    post: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Training:
    """A course in the period: length in months and result, if graded."""

    months: int
    result: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A move between units in the period. ``months_in_old`` months were worked in the old unit."""

    months_in_old: int
    has_comment: bool = False


@dataclass(frozen=True, slots=True)
class Secondment:
    """Work lent to another unit. ``decided_by_sender`` is whether the sending unit proposes."""

    months: int
    decided_by_sender: bool = True
    has_comment: bool = False


@dataclass(frozen=True, slots=True)
class Movement:
    """The movement an award rewards: who launched it and how many years its review covers."""

    launched_by: str
    review_years: int


@dataclass(frozen=True, slots=True)
class CollectiveFacts:
    """Counts inside a collective in the period. ``disciplines`` lists the kinds of measures against its
    members.
    """

    members: int
    completed: int | None = None
    title_counts: Mapping[str, int] = field(default_factory=dict)
    disciplines: tuple[str, ...] = ()
    women: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """One nominee as of a day. None means nobody recorded it; an empty tuple means there are none.

    ``judgements`` holds answers a named person gave to questions no record can answer; ``claims`` the
    branches the nominating unit invokes (for example ``exceptional``); ``titles_proposed`` titles proposed
    for the same year. ``heads_unit`` says the person leads a unit, whose own rating of the year is
    ``unit_rating``.
    """

    subject_kind: str = "individual"
    sex: str = ""
    prior: tuple[PriorAward, ...] = ()
    ratings: Mapping[int, str] = field(default_factory=dict)
    initiatives: tuple[Initiative, ...] = ()
    titles_proposed: frozenset[str] = frozenset()
    service_months: int | None = None
    absences: tuple[Absence, ...] = ()
    disciplines: tuple[Discipline, ...] = ()
    union_services: tuple[UnionService, ...] = ()
    positions: tuple[Position, ...] | None = ()
    terms: Mapping[str, int] | None = field(default_factory=dict)
    backgrounds: frozenset[str] | None = frozenset()
    trainings: tuple[Training, ...] = ()
    transfer: Transfer | None = None
    secondment: Secondment | None = None
    open_cases: tuple[str, ...] = ()
    position_class: str = ""
    education: str = ""
    on_union_payroll: bool | None = None
    unit_level: str = ""
    heads_unit: bool = False
    unit_rating: str = ""
    founded_on: date | None = None
    dissolved_on: date | None = None
    leads_cluster: str = ""
    collective: CollectiveFacts | None = None
    movement: Movement | None = None
    achievement: str = ""
    contribution_vnd: int = 0
    published_on: date | None = None
    council_on: date | None = None
    claims: frozenset[str] = frozenset()
    judgements: Mapping[str, bool] = field(default_factory=dict)
