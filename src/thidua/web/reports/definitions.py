"""A form of a report on a page: its head, its figures and its parts, as rows one can add to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.organizations.models import Organization
from thidua.domain.reports import actions
from thidua.domain.reports.actions.authoring import FieldDraft, SectionDraft
from thidua.domain.reports.indicators import BY_CODE, INDICATORS
from thidua.domain.reports.models import Definition, Field, Section
from thidua.domain.reports.permissions import AUTHORS, can_author, can_author_at
from thidua.domain.reports.states import Cadence, DefinitionState, RollUp, SectionKind
from thidua.web.movements.reading import number_of, rows_of, shown
from thidua.web.reports.common import asked_definition, crumbs, name_of, own_unit
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

SPARE_FIELDS, SPARE_SECTIONS = 3, 1


@workspace(*AUTHORS)
def new_form(request: ActorRequest) -> HttpResponse:
    """Start a form for the unit one works as."""
    unit, error = own_unit(request), ""
    if request.method == "POST":
        try:
            row = actions.create_definition(
                organization=Organization.objects.get(pk=unit.id),
                title=request.POST.get("title", ""),
                cadence=request.POST.get("cadence", ""),
                purpose=request.POST.get("purpose", ""),
                actor=request.actor,
                at=request.now,
            )
            return redirect("report_form", row.pk)
        except Refused as refusal:
            error = refusal.message
    context = {
        "error": error,
        "typed": request.POST,
        "cadences": Cadence.choices,
        "allowed": can_author_at(request.actor, unit.id),
        "breadcrumbs": crumbs(request, (_("Mẫu mới"), "")),
    }
    return render(request, "reports/form_new.html", context, using="jinja2")


@workspace(*WORKING)
def form(request: ActorRequest, definition_id: int) -> HttpResponse:
    """A form: to be read, or written while it is a draft of one's own unit."""
    row, error = asked_definition(request, definition_id), ""
    may_author = can_author(request.actor, row)
    if row.state == DefinitionState.DRAFT and not may_author:
        raise Http404
    typed: QueryDict | None = None
    if request.method == "POST":
        try:
            _save(request, row)
            return redirect("report_form", row.pk)
        except Refused as refusal:
            error, typed = refusal.message, request.POST
    return render(request, "reports/form.html", _context(request, row, error, typed), using="jinja2")


def _context(request: ActorRequest, row: Definition, error: str, typed: QueryDict | None) -> dict[str, Any]:
    fields, sections = list(row.fields.all()), list(row.sections.all())
    is_open = row.state == DefinitionState.DRAFT
    labels = {field.code: field.label for field in fields}
    return {
        "row": row,
        "error": error,
        "is_open": is_open,
        "owner": name_of(row.organization_id, request.today),
        "fields": typed_fields(typed) if typed else [_field_values(one, labels) for one in fields],
        "sections": typed_sections(typed) if typed else [_section_values(one) for one in sections],
        "head": typed or {"title": row.title, "cadence": row.cadence, "purpose": row.purpose},
        "spare_fields": SPARE_FIELDS if is_open else 0,
        "spare_sections": SPARE_SECTIONS if is_open else 0,
        "indicators": [(one.code, one.label) for one in INDICATORS],
        "indicator_names": {code: one.label for code, one in BY_CODE.items()},
        "cadences": Cadence.choices,
        "roll_ups": RollUp.choices,
        "uses": row.assignments.count(),
        "may_author": can_author(request.actor, row),
        "may_copy": bool(request.actor.unit and can_author_at(request.actor, request.actor.unit.id)),
        "breadcrumbs": crumbs(request, (row.title, "")),
    }


def _field_values(field: Field, labels: dict[str, str]) -> dict[str, str]:
    return {
        "label": field.label,
        "indicator": field.indicator,
        "group": field.group,
        "measure": field.measure,
        "roll_up": field.roll_up,
        "is_required": "1" if field.is_required else "",
        "least": shown(field.least),
        "most": shown(field.most),
        "part_of": labels.get(field.not_above, ""),
        "explain_percent": str(field.explain_percent or ""),
    }


def _section_values(section: Section) -> dict[str, str]:
    return {
        "title": section.title,
        "guidance": section.guidance,
        "is_mandatory": "1" if section.is_mandatory else "",
        "least_words": str(section.least_words or ""),
        "kind": section.kind,
    }


def typed_fields(data: QueryDict) -> list[dict[str, str]]:
    """The rows of figures as they were typed."""
    return rows_of(
        data, "label", "indicator", "group", "measure", "roll_up", "is_required", "least", "most", "part_of",
        "explain_percent",
    )  # fmt: skip


def typed_sections(data: QueryDict) -> list[dict[str, str]]:
    """The parts as they were typed; boxes are named apart from those of figures."""
    names = ("title", "guidance", "is_mandatory", "least_words", "kind")
    rows = rows_of(data, *(f"section_{name}" for name in names))
    return [{name: row[f"section_{name}"] for name in names} for row in rows]


def _save(request: ActorRequest, row: Definition) -> None:
    """Write the head, the figures and the parts, all or nothing as the page shows them."""
    data = request.POST
    who: dict[str, Any] = {"definition_id": row.pk, "actor": request.actor, "at": request.now}
    with transaction.atomic():
        actions.update_definition(
            title=data.get("head_title", row.title), cadence=data.get("cadence", row.cadence),
            purpose=data.get("purpose", row.purpose), **who,
        )  # fmt: skip
        actions.set_fields(fields=[_draft(one) for one in typed_fields(data) if one["label"].strip()], **who)
        actions.set_sections(
            sections=[_part(one) for one in typed_sections(data) if one["title"].strip()], **who
        )


def _draft(row: dict[str, str]) -> FieldDraft:
    percent = number_of(row["explain_percent"], row["label"])
    return FieldDraft(
        label=row["label"].strip(),
        indicator=row["indicator"],
        group=row["group"],
        measure=row["measure"],
        roll_up=row["roll_up"] if row["roll_up"] in RollUp.values else RollUp.SUM,
        is_required=bool(row["is_required"]),
        least=number_of(row["least"], row["label"]),
        most=number_of(row["most"], row["label"]),
        part_of=row["part_of"].strip(),
        explain_percent=min(int(percent), 10_000) if percent is not None and percent >= 0 else None,
    )


def _part(row: dict[str, str]) -> SectionDraft:
    words = number_of(row["least_words"], row["title"])
    return SectionDraft(
        title=row["title"].strip(),
        guidance=row["guidance"],
        is_mandatory=bool(row["is_mandatory"]),
        least_words=min(int(words), 5_000) if words is not None and words >= 0 else 0,
        kind=row["kind"] if row["kind"] in SectionKind.values else SectionKind.PLAIN,
    )


@workspace(*AUTHORS)
@require_POST
def act(request: ActorRequest, definition_id: int, act: str) -> HttpResponse:
    """Publish, retire, copy or discard a form."""
    row = asked_definition(request, definition_id)
    does: dict[str, Callable[[], HttpResponse]] = {
        "ban-hanh": lambda: _done(request, row, actions.publish_definition),
        "thoi-dung": lambda: _done(request, row, actions.retire_definition),
        "ban-moi": lambda: _copied(request, row),
        "bo": lambda: _discarded(request, row),
    }
    if act not in does:
        raise Http404
    return does[act]()


def _done(request: ActorRequest, row: Definition, do: Callable[..., Definition]) -> HttpResponse:
    do(definition_id=row.pk, actor=request.actor, at=request.now)
    return redirect("report_form", row.pk)


def _copied(request: ActorRequest, row: Definition) -> HttpResponse:
    unit = Organization.objects.get(pk=own_unit(request).id)
    copy = actions.copy_definition(
        definition_id=row.pk, organization=unit, actor=request.actor, at=request.now
    )
    return redirect("report_form", copy.pk)


def _discarded(request: ActorRequest, row: Definition) -> HttpResponse:
    actions.discard_definition(definition_id=row.pk, actor=request.actor, at=request.now)
    return redirect("report_forms")
