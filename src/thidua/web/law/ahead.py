"""Looking ahead: what one person still lacks for each award, and who in a unit is nearly there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.domain.catalogue.facts import Facts, PriorAward
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.lookahead import Outlook, awards_ahead
from thidua.domain.catalogue.sources import sources_of
from thidua.domain.catalogue.values import Finding, Part, Severity, Text, Verdict
from thidua.domain.nominations.candidates import Place
from thidua.domain.nominations.prospects import Prospect, ProspectPage, ahead_of, near_in_unit
from thidua.domain.organizations.queries import get_unit, unit_refs
from thidua.domain.people.queries import get_person
from thidua.web.law.words import Record, citation_url, record_of, said
from thidua.web.organizations.units import crumbs
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

_KINDS = {
    Verdict.MET: "done",
    Verdict.NOT_MET: "failed",
    Verdict.NEEDS_PERSON: "needs_person",
    Verdict.NOT_DUE: "pending",
}
WITHIN = ("0", "1", "3")
GROUPS = ("ready", "later", "undated", "judged")


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as the page shows it: what was seen, where it stands in the law, and the records behind it."""

    kind: str
    title: str
    observed: str
    article: str
    url: str
    records: tuple[Record, ...]
    by: date | None = None
    is_unread: bool = False
    branches: tuple[tuple[str, str, str], ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One award as the page shows it."""

    outlook: Outlook
    name: str
    gaps: tuple[Line, ...]
    open: tuple[Line, ...]
    met: tuple[Line, ...]
    later: tuple[Line, ...]
    through: str


@require_GET
@workspace()
def ahead_person(request: ActorRequest, person_id: int) -> HttpResponse:
    """What one person lacks for each award, and the earliest day of each."""
    person = or_404(get_person, request.actor, person_id)
    unit_id = person.subject.organization_id
    ahead = ahead_of(person.pk, unit_id, on=request.today)
    groups: dict[str, list[View]] = {name: [] for name in GROUPS}
    for outlook in ahead.outlooks:
        groups[group_of(outlook)].append(_view(outlook, ahead.facts, person.pk))
    groups["later"].sort(key=lambda view: view.outlook.earliest or date.max)
    trail = crumbs(request, unit_id) if unit_id else []
    context = {
        "person": person,
        "groups": groups,
        "on": request.today,
        "quotas": [f for found in ahead.quotas.values() for f in found if f.limit is not None],
        "said": said,
        "breadcrumbs": [*trail, (person.subject.name, ""), (_("Còn thiếu gì"), "")],
    }
    return render(request, "law/ahead_person.html", context, using="jinja2")


def group_of(outlook: Outlook) -> str:
    """Where an award stands: ready, later (dated), undated, or judged by people alone."""
    if not outlook.gaps:
        return "ready" if outlook.is_reckoned else "judged"
    return "later" if outlook.earliest else "undated"


def _view(outlook: Outlook, facts: Facts, person_id: int) -> View:
    year = outlook.evaluation.period_year

    def lines(findings: tuple[Finding, ...], kind: str) -> tuple[Line, ...]:
        return tuple(line_of(f, kind, facts, person_id, year=year) for f in findings)

    return View(
        outlook=outlook,
        name=said(outlook.award.name),
        gaps=tuple(line_of(g.finding, "failed", facts, person_id, year=year, by=g.by) for g in outlook.gaps),
        open=lines(outlook.open, "needs_person"),
        met=lines(outlook.met, "done"),
        later=lines(outlook.later, "pending"),
        through=steps_text(outlook.through),
    )


def line_of(
    finding: Finding, kind: str, facts: Facts, person_id: int, *, year: int, by: date | None = None
) -> Line:
    """One finding with its article and its records, ready to be drawn."""
    condition = finding.condition
    sources = sources_of(condition, facts, year=year, groups=library().groups)
    branches, claims = _branches(finding) if finding.verdict is Verdict.NOT_MET else ((), ())
    return Line(
        kind=kind,
        title=said(condition.title),
        observed="" if branches else finding.observed,
        article=condition.citation.label,
        url=citation_url(condition.citation),
        records=tuple(record_of(source, person_id) for source in sources),
        by=by,
        is_unread=condition.severity is Severity.WARNS,
        branches=branches,
        claims=claims,
    )


def _branches(finding: Finding) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    """The ways one of which must hold, as (kind, title, observed), and those that a nomination may claim."""
    if finding.condition.kind != "any":
        return (), ()
    pairs = list(zip(finding.condition.params["of"], finding.parts, strict=True))
    claims = tuple(_branch_title(rule, part) for rule, part in pairs if rule["kind"] == "claim")
    others = tuple(
        (_KINDS[part.verdict], _branch_title(rule, part), part.observed)
        for rule, part in pairs
        if rule["kind"] != "claim"
    )
    return others, claims


def _branch_title(rule: Mapping[str, Any], part: Part) -> str:
    return said(Text(part.title, rule.get("title", {}).get("en", "")))


def steps_text(steps: tuple[PriorAward, ...]) -> str:
    """The awards reckoned on the way: “CSTĐ cơ sở 2026, 2027, 2028; BK Thủ tướng 2028”."""
    names = library().award_names
    ordered = sorted(steps, key=lambda step: step.code)
    found = [(code, [str(s.year) for s in group]) for code, group in groupby(ordered, key=lambda s: s.code)]
    found.sort(key=lambda item: item[1][0])
    return "; ".join(f"{names.get(code, code)} {', '.join(years)}" for code, years in found)


@require_GET
@workspace()
def ahead_unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Who in a unit has an award within reach, now or by the end of the year asked."""
    unit = or_404(get_unit, request.actor, unit_id)
    code = request.GET.get("hinh-thuc", "")
    with_below = "0" not in request.GET.getlist("cap-duoi") or "1" in request.GET.getlist("cap-duoi")
    asked = request.GET.get("trong", "")
    within = int(asked) if asked in WITHIN else 0
    page = near_in_unit(
        request.actor,
        unit,
        on=request.today,
        code=code,
        within_years=within,
        with_below=with_below,
        after=_after(request),
    )
    units = unit_refs({p.organization_id for p in page.prospects}, request.today)
    context = {
        "unit_row": unit,
        "page": page,
        "rows": [_row(prospect, units) for prospect in page.prospects],
        "awards": [(a.code, said(a.name)) for a in awards_ahead(library(), request.today)],
        "code": code,
        "within": within,
        "with_below": with_below,
        "on": request.today,
        "next_key": f"{page.next.position}~{page.next.person_id}~{page.next.sort_key}" if page.next else "",
        "is_first": "sau" not in request.GET,
        "what_helps": _what_helps(page, within, with_below=with_below),
        "breadcrumbs": [*crumbs(request, unit.pk), (_("Ai sắp đạt gì"), "")],
    }
    return render(request, "law/ahead_unit.html", context, using="jinja2")


def _what_helps(page: ProspectPage, within: int, *, with_below: bool) -> str:
    """What to do where nobody was found."""
    if page.next:
        return _("Còn người chưa xem: bấm “Trang sau”, hoặc chọn hình thức khác.")
    if not with_below:
        return _("Chọn hình thức khác, hoặc bật “gồm cả cấp dưới”.")
    if str(within) != WITHIN[-1]:
        return _("Chọn thời gian dài hơn hoặc hình thức khác.")
    return _(
        "Chọn hình thức khác, hoặc ghi xếp loại, sáng kiến, khen thưởng còn thiếu vào hồ sơ của từng người."
    )


def _row(prospect: Prospect, units: Mapping[int, Any]) -> dict[str, Any]:
    outlook = prospect.outlook
    gap = outlook.gaps[0] if outlook.gaps else None
    more = len(outlook.gaps) - 1
    unit = units.get(prospect.organization_id)
    return {
        "prospect": prospect,
        "award": said(outlook.award.name),
        "unit": unit.short_name if unit else "",
        "gap": said(gap.finding.title) if gap else "",
        "observed": _seen(gap.finding) if gap else "",
        "article": gap.finding.article if gap else "",
        "url": citation_url(gap.finding.condition.citation) if gap else "",
        "open": len(outlook.open),
        "more": max(0, more),
    }


def _seen(finding: Finding) -> str:
    """What was seen, without the ways that only a nomination may claim."""
    branches, _claims = _branches(finding)
    return " ".join(observed for _kind, _title, observed in branches) or finding.observed


def _after(request: ActorRequest) -> Place | None:
    """Where the page begins, as ``next_key`` writes it; anything odd is the first page."""
    position, number, key = ([*request.GET.get("sau", "").split("~", 2), "", ""])[:3]
    if not all(part.isascii() and part.isdecimal() and len(part) < 18 for part in (position, number)):
        return None
    return Place(int(position), key, int(number))
