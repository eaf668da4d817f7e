"""Decisions and their lines, and what is ready to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_

from django.db.models import Count, F, Func, Q, QuerySet, Sum, TextField
from django.db.models.functions import Lower
from django.utils.translation import get_language

from thidua.core.statements import Prepared
from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.catalogue.library import library
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.decisions.permissions import READERS
from thidua.domain.decisions.states import DecisionKind, DecisionState
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.queries.referrals import ready_for_decision
from thidua.domain.nominations.routes import decides
from thidua.domain.organizations.queries import within

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


def decisions_of(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[Decision]:
    """Visible decisions with ``honorees`` counted: drafts first, then the newest."""
    rows = visible_to(actor).select_related("organization", "round").annotate(honorees=Count("lines"))
    if state:
        rows = rows.filter(state=state)
    return _matching(rows, text).order_by("-created_at", "-id")


def find_decisions(actor: Actor, text: str, *, limit: int) -> list[Decision]:
    """The newest visible decisions of a number, or whose summary has every word of ``text``, marks ignored."""
    return list(_matching(visible_to(actor), text).order_by("-created_at", "-id")[:limit])


def _matching(rows: QuerySet[Decision], text: str) -> QuerySet[Decision]:
    words = fold(text).split()[:8]
    if not words:
        return rows
    rows = rows.annotate(folded=Lower(Func(F("summary"), function="unaccent", output_field=TextField())))
    found = reduce(and_, (Q(folded__contains=word) for word in words))
    number = text.strip().split("/")[0]
    if number.isascii() and number.isdecimal() and len(number) < 9:
        found |= Q(number=int(number))
    return rows.filter(found)


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
select n.award_code, s.round_id, r.title, count(*), p.kind
  from nominations_referral f
  join nominations_nomination n on n.id = f.nomination_id
  join nominations_submission s on s.id = n.submission_id
  join nominations_round r on r.id = s.round_id
  join organizations_placement p
    on p.organization_id = f.office_id and p.line = 'union' and p.during @> %(on)s::date
 where f.office_id = %(office)s::bigint and f.state = 'approved'
   and not exists (select 1 from decisions_decisionline l where l.nomination_id = n.id)
 group by 1, 2, 3, 5
""",
)


def ready_awards(organization_id: int, on: date) -> list[ReadyAward]:
    """What a unit can draft decisions of on a day: awards it decides itself, by round; see ``ready_for``."""
    awards = library().awards
    rows = [
        ReadyAward(code, awards[code].name.said(get_language()), round_id, title, n)
        for code, round_id, title, n, kind in _READY.rows({"office": organization_id, "on": on})
        if code in awards and decides(code, kind, on)
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
