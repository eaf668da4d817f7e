"""Việc của tôi: what waits for me, the days of rounds, and where the things are that I sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from thidua.domain.nominations.permissions import OFFICE
from thidua.domain.nominations.queries.referrals import queue_counts
from thidua.domain.nominations.queries.sent import SentItem, sent_by
from thidua.domain.nominations.queries.timeliness import own_pace
from thidua.domain.nominations.queries.waiting import RoundProgress, round_deadlines
from thidua.domain.nominations.states import ReferralState
from thidua.web.inbox.tasks import Groups, grouped, tasks_of
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

STEPS = 5
SENT_SHOWN = 6
ROUNDS_SHOWN = 4


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The inbox for who is signed in; the demonstration's accounts or the sign-in page for who is not."""
    if request.user.is_authenticated:
        return inbox(request)
    return redirect("demo_accounts" if settings.IS_DEMO else "account_login")


@workspace()
def inbox(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, request.today
    tasks = tasks_of(actor, on)
    request.waiting = len(tasks)
    groups = grouped(tasks, on)
    sent = sent_by(actor, on)
    context: dict[str, Any] = {
        "groups": groups,
        "state": _state(groups),
        "sent": [_sent_line(item) for item in sent[:SENT_SHOWN]],
        "sent_count": len(sent),
        "rounds": _next_days(round_deadlines(actor, on), on),
        "figures": _figures(request, groups, sent),
        "crumbs": _crumbs(request),
        "queue_next": _queue_next(request),
    }
    return render(request, "inbox/page.html", context, using="jinja2")


def _queue_next(request: ActorRequest) -> str:
    """“12/45”: of what stands at the unit the actor works as, how much is appraised; empty when nothing waits."""
    unit = request.actor.unit
    if unit is None or not request.actor.has_at(*OFFICE, unit_id=unit.id):
        return ""
    counts = queue_counts(unit.id)
    waiting, total = counts.get(ReferralState.RECEIVED, 0), sum(counts.values())
    return f"{total - waiting}/{total}" if waiting else ""


def _state(groups: Groups) -> dict[str, str]:
    late, week, later = len(groups.overdue), len(groups.week), len(groups.later)
    return {
        "late": ngettext("%(n)s việc quá hạn", "%(n)s việc quá hạn", late) % {"n": late} if late else "",
        "rest": _("%(week)s việc đến hạn trong tuần, %(later)s việc sau đó") % {"week": week, "later": later},
    }


def _figures(request: ActorRequest, groups: Groups, sent: list[SentItem]) -> list[dict[str, Any]]:
    pace = own_pace(request.actor, request.today)
    longest = max(((request.today - task.due_on).days for task in groups.overdue if task.due_on), default=0)
    late = sum(1 for item in sent if item.is_late)
    figures: list[dict[str, Any]] = [
        {
            "what": _("Quá hạn"),
            "value": len(groups.overdue),
            "late": bool(groups.overdue),
            "url": "#overdue",
            "then": _("lâu nhất %(days)s ngày") % {"days": longest} if longest else _("không có việc nào"),
        },
        {
            "what": _("Chờ tôi xử lý"),
            "value": len(groups.week) + len(groups.later),
            "url": "#week",
            "then": _("chưa đến hạn"),
        },
        {
            "what": _("Đang chờ nơi khác"),
            "value": len(sent),
            "url": "#sent",
            "then": _("%(count)s nơi đã quá ngày hẹn") % {"count": late} if late else _("đều trong hạn"),
        },
    ]
    if pace.handled:
        figures += [
            {
                "what": _("Thời gian xử lý"),
                "value": pace.median_text,
                "unit": _("ngày"),
                "then": _("trung vị năm nay"),
            },
            {
                "what": _("Đúng hạn năm %(year)s") % {"year": request.today.year},
                "value": pace.on_time_text,
                "unit": "%",
                "then": _("%(good)s trên %(all)s hồ sơ") % {"good": pace.on_time, "all": pace.handled},
            },
        ]
    return figures


def _next_days(rounds: list[RoundProgress], on: date) -> list[RoundProgress]:
    """Of each round the next level with units below that is due, the nearest first."""
    coming: dict[int, RoundProgress] = {}
    for row in rounds:
        if row.due_on >= on and row.units:
            coming.setdefault(row.round_id, row)
    return list(coming.values())[:ROUNDS_SHOWN]


_PAGES = {"own": "submission", "forwarded": "round", "returned": "round", "opinion": "opinion"}


def _sent_line(item: SentItem) -> dict[str, Any]:
    steps = ["on"] * item.steps_done + ["half"] + ["off"] * (STEPS - item.steps_done - 1)
    return {
        "title": ngettext("%(title)s — %(n)s hồ sơ", "%(title)s — %(n)s hồ sơ", item.count)
        % {"title": item.title, "n": item.count},
        "url": reverse(_PAGES[item.kind], args=[item.row_id]),
        "steps": steps,
        "where": f"{item.office_name} · {item.label}",
        "due_on": item.due_on,
        "is_late": item.is_late,
    }


def _crumbs(request: ActorRequest) -> list[tuple[str, str]]:
    unit = request.actor.unit
    return [(name, "") for name in (*unit.above, unit.short_name)] if unit else []
