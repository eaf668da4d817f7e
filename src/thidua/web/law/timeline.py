"""Every rule on a line of years, and what differs between two days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.domain.access import Role
from thidua.domain.catalogue.awards import Award
from thidua.domain.catalogue.library import Library, library
from thidua.domain.catalogue.models import RuleDraft
from thidua.domain.catalogue.permissions import can_draft
from thidua.domain.catalogue.provisions import ALWAYS, NEW, NO_VERSION
from thidua.domain.catalogue.states import DraftState, ProvisionKind
from thidua.domain.catalogue.verifying import current_library
from thidua.web.law.kinds import SLUGS
from thidua.web.law.spans import Bar, Row, Scale, differences, rows_besides, rows_of
from thidua.web.law.views import LEVELS
from thidua.web.law.words import said
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

_DEFAULT = "confederation"


@require_GET
@workspace()
def timeline(request: ActorRequest) -> HttpResponse:
    """All rules of one level, or of one award, along the years; a lawyer starts a change from a bar still open."""
    law = current_library()
    code, level = request.GET.get("hinh-thuc", ""), request.GET.get("cap", "")
    level = law.awards[code].level if code in law.awards else level if level in LEVELS else _DEFAULT
    shown = _chosen(law, level, code)
    drafts = list(RuleDraft.objects.filter(state=DraftState.DRAFTED, award_code__in=[a.code for a in shown]))
    scale = Scale.until(request.today, *(draft.starts_on for draft in drafts))
    may_draft, is_one = bool(can_draft(request.actor)), code in law.awards
    context = {
        "groups": [
            (award, _linked(rows_of(award, scale, request.today), may_draft=may_draft)) for award in shown
        ],
        "besides": _linked(rows_besides(law, shown[0], scale, request.today), may_draft=may_draft)
        if is_one
        else [],
        "additions": _additions(shown[0], request.today) if is_one and may_draft else [],
        "scale": scale,
        "now": scale.place(request.today),
        "regimes": [
            (r, *scale.bar(r.since, r.until)) for r in law.regimes if r.axis in {a.axis for a in shown}
        ],
        "levels": [(key, label, key == level) for key, label in LEVELS.items()],
        "drafts": [(draft, scale.place(draft.starts_on)) for draft in drafts],
        "chosen": code if code in law.awards else "",
        "said": said,
        "is_lawyer": request.actor.has(Role.LAWYER),
        "on": request.today,
    }
    return render(request, "law/timeline.html", context, using="jinja2")


def _chosen(law: Library, level: str, code: str) -> list[Award]:
    if code in law.awards:
        return [law.awards[code]]
    return sorted((a for a in law.awards.values() if a.level == level), key=lambda a: (a.order, a.code))


def _linked(rows: list[Row], *, may_draft: bool) -> list[dict[str, Any]]:
    return [
        {"row": row, "bars": [(bar, _address(bar) if may_draft else "") for bar in row.bars]} for row in rows
    ]


def _address(bar: Bar) -> str:
    if bar.key is None:
        return ""
    where = [*bar.key[:3], bar.key.since.isoformat()]
    if bar.sort == ProvisionKind.CONDITION:
        return reverse("draft_rule", args=where)
    return reverse("draft_provision", args=[SLUGS[ProvisionKind(bar.sort)], *where])


def _additions(award: Award, today: date) -> list[tuple[str, str]]:
    """What a lawyer may add to an award: words and address."""
    version = award.version_on(today) or award.versions[-1]
    own = [award.code, version.id, NEW, version.since.isoformat()]
    dossier = [version.dossier, NO_VERSION, NEW, ALWAYS.isoformat()]
    return [
        (_("Thêm giới hạn số lượng"), reverse("draft_provision", args=[SLUGS[ProvisionKind.QUOTA], *own])),
        (_("Thêm thời hạn"), reverse("draft_provision", args=[SLUGS[ProvisionKind.DEADLINE], *own])),
        (_("Thêm giấy tờ"), reverse("draft_provision", args=[SLUGS[ProvisionKind.PAPER], *dossier])),
    ]


@require_GET
@workspace()
def compare_days(request: ActorRequest) -> HttpResponse:
    """What the law says on one day beside what it says on another, only where the two differ."""
    law = current_library()
    first = _day(request, "tu", date(request.today.year - 3, 1, 1))
    second = _day(request, "den", request.today)
    level = request.GET.get("cap", "")
    awards = sorted(law.awards.values(), key=lambda a: (a.order, a.code))
    found = [
        (award, differences(law, award, first, second))
        for award in awards
        if (level not in LEVELS or award.level == level) and not award.outside
    ]
    context = {
        "groups": [one for one in found if one[1]],
        "same": sum(not one[1] for one in found),
        "first": first,
        "second": second,
        "levels": [(key, label, key == level) for key, label in LEVELS.items()],
        "regimes": [[r for r in law.regimes if r.covers(on)] for on in (first, second)],
        "said": said,
    }
    return render(request, "law/compare_days.html", context, using="jinja2")


def _day(request: ActorRequest, name: str, default: date) -> date:
    """The day asked for; days before the law of the data count as its first."""
    try:
        asked = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return default
    starts = (min(r.since for r in library().regimes if r.axis == axis) for axis in ("state", "union"))
    return max(asked, *starts)
