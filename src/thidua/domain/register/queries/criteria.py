"""What is asked of the register, and the same as SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from thidua.domain.access import Actor, Span
from thidua.domain.register.permissions import sees_everything

IN_FORCE, ANNULLED = "in_force", "annulled"
STATUSES = (IN_FORCE, ANNULLED)


@dataclass(frozen=True, slots=True)
class Years:
    """Years of decision, both included; nothing at an end leaves it open."""

    first: int | None = None
    last: int | None = None

    def holds(self, year: int) -> bool:
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)


class Range(NamedTuple):
    """A span of units, years, and profiles if not all."""

    span: Span
    years: Years
    profiles: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search. Empty fields do not narrow; the values of one field are alternatives.

    ``classes`` are position classes, ``collective`` or ``household``; ``spans`` the positions of chosen units;
    ``provinces`` codes of the structure of then; ``kinds`` kinds of holder; ``person_classes`` those of
    the statutory tables; the days of decision are both included.
    """

    text: str = ""
    awards: tuple[str, ...] = ()
    years: tuple[Years, ...] = ()
    classes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    spans: tuple[Span, ...] | None = None
    provinces: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    person_classes: tuple[str, ...] = ()
    is_enterprise: bool | None = None
    holder_id: int | None = None
    decided_from: date | None = None
    decided_to: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing at all was asked."""
        return self == Criteria()


def array(numbers: Iterable[int]) -> str:
    """Whole numbers as an array of PostgreSQL; thousands of them cost a driver more than the database."""
    return "{" + ",".join(map(str, numbers)) + "}"


CLASS = "case when e.holder_kind = 'person' then e.position_class else e.holder_kind end"


@dataclass
class Where:
    """Conditions joined by ``and`` with their parameters, over the alias ``e`` of ``register_current``."""

    parts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)

    def add(self, part: str, *params: Any) -> None:
        self.parts.append(part)
        self.params.extend(params)

    def sql(self) -> str:
        return " and ".join(self.parts) or "true"


def scope(actor: Actor) -> Where:
    """What the actor may see of the register."""
    where = Where()
    if sees_everything(actor):
        return where
    _add_spans(where, actor.spans(), own=actor.person_id)
    return where


def narrow(where: Where, criteria: Criteria) -> None:
    """Add everything but the text and the facets."""
    if criteria.spans is not None:
        _add_spans(where, criteria.spans)
    if criteria.provinces:
        where.add("e.province_code = any(%s)", list(criteria.provinces))
    if criteria.kinds:
        where.add("e.holder_kind = any(%s)", list(criteria.kinds))
    if criteria.person_classes:
        where.add("e.person_class = any(%s)", list(criteria.person_classes))
    if criteria.is_enterprise is not None:
        where.add("e.is_enterprise = %s", criteria.is_enterprise)
    if criteria.holder_id is not None:
        where.add("e.holder_id = %s", criteria.holder_id)
    if criteria.decided_from is not None:
        where.add("e.decided_on >= %s and e.year >= %s", criteria.decided_from, criteria.decided_from.year)
    if criteria.decided_to is not None:
        where.add("e.decided_on <= %s and e.year <= %s", criteria.decided_to, criteria.decided_to.year)
    if criteria.types:
        where.add("e.commendation_type = any(%s)", list(criteria.types))
    if criteria.sexes:
        where.add("e.sex = any(%s)", list(criteria.sexes))


def narrow_by_facets(where: Where, criteria: Criteria) -> None:
    """Add what the check boxes of the page say."""
    if criteria.awards:
        where.add("e.award_code = any(%s)", list(criteria.awards))
    if criteria.classes:
        where.add(f"{CLASS} = any(%s)", list(criteria.classes))
    if criteria.years:
        bands = [(y.first or 0, y.last or 9999) for y in criteria.years]
        where.add(
            f"({' or '.join(['e.year between %s and %s'] * len(bands))})",
            *[bound for band in bands for bound in band],
        )
    if len(criteria.statuses) == 1:
        where.add("e.is_annulled" if criteria.statuses[0] == ANNULLED else "not e.is_annulled")


def _add_spans(where: Where, spans: tuple[Span, ...], own: int | None = None) -> None:
    parts = ["e.unit_position between %s and %s"] * len(spans)
    params: list[Any] = [bound for span in spans for bound in (span.low, span.high)]
    if own is not None:
        parts.append("e.holder_id = %s")
        params.append(own)
    where.add(f"({' or '.join(parts) or 'false'})", *params)
