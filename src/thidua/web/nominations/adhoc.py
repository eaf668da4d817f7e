"""Praise at once: one short form on a phone, proposed and sent in one act."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.core.errors import Refused
from thidua.domain.access import UnitRef
from thidua.domain.nominations import actions
from thidua.domain.nominations.actions.adhoc import adhoc_awards
from thidua.domain.nominations.models import Nomination
from thidua.domain.nominations.permissions import EDITORS
from thidua.domain.nominations.queries.submissions import nominees_in
from thidua.domain.nominations.routes import AD_HOC_HOURS
from thidua.domain.organizations.queries import placement_of
from thidua.web.nominations.dossier import award_name
from thidua.web.nominations.dossier_forms import AdhocForm
from thidua.web.nominations.files import read_upload
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

_SENT = "adhoc_sent"


@require_http_methods(["GET", "POST"])
@workspace(*EDITORS)
def adhoc(request: ActorRequest) -> HttpResponse:
    """Who, what happened, which award, a photograph; sent at once. The same form sent twice is sent once."""
    unit = _unit(request)
    awards = [(code, award_name(code)) for code in adhoc_awards(request.today)]
    initial = {"token": secrets.token_urlsafe(12), "award_code": _usual(awards)}
    form = AdhocForm(request.POST or None, request.FILES or None, awards=awards, initial=initial)
    if request.method == "POST" and form.is_valid():
        already = request.session.get(_SENT, {}).get(form.cleaned_data["token"])
        sent = already or _send(request, form, unit)
        if sent:
            return redirect("nomination", sent)
    context = {"form": form, "unit_here": unit, "hours": AD_HOC_HOURS}
    return render(
        request, "nominations/adhoc.html", context, using="jinja2", status=422 if form.errors else 200
    )


def _send(request: ActorRequest, form: AdhocForm, unit: UnitRef) -> int | None:
    placement = placement_of(unit.id, request.today)
    if placement is None:
        raise Http404
    cells = form.cleaned_data
    upload = cells["file"]
    try:
        submission = actions.submit_adhoc(
            organization=placement.organization,
            title=_title(cells["achievement"]),
            rows=[{
                name: cells[name] for name in ("name", "subject_kind", "job", "award_code", "achievement")
            }],
            files=[(upload.name, read_upload(upload))] if upload else [],
            content_root=settings.CONTENT_ROOT,
            actor=request.actor,
            at=request.now,
        )  # fmt: skip
    except Refused as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
    row = nominees_in(submission.pk)[0]
    _remember(request, cells["token"], row)
    words = {"when": f"{request.now:%H:%M}", "hours": AD_HOC_HOURS}
    messages.success(request, _("Đã gửi lúc %(when)s. Nơi nhận trả lời trong %(hours)s giờ.") % words)
    return row.pk


def _remember(request: ActorRequest, token: str, row: Nomination) -> None:
    sent = dict(list(request.session.get(_SENT, {}).items())[-20:])
    request.session[_SENT] = sent | {token: row.pk}


def _title(text: str) -> str:
    """The first words of the deed, as the name of the proposal."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:117].rsplit(" ", 1)[0] + "…"


def _usual(awards: list[tuple[str, str]]) -> str:
    """A union's own letter of praise is what most deeds are first praised with."""
    codes = [code for code, _name in awards]
    return next((code for code in codes if code.startswith("GK_")), codes[0] if codes else "")


def _unit(request: ActorRequest) -> UnitRef:
    """The unit the form is sent in the name of."""
    unit = request.actor.unit
    if unit is not None and request.actor.has_at(*EDITORS, unit_id=unit.id):
        return unit
    for grant in request.actor.grants:
        if grant.role in EDITORS:
            return grant.unit
    raise Http404
