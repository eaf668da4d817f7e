"""The union tree on any day, and both sides of a day of change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.domain.accounts.queries import holders_at
from thidua.domain.organizations.queries import (
    ChangeDay,
    Family,
    Fate,
    Node,
    Step,
    balance_across,
    change_days,
    children_on,
    families_on,
    fates_on,
    get_unit,
    latest_placement,
    origins_on,
    successions_of,
    units_of_line,
)
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level
from thidua.web.organizations.drawing import Axis, Lines, lines
from thidua.web.organizations.units import crumbs
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

FIRST_DAY = date(2010, 1, 1)
ROWS_UNDER_OLD = 4
BOXES_OF_NEW = 8
LINES = {
    "before": gettext_lazy("Có trước ngày này"),
    "ended": gettext_lazy("Kết thúc hoạt động"),
    "merged": gettext_lazy("Sáp nhập với nhau"),
    "left": gettext_lazy("Chuyển ra ngoài"),
    "founded": gettext_lazy("Thành lập mới"),
    "joined": gettext_lazy("Chuyển vào"),
    "after": gettext_lazy("Có từ ngày này"),
}


@dataclass(frozen=True)
class OldSide:
    """A unit as it was on the eve, the first of its children with what became of them, and how many more."""

    node: Node
    rows: list[tuple[Node, Fate | None]]
    more: int


@dataclass(frozen=True)
class NewBox:
    """A child on the day: ``note`` says where it came from. Several children together have no ``id``."""

    id: int | None
    name: str
    note: str
    count: int


@workspace()
def organizations(request: ActorRequest) -> HttpResponse:
    """The tree of the unit one works as."""
    if request.actor.unit is None:
        raise Http404
    return _tree(request, request.actor.unit.id)


@workspace()
def unit_tree(request: ActorRequest, unit_id: int) -> HttpResponse:
    return _tree(request, unit_id)


@workspace()
def unit_children(request: ActorRequest, unit_id: int) -> HttpResponse:
    """One more level of the single-day tree, as a fragment."""
    unit = or_404(get_unit, request.actor, unit_id)
    nodes = children_on(unit.pk, _asked_day(request))
    facts = {"nodes": nodes, "on": _asked_day(request)}
    return render(request, "organizations/_children.html", facts, using="jinja2")


@workspace()
def balance_line(request: ActorRequest, unit_id: int, line: str) -> HttpResponse:
    """The units behind one line of the balance."""
    unit = or_404(get_unit, request.actor, unit_id)
    if line not in LINES:
        raise Http404
    on = _asked_day(request)
    rows = units_of_line(unit.pk, on, _grown_out_of(successions_of(unit.pk), unit.pk, on), line)
    facts = {
        "rows": rows,
        "on": on,
        "label": LINES[line],
        "unit_id": unit.pk,
        "breadcrumbs": crumbs(request, unit.pk),
    }
    return render(request, "organizations/balance_line.html", facts, using="jinja2")


def _tree(request: ActorRequest, unit_id: int) -> HttpResponse:
    unit = or_404(get_unit, request.actor, unit_id)
    on = _asked_day(request)
    steps = successions_of(unit_id)
    heir = _only_heir(steps, unit_id, on)
    if heir is not None and request.actor.covers(unit.position):
        return redirect(f"{reverse('unit_tree', args=[heir])}?ngay={on.isoformat()}")
    days = change_days(unit_id, request.today + timedelta(days=366))
    mode = _mode(request, days, on)
    facts = _frame(request, unit_id, on, days, mode) | {
        "unit_row": unit,
        "steps": [s for s in steps if s.on == on],
    }
    if mode in {"hai", "bang"} and any(day.on == on for day in days):
        facts |= _both_sides(unit_id, on, steps)
    else:
        shown = on - timedelta(days=1) if mode == "truoc" else on
        family = families_on([(unit_id, shown)]).get((unit_id, shown))
        facts |= {
            "family": family,
            "shown_on": shown,
            "latest": None if family else latest_placement(unit_id),
        }
    facts["holders"] = [g for g in holders_at(unit_id, request.today) if g.role == "head"]
    return render(request, "organizations/tree.html", facts, using="jinja2")


def _frame(request: ActorRequest, unit_id: int, on: date, days: list[ChangeDay], mode: str) -> dict[str, Any]:
    """The slider, the steps to the day of change before and after, the ways of looking."""
    axis = Axis(FIRST_DAY, date(request.today.year, 12, 31))
    here = reverse("unit_tree", args=[unit_id])

    def link(day: date, look: str = "") -> str:
        return f"{here}?ngay={day.isoformat()}" + (f"&xem={look}" if look else "")

    before = [day.on for day in days if day.on < on]
    after = [day.on for day in days if day.on > on]
    return {
        "on": on,
        "eve": on - timedelta(days=1),
        "here": here,
        "axis": axis,
        "days": [(day, axis.share(day.on), link(day.on)) for day in days if day.on <= axis.last],
        "event": next((day for day in days if day.on == on), None),
        "previous": link(before[-1]) if before else "",
        "following": link(after[0]) if after else "",
        "looks": [
            (_("Ngay trước"), link(on, "truoc"), mode == "truoc"),
            (_("Cả hai phía của ngày này"), link(on, "hai"), mode == "hai"),
            (_("Ngay sau"), link(on, "sau"), mode == "sau"),
        ],
        "table_url": link(on, "bang"),
        "mode": mode,
        "breadcrumbs": crumbs(request, unit_id),
    }


def _both_sides(unit_id: int, on: date, steps: list[Step]) -> dict[str, Any]:
    eve = on - timedelta(days=1)
    grown = _grown_out_of(steps, unit_id, on)
    olds = grown or [unit_id]
    families = families_on([*((old, eve) for old in olds), (unit_id, on)])
    before = [families[old, eve] for old in olds if (old, eve) in families]
    family = families.get((unit_id, on))
    fates = fates_on([member.id for old in before for member in old.members], on)
    sides = [_old_side(old, fates) for old in before]
    boxes = _boxes(family, on) if family else []
    drawn: Lines = lines([(s.node.below, len(s.rows) + bool(s.more)) for s in sides], len(boxes))
    return {
        "sides": sides,
        "family": family,
        "boxes": boxes,
        "lines": drawn,
        "balance": balance_across(unit_id, on, grown),
        "labels": LINES,
        "before": before,
        "fates": fates,
        "is_new": bool(grown),
        "keeps_a_name": family is not None
        and any(old.top.name == family.top.name for old in before)
        and bool(grown),
        "instrument": next((step.instrument for step in steps if step.on == on), ""),
    }


def _old_side(family: Family, fates: dict[int, Fate]) -> OldSide:
    ended = sorted(
        family.members,
        key=lambda node: (fates.get(node.id) is None, LEVEL_OF_KIND[node.kind] == Level.GRASSROOTS),
    )
    rows = [(node, fates.get(node.id)) for node in ended[:ROWS_UNDER_OLD]]
    return OldSide(family.top, rows, len(family.members) - len(rows))


def _is_grassroots(node: Node) -> bool:
    return LEVEL_OF_KIND[node.kind] == Level.GRASSROOTS


def _boxes(family: Family, on: date) -> list[NewBox]:
    """The children of the day; those that do not fit, and grassroots unions, come together in one box each."""
    uppers = [node for node in family.members if not _is_grassroots(node)]
    direct = [node for node in family.members if _is_grassroots(node)]
    room = BOXES_OF_NEW - bool(direct)
    shown = uppers if len(uppers) <= room else uppers[: room - 1]
    rest = uppers[len(shown) :]
    origins = origins_on([node.id for node in shown], on)
    boxes = [NewBox(node.id, node.short_name, _origin(node, origins, on), node.below) for node in shown]
    if rest:
        title = _("%(count)d đơn vị khác") % {"count": len(rest)}
        boxes.append(NewBox(None, title, _("mở để xem"), sum(node.below for node in rest)))
    if direct:
        note = _("như %(names)s") % {"names": ", ".join(node.short_name for node in direct[:2])}
        title = _("Công đoàn cơ sở trực thuộc")
        boxes.append(NewBox(None, title, note, sum(node.below for node in direct)))
    return boxes


def _origin(node: Node, origins: dict[int, int], on: date) -> str:
    if node.id in origins:
        return _("từ %(count)d đơn vị") % {"count": origins[node.id]}
    if node.first_day == on:
        return _("mới, %(day)s") % {"day": f"{on:%d/%m/%Y}"}
    return _("từ trước ngày này")


def _grown_out_of(steps: list[Step], unit_id: int, on: date) -> list[int]:
    return [s.old_id for s in steps if s.on == on and s.new_id == unit_id and s.old_id not in {None, unit_id}]


def _only_heir(steps: list[Step], unit_id: int, on: date) -> int | None:
    """The one unit that this one became on the very day ``on``, when it ended then."""
    heirs = {
        s.new_id for s in steps if s.on == on and s.old_id == unit_id and s.new_id not in {None, unit_id}
    }
    return heirs.pop() if len(heirs) == 1 else None


def _mode(request: ActorRequest, days: list[ChangeDay], on: date) -> str:
    asked = request.GET.get("xem", "")
    if asked in {"truoc", "hai", "sau", "bang"}:
        return asked
    return "hai" if any(day.on == on for day in days) else "sau"


def _asked_day(request: ActorRequest) -> date:
    """The day in ``ngay`` (yyyy-mm-dd) or ``n`` (days since the slider's beginning); else today."""
    try:
        if request.GET.get("n"):
            return FIRST_DAY + timedelta(days=max(0, min(36_500, int(request.GET["n"]))))
        return date.fromisoformat(request.GET["ngay"])
    except (KeyError, ValueError):
        return request.today
