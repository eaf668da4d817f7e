"""What is asked besides the name, as conditions on the rows of the search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from thidua.core.last import LastOf
from thidua.domain.access import Actor, Span
from thidua.domain.organizations.queries import crossed
from thidua.domain.register.models import GrantKey
from thidua.domain.register.numbers import DecisionNumber
from thidua.domain.register.permissions import sees_everything
from thidua.domain.register.queries.criteria import ANNULLED, Criteria, Range, Where, Years, array
from thidua.domain.register.queries.profiles import matching_profiles
from thidua.domain.register.queries.reading import Reading

# The day is told by the ledger alone; its line is met by its key.
_DECIDED = """exists (select 1 from register_entry e
                where e.holder_id = s.holder_id and e.year = s.year and e.id = s.entry_id
                  and e.decided_on >= coalesce(%s::date, '-infinity')
                  and e.decided_on <= coalesce(%s::date, 'infinity'))"""
MOST_RANGES = 8
"""Of more spans of units, the rows of a name are looked through instead."""
MOST_BITS = 100_000
"""Profiles are looked up among so many bits at most."""
EVERYWHERE = Span(-(2**62), 2**62)
DECISIONS = "select d.id from register_registereddecision d where {}"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row must satisfy; nothing given is no condition. ``outside`` are positions it must not have."""

    spans: tuple[Span, ...] | None = None
    outside: tuple[Span, ...] = ()
    holder_id: int | None = None
    profiles: tuple[int, ...] | None = None
    years: tuple[Years, ...] = ()
    is_annulled: bool | None = None
    decided: tuple[date | None, date | None] = (None, None)  # first and last day, both included
    provinces: tuple[str, ...] = ()
    decision: DecisionNumber | None = None
    root_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self == Filter()

    @property
    def range(self) -> Range | None:
        """The units, years and profiles it asks for, when that is all, and units and years are one range each."""
        spans, years = self.spans or (EVERYWHERE,), self.years or (Years(),)
        is_plain = replace(self, spans=None, years=(), profiles=None).is_open and self.spans != ()
        if not is_plain or not len(spans) == len(years) == 1 or max(self.profiles or (0,)) > MOST_BITS:
            return None
        return Range(spans[0], years[0], self.profiles)

    def where(self, *, without: frozenset[str] = frozenset()) -> Where:
        """The conditions on the alias ``s``, but for those that a plan has met already."""
        where = Where()
        if self.spans is not None and "spans" not in without:
            _add_spans(where, self.spans)
        if self.outside:
            where.add("not s.unit_position <@ %s::int8multirange", multirange(self.outside))
        if self.profiles is not None:
            where.add("s.profile_id = any(%s::int[])", array(self.profiles))
        if self.years and "years" not in without:
            add_years(where, self.years, "s.year")
        for name in ("holder_id", "root_id", "is_annulled"):
            if getattr(self, name) is not None:
                where.add(f"s.{name} = %s", getattr(self, name))
        if self.decided != (None, None):
            where.add(_DECIDED, *self.decided)
        if self.provinces:
            where.add("s.province_code = any(%s)", list(self.provinces))
        if self.decision is not None and "decision" not in without:
            decisions = decisions_where(self.decision)
            where.add(f"s.decision_id in ({DECISIONS.format(decisions.sql())})", *decisions.params)
        return where


def filters_of(actor: Actor, criteria: Criteria, reading: Reading, *, facets: bool = True) -> list[Filter]:
    """The search as filters whose rows do not meet: what lies in the scope, and the reader's own beside it.

    Without ``facets`` the check boxes of the page do not narrow. A filter that nothing can satisfy is left out.
    """
    asked = _asked(criteria, reading, facets=facets)
    if asked is None:
        return []
    if sees_everything(actor):
        return [asked]
    spans = actor.spans()
    inside = spans if asked.spans is None else crossed(asked.spans, spans)
    found = [replace(asked, spans=inside)] if inside else []
    is_other = asked.holder_id not in {None, actor.person_id}
    if actor.person_id is not None and not is_other:
        found.append(replace(asked, holder_id=actor.person_id, outside=spans))
    return found


def decisions_where(decision: DecisionNumber) -> Where:
    """The decisions of the dictionary (alias ``d``) that answer to a number as it was typed."""
    where = Where(["d.running = %s"], [decision.number])
    if decision.year is not None:
        where.add("d.year = %s", decision.year)
    for sign in decision.signs:
        where.add("(' ' || d.signs) like %s", f"% {sign}%")
    return where


def _add_spans(where: Where, spans: tuple[Span, ...]) -> None:
    """Many single places, as words of a unit leave, are looked up at once; "+ 0" keeps the planner from one by one."""
    places = _places_of(spans) if len(spans) > MOST_RANGES else None
    if places is not None:
        where.add("(s.unit_position + 0) = any(%s::bigint[])", places)
    else:
        where.add("s.unit_position <@ %s::int8multirange", multirange(spans))


def _places(spans: tuple[Span, ...]) -> str | None:
    """Single places as an array."""
    are_single = all(span.low == span.high for span in spans)
    return array(span.low for span in spans) if are_single else None


_places_of = LastOf(_places)  # each plan of a search asks for the same


def multirange(spans: tuple[Span, ...]) -> str:
    return "{" + ",".join(f"[{span.low},{span.high}]" for span in spans) + "}"


def add_years(where: Where, years: tuple[Years, ...], column: str) -> None:
    bands = [(band.first or 0, band.last or 9999) for band in years]
    where.add(
        f"({' or '.join([f'{column} between %s and %s'] * len(bands))})",
        *[bound for band in bands for bound in band],
    )


def _asked(criteria: Criteria, reading: Reading, *, facets: bool) -> Filter | None:
    if reading.is_unknown:
        return None
    spans = criteria.spans
    if reading.units:
        spans = reading.unit_spans if spans is None else crossed(reading.unit_spans, spans)
    root_id = _root_of(reading.register_no) if reading.register_no else None
    if spans == () or (reading.register_no and root_id is None):
        return None
    return Filter(
        spans=spans,
        holder_id=criteria.holder_id,
        profiles=matching_profiles(criteria, facets=facets),
        years=(criteria.years if facets else ()) or _years_of(criteria),
        decided=(criteria.decided_from, criteria.decided_to),
        is_annulled=criteria.statuses[0] == ANNULLED if facets and len(criteria.statuses) == 1 else None,
        provinces=criteria.provinces,
        decision=reading.decision,
        root_id=root_id,
    )


def _years_of(criteria: Criteria) -> tuple[Years, ...]:
    """The years in which the days that are asked for lie."""
    first, last = criteria.decided_from, criteria.decided_to
    return (Years(first.year if first else None, last.year if last else None),) if first or last else ()


def _root_of(register_no: str) -> int | None:
    return GrantKey.objects.filter(register_no=register_no).values_list("entry_id", flat=True).first()
