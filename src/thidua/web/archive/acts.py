"""What is done to dossiers: keeping a scan, holding, lifting, disposing. Each answers with the page of the dossier."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.archive import actions
from thidua.domain.archive.models import Dossier
from thidua.domain.archive.permissions import DISPOSERS, HOLDERS, KEEPERS
from thidua.domain.archive.queries import get_dossier, holds_standing
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.history import get_history
from thidua.web.archive.dossiers import dossier_context
from thidua.web.archive.forms import DisposalForm, HoldForm, PaperForm
from thidua.web.nominations.files import read_upload
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest


def _again(request: ActorRequest, row: Dossier, **forms: Any) -> HttpResponse:
    """The page of the dossier with a form that must be mended."""
    context = dossier_context(request, row, **forms) | {"wrong": next(iter(forms))}
    return render(request, "archive/dossier.html", context, status=422, using="jinja2")


@require_POST
@workspace(*KEEPERS)
def open_for_entry(request: ActorRequest, register_no: str) -> HttpResponse:
    """Open the dossier of the decision behind a line of the register."""
    try:
        entry = get_history(request.actor, register_no).root
    except Entry.DoesNotExist as error:
        raise Http404 from error
    row = actions.open_dossier(entry=entry, actor=request.actor, at=request.now)
    return redirect("dossier", row.pk)


@require_POST
@workspace(*KEEPERS)
def keep(request: ActorRequest, dossier_id: int) -> HttpResponse:
    """Keep a scan in a dossier."""
    row = or_404(get_dossier, request.actor, dossier_id)
    form = PaperForm(request.POST, request.FILES, auto_id="paper-%s")
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made = actions.keep_original(
                dossier_id=row.pk,
                content=read_upload(upload),
                file_name=upload.name,
                title=form.cleaned_data["title"],
                kind=form.cleaned_data["kind"],
                register_no=form.cleaned_data["register_no"].strip(),
                content_root=settings.CONTENT_ROOT,
                actor=request.actor,
                at=request.now,
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(
                request, _("Đã giữ “%(title)s”. Chữ trong tệp đang được đọc.") % {"title": made.title}
            )
            return redirect("dossier", row.pk)
    return _again(request, row, paper_form=form)


@require_POST
@workspace(*HOLDERS)
def hold(request: ActorRequest, dossier_id: int) -> HttpResponse:
    """Place a legal hold."""
    row = or_404(get_dossier, request.actor, dossier_id)
    form = HoldForm(request.POST, auto_id="hold-%s")
    if form.is_valid():
        try:
            actions.place_hold(dossier_id=row.pk, actor=request.actor, at=request.now, **form.cleaned_data)
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Đã tạm giữ hồ sơ. Không ai tiêu hủy được cho đến khi thôi tạm giữ."))
            return redirect("dossier", row.pk)
    return _again(request, row, hold_form=form)


@require_POST
@workspace(*HOLDERS)
def lift(request: ActorRequest, hold_id: int) -> HttpResponse:
    """Lift a hold, with a reason."""
    standing = holds_standing(request.actor).filter(pk=hold_id).first()
    if standing is None:
        raise Http404
    actions.lift_hold(
        hold_id=hold_id, reason=request.POST.get("reason", "")[:1000], actor=request.actor, at=request.now
    )
    messages.success(request, _("Đã thôi tạm giữ hồ sơ."))
    return redirect("dossier", standing.dossier_id)


@require_POST
@workspace(*DISPOSERS)
def dispose(request: ActorRequest, dossier_id: int) -> HttpResponse:
    """Dispose of a dossier by the decision of the valuation council."""
    row = or_404(get_dossier, request.actor, dossier_id)
    form = DisposalForm(request.POST, auto_id="disposal-%s", needs_word=not row.rule.get("is_verified"))
    if form.is_valid():
        try:
            actions.dispose(
                dossier_id=row.pk,
                grounds=actions.Grounds(**form.cleaned_data),
                content_root=settings.CONTENT_ROOT,
                actor=request.actor,
                at=request.now,
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Đã tiêu hủy hồ sơ theo quyết định; biên bản ở dưới được giữ mãi."))
            return redirect("dossier", row.pk)
    return _again(request, row, disposal_form=form)
