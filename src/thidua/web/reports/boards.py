"""The board of the unit one works as: the standing office, a province, or a grassroots union."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.core.vietnamese import format_number
from thidua.domain.access import Span
from thidua.domain.movements import queries as movements
from thidua.domain.movements.states import MovementState
from thidua.domain.organizations.queries import (
    get_unit,
    structure_version,
    subtree_spans,
    unit_refs,
    within,
)
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level
from thidua.domain.people.states import PositionClass
from thidua.domain.reporting.cube.blocks import one_cut
from thidua.domain.reports import actions
from thidua.domain.reports.figures import Period
from thidua.domain.reports.permissions import OFFICE, can_nudge_at
from thidua.domain.reports.queries import visible
from thidua.domain.reports.queries.boards import (
    Fairness,
    PaceBelow,
    Stuck,
    fairness,
    pace_below,
    reach,
    same_days_last_year,
    stuck_offices,
    trend,
)
from thidua.domain.reports.queries.expected import own_of, standings, whole
from thidua.domain.reports.queries.wholes import RECEIVED
from thidua.domain.reports.states import AssignmentState
from thidua.ui.charts import line_chart
from thidua.web.reports.common import STATES, crumbs, own_unit
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

CAMPAIGNS, MOVEMENTS = 6, 6


@workspace(*WORKING)
def board(request: ActorRequest) -> HttpResponse:
    """What is late, who is silent, where it hangs, fairness and trend, for the unit one works as and all below it."""
    unit, on = own_unit(request), request.today
    spans = subtree_spans(unit.id, on, structure_version())
    level = LEVEL_OF_KIND[unit.kind]
    campaigns = _campaigns(request)
    has_below = level != Level.GRASSROOTS
    stuck = stuck_offices(spans, on)
    pace = pace_below(spans, date(on.year, 1, 1))
    with one_cut():
        now, before = _both_years(spans, on)
        years = trend(spans, on, now)
    context = {
        "title": _board_names()[level],
        "whose": unit,
        "campaigns": campaigns,
        "stuck": _stuck_lines(request, stuck),
        "has_below": has_below,
        "figures": [
            *_figures_of_dossiers(stuck),
            _silent_below(campaigns) if has_below else _own_reports(campaigns, on),
            *_figures_of_pace(pace),
            _figure_of_honors(now, before),
        ],
        "fairness": _gauges(now, before),
        "reach": _reach(spans, on.year) if not has_below else [],
        "year": on.year,
        "trend": _trend(years),
        "weak": _weak_movements(request, spans),
        "glyphs": STATES,
        "breadcrumbs": crumbs(request, (_("Bảng điều hành"), "")),
    }
    return render(request, "reports/board.html", context, using="jinja2")


def _board_names() -> dict[Level, str]:
    return {
        Level.NATIONAL: _("Bảng của cơ quan thường trực"),
        Level.PROVINCE: _("Bảng điều hành cấp tỉnh, ngành"),
        Level.UPPER: _("Bảng điều hành cấp trên cơ sở"),
        Level.GRASSROOTS: _("Bảng của công đoàn cơ sở"),
    }


def _both_years(spans: tuple[Span, ...], on: date) -> tuple[Fairness, Fairness]:
    return fairness(spans, Period(date(on.year, 1, 1), on)), fairness(spans, same_days_last_year(on))


def _campaigns(request: ActorRequest) -> list[dict[str, Any]]:
    """Open assignments in which the unit owes a report, the most silent below it first; three queries."""
    unit = own_unit(request)
    found = visible.assignments(request.actor, request.today).filter(state=AssignmentState.OPEN)
    rows = list(found.order_by("-during", "-pk")[:CAMPAIGNS])
    own = own_of(rows, unit.id)
    rows = [row for row in rows if row.pk in own]
    counts = standings(rows, request.today, {row.pk: unit.id for row in rows})
    may_nudge = bool(can_nudge_at(request.actor, unit.id))
    lines = [
        {
            "row": row,
            "counts": counts.get(row.pk, whole([])),
            "due_on": own[row.pk][0],
            "state": own[row.pk][1],
            "is_late": own[row.pk][1] not in RECEIVED and own[row.pk][0] < request.today,
            "may_nudge": may_nudge and row.pk in counts and counts[row.pk].silent > 0,
        }
        for row in rows
    ]
    return sorted(lines, key=lambda one: -one["counts"].silent)


def _stuck_lines(request: ActorRequest, stuck: list[Stuck]) -> list[dict[str, Any]]:
    names = unit_refs([one.office_id for one in stuck], request.today)
    return [
        {
            "name": names[one.office_id].short_name,
            "office_id": one.office_id,
            "waiting": one.waiting,
            "overdue": one.overdue,
            "oldest_on": one.oldest_on,
            "may_urge": bool(one.overdue)
            and not request.actor.works_at(one.office_id)
            and request.actor.has(*OFFICE, over=names[one.office_id].position),
        }
        for one in stuck
        if one.office_id in names
    ]


Figure = dict[str, Any]


def _figures_of_dossiers(stuck: list[Stuck]) -> list[Figure]:
    overdue, waiting = sum(one.overdue for one in stuck), sum(one.waiting for one in stuck)
    return [
        {"what": _("Hồ sơ quá hạn"), "value": format_number(overdue), "late": bool(overdue), "url": "#ket",
         "then": _("trong %(n)s hồ sơ đang xử lý") % {"n": format_number(waiting)}}
    ]  # fmt: skip


def _silent_below(campaigns: list[dict[str, Any]]) -> Figure:
    silent = sum(one["counts"].silent for one in campaigns)
    return {
        "what": _("Đơn vị chưa gửi báo cáo"), "value": format_number(silent), "late": bool(silent), "url": "#bao-cao",
        "then": ngettext("%(n)s đợt đang thu", "%(n)s đợt đang thu", len(campaigns)) % {"n": len(campaigns)},
    }  # fmt: skip


def _own_reports(campaigns: list[dict[str, Any]], on: date) -> Figure:
    """What a union without units below still owes itself."""
    owed = [one for one in campaigns if one["state"] not in RECEIVED]
    late = sum(one["due_on"] < on for one in owed)
    return {
        "what": _("Báo cáo phải gửi"), "value": format_number(len(owed)), "late": bool(late), "url": "#bao-cao",
        "then": ngettext("%(n)s đã quá hạn", "%(n)s đã quá hạn", late) % {"n": late},
    }  # fmt: skip


def _figures_of_pace(pace: PaceBelow) -> list[Figure]:
    share = pace.on_time_share
    if share is None:
        words = _("năm nay chưa xử lý hồ sơ nào")
        return [
            {"what": what, "value": "—", "then": words}
            for what in (_("Xử lý một hồ sơ"), _("Đúng hạn năm nay"))
        ]
    return [
        {"what": _("Xử lý một hồ sơ"), "value": format_number(round(pace.median, 1)), "unit": _("ngày"),
         "then": _("trung vị; chín phần mười dưới %(n)s ngày") % {"n": f"{pace.slowest:.0f}"}},
        {"what": _("Đúng hạn năm nay"), "value": f"{100 * share:.0f}", "unit": "%",
         "then": _("%(n)s hồ sơ") % {"n": format_number(pace.handled)}},
    ]  # fmt: skip


def _figure_of_honors(now: Fairness, before: Fairness) -> Figure:
    return {
        "what": _("Lượt khen năm nay"), "value": format_number(now.honours), "url": reverse("statistics"),
        "then": _("cùng kỳ năm trước %(n)s") % {"n": format_number(before.honours)},
    }  # fmt: skip


def _gauges(now: Fairness, before: Fairness) -> list[dict[str, Any]]:
    """Shares among those honoured this year, with last year's as the tick."""
    rows = (
        ("direct", _("Người trực tiếp lao động"), now.direct),
        ("women", _("Lao động nữ"), now.women),
        ("managers", _("Lãnh đạo, quản lý"), now.managers),
        ("collectives", _("Tập thể được khen"), now.collectives),
    )
    return [
        {"label": label, "share": now.share(name), "before": before.share(name), "count": count}
        for name, label, count in rows
    ]


def _reach(spans: tuple[Span, ...], year: int) -> list[dict[str, Any]]:
    """Of the people in the directory of a grassroots union: how many were honoured this year, and ever, by class."""
    words = {"all": _("Mọi người"), "women": _("Lao động nữ"), **dict(PositionClass.choices)}
    return [{"label": words[one.name], "found": one} for one in reach(spans, year) if one.people]


def _trend(rows: list[tuple[int, int, int]]) -> dict[str, Any]:
    labels = [str(year) for year, _honours, _direct in rows]
    lines = [[float(n) for _y, n, _d in rows], [float(d) for _y, _n, d in rows]]
    return {
        "rows": rows,
        "chart": line_chart(labels, lines, title=_("Lượt khen năm năm gần đây"), width=316, height=150),
    }


def _weak_movements(request: ActorRequest, spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    """Live movements launched here or below that must be reviewed: fewer than 30 % of the units act."""
    live = movements.visible(request.actor, request.today).filter(within(spans), state=MovementState.LIVE)
    rows = list(live.order_by("-pk")[:40])
    alive = movements.vitality(rows, request.today)
    weak = [(row, alive[row.pk]) for row in rows if row.pk in alive and alive[row.pk].must_be_reviewed]
    return [{"row": row, "alive": one} for row, one in weak[:MOVEMENTS]]


@workspace(*OFFICE)
@require_POST
def urge(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Remind an office of what lies there past its day."""
    office = or_404(get_unit, request.actor, unit_id)
    count = actions.urge_office(office_id=office.pk, actor=request.actor, at=request.now)
    messages.info(
        request,
        ngettext("Đã nhắc về %(n)s hồ sơ quá hạn.", "Đã nhắc về %(n)s hồ sơ quá hạn.", count) % {"n": count},
    )
    return redirect("board")
