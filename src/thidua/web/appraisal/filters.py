"""How a queue is narrowed, as it stands in the address, so that a dossier opened from it knows its neighbours."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, QueryDict

from thidua.core.typed import identifier
from thidua.domain.access import Actor, UnitRef
from thidua.domain.nominations.permissions import OFFICE
from thidua.domain.nominations.queries.referrals import OPEN_STATES, QueueFilter
from thidua.domain.nominations.states import ReferralState

KEYS = ("dot", "khen", "dv", "xet", "buoc", "tim")
VERDICTS = ("eligible", "needs_person", "not_eligible")


def narrowed(data: QueryDict, *, states: tuple[str, ...] = ()) -> QueueFilter:
    """The filter an address asks for; what it cannot mean is left out. ``states`` overrule the address."""
    step, verdict = data.get("buoc", ""), data.get("xet", "")
    asked = (step,) if step in OPEN_STATES else (ReferralState.RECEIVED.value,)
    return QueueFilter(
        states=states or asked,
        round_id=identifier(data.get("dot")),
        award_code=data.get("khen", "")[:20],
        unit_id=identifier(data.get("dv")),
        verdict=verdict if verdict in VERDICTS else "",
        text=data.get("tim", "").strip()[:80],
    )


def kept(data: QueryDict, **changes: str) -> str:
    """The narrowing part of an address with its question mark, or nothing."""
    values = {key: data[key] for key in KEYS if data.get(key)} | changes
    values = {key: value for key, value in values.items() if value}
    return "?" + urlencode(values) if values else ""


def office_of(actor: Actor) -> UnitRef:
    """The office the actor appraises for: the unit they work as, else the first where they may; else 404."""
    unit = actor.unit
    if unit is not None and actor.has_at(*OFFICE, unit_id=unit.id):
        return unit
    for grant in actor.grants:
        if grant.role in OFFICE:
            return grant.unit
    raise Http404
