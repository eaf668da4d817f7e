"""What waits for those who draft and sign decisions: approved nominations in none yet, drafts, and papers to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from thidua.core.statements import Prepared
from thidua.domain.access import Actor, Role
from thidua.domain.decisions.permissions import DRAFTERS
from thidua.domain.nominations.queries.waiting import asked_for, units_with
from thidua.domain.nominations.queries.waiting_sql import COUNTED
from thidua.domain.nominations.routes import decides

# Every part gives: kind, title, award, due day, how many, office, decision, round, and the days of receipt.
_READY = """
(select 'approved', c.title, n.award_code, min(r.due_on), count(*)::int, r.office_id, null::bigint, c.id,
        array_agg(distinct n.received_on)
   from nominations_referral r
   join nominations_nomination n on n.id = r.nomination_id
   join nominations_submission s on s.id = n.submission_id
   join nominations_round c on c.id = s.round_id
  where r.office_id = any(%(drafts)s::bigint[]) and r.state = 'approved'
    and not exists (select 1 from decisions_decisionline l where l.nomination_id = n.id)
  group by c.title, n.award_code, r.office_id, c.id)
"""
_OPEN = """
(select case d.state when 'draft' then 'decision_draft' else 'decision_sign' end, d.summary, d.award_code,
        (select min(r.due_on) from decisions_decisionline l
           join nominations_referral r on r.nomination_id = l.nomination_id and r.state = 'approved'
          where l.decision_id = d.id),
        (select count(*)::int from decisions_decisionline l where l.decision_id = d.id),
        d.organization_id, d.id, d.round_id, null::date[]
   from decisions_decision d
  where d.state = 'draft' and d.organization_id = any(%(drafts)s::bigint[])
     or d.state = 'signing' and d.organization_id = any(%(signs)s::bigint[]))
"""
_ALL = f"{_READY} union all {_OPEN}"
WAITING = Prepared("decisions_waiting", _ALL)
WAITING_COUNT = f"select ({COUNTED}) + (select count(*) from ({_ALL}) as decisions)"  # noqa: S608  # made of constants only


@dataclass(frozen=True, slots=True)
class DecisionWork:
    """A piece of work on decisions: approved (to draft), forward (to pass up), decision_draft or decision_sign."""

    kind: str
    title: str
    award_code: str
    due_on: date | None
    count: int
    decision_id: int | None
    round_id: int | None


def decision_work(actor: Actor, on: date) -> list[DecisionWork]:
    """What the actor must draft, pass up or sign; one query, none for others."""
    asked = _asked(actor)
    if asked is None:
        return []
    kinds = {grant.unit.id: grant.unit.kind for grant in actor.grants}
    return [
        DecisionWork(
            "forward" if days and not any(decides(award, kinds[office], day or on) for day in days) else kind,
            title, award, due_on, count, decision_id, round_id,
        )
        for kind, title, award, due_on, count, office, decision_id, round_id, days in WAITING.rows(asked)
    ]  # fmt: skip


def counted_work(actor: Actor, on: date) -> tuple[str, dict[str, Any]] | None:
    """How many lines wait for the actor, of nominations and of decisions together: SQL of one number with its
    parameters, to be read with other counts; None for who has no such work.
    """
    asked = asked_for(actor, on)
    if asked is None:
        return None
    return WAITING_COUNT, asked | (_asked(actor) or {"drafts": [], "signs": []})


def _asked(actor: Actor) -> dict[str, Any] | None:
    drafts, signs = units_with(actor, DRAFTERS), units_with(actor, (Role.HEAD,))
    return {"drafts": drafts, "signs": signs} if drafts else None
