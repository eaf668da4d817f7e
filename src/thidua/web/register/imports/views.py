"""Former honours from a workbook: sent, looked at column by column, tried, entered, and taken back if need be."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.sheets import UnreadableWorkbook
from thidua.core.typed import identifier
from thidua.domain.organizations.models import Organization
from thidua.domain.register.imports import actions, queries
from thidua.domain.register.imports.models import ImportBatch
from thidua.domain.register.imports.working import ask_for, work_on
from thidua.domain.register.permissions import KEEPERS
from thidua.domain.register.states import ImportState
from thidua.web.register.imports import shown
from thidua.web.register.imports.forms import MappingForm, UploadForm, WithdrawalForm
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest

AT_ONCE = 2_000
"""Lists of so few rows are tried while the page waits; longer ones by the worker."""
_SHOWN = 60


@workspace(*KEEPERS)
def imports(request: ActorRequest) -> HttpResponse:
    """The lists that came in, and the place to bring the next."""
    if request.method != "POST":
        return _index(request, UploadForm(actor=request.actor))
    form = UploadForm(request.POST, request.FILES, actor=request.actor)
    if form.is_valid():
        told = form.cleaned_data
        unit = Organization.objects.get(pk=told["unit"])
        try:
            batch = actions.receive(
                told["file"].read(), told["file"].name, unit=unit, source=told["source"], actor=request.actor,
                at=request.now,
            )  # fmt: skip
        except UnreadableWorkbook as error:
            form.add_error("file", error.message)
        except Refused as refusal:
            blame(form, refusal)
        else:
            return redirect("import", batch.pk)
    return _index(request, form, status=422)


def _index(request: ActorRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    batches = list(queries.imports_of(request.actor)[:_SHOWN])
    page = {"form": form, "rows": [shown.listed(batch) for batch in batches]}
    return render(request, "register/imports/index.html", page, using="jinja2", status=status)


@workspace(*KEEPERS)
def one(request: ActorRequest, pk: int) -> HttpResponse:
    """A list where it stands: its columns, its trial, its way into the register, its receipts."""
    batch = or_404(queries.get_import, request.actor, pk)
    if batch.state == ImportState.DRAFT:
        return _columns(request, batch, MappingForm(shown.columns_of(batch)))
    return _standing(request, batch)


def _columns(
    request: ActorRequest, batch: ImportBatch, form: MappingForm, *, status: int = 200
) -> HttpResponse:
    page = {"batch": batch, "form": form, "seen": form.seen, "state": shown.state_line(batch)}
    return render(request, "register/imports/columns.html", page, using="jinja2", status=status)


def _standing(
    request: ActorRequest, batch: ImportBatch, form: WithdrawalForm | None = None, *, status: int = 200
) -> HttpResponse:
    page: dict[str, Any] = {
        "batch": batch,
        "state": shown.state_line(batch),
        "form": form or WithdrawalForm(),
    }
    if batch.state == ImportState.CHECKED:
        page |= shown.trial_of(
            batch, only=request.GET.get("xem", ""), after=identifier(request.GET.get("sau")) or 0
        )
        return render(request, "register/imports/trial.html", page, using="jinja2", status=status)
    if batch.state in {ImportState.CHECKING, ImportState.ENTERING, ImportState.WITHDRAWING}:
        page |= shown.progress_of(batch)
        return render(request, "register/imports/working.html", page, using="jinja2", status=status)
    page |= shown.receipts_of(batch, after=identifier(request.GET.get("sau")) or 0)
    return render(request, "register/imports/done.html", page, using="jinja2", status=status)


@workspace(*KEEPERS)
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """How far a list is, as a fragment that asks again until the page has something else to show."""
    batch = or_404(queries.get_import, request.actor, pk)
    page = {"batch": batch, **shown.progress_of(batch)}
    response = render(request, "register/imports/_progress.html", page, using="jinja2")
    if not page["is_running"]:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@workspace(*KEEPERS)
def columns(request: ActorRequest, pk: int) -> HttpResponse:
    """What each column means, as the person says; then the list is tried. Another sheet is read anew first."""
    batch = or_404(queries.get_import, request.actor, pk)
    sheet = request.POST.get("sheet", batch.sheet)
    if sheet != batch.sheet:
        try:
            actions.take_sheet(batch, sheet, actor=request.actor, at=request.now)
        except UnreadableWorkbook as error:
            raise Refused(error.message, field="sheet") from error
        return redirect("import", batch.pk)
    form = MappingForm(shown.columns_of(batch), request.POST)
    if not form.is_valid():
        return _columns(request, batch, form, status=422)
    with transaction.atomic():
        actions.check(batch, form.layout(), actor=request.actor, at=request.now)
        if batch.total > AT_ONCE:
            ask_for(batch.pk)
    if batch.total <= AT_ONCE:
        work_on(batch.pk, now=lambda: request.now)
    return redirect("import", batch.pk)


@require_POST
@workspace(*KEEPERS)
def enter(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a tried list into the register; the worker does it."""
    batch = or_404(queries.get_import, request.actor, pk)
    with transaction.atomic():
        leave_out = request.POST.get("leave_out") == "1"
        actions.accept(batch, actor=request.actor, at=request.now, leave_out=leave_out)
        ask_for(batch.pk)
    return redirect("import", batch.pk)


@require_POST
@workspace(*KEEPERS)
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Back to the columns."""
    actions.reopen(or_404(queries.get_import, request.actor, pk), actor=request.actor, at=request.now)
    return redirect("import", pk)


@require_POST
@workspace(*KEEPERS)
def discard(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a list away that is not to enter."""
    actions.discard(or_404(queries.get_import, request.actor, pk), actor=request.actor, at=request.now)
    return redirect("imports")


@require_POST
@workspace(*KEEPERS)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a list back as a whole; the worker does it."""
    batch = or_404(queries.get_import, request.actor, pk)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return _standing(request, batch, form, status=422)
    with transaction.atomic():
        reason = form.cleaned_data["reason"]
        actions.withdraw(batch, reason=reason, actor=request.actor, at=request.now)
        ask_for(batch.pk)
    return redirect("import", pk)


@workspace(*KEEPERS)
def annotated(request: ActorRequest, pk: int) -> HttpResponse:
    """The person's own workbook with the reasons in its cells."""
    batch = or_404(queries.get_import, request.actor, pk)
    if not batch.plan:
        raise Refused(_("Danh sách chưa có kết quả đọc thử. Đọc thử trước rồi mới tải bản có ghi lý do."))
    return shown.attachment(shown.annotated(batch), f"{shown.stem(batch)}-ly-do.xlsx")


@workspace(*KEEPERS)
def original(request: ActorRequest, pk: int) -> HttpResponse:
    """The file as it came, byte by byte."""
    batch = or_404(queries.get_import, request.actor, pk)
    return shown.attachment(actions.originals().read(batch.sha256), batch.file_name)


@workspace(*KEEPERS)
def receipts(request: ActorRequest, pk: int) -> HttpResponse:
    """The receipt of every row as a workbook."""
    batch = or_404(queries.get_import, request.actor, pk)
    return shown.attachment(shown.receipt_book(batch), f"{shown.stem(batch)}-bien-nhan.xlsx")
