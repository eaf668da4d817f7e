"""Decisions: what can be made, one decision with its lines and buttons, annulling and correcting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.accounts.queries import users_with_role
from thidua.domain.decisions import actions, queries
from thidua.domain.decisions.models import Decision, DecisionLine, PrinterLayout
from thidua.domain.decisions.numbers import next_number
from thidua.domain.decisions.permissions import DRAFTERS, READERS, can_draft, can_draft_at, may_sign_for
from thidua.domain.decisions.states import DecisionAct, DecisionKind, DecisionState, RevocationGround
from thidua.domain.decisions.workflow import verdict
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import answers_for, unit_refs
from thidua.domain.register.awards import award_label
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.standing import latest_content
from thidua.domain.register.states import EntryKind
from thidua.web.archive.dossiers import behind_decision
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

MOST_ROWS = 100
LINES_SHOWN = 500
ACTS = {
    "trinh-ky": DecisionAct.SEND_TO_SIGN, "lay-lai": DecisionAct.TAKE_BACK,
    "ban-hanh": DecisionAct.ISSUE, "bo": DecisionAct.CANCEL,
}  # fmt: skip

FIELD_WORDS: dict[str, str | Promise] = {
    "holder_name": gettext_lazy("họ tên"),
    "birth_year": gettext_lazy("năm sinh"),
    "sex": gettext_lazy("giới tính"),
    "post": gettext_lazy("chức vụ"),
    "unit_name": gettext_lazy("tên đơn vị"),
    "achievement": gettext_lazy("câu thành tích"),
    "position_class": gettext_lazy("nhóm lao động"),
    "person_class": gettext_lazy("nhóm đối tượng"),
}
"""What a correction may change, as pages say it; papers are Vietnamese in any case."""


@workspace(*READERS)
def decisions(request: ActorRequest) -> HttpResponse:
    """What is approved and waits for a decision, and the decisions in scope."""
    unit = request.actor.unit
    state = request.GET.get("tinh_trang", "")
    state = state if state in DecisionState.values else ""
    rows = queries.decisions_of(
        request.actor, limit=MOST_ROWS, state=state, text=request.GET.get("q", "").replace("\x00", "")
    )
    may_draft = bool(unit and can_draft_at(request.actor, unit.id))
    context = {
        "ready": queries.ready_awards(unit.id, request.today) if unit and may_draft else [],
        "decisions": rows,
        "units": unit_refs({row.organization_id for row in rows}, request.today),
        "states": DecisionState.choices,
        "state": state,
        "text": request.GET.get("q", ""),
    }
    return render(request, "decisions/decisions.html", context, using="jinja2")


@workspace(*DRAFTERS)
@require_POST
def draft(request: ActorRequest) -> HttpResponse:
    """Draft a decision of everything ready for one award in one round."""
    if request.actor.unit is None:
        raise Http404
    unit = Organization.objects.get(pk=request.actor.unit.id)
    round_id = request.POST.get("round", "")
    signer, post = _signer(unit.pk, request.today)
    try:
        row = actions.draft_decision(
            organization=unit, award_code=request.POST.get("award", ""),
            round_id=int(round_id) if round_id.isdecimal() else None, signer=signer, signer_post=post,
            actor=request.actor, at=request.now,
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("decisions")
    return redirect("decision", row.pk)


def _signer(unit_id: int, on: date) -> tuple[str, str]:
    """The head of the unit, with the office without the unit's name."""
    head = users_with_role(Role.HEAD, unit_id, on).order_by("pk").first()
    if head is None:
        return "", "Chủ tịch"
    return head.full_name, "Phó Chủ tịch" if head.post.startswith("Phó") else "Chủ tịch"


@workspace(*READERS)
def decision(request: ActorRequest, pk: int) -> HttpResponse:
    """One decision: its lines with the money, its papers, the buttons of its state."""
    row = or_404(queries.get_decision, request.actor, pk)
    lines = list(queries.lines_of(row)[:LINES_SHOWN])
    done, total = queries.progress_of(row)
    own = may_sign_for(request.actor, {_holder(line) for line in lines})
    context = {
        "decision": row,
        "lines": lines,
        "units": unit_refs(
            {line.nomination.submission.organization_id for line in lines if line.nomination},
            row.issued_on or request.today,
        ),
        "totals": queries.totals_of(row),
        "done": done,
        "total": total,
        "draft": can_draft(request.actor, row),
        "reasons": {name: _reason(request, row, a, own.reason) for name, a in ACTS.items()},
        "next_number": next_number(row.organization_id, request.today.year),
        "samples": queries.sample_lines(row) if row.kind == DecisionKind.GRANT else [],
        "printers": PrinterLayout.objects.filter(organization=row.organization_id).order_by("name"),
        "receivables": queries.receivables_of(row) if row.kind == DecisionKind.ANNULMENT else [],
        "dependents": _dependents(row, lines),
        "field_words": FIELD_WORDS,
        "behind": behind_decision(request, row) if row.state == DecisionState.ISSUED else None,
    }
    return render(request, "decisions/decision.html", context, using="jinja2")


def _reason(request: ActorRequest, row: Decision, act: DecisionAct, own: str) -> str:
    """Why an act is locked; empty when it may be done."""
    answer = verdict(act, row, request.actor)
    if not answer:
        return answer.reason
    return own if act == DecisionAct.ISSUE else ""


def _holder(line: DecisionLine) -> int | None:
    if line.nomination is not None:
        return line.nomination.subject_id
    return line.refers_to.holder_id if line.refers_to is not None else None


def _dependents(row: Decision, lines: list[DecisionLine]) -> list[Entry]:
    """Later honours to look at because of an annulment: as found at the issue, else as they are now."""
    if row.kind != DecisionKind.ANNULMENT:
        return []
    if row.state == DecisionState.ISSUED:
        ids = [entry for line in lines for entry in line.changes.get("dependents", ())]
        return list(Entry.objects.filter(pk__in=ids).order_by("decided_on"))
    return [
        found.entry for line in lines if line.refers_to for found in queries.dependents_of(line.refers_to)
    ]


@workspace(*READERS)
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """How far the rendering is, as a fragment that asks again until it is done."""
    row = or_404(queries.get_decision, request.actor, pk)
    done, total = queries.progress_of(row)
    return render(
        request, "decisions/_progress.html", {"decision": row, "done": done, "total": total}, using="jinja2"
    )


@workspace(*READERS)
@require_POST
def act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """One act on a decision."""
    row = or_404(queries.get_decision, request.actor, pk)
    who: dict[str, Any] = {"decision_id": row.pk, "actor": request.actor, "at": request.now}
    post = request.POST
    picked = [int(value) for value in post.getlist("line") if value.isdecimal()]
    on = _day(post.get("on", "")) or request.today
    acts: dict[str, Callable[[], Any]] = {
        "sua": lambda: actions.edit_decision(
            bases=post.get("bases", "").splitlines(),
            **(who | {name: post.get(name, "") for name in sent_words(post)}),
        ),
        "trinh-ky": lambda: actions.send_to_sign(**who),
        "lay-lai": lambda: actions.take_back(**who),
        "bo": lambda: actions.cancel(reason=post.get("reason", ""), **who),
        "ban-hanh": lambda: actions.issue(issued_on=on, number=_number(post.get("number", "")), **who),
        "da-chi": lambda: actions.mark_bonus_paid(line_ids=picked, on=on, **who),
        "da-trao": lambda: actions.mark_handed_over(line_ids=picked, on=on, **who),
        "da-thu-hoi": lambda: actions.mark_bonus_recovered(line_ids=picked, on=on, **who),
        "may-in": lambda: _save_printer(request, row),
    }  # fmt: skip
    if act not in acts:
        raise Http404
    try:
        acts[act]()
        messages.success(request, SAID.get(act, _("Đã ghi.")))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("decision", row.pk)


SAID = {
    "trinh-ky": gettext_lazy("Đã trình ký."),
    "ban-hanh": gettext_lazy("Đã ban hành và vào sổ; bằng đang được dựng."),
    "bo": gettext_lazy("Đã bỏ bản thảo; các đề nghị trở lại danh sách chờ ra quyết định."),
}
WORDS = ("summary", "signer", "signer_post", "authority_line", "place", "symbol")


def sent_words(post: Any) -> list[str]:
    """The words of a draft that a form sent."""
    return [name for name in WORDS if name in post]


def _save_printer(request: ActorRequest, row: Decision) -> None:
    try:
        x, y = (Decimal(request.POST.get(name, "0").replace(",", ".")) for name in ("x", "y"))
    except InvalidOperation as error:
        raise Refused(_("Độ lệch là số milimét, ví dụ 1,5 hoặc -2.")) from error
    actions.save_printer(
        organization=row.organization, name=request.POST.get("name", ""), shift_x_mm=x, shift_y_mm=y,
        actor=request.actor, at=request.now,
    )  # fmt: skip


def _number(text: str) -> int | None:
    """A chosen number; nothing for the next one."""
    bare = text.strip()
    if not bare:
        return None
    if not bare.isdecimal():
        raise Refused(_("Số quyết định chỉ gồm chữ số. Để trống để lấy số tiếp theo."), field="number")
    return int(bare)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@workspace(*READERS)
@require_POST
def line_act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """One act on one line: out of the draft, or its certificate made anew."""
    line = or_404(queries.get_line, request.actor, pk)
    who: dict[str, Any] = {"line_id": line.pk, "actor": request.actor, "at": request.now}
    acts: dict[str, Callable[[], Any]] = {
        "bo": lambda: actions.remove_line(**who),
        "in-lai": lambda: actions.reissue_certificate(reason=request.POST.get("reason", ""), **who),
    }
    if act not in acts:
        raise Http404
    try:
        acts[act]()
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("decision", line.decision_id)


def _own_grant(request: ActorRequest, entry_id: int) -> Entry:
    """A grant of the unit one works as, or of one it grew out of; others do not exist here."""
    entry = or_404(Entry.objects.get, pk=entry_id, kind=EntryKind.GRANT)
    unit = request.actor.unit
    if unit is None or not answers_for(unit.id, entry.issuer_id, request.today):
        raise Http404
    return entry


@workspace(*DRAFTERS)
def annul(request: ActorRequest, entry_id: int) -> HttpResponse:
    """Draft a decision that annuls one honour."""
    entry = _own_grant(request, entry_id)
    return _amend(
        request, entry, "decisions/annul.html",
        lambda unit, signer, post: actions.draft_annulment(
            organization=unit, signer=signer, signer_post=post, actor=request.actor, at=request.now,
            revocations=[
                actions.Revocation(entry.pk, request.POST.get("ground", ""), request.POST.get("reason", ""))
            ],
        ),
        {"grounds": RevocationGround.choices, "dependents": queries.dependents_of(entry), "award_of": award_label,
         "former": queries.line_of_entry(entry)},
    )  # fmt: skip


@workspace(*DRAFTERS)
def correct(request: ActorRequest, entry_id: int) -> HttpResponse:
    """Draft a decision that corrects what the register says of one honour."""
    entry = _own_grant(request, entry_id)
    fields = ("holder_name", "post", "unit_name", "achievement")
    return _amend(
        request, entry, "decisions/correct.html",
        lambda unit, signer, post: actions.draft_correction(
            organization=unit, entry_id=entry.pk, reason=request.POST.get("reason", ""), signer=signer,
            signer_post=post, actor=request.actor, at=request.now,
            changes={name: request.POST.get(name, "") for name in fields},
        ),
        {"fields": [(name, FIELD_WORDS[name], getattr(latest_content(entry), name)) for name in fields]},
    )  # fmt: skip


def _amend(
    request: ActorRequest,
    entry: Entry,
    template: str,
    make: Callable[[Organization, str, str], Decision],
    context: dict[str, Any],
) -> HttpResponse:
    error = ""
    if request.method == "POST":
        unit = Organization.objects.get(pk=request.actor.unit.id)  # type: ignore[union-attr]  # _own_grant needs one
        try:
            return redirect("decision", make(unit, *_signer(unit.pk, request.today)).pk)
        except Refused as refusal:
            error = refusal.message
    context |= {"entry": entry, "error": error, "typed": request.POST}
    return render(request, template, context, status=422 if error else 200, using="jinja2")
