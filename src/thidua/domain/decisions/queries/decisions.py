"""Decisions and their lines, and what is ready to be decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import get_language

from thidua.core.statements import Prepared
from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.catalogue.library import library
from thidua.domain.decisions.models import Decision, DecisionLine, written_number
from thidua.domain.decisions.permissions import READERS
from thidua.domain.decisions.states import DecisionKind, DecisionState
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.queries.referrals import ready_for_decision
from thidua.domain.nominations.routes import decides
from thidua.domain.organizations.queries import EVERYWHERE, as_pairs, within

WITH_SUBJECTS = (
    "nomination__subject__collective",
    "nomination__subject__person",
    "nomination__submission__organization",
    "nomination__submission__round",
    "refers_to",
    "entry",
)


@dataclass(frozen=True, slots=True)
class ReadyAward:
    """Nominations of one award in one round that are approved and in no decision yet; ``decides`` says whether
    the unit decides the award itself or must forward it."""

    award_code: str
    award_name: str
    round_id: int
    round_title: str
    count: int


def visible_to(actor: Actor) -> QuerySet[Decision]:
    """Decisions of units inside the actor's scope."""
    if actor.is_system:
        return Decision.objects.all()
    return Decision.objects.filter(within(actor.spans(*READERS)))


class DecisionRow(NamedTuple):
    """A decision in a list, with how many it honors (or annuls, or corrects)."""

    pk: int
    organization_id: int
    number: int | None
    symbol: str
    summary: str
    issued_on: date | None
    state: str
    honorees: int

    @property
    def full_number(self) -> str:
        return written_number(self.number, self.symbol)

    @property
    def state_name(self) -> str:
        return str(DecisionState(self.state).label)


_ROWS = Prepared(
    "decision_rows",
    """
select d.id, d.organization_id, d.number, d.symbol, d.summary, d.issued_on, d.state,
       (select count(*) from decisions_decisionline l where l.decision_id = d.id)
  from decisions_decision d
  join organizations_organization o on o.id = d.organization_id
 where exists (select 1 from unnest(%(low)s::bigint[], %(high)s::bigint[]) as s(low, high)
                where o.position between s.low and s.high)
   and (%(state)s::text = '' or d.state = %(state)s::text)
   and (d.number = %(number)s::int
        or not exists (select 1 from unnest(%(words)s::text[]) word
                        where position(word in lower(unaccent(d.summary))) = 0))
 order by d.created_at desc, d.id desc
 limit %(limit)s::int
""",
)


def decisions_of(actor: Actor, *, limit: int, state: str = "", text: str = "") -> list[DecisionRow]:
    """Visible decisions, the newest first, of a number, or whose summary has every word of ``text``, marks ignored."""
    low, high = as_pairs((EVERYWHERE,) if actor.is_system else actor.spans(*READERS))
    number = text.strip().split("/")[0]
    is_number = number.isascii() and number.isdecimal() and len(number) < 9
    asked = {
        "low": low, "high": high, "state": state, "words": fold(text).split()[:8], "limit": limit,
        "number": int(number) if is_number else None,
    }  # fmt: skip
    return [DecisionRow(*row) for row in _ROWS.rows(asked)]


def get_decision(actor: Actor, decision_id: int) -> Decision:
    """One visible decision; raises ``Decision.DoesNotExist``."""
    return visible_to(actor).select_related("organization", "round").get(pk=decision_id)


def lock_decision(decision_id: int) -> Decision:
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related("organization", "round")
        .get(pk=decision_id)
    )


def lines_of(decision: Decision) -> QuerySet[DecisionLine]:
    """The lines of a decision in order, with nominees and register entries."""
    return decision.lines.select_related(*WITH_SUBJECTS).order_by("order", "id")


def get_line(actor: Actor, line_id: int) -> DecisionLine:
    """One line of a visible decision; raises ``DecisionLine.DoesNotExist``."""
    return (
        DecisionLine.objects.filter(decision__in=visible_to(actor))
        .select_related("decision__organization", *WITH_SUBJECTS)
        .get(pk=line_id)
    )


def ready_for(organization_id: int, award_code: str, round_id: int | None = None) -> QuerySet[Referral]:
    """Approved nominations of an award at a unit that stand in no decision yet."""
    rows = ready_for_decision(organization_id, award_code).filter(nomination__decision_lines__isnull=True)
    return rows.filter(nomination__submission__round=round_id) if round_id else rows


_READY = Prepared(
    "ready_awards",
    """
select n.award_code, s.round_id, r.title, count(*), p.kind, coalesce(n.received_on, %(on)s::date)
  from nominations_referral f
  join nominations_nomination n on n.id = f.nomination_id
  join nominations_submission s on s.id = n.submission_id
  join nominations_round r on r.id = s.round_id
  join organizations_placement p
    on p.organization_id = f.office_id and p.line = 'union' and p.during @> %(on)s::date
 where f.office_id = %(office)s::bigint and f.state = 'approved'
   and not exists (select 1 from decisions_decisionline l where l.nomination_id = n.id)
 group by 1, 2, 3, 5, 6
""",
)


def ready_awards(organization_id: int, on: date) -> list[ReadyAward]:
    """What a unit can draft decisions of on a day: awards it decides itself, by round; see ``ready_for``.

    Who decides is told by the law of the day a nomination was received.
    """
    awards = library().awards
    counts: Counter[tuple[str, int, str]] = Counter()
    for code, round_id, title, n, kind, ruled_on in _READY.rows({"office": organization_id, "on": on}):
        if code in awards and decides(code, kind, ruled_on):
            counts[code, round_id, title] += n
    rows = [
        ReadyAward(code, awards[code].name.said(get_language()), round_id, title, n)
        for (code, round_id, title), n in counts.items()
    ]
    return sorted(rows, key=lambda row: (row.round_id, awards[row.award_code].order))


def totals_of(decision: Decision) -> dict[str, int]:
    """How many lines and how much money: honorees, bonus, paid, handed, certificates."""
    found = decision.lines.aggregate(
        honorees=Count("pk"),
        bonus=Sum("bonus_vnd"),
        paid=Count("pk", filter=Q(bonus_paid_on__isnull=False)),
        handed=Count("pk", filter=Q(handed_over_on__isnull=False)),
        certificates=Count("pk", filter=~Q(certificate_sha256="")),
    )
    return {name: value or 0 for name, value in found.items()}


def progress_of(decision: Decision) -> tuple[int, int]:
    """How many certificates are ready, of how many; (0, 0) for what gives no certificates."""
    if decision.kind != DecisionKind.GRANT or decision.state != DecisionState.ISSUED:
        return 0, 0
    totals = totals_of(decision)
    return totals["certificates"], totals["honorees"]
