"""The indicators as a page; each figure opens what it counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.typed import identifier
from thidua.domain.movements.states import ReviewOutcome
from thidua.domain.organizations.queries import structure_version, subtree_spans, unit_ref
from thidua.domain.organizations.states import Level
from thidua.domain.reporting.indicators import Share, indicators_of
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest
from thidua.web.statistics.asking import FILTERS, NONE
from thidua.web.statistics.pickers import years_until

WORDS: dict[str, str | Promise] = {
    "direct": gettext_lazy("Người trực tiếp lao động"),
    "women": gettext_lazy("Nữ"),
    "first": gettext_lazy("Được khen lần đầu"),
    "grassroots": gettext_lazy("Do công đoàn cơ sở quyết định"),
    "collectives": gettext_lazy("Tập thể"),
}


@workspace(*WORKING)
def indicators(request: ActorRequest) -> HttpResponse:
    """Whom honors reach, how fast offices work, what movements and bonuses came to."""
    unit_id = identifier(request.GET.get("don_vi", "")) or (
        request.actor.unit.id if request.actor.unit else None
    )
    text = request.GET.get("nam", "")
    year = int(text) if text.isdecimal() and len(text) == 4 and text > "1900" else request.today.year
    spans = subtree_spans(unit_id, request.today, structure_version()) if unit_id else None
    found = indicators_of(request.actor, year=year, on=request.today, spans=spans, unit_id=unit_id)
    unit = unit_ref(unit_id, request.today) if unit_id else None
    context = {
        "year": year,
        "unit_id": unit_id,
        "unit_name": unit.name if unit else _("Mọi đơn vị trong phạm vi của bạn"),
        "years": years_until(request.today, year),
        "shares": [(WORDS[one.key], one, _lines(one, year, unit_id)) for one in found.shares],
        "steps": [(str(Level(one.level).label), one) for one in found.steps],
        "outcomes": [(choice.label, found.outcomes.get(choice.value, 0)) for choice in ReviewOutcome],
        "found": found,
    }
    return render(request, "statistics/indicators.html", context, using="jinja2")


def _lines(share: Share, year: int, unit_id: int | None) -> str:
    names = {one.fact: one.name for one in FILTERS} | {"position": "nguoi"}
    asked: dict[str, Any] = {"nam": year, "don_vi": unit_id or "", "o": "*|*"}
    for fact, values in share.where.items():
        asked[names[fact]] = [value or NONE for value in values]
    return f"{reverse('statistics_lines')}?{urlencode(asked, doseq=True)}"
