"""Dossiers: the list, one of them with its papers and periods, those that are due, those that are held."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thidua.domain.archive.actions.disposing import may_be_disposed
from thidua.domain.archive.models import Dossier
from thidua.domain.archive.permissions import (
    READERS,
    can_dispose,
    can_hold,
    can_keep_at,
    can_package_at,
)
from thidua.domain.archive.queries import due, get_dossier, holds_standing, items_of, visible_to
from thidua.domain.archive.queries.papers import originals_of_decision, originals_of_entry
from thidua.domain.archive.retention import label_of
from thidua.domain.archive.states import ItemKind
from thidua.domain.decisions.models import Decision
from thidua.domain.register.awards import award_label
from thidua.domain.register.models import Entry
from thidua.web.archive.forms import DisposalForm, HoldForm, PaperForm
from thidua.web.archive.parts import issuers, number_of, tabs, year_of
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

_SHOWN = 100


@require_GET
@workspace(*READERS)
def dossiers(request: ActorRequest) -> HttpResponse:
    """Dossiers in scope, the newest decisions first, narrowed by year and number; chosen ones can be packed."""
    text, year = request.GET.get("q", "").strip(), year_of(request.GET)
    offset = number_of(request.GET, "tu", most=100_000)
    rows = visible_to(request.actor).filter(disposed_at=None).order_by("-decided_on", "-pk")
    if year:
        rows = rows.filter(decided_on__year=year)
    if text:
        rows = rows.filter(decision_number__icontains=text[:60])
    found = list(rows[offset : offset + _SHOWN + 1])
    unit = request.actor.unit
    context = {
        "tabs": tabs(request, "archive_dossiers"),
        "rows": [_row(row) for row in found[:_SHOWN]],
        "issuers": issuers(request, found),
        "text": text,
        "year": year or "",
        "next": offset + _SHOWN if len(found) > _SHOWN else 0,
        "pack": can_package_at(request.actor, unit.position if unit else -1),
    }
    return render(request, "archive/dossiers.html", context, using="jinja2")


@require_GET
@workspace(*READERS)
def due_list(request: ActorRequest) -> HttpResponse:
    """Dossiers whose period is over, the longest first."""
    found = list(due(request.actor, request.today)[: _SHOWN + 1])
    context = {
        "tabs": tabs(request, "archive_due"),
        "rows": [_row(row) for row in found[:_SHOWN]],
        "is_more": len(found) > _SHOWN,
        "is_unverified": any(not row.rule.get("is_verified") for row in found),
        "issuers": issuers(request, found),
    }
    return render(request, "archive/due.html", context, using="jinja2")


@require_GET
@workspace(*READERS)
def holds(request: ActorRequest) -> HttpResponse:
    """The legal holds in force."""
    rows = list(holds_standing(request.actor)[:_SHOWN])
    context = {
        "tabs": tabs(request, "archive_holds"),
        "holds": [(row, can_hold(request.actor, row.dossier)) for row in rows],
        "issuers": issuers(request, [row.dossier for row in rows]),
    }
    return render(request, "archive/holds.html", context, using="jinja2")


@require_GET
@workspace(*READERS)
def dossier(request: ActorRequest, dossier_id: int) -> HttpResponse:
    """One dossier: its papers, how long it is kept and why, its holds, and what may be done with it."""
    row = or_404(get_dossier, request.actor, dossier_id)
    return render(request, "archive/dossier.html", dossier_context(request, row), using="jinja2")


def dossier_context(request: ActorRequest, row: Dossier, **forms: Any) -> dict[str, Any]:
    """What the page of a dossier is drawn with; ``forms`` replaces a form that was filled in wrongly."""
    allowed = can_dispose(request.actor, row)
    return {
        "dossier": row,
        "items": list(items_of(row)),
        "holds": list(row.holds.order_by("-placed_at", "-pk")),
        "period": label_of(row),
        "award": award_label(row.award_code),
        "issuer": issuers(request, [row]).get(row.issuer_id, ""),
        "is_due": row.keep_until is not None and row.keep_until < request.today and row.disposed_at is None,
        "disposal": getattr(row, "disposal", None) if row.disposed_at else None,
        "may_keep": can_keep_at(request.actor, row.unit_position),
        "may_hold": can_hold(request.actor, row),
        "may_dispose": allowed if not allowed else may_be_disposed(row, request.today),
        "paper_form": PaperForm(auto_id="paper-%s", initial={"kind": ItemKind.SCAN}),
        "hold_form": HoldForm(auto_id="hold-%s"),
        "disposal_form": DisposalForm(auto_id="disposal-%s", needs_word=not row.rule.get("is_verified")),
        **forms,
    }


def _row(row: Dossier) -> dict[str, Any]:
    return {"dossier": row, "period": label_of(row), "award": award_label(row.award_code).short}


def behind_entry(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """The originals behind a line of the register, for its page; the reader may read the line."""
    actor = request.actor  # type: ignore[attr-defined]  # pages of the workspace have one
    found, items = originals_of_entry(actor, entry)
    return {
        "dossier": found if found and actor.has(*READERS, over=found.unit_position) else None,
        "items": items,
        "may_open": bool(can_keep_at(actor, entry.issuer.position)) and found is None,
        "register_no": entry.register_no,
    }


def behind_decision(request: HttpRequest, decision: Decision) -> dict[str, Any]:
    """The originals about the whole of a decision, for its page."""
    found, items = originals_of_decision(request.actor, decision)  # type: ignore[attr-defined]  # as above
    return {"dossier": found, "items": items, "may_open": False, "register_no": ""}
