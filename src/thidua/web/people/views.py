"""People of a unit, and one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.audit.record import history
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import get_unit, unit_ref, unit_refs
from thidua.domain.people import actions
from thidua.domain.people.identity import open_text
from thidua.domain.people.models import Person
from thidua.domain.people.permissions import KEEPERS, can_keep, can_keep_people_of, can_read_identity
from thidua.domain.people.queries import class_on, get_person, masked_identity, people_of_unit
from thidua.domain.people.states import DisciplineKind, DuplicateState, InitiativeLevel, PositionClass, Rating
from thidua.web.organizations.units import crumbs
from thidua.web.people.forms import PersonForm, form_of
from thidua.web.people.records import listed_posts
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest

PAGE = 50
ACTS = {
    "person.registered": gettext_lazy("ghi hồ sơ"),
    "person.updated": gettext_lazy("sửa hồ sơ"),
    "person.identity_read": gettext_lazy("xem số định danh"),
    "person.merged": gettext_lazy("gộp hồ sơ trùng"),
    "person.merge_undone": gettext_lazy("hoàn tác việc gộp"),
    "person.found_distinct": gettext_lazy("xác nhận là người khác"),
    "person.service_added": gettext_lazy("ghi quá trình công tác"),
    "person.initiative_recorded": gettext_lazy("ghi sáng kiến"),
    "subject.rated": gettext_lazy("ghi xếp loại năm"),
    "subject.disciplined": gettext_lazy("ghi kỷ luật"),
    "person.initiative_consumed": gettext_lazy("dùng sáng kiến để xét"),
    "person.initiative_given_back": gettext_lazy("trả lại sáng kiến đã dùng"),
}
GROUPS = {choice.value: choice.label for choice in PositionClass}


@workspace()
def people(request: ActorRequest) -> HttpResponse:
    """People of one unit in Vietnamese order, page by page."""
    unit = _unit(request)
    text = request.GET.get("q", "")
    rows = people_of_unit(request.actor, unit, text=text, after=_after(request), limit=PAGE)
    more = rows[PAGE:]
    shown = rows[:PAGE]
    facts = {
        "unit_row": unit,
        "place": unit_ref(unit.pk, request.today),
        "rows": [(p, GROUPS.get(p.position_class, "")) for p in shown],
        "text": text,
        "next_key": f"{shown[-1].pk}~{shown[-1].subject.sort_key}" if more else "",
        "is_first": "sau" not in request.GET,
        "may_add": can_keep_people_of(request.actor, unit),
        "may_join": request.actor.has(*KEEPERS),
        "breadcrumbs": crumbs(request, unit.pk),
    }
    return render(request, "people/people.html", facts, using="jinja2")


@workspace()
def person(request: ActorRequest, person_id: int) -> HttpResponse:
    found = or_404(get_person, request.actor, person_id)
    services = list(found.services.order_by("-during"))
    units = unit_refs({s.organization_id for s in services}, request.today)
    facts = _of(request, found) | {
        "services": [(s, units.get(s.organization_id)) for s in services],
        "listed_posts": listed_posts(),
        "ratings": [
            (r.year, Rating(r.rating).label, r.instrument) for r in found.subject.ratings.order_by("-year")
        ],
        "initiatives": [
            (i, InitiativeLevel(i.level).label) for i in found.initiatives.order_by("-recognized_on")
        ],
        "disciplines": [
            (d, DisciplineKind(d.kind).label) for d in found.subject.disciplines.order_by("-during")
        ],
        "classes": class_on(found, request.today, services),
        "group": GROUPS.get(found.position_class, ""),
        "number": masked_identity(found),
        "may_read": can_read_identity(request.actor, found.subject),
        "may_keep": can_keep(request.actor, found.subject),
        "events": [(e.at, e.actor_name, str(ACTS.get(e.name, e.name))) for e in history(found)[:30]],
        "honors_url": reverse("register_holder", args=[found.pk]),
    }
    return render(request, "people/person.html", facts, using="jinja2")


@workspace(*KEEPERS)
def person_new(request: ActorRequest) -> HttpResponse:
    unit = _unit(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _attempt(
            form,
            lambda: actions.register_person(
                actor=request.actor, at=request.now, unit_id=unit.pk, facts=form.facts()
            ),
        )
        if made is not None:
            _say(request, made, _("Đã ghi hồ sơ %(name)s."))
            return redirect("person", person_id=made.pk)
    facts = {"form": form, "place": unit_ref(unit.pk, request.today), "breadcrumbs": crumbs(request, unit.pk)}
    return _form_page(request, form, facts | {"back": reverse("people") + f"?unit={unit.pk}"})


@workspace(*KEEPERS)
def person_edit(request: ActorRequest, person_id: int) -> HttpResponse:
    found = or_404(get_person, request.actor, person_id)
    form = PersonForm(request.POST or None, initial=form_of(found, _ethnicity(found)))
    if request.method == "POST" and form.is_valid():
        kept = _attempt(
            form,
            lambda: actions.update_person(
                actor=request.actor, at=request.now, person_id=found.pk, facts=form.facts()
            ),
        )
        if kept is not None:
            _say(request, kept, _("Đã lưu hồ sơ %(name)s."))
            return redirect("person", person_id=kept.pk)
    return _form_page(
        request, form, _of(request, found) | {"form": form, "back": reverse("person", args=[found.pk])}
    )


@workspace()
@require_POST
def person_identity(request: ActorRequest, person_id: int) -> HttpResponse:
    """Show the whole number once; that it was read is in the person's history."""
    found = or_404(get_person, request.actor, person_id)
    number = actions.read_identity(actor=request.actor, at=request.now, person_id=found.pk)
    return render(request, "people/identity.html", _of(request, found) | {"number": number}, using="jinja2")


def _unit(request: ActorRequest) -> Organization:
    asked = request.GET.get("unit", "")
    if asked.isdecimal():
        return or_404(get_unit, request.actor, int(asked))
    if request.actor.unit is None:
        raise Http404
    return or_404(get_unit, request.actor, request.actor.unit.id)


def _after(request: ActorRequest) -> tuple[str, int] | None:
    number, separator, key = request.GET.get("sau", "").partition("~")
    return (key, int(number)) if separator and number.isdecimal() else None


def _of(request: ActorRequest, found: Person) -> dict[str, Any]:
    unit_id = found.subject.organization_id
    trail = crumbs(request, unit_id) if unit_id else []
    return {
        "person": found,
        "place": unit_ref(unit_id, request.today) if unit_id else None,
        "breadcrumbs": [*trail, (found.subject.name, "")],
        "merged_state": DuplicateState.MERGED,
    }


def _attempt(form: forms.Form, act: Any) -> Any:
    try:
        return act()
    except Refused as refusal:
        blame(form, refusal)
        return None


def _say(request: ActorRequest, kept: Person, text: str) -> None:
    messages.success(request, text % {"name": kept.subject.name})
    if kept.identity_note:
        messages.warning(request, kept.identity_note)


def _form_page(request: ActorRequest, form: forms.Form, facts: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "people/person_form.html", facts, status=status, using="jinja2")


def _ethnicity(found: Person) -> str:
    return open_text(found.ethnicity_sealed, context="people.ethnicity") if found.ethnicity_sealed else ""
