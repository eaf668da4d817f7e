"""What was reported beside what is known now, and why the two differ."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.domain.reports.queries.comparing import differences
from thidua.domain.reports.queries.reading import sent_lines
from thidua.domain.reports.queries.visible import get_snapshot
from thidua.domain.reports.snapshots import is_intact
from thidua.domain.reports.values import Difference
from thidua.web.reports.common import asked_assignment, asked_place, behind, crumbs
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

MOST_SHOWN = 40
REASONS = {
    "later": gettext_lazy("vào sổ sau"),
    "annulled": gettext_lazy("bị hủy sau"),
    "corrected_in": gettext_lazy("đính chính vào"),
    "corrected_out": gettext_lazy("đính chính ra"),
    "restored": gettext_lazy("được khôi phục"),
}


@workspace(*WORKING)
def snapshot(request: ActorRequest, assignment_id: int, unit_id: int, number: int) -> HttpResponse:
    """One sending of a report: as reported, as known today, the entries between them."""
    row = asked_assignment(request, assignment_id)
    place = asked_place(request, row, unit_id)
    found = or_404(get_snapshot, request.actor, row, unit_id, number)
    compared = {one.code: one for one in differences(found)}
    lines = sent_lines(found.data)
    context = {
        "row": row,
        "place": place,
        "snapshot": found,
        "data": found.data,
        "is_intact": is_intact(found),
        "lines": [(line, compared.get(line.code), _why(compared.get(line.code))) for line in lines],
        "changed": sum(one.known != one.reported for one in compared.values()),
        "addresses": {line.code: behind(line.indicator, row, unit_id) for line in lines if line.is_counted},
        "entries": _entries(compared.values()),
        "reasons": REASONS,
        "others": list(found.report.snapshots.order_by("-number")),
        "breadcrumbs": crumbs(
            request,
            (row.title, reverse("report_campaign", args=[row.pk])),
            (place.unit.short_name, reverse("report_sheet", args=[row.pk, unit_id])),
            (_("Bản gửi lần %(n)s") % {"n": number}, ""),
        ),
    }
    return render(request, "reports/snapshot.html", context, using="jinja2")


def _why(one: Difference | None) -> str:
    """ "3 vào sổ sau, 1 bị hủy sau"; what no entry explains is said too."""
    if one is None or one.known == one.reported:
        return ""
    counts = [(getattr(one, name), label) for name, label in REASONS.items()]
    words = [f"{count} {label}" for count, label in counts if count]
    if one.unexplained:
        words.append(_("%(n)s chưa rõ vì sao") % {"n": one.unexplained})
    return ", ".join(words)


def _entries(compared: Any) -> list[tuple[str, str]]:
    """Every entry that changed a figure, once, with the first reason told of it."""
    found: dict[str, str] = {}
    for one in compared:
        if one.known == one.reported:
            continue
        for register_no, reason in one.entries:
            found.setdefault(register_no, reason)
    return sorted(found.items())[:MOST_SHOWN]
