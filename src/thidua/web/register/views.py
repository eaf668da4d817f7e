"""The register: one box, the lines it finds, and the people behind them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.domain.audit.queries import last_verification
from thidua.domain.capture.permissions import READERS as CAPTURERS
from thidua.domain.capture.queries import row_of_entry
from thidua.domain.decisions.permissions import can_draft_at
from thidua.domain.organizations.queries import answers_for, unit_ref
from thidua.domain.people.models import Subject
from thidua.domain.people.states import LeaderClass, PositionClass, Sex, SubjectKind
from thidua.domain.register.awards import award_label
from thidua.domain.register.models import Entry
from thidua.domain.register.permissions import (
    KEEPERS,
    can_amend_entry,
    can_choose_discretion,
    can_erase_holder,
)
from thidua.domain.register.queries.criteria import ANNULLED, IN_FORCE
from thidua.domain.register.queries.facets import Facets, count_with_facets, year_bands
from thidua.domain.register.queries.history import (
    erasures_of,
    get_history,
    get_holder,
    get_line,
    hides_birth_year,
    initiatives_count,
    same_subjects,
    unit_history,
)
from thidua.domain.register.queries.search import Page, search
from thidua.domain.register.states import CommendationType
from thidua.domain.reporting.provinces import province_names
from thidua.web.archive.dossiers import behind_entry
from thidua.web.register.asking import Asked, asked, band_value, key_value
from thidua.web.register.columns import COLUMNS
from thidua.web.register.exports import MOST_LINES, as_csv, as_xlsx
from thidua.web.register.marking import marked
from thidua.web.register.panel import event_of, panel_for
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

CLASSES = (PositionClass.DIRECT, PositionClass.INDIRECT, PositionClass.MANAGER,
           SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD)  # fmt: skip


@workspace()
def register(request: ActorRequest) -> HttpResponse:
    """The search page; htmx gets the results and the facets only."""
    question = asked(request.GET, request.today)
    started = time.perf_counter()
    page = search(request.actor, question.criteria, after=question.after)
    counted, told = count_with_facets(request.actor, question.criteria, page, this_year=request.today.year)
    milliseconds = round((time.perf_counter() - started) * 1000)
    context = {
        "question": question,
        "page": page,
        "counted": counted,
        "milliseconds": milliseconds,
        "columns": [
            (name, replace(COLUMNS[name], label=str(COLUMNS[name].label))) for name in question.columns
        ],
        "rows": [_row(line, page) for line in page.lines],
        "next": key_value(page.next) if page.next else "",
        "facet_groups": _facet_groups(request, question, told),
        "all_columns": [(name, shown.label, name in question.columns) for name, shown in COLUMNS.items()],
        "panel": panel_for(request.actor, page.lines[0]) if page.lines else None,
        "chips": _chips(request, question),
        "kept": [(name, value) for name in KEPT for value in request.GET.getlist(name)],
    }
    if request.is_partial:
        return render(request, "register/_found.html", context, using="jinja2")
    context["verification"] = last_verification()
    context["may_import"] = request.actor.has(*KEEPERS)
    context["may_capture"] = request.actor.has(*CAPTURERS)
    return render(request, "register/register.html", context, using="jinja2")


@workspace()
def register_panel(request: ActorRequest, root_id: int) -> HttpResponse:
    """The panel of one line; without htmx, the page of the line."""
    try:
        line = get_line(request.actor, root_id)
    except Entry.DoesNotExist as error:
        raise Http404 from error
    if not request.is_partial:
        return redirect("register_entry", line.register_no)
    return render(request, "register/_panel.html", {"panel": panel_for(request.actor, line)}, using="jinja2")


@workspace()
def register_export(request: ActorRequest, kind: str) -> HttpResponse:
    """The whole selection as a file, in the columns shown."""
    question = asked(request.GET, request.today)
    lines = list(search(request.actor, question.criteria, limit=MOST_LINES).lines)
    write = as_xlsx if kind == "xlsx" else as_csv
    return write(lines, question.columns, f"so-khen-thuong-{request.today:%Y%m%d}")


@workspace()
def register_entry(request: ActorRequest, register_no: str) -> HttpResponse:
    """One line with everything that was written about it since."""
    try:
        history = get_history(request.actor, register_no)
    except Entry.DoesNotExist as error:
        raise Http404 from error
    context = {
        "history": history,
        "entry": history.content,
        "award": award_label(history.root.award_code),
        "changes": [_change(history.root, line) for line in history.later],
        "behind": behind_entry(request, history.root),
        "captured": row_of_entry(request.actor, history.root.pk) if request.actor.has(*CAPTURERS) else None,
        "may_amend": not history.standing.is_annulled and _may_amend(request, history.root),
    }
    return render(request, "register/entry.html", context, using="jinja2")


def _may_amend(request: ActorRequest, root: Entry) -> bool:
    """Whether the unit one works as answers for this honour and one may draft its correction or annulment."""
    unit, actor = request.actor.unit, request.actor
    return bool(
        unit
        and can_draft_at(actor, unit.id)
        and can_amend_entry(actor, root)
        and answers_for(unit.id, root.issuer_id, request.today)
    )


@workspace()
def register_holder(request: ActorRequest, subject_id: int) -> HttpResponse:
    """A person, collective or household with every honour the reader may see."""
    try:
        holder, lines = get_holder(request.actor, subject_id)
    except Subject.DoesNotExist as error:
        raise Http404 from error
    context = {
        "holder": holder,
        "lines": lines,
        "latest": lines[0] if lines else None,
        "events": [event_of(line) for line in lines],
        "initiatives": initiatives_count(subject_id) if holder.kind == SubjectKind.PERSON else 0,
        "figures": _figures(lines),
        "award_of": award_label,
        "state": _about(lines),
        "hides_year": hides_birth_year(subject_id),
        "may_hide": can_choose_discretion(request.actor, holder),
        "may_erase": can_erase_holder(request.actor, holder) and any(line.holder_name for line in lines),
        "erasures": [] if all(line.holder_name for line in lines) else erasures_of(same_subjects(subject_id)),
    }
    return render(request, "register/holder.html", context, using="jinja2")


@workspace()
def register_unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """The honours of a unit's collectives on a timeline."""
    unit = unit_ref(unit_id, request.today)
    if unit is None:
        raise Http404
    lines = unit_history(unit_id, request.actor, on=request.today)
    if not lines and not request.actor.covers(unit.position):
        raise Http404
    events = [
        event_of(line) | {"what": f"{award_label(line.award_code).short} — {line.holder_name}"}
        for line in lines
    ]
    context = {
        "unit": unit,
        "lines": lines,
        "events": events,
        "figures": _figures(lines),
        "award_of": award_label,
    }
    return render(request, "register/unit.html", context, using="jinja2")


KEPT = ("don_vi", "nganh", "tinh", "loai", "gioi", "loai_nguoi", "lop", "dn", "tu", "den")
"""What other pages narrow by; it stays while the boxes change."""


def _chips(request: ActorRequest, question: Asked) -> list[tuple[str, str]]:
    """What narrows the list besides the boxes: the words, and the name in the address that takes it away."""
    asked_for = question.criteria
    unit = unit_ref(question.unit_id, request.today) if question.unit_id else None
    sector = unit_ref(question.sector_id, request.today) if question.sector_id else None
    rows = [
        (unit.short_name if unit else "", "don_vi"),
        (_("Ngành: %(sector)s") % {"sector": sector.short_name} if sector else "", "nganh"),
        (", ".join(province_names(asked_for.provinces)), "tinh"),
        (_labels(CommendationType, asked_for.types), "loai"),
        (_labels(Sex, asked_for.sexes), "gioi"),
        (_labels(SubjectKind, asked_for.kinds), "loai_nguoi"),
        (_labels(LeaderClass, asked_for.person_classes), "lop"),
        (_("Doanh nghiệp") if asked_for.is_enterprise else "", "dn"),
        (_since(asked_for.decided_from, _("từ %(day)s")), "tu"),
        (_since(asked_for.decided_to, _("đến %(day)s")), "den"),
    ]
    return [row for row in rows if row[0]]


def _since(day: date | None, words: str) -> str:
    return words % {"day": f"{day:%d/%m/%Y}"} if day else ""


def _labels(choices: Any, values: tuple[str, ...]) -> str:
    return ", ".join(str(choices(value).label) for value in values if value in choices.values)


def _row(line: Any, page: Page) -> dict[str, Any]:
    return {
        "line": line,
        "award": award_label(line.award_code),
        "name": marked(line.holder_name, page.reading.names),
        "unit": marked(line.unit_name, page.reading.units),
    }


def _facet_groups(request: ActorRequest, question: Asked, counts: Facets) -> dict[str, list[Any]]:
    """The check boxes with their counts; a box that is ticked stays even when it would show nothing.

    Where more lines match than are counted, the boxes stand without numbers.
    """
    asked_for = question.criteria
    codes = sorted(set(counts.awards) | set(asked_for.awards), key=lambda code: award_label(code).order)
    bands = {
        *(band for band in asked_for.years),
        *(b for b in year_bands(request.today.year) if counts.years.get(b)),
    }
    said = (lambda number: number) if counts.is_whole else (lambda _number: None)
    return {
        "hinh_thuc": [
            (code, award_label(code).short, said(counts.awards.get(code, 0)), code in asked_for.awards)
            for code in codes
        ],
        "nam": [
            (band_value(band), _band_words(band), said(counts.years.get(band)), band in asked_for.years)
            for band in sorted(bands, key=lambda band: -(band.last or 9999))
        ],
        "nguoi": [
            (value.value, value.label, said(counts.classes.get(value, 0)), value in asked_for.classes)
            for value in CLASSES
            if counts.classes.get(value) or value in asked_for.classes
        ],
        "tinh_trang": [
            (
                value,
                value,
                said(counts.statuses.get(value, 0)),
                not asked_for.statuses or value in asked_for.statuses,
            )
            for value in (IN_FORCE, ANNULLED)
        ],
    }


def _band_words(band: Any) -> str:
    if band.first is None:
        return f"≤ {band.last}"
    return str(band.first) if band.first == band.last else f"{band.first} – {band.last or ''}"


def _about(lines: list[Any]) -> str:
    """One line under the name: year of birth, work and unit as the newest line has them."""
    if not lines:
        return ""
    newest = lines[0]
    born = _("sinh %(year)s") % {"year": newest.birth_year} if newest.birth_year else ""
    return " · ".join(part for part in (born, newest.post, newest.unit_name) if part)


def _figures(lines: list[Any]) -> dict[str, int]:
    standing = [line for line in lines if not line.is_annulled]
    letters = sum(award_label(line.award_code).is_letter for line in standing)
    return {"honors": len(standing) - letters, "letters": letters, "annulled": len(lines) - len(standing)}


RESTATED: dict[str, str | Promise] = {
    "holder_name": gettext_lazy("họ tên"),
    "birth_year": gettext_lazy("năm sinh"),
    "sex": gettext_lazy("giới"),
    "post": gettext_lazy("chức vụ"),
    "unit_name": gettext_lazy("đơn vị"),
    "achievement": gettext_lazy("thành tích"),
    "achievement_year": gettext_lazy("năm thành tích"),
    "decision_line": gettext_lazy("dòng trong danh sách"),
    "signer": gettext_lazy("người ký"),
    "signer_post": gettext_lazy("chức vụ người ký"),
    "commendation_type": gettext_lazy("loại hình"),
}


def _change(root: Entry, line: Entry) -> dict[str, Any]:
    """A later line with what it says otherwise than the grant."""
    fields = [
        (label, getattr(root, name), getattr(line, name))
        for name, label in RESTATED.items()
        if line.kind == "correction" and getattr(root, name) != getattr(line, name)
    ]
    return {"line": line, "label": line.get_kind_display(), "fields": fields}
