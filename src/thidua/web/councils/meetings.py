"""A meeting as the secretary runs it, as the room sees it, and its papers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.core.typed import identifier
from thidua.domain.councils import actions, queries
from thidua.domain.councils.documents import count_docx, count_pdf, minutes_docx, minutes_pdf
from thidua.domain.councils.models import AgendaItem, Candidate, Meeting
from thidua.domain.councils.permissions import READERS, can_run, is_due
from thidua.domain.councils.states import ItemAct, ItemState, MeetingAct, Presence
from thidua.domain.councils.voting import StoredRule, denominator, needed, rule_data, rule_on
from thidua.domain.councils.workflow import item_verdict, meeting_verdict
from thidua.domain.decisions.permissions import can_draft_at
from thidua.web.councils.forms import MeetingForm
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@workspace(*READERS)
def meeting(request: ActorRequest, pk: int) -> HttpResponse:
    """Agenda, the open item, the minutes as they write themselves."""
    row = or_404(queries.get_meeting, request.actor, pk)
    return _page(request, row)


def _page(request: ActorRequest, row: Meeting, *, item: str = "", **typed: Any) -> HttpResponse:
    view = queries.meeting_view(row)
    shown = _shown(view, item or request.GET.get("muc", ""))
    context = {
        "view": view,
        "meeting": row,
        "run": can_run(request.actor, row),
        "may_draft": can_draft_at(request.actor, row.council.organization_id),
        "open_verdict": _open_verdict(request, view),
        "close_verdict": _close_verdict(request, view),
        "choices": queries.award_choices(row) if can_run(request.actor, row) else [],
        "minutes": queries.minutes_of(view, at=request.now),
        "presences": [(p.value, label) for p, label in PRESENCE_WORDS],
        "shown": shown,
        "typed": typed,
        **(_item_context(request, view, shown) if shown else {}),
    }
    status = 422 if typed else 200
    return render(request, "councils/meeting.html", context, status=status, using="jinja2")


PRESENCE_WORDS = (
    (Presence.PRESENT, gettext_lazy("Có mặt")),
    (Presence.WRITTEN, gettext_lazy("Văn bản")),
    (Presence.ABSENT, gettext_lazy("Vắng")),
)


def _shown(view: queries.MeetingView, asked: str) -> AgendaItem | None:
    """The item in the middle: the one asked for, else the vote that runs, else the first not reached."""
    by_id = {str(item.pk): item for item in view.items}
    if asked in by_id:
        return by_id[asked]
    waiting = (item for item in view.items if item.state == ItemState.WAITING)
    return view.current or next(waiting, None) or (view.items[-1] if view.items else None)


def _open_verdict(request: ActorRequest, view: queries.MeetingView) -> str:
    """Why the meeting cannot be opened yet; empty when it can."""
    answer = meeting_verdict(MeetingAct.OPEN, view.meeting, request.actor)
    if not answer:
        return answer.reason
    if not is_due(view.meeting, request.today):
        return _("đến %(day)s mới khai mạc được") % {"day": f"{view.meeting.held_on:%d/%m}"}
    if not view.quorum.is_met:
        return _("còn thiếu %(n)s người so với số họp") % {"n": view.quorum.missing}
    return ""


def _close_verdict(request: ActorRequest, view: queries.MeetingView) -> str:
    answer = meeting_verdict(MeetingAct.CLOSE, view.meeting, request.actor)
    if not answer:
        return answer.reason
    return _("đang bỏ phiếu mục %(n)s") % {"n": view.current.order} if view.current else ""


def _item_context(request: ActorRequest, view: queries.MeetingView, item: AgendaItem) -> dict[str, Any]:
    """What the middle of the page says of one item; numbers only once they are announced."""
    candidates = list(item.candidates.all())
    found: dict[str, Any] = {
        "candidates": candidates,
        "item_acts": {act.value: item_verdict(act, item, request.actor).reason for act in ItemAct},
    }
    if not item.award_code:
        return found
    rule = StoredRule.read(item.rule or rule_data(rule_on(item.award_code, item.meeting.held_on)))
    turnout = queries.turnout_among(view.attendance, absentee_written=rule.absentee_written)
    base = denominator(rule, turnout, excluded=0, valid=turnout.taking_part)
    return found | {
        "rule": rule,
        "turnout": turnout,
        "needed": needed(rule, base),
        "base": base,
        "counting": queries.count_status(item, candidates) if item.state == ItemState.COUNTED else None,
    }


@workspace(*READERS)
def projector(request: ActorRequest, pk: int) -> HttpResponse:
    """The open item for the room: large, without any count before it is announced."""
    row = or_404(queries.get_meeting, request.actor, pk)
    view = queries.meeting_view(row)
    shown = _shown(view, request.GET.get("muc", ""))
    context = {"view": view, "meeting": row, "shown": shown}
    if shown:
        context |= _item_context(request, view, shown)
    return render(request, "councils/projector.html", context, using="jinja2")


@workspace(*READERS)
def minutes(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The minutes; after the meeting the PDF is the one that was frozen."""
    row = or_404(queries.get_meeting, request.actor, pk)
    store = ContentStore(Path(settings.CONTENT_ROOT))
    if kind == "pdf" and row.minutes_sha256 and row.minutes_sha256 in store:
        return _file(store.read(row.minutes_sha256), kind, f"bien-ban-{row.held_on:%Y-%m-%d}")
    make = {"pdf": minutes_pdf, "docx": minutes_docx}.get(kind)
    if make is None:
        raise Http404
    document = queries.minutes_of(queries.meeting_view(row), at=request.now)
    return _file(make(document, at=request.now), kind, f"bien-ban-{row.held_on:%Y-%m-%d}")


@workspace(*READERS)
def count_paper(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The minutes of one count, once its result is announced."""
    item = or_404(AgendaItem.objects.get, pk=pk)
    row = or_404(queries.get_meeting, request.actor, item.meeting_id)
    make = {"pdf": count_pdf, "docx": count_docx}.get(kind)
    view = queries.meeting_view(row)
    place = [one.pk for one in view.items].index(item.pk)
    document = queries.minutes_of(view, at=request.now)
    if make is None or document.items[place].count is None:
        raise Http404
    content = make(document, document.items[place], at=request.now)
    return _file(content, kind, f"kiem-phieu-{row.held_on:%Y-%m-%d}-muc-{item.order}")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=MIME[kind],
        headers={
            "Content-Disposition": f'{"inline" if kind == "pdf" else "attachment"}; filename="{name}.{kind}"'
        },
    )


def _done(
    request: ActorRequest, pk: int, act: Callable[[], Any], said: str = "", item: int = 0
) -> HttpResponse:
    """Do one act and come back to the meeting with what happened."""
    try:
        act()
        if said:
            messages.success(request, said)
    except Refused as refusal:
        messages.error(request, refusal.message)
    response = redirect("meeting", pk)
    if item:
        response["Location"] += f"?muc={item}"
    return response


@workspace(*READERS)
@require_POST
def presence(request: ActorRequest, pk: int) -> HttpResponse:
    row = or_404(queries.get_meeting, request.actor, pk)
    member, _dot, value = request.POST.get("mark", "").partition(":")
    if not member.isdecimal() or value not in Presence.values:
        raise Http404
    reason = request.POST.get(f"reason-{member}", "")
    return _done(
        request, row.pk,
        lambda: or_404(
            actions.mark_presence, meeting_id=row.pk, member_id=int(member), presence=value, reason=reason,
            actor=request.actor, at=request.now,
        ),
    )  # fmt: skip


@workspace(*READERS)
@require_POST
def item_add(request: ActorRequest, pk: int) -> HttpResponse:
    row = or_404(queries.get_meeting, request.actor, pk)
    code, _dot, kind = request.POST.get("award", "").partition(":")
    return _done(
        request, row.pk,
        lambda: actions.add_item(
            meeting_id=row.pk, title=request.POST.get("title", ""), award_code=code, subject_kind=kind,
            actor=request.actor, at=request.now,
        ),
        _("Đã thêm vào chương trình."),
    )  # fmt: skip


@workspace(*READERS)
@require_POST
def reorder(request: ActorRequest, pk: int) -> HttpResponse:
    """Move one item up or down."""
    row = or_404(queries.get_meeting, request.actor, pk)
    ids = list(row.items.order_by("order", "id").values_list("pk", flat=True))
    asked, _dot, way = request.POST.get("move", "").partition(":")
    if asked.isdecimal() and int(asked) in ids:
        at = ids.index(int(asked))
        to = max(0, min(len(ids) - 1, at + (-1 if way == "up" else 1)))
        ids.insert(to, ids.pop(at))
    return _done(
        request, row.pk,
        lambda: actions.reorder(meeting_id=row.pk, item_ids=ids, actor=request.actor, at=request.now),
    )  # fmt: skip


@workspace(*READERS)
@require_POST
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """Another day, hour or place for a meeting that was not opened."""
    row = or_404(queries.get_meeting, request.actor, pk)
    form = MeetingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Chưa đổi được: ghi đủ ngày họp và giờ khai mạc."))
        return redirect("meeting", row.pk)
    return _done(
        request, row.pk,
        lambda: actions.move_meeting_to(
            meeting_id=row.pk, actor=request.actor, at=request.now, **form.cleaned_data
        ),
        _("Đã đổi ngày họp; thành viên được báo."),
    )  # fmt: skip


@workspace(*READERS)
@require_POST
def open_(request: ActorRequest, pk: int) -> HttpResponse:
    row = or_404(queries.get_meeting, request.actor, pk)
    chair = request.POST.get("presided_by", "")
    return _done(
        request, row.pk,
        lambda: actions.open_meeting(
            meeting_id=row.pk, presided_by_id=identifier(chair), actor=request.actor,
            at=request.now,
        ),
        _("Phiên họp đã khai mạc."),
    )  # fmt: skip


@workspace(*READERS)
@require_POST
def close(request: ActorRequest, pk: int) -> HttpResponse:
    row = or_404(queries.get_meeting, request.actor, pk)
    return _done(
        request, row.pk,
        lambda: actions.close_meeting(
            meeting_id=row.pk, content_root=Path(settings.CONTENT_ROOT), actor=request.actor, at=request.now
        ),
        _("Phiên họp đã kết thúc; biên bản đã khóa."),
    )  # fmt: skip


@workspace(*READERS)
@require_POST
def notes(request: ActorRequest, pk: int) -> HttpResponse:
    row = or_404(queries.get_meeting, request.actor, pk)
    return _done(
        request, row.pk,
        lambda: actions.write_notes(
            meeting_id=row.pk, notes=request.POST.get("notes", ""), actor=request.actor, at=request.now
        ),
        _("Đã ghi kết luận."),
    )  # fmt: skip


@workspace(*READERS)
@require_POST
def item_act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """One act on an item of the agenda."""
    item = or_404(AgendaItem.objects.get, pk=pk)
    row = or_404(queries.get_meeting, request.actor, item.meeting_id)
    if act == "kiem-phieu":
        return _tally(request, row, item)
    who: dict[str, Any] = {"item_id": pk, "actor": request.actor, "at": request.now}
    returned = request.POST.get("returned", "")
    acts: dict[str, Callable[[], Any]] = {
        "mo-phieu": lambda: actions.open_item(**who),
        "dong-phieu": lambda: actions.count_item(
            returned=int(returned) if returned.isdecimal() else 0, **who
        ),
        "cong-bo": lambda: actions.confirm_item(note=request.POST.get("note", ""), **who),
        "ket-luan": lambda: actions.conclude_point(note=request.POST.get("note", ""), **who),
        "nhap-lai": lambda: actions.clear_tally(**who),
        "bo": lambda: actions.remove_item(**who),
    }
    if act not in acts:
        raise Http404
    return _done(request, row.pk, acts[act], item=0 if act == "bo" else pk)


def _tally(request: ActorRequest, row: Meeting, item: AgendaItem) -> HttpResponse:
    """A teller's entry; when it does not fit, the page comes back with what was typed."""
    teller = 2 if request.POST.get("teller") == "2" else 1
    owed = queries.count_status(item).missing[teller]
    cells = {
        name: request.POST.get(name, "") for c in owed for name in (f"yes-{c}", f"no-{c}", f"invalid-{c}")
    }
    name = request.POST.get("teller_name", "")
    try:
        differing = actions.enter_tally(
            item_id=item.pk, teller=teller, teller_name=name,
            sums={c: actions.Sums(*(_count(cells[f"{k}-{c}"]) for k in ("yes", "no", "invalid"))) for c in owed},
            actor=request.actor, at=request.now,
        )  # fmt: skip
    except Refused as refusal:
        return _page(
            request, row, item=str(item.pk), teller=teller, name=name, cells=cells, error=refusal.message
        )
    if differing:
        messages.error(
            request,
            _("Hai lần nhập lệch nhau ở %(n)s trường hợp. Cả hai người đếm và nhập lại các trường hợp đó.")
            % {"n": len(differing)},
        )
    return _done(request, row.pk, lambda: None, item=item.pk)


def _count(text: str) -> int:
    """A count as typed; what is no number can fit no sum."""
    bare = text.strip()
    return int(bare) if bare.isdecimal() and len(bare) < 5 else (0 if not bare else -1)


@workspace(*READERS)
@require_POST
def candidate_act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """A conflict declared or struck, or a nomination left for a later meeting."""
    candidate = or_404(Candidate.objects.select_related("item").get, pk=pk)
    row = or_404(queries.get_meeting, request.actor, candidate.item.meeting_id)
    member = request.POST.get("member", "")
    who: dict[str, Any] = {"candidate_id": pk, "actor": request.actor, "at": request.now}
    reason = request.POST.get("reason", "")
    member_id = identifier(member) or 0
    acts: dict[str, Callable[[], Any]] = {
        "khong-bo-phieu": lambda: actions.declare_conflict(member_id=member_id, reason=reason, **who),
        "bo-khai": lambda: actions.withdraw_conflict(member_id=member_id, **who),
        "de-lai": lambda: actions.remove_candidate(reason=reason, **who),
    }
    if act not in acts:
        raise Http404
    return _done(request, row.pk, acts[act], item=candidate.item_id)
