"""Indicators of the unions: whom honors reach, how fast offices work, what movements and bonuses came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection

from thidua.domain.access import Actor, Span
from thidua.domain.organizations.queries import as_pairs
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.cube.reading import Slice, count
from thidua.domain.reporting.pivot import visible_spans
from thidua.domain.reporting.sizes import UnitSize, unit_sizes
from thidua.domain.reporting.tables import Question
from thidua.domain.reporting.units import below

FACTS = ("kind", "position", "sex", "first", "level")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; ``where`` is what the part counts, in facts of the cube."""

    key: str
    part: int
    whole: int
    where: Mapping[str, tuple[str, ...]]

    @property
    def value(self) -> float | None:
        """0 to 1; nothing when there is no whole."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class StepPace:
    """At one level: referrals received and handled in the year, days to the first act, in time, sent back."""

    level: str
    received: int
    handled: int
    median_days: float | None
    p90_days: float | None
    on_time: int
    returned: int


@dataclass(frozen=True, slots=True)
class Indicators:
    """Everything for some units and a year. ``silent`` are units directly below without an honor: id and name."""

    shares: tuple[Share, ...]
    steps: tuple[StepPace, ...]
    reasons: tuple[tuple[str, int], ...]
    pledged: int
    achieved: int
    bonus_due: int
    bonus_paid: int
    titles_aimed: int = 0
    titles_won: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    sizes: tuple[UnitSize, ...] = ()
    silent: tuple[tuple[str, str], ...] = ()


def indicators_of(
    actor: Actor, *, year: int, on: date, spans: tuple[Span, ...] | None = None, unit_id: int | None = None
) -> Indicators:
    """Count what the actor may see for the units in ``spans``, for decisions and acts of ``year``."""
    seen = visible_spans(actor, spans)
    steps, reasons = _steps(seen, year)
    pledged, achieved = _row(_PLEDGES, seen, year)
    aimed, won = _row(_TITLES, seen, year)
    due, paid = _row(_BONUSES, seen, year)
    return Indicators(
        shares=_shares(seen, year),
        steps=steps,
        reasons=reasons,
        pledged=pledged,
        achieved=achieved,
        bonus_due=due,
        bonus_paid=paid,
        titles_aimed=aimed,
        titles_won=won,
        sizes=unit_sizes(seen, year=year, on=on),
        outcomes=dict(_rows(_OUTCOMES, seen, year)),
        silent=_silent(seen, year, on, unit_id) if unit_id else (),
    )


def share_question(share: Share, question: Question, year: int) -> Question:
    """The question whose lines stand behind the part of a share."""
    return replace(question, where=dict(share.where), periods=(Period.years(year, year),))


def _shares(spans: tuple[Span, ...], year: int) -> tuple[Share, ...]:
    asked = Slice(by=FACTS, spans=tuple(("", span) for span in spans), periods=(Period.years(year, year),))
    facts = [(dict(zip(FACTS, key, strict=True)), n) for key, n in count(asked).items()]
    people: dict[str, tuple[str, ...]] = {"kind": ("person",)}
    wanted: tuple[tuple[str, dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]], ...] = (
        ("direct", people, {"position": ("direct",)}),
        ("women", people, {"sex": ("female",)}),
        ("first", {}, {"first": ("1",)}),
        ("grassroots", {}, {"level": ("grassroots",)}),
        ("collectives", {}, {"kind": ("collective",)}),
    )
    return tuple(
        Share(key, _sum(facts, {**whole, **part}), _sum(facts, whole), {**whole, **part})
        for key, whole, part in wanted
    )


def _sum(facts: list[tuple[dict[str, str], int]], where: Mapping[str, tuple[str, ...]]) -> int:
    return sum(n for fact, n in facts if all(fact[name] in values for name, values in where.items()))


_NEAR = "exists (select 1 from unnest(%s::bigint[], %s::bigint[]) s(low, high) where o.position between s.low and s.high)"
_STEPS = f"""
select level, count(*), count(done),
       percentile_cont(0.5) within group (order by extract(epoch from done - received_at) / 86400),
       percentile_cont(0.9) within group (order by extract(epoch from done - received_at) / 86400),
       count(*) filter (where (done at time zone 'Asia/Ho_Chi_Minh')::date <= due_on),
       count(*) filter (where returned_at is not null)
  from (select r.*, coalesce(r.returned_at, r.appraised_at, r.closed_at) as done
          from nominations_referral r join organizations_organization o on o.id = r.office_id
         where {_NEAR} and extract(year from r.received_at at time zone 'Asia/Ho_Chi_Minh') = %s) found
 group by level order by array_position(array['grassroots', 'upper', 'province', 'national'], level::text)
"""  # noqa: S608  # made of constants only
_REASONS = f"""
select reason, count(*)
  from nominations_referral r join organizations_organization o on o.id = r.office_id
  cross join lateral unnest(r.return_reasons) reason
 where {_NEAR} and extract(year from r.received_at at time zone 'Asia/Ho_Chi_Minh') = %s
 group by reason order by count(*) desc, reason
"""  # noqa: S608  # made of constants only
_PLEDGES = f"""
select count(*), count(*) filter (where p.value >= p.goal)
  from movements_pledge p
  join movements_registration g on g.id = p.registration_id and g.withdrawn_at is null
  join organizations_organization o on o.id = g.organization_id
 where {_NEAR} and extract(year from g.registered_at at time zone 'Asia/Ho_Chi_Minh') = %s
"""  # noqa: S608  # made of constants only
# A title aimed at in a year is won by a decision of that year or of the next, in which the year is judged.
_TITLES = f"""
select count(*), count(*) filter (where exists (
           select 1 from register_standingline s join register_profile f on f.id = s.profile_id
            where s.holder_id = aimed.holder_id and not s.is_annulled and f.award_code = aimed.title
              and s.year between aimed.year and aimed.year + 1))
  from (select title, coalesce(g.subject_id, (select min(k.subject_id) from people_collective k
                                                where k.unit_id = g.organization_id)) as holder_id,
               extract(year from g.registered_at at time zone 'Asia/Ho_Chi_Minh')::int as year
          from movements_registration g
          join organizations_organization o on o.id = g.organization_id
          cross join lateral unnest(g.titles) title
         where g.withdrawn_at is null and {_NEAR}
           and extract(year from g.registered_at at time zone 'Asia/Ho_Chi_Minh') = %s) aimed
"""  # noqa: S608  # made of constants only
_OUTCOMES = f"""
select v.outcome, count(*)
  from movements_review v join movements_movement m on m.id = v.movement_id
  join organizations_organization o on o.id = m.organization_id
 where {_NEAR} and extract(year from v.held_on) = %s
 group by v.outcome
"""  # noqa: S608  # made of constants only
_BONUSES = f"""
select coalesce(sum(l.bonus_vnd), 0)::bigint,
       coalesce(sum(l.bonus_vnd) filter (where l.bonus_paid_on is not null), 0)::bigint
  from decisions_decisionline l
  join decisions_decision d on d.id = l.decision_id
  join organizations_organization o on o.id = d.organization_id
 where {_NEAR} and extract(year from d.issued_on) = %s and l.bonus_vnd > 0
"""  # noqa: S608  # made of constants only


def _steps(spans: tuple[Span, ...], year: int) -> tuple[tuple[StepPace, ...], tuple[tuple[str, int], ...]]:
    steps = tuple(StepPace(*row) for row in _rows(_STEPS, spans, year))
    return steps, tuple((row[0], row[1]) for row in _rows(_REASONS, spans, year))


def _silent(spans: tuple[Span, ...], year: int, on: date, unit_id: int) -> tuple[tuple[str, str], ...]:
    """Units directly below that have no honor in force by a decision of the year."""
    found = below(unit_id, on)
    labelled = tuple((label, span) for label, span in found.spans)
    heard = {
        key[0] for key in count(Slice(by=("label",), spans=labelled, periods=(Period.years(year, year),)))
    }
    seen = {
        label for label, span in found.spans if any(s.low <= span.high and span.low <= s.high for s in spans)
    }
    return tuple(
        sorted(((k, found.names[k]) for k in seen - heard if k in found.names), key=lambda one: one[1])
    )


def _rows(sql: str, spans: tuple[Span, ...], year: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [*as_pairs(spans), year])
        return list(cursor.fetchall())


def _row(sql: str, spans: tuple[Span, ...], year: int) -> tuple[int, int]:
    first, second = _rows(sql, spans, year)[0]
    return int(first), int(second)
