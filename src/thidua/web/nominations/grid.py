"""The submission as a sheet: the page, its side panel, autosave, check and sending."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.accounts import actions as accounts
from thidua.domain.catalogue.library import library
from thidua.domain.nominations import actions
from thidua.domain.nominations.actions import RowEdit
from thidua.domain.nominations.models import Submission
from thidua.domain.nominations.queries.reports import quota_meters, report, short_name, structure_of
from thidua.domain.nominations.queries.submissions import due_of_level, get_submission, grid_rows
from thidua.domain.nominations.states import SubmissionAct, SubmissionState
from thidua.domain.nominations.values import SaveResult
from thidua.domain.nominations.workflow import submission_verdict
from thidua.domain.organizations.queries import ancestors
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level
from thidua.domain.people.states import PositionClass, SubjectKind
from thidua.web.nominations.loading import found
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

WRITERS = (Role.OFFICER, Role.HEAD)


@workspace(*WORKING)
def submission(request: ActorRequest, pk: int) -> HttpResponse:
    """The sheet of one submission."""
    row = found(get_submission, request.actor, pk)
    return render(request, "nominations/submission.html", _page(request, row), using="jinja2")


@workspace(*WORKING)
def panel(request: ActorRequest, pk: int) -> HttpResponse:
    """The right side alone, after a change."""
    row = found(get_submission, request.actor, pk)
    return render(request, "nominations/_panel.html", _page(request, row), using="jinja2")


def _page(request: ActorRequest, row: Submission) -> dict[str, Any]:
    rows = grid_rows(row.pk)
    line = ancestors(row.organization_id, request.today)
    due = due_of_level(row.round_id, Level(LEVEL_OF_KIND[line[-1].kind])) if line else None
    meters = quota_meters(row, rows, request.today)
    verdict = submission_verdict(SubmissionAct.SUBMIT, row, request.actor)
    awards = [award.award_code for award in row.round.awards.all()]
    return {
        "submission": row,
        "rows": rows,
        "line": line,
        "superior": line[-2].short_name if len(line) > 1 else (line[-1].short_name if line else ""),
        "due": due,
        "meters": meters,
        "report": report(row, request.today, rows=rows, meters=meters),
        "structure": structure_of(row, rows),
        "verdict": verdict,
        "is_draft": row.state == SubmissionState.DRAFT,
        "can_edit": bool(verdict),
        "award_names": {code: short_name(code) for code in {*awards, *(r["award_code"] for r in rows)}},
        "awards": awards,
        "classes": PositionClass.choices,
        "class_names": dict(PositionClass.choices),
        "kinds": SubjectKind.choices,
        "choices": json.dumps(
            {
                "position_class": [str(label) for _value, label in PositionClass.choices],
                "award_code": [short_name(code) for code in awards],
            }
        ),
        "words": json.dumps(_words()),
        "needs_counts": any(meter.limit is None for meter in meters) or row.women_percent is None,
        "trail": [*((unit.short_name, "") for unit in line[-2:-1]), *((unit.name, "") for unit in line[-1:])],
        "phrases": _phrases(awards),
        "tall": tall_rows_wanted(request),
        "today": request.today,
    }


def tall_rows_wanted(request: ActorRequest) -> bool:
    """Whether the person asked for rows of 44 px."""
    return bool(getattr(request.user, "preferences", {}).get(accounts.TALL_ROWS))


def _words() -> dict[str, str]:
    """What the sheet's script says, in the language of the page."""
    return {
        "saved": _("Đã lưu"),
        "saving": _("Đang lưu…"),
        "unsaved": _("Chưa lưu được, đang thử lại"),
        "placeholder": _("Nhập câu thành tích, hoặc chọn mẫu câu"),
        "theirs": _("Người khác vừa sửa dòng này thành:"),
        "mine": _("Bạn viết:"),
        "keep": _("Dùng bản của tôi"),
        "drop": _("Giữ bản kia"),
        "gone": _("Người khác vừa bỏ dòng này."),
        "filled": _("Đã điền %(n)s ô."),
        "undo": _("Hoàn tác"),
        "sending": _("Đang tải lên…"),
        "sent": _("Đã tải lên."),
        "broken": _("Mất kết nối, sẽ gửi tiếp khi có mạng."),
    }


def _phrases(awards: list[str]) -> list[str]:
    """Sentences to choose from, of all the round's awards, none twice."""
    law = library()
    known = (phrase.text for code in awards if code in law.awards for phrase in law.phrases(code))
    return list(dict.fromkeys(known))[:60]


@require_POST
@workspace(*WRITERS)
def save(request: ActorRequest, pk: int) -> HttpResponse:
    """The autosave of the sheet: JSON in, JSON out; see ``grid.js`` for both shapes."""
    row = found(get_submission, request.actor, pk)
    try:
        asked = json.loads(request.body)
        edits = [_edit(one) for one in asked.get("rows", [])]
    except (ValueError, TypeError, KeyError, AttributeError):
        return HttpResponseBadRequest()
    try:
        result = actions.save_rows(
            submission_id=row.pk,
            rows=edits,
            removed=[int(one) for one in asked.get("removed", [])],
            order=[str(one) for one in asked.get("order", [])],
            expected_revision=int(asked.get("revision", 0)),
            actor=request.actor,
            at=request.now,
        )
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=409)
    return JsonResponse(_saved(request, row.pk, result))


def _edit(one: dict[str, Any]) -> RowEdit:
    return RowEdit(
        cells={str(name): str(value) for name, value in one["cells"].items()},
        id=int(one["id"]) if one.get("id") else None,
        key=str(one.get("key", ""))[:40],
        revision=int(one.get("revision", 0)),
    )


def _saved(request: ActorRequest, pk: int, result: SaveResult) -> dict[str, Any]:
    row = get_submission(request.actor, pk)
    page = _page(request, row)
    return {
        "revision": result.revision,
        "saved_at": f"{result.saved_at.astimezone(VIETNAM):%H:%M}",
        "saved": [{"id": one.id, "key": one.key, "revision": one.revision} for one in result.saved],
        "errors": result.errors,
        "removed": result.removed,
        "conflicts": [
            {"id": one.id, "theirs": one.theirs, "mine": one.mine, "revision": one.revision}
            for one in result.conflicts
        ],
        "others_saved": result.others_saved,
        "rows": {r["id"]: _cells(r, page) for r in page["rows"]},
        "panel": render_to_string("nominations/_panel.html", page, request=request, using="jinja2"),
        "foot": render_to_string("nominations/_foot.html", page, request=request, using="jinja2"),
    }


def _cells(row: dict[str, Any], page: dict[str, Any]) -> dict[str, Any]:
    """What a row shows after a save: rank, dot, and values as they were understood."""
    return {
        "rank": row["rank"],
        "verdict": row["verdict"],
        "papers": row["papers"],
        "revision": row["revision"],
        "name": row["name"],
        "job": row["job"],
        "position_class": str(page["class_names"].get(row["position_class"], "")),
        "award_code": page["award_names"].get(row["award_code"], ""),
        "achievement": row["achievement"],
    }


@require_POST
@workspace(*WRITERS)
def row_add(request: ActorRequest, pk: int) -> HttpResponse:
    """A new, empty row at the end, and its form: the way to add without scripts and on a phone."""
    row = found(get_submission, request.actor, pk)
    result = actions.save_rows(
        submission_id=row.pk,
        rows=[RowEdit(cells={"name": ""})],
        expected_revision=row.revision,
        actor=request.actor,
        at=request.now,
    )
    return redirect("nomination_row", result.saved[0].id)


@require_POST
@workspace(*WORKING)
def tall_rows(request: ActorRequest, pk: int) -> HttpResponse:
    """Tall or low rows, from now on for this person, on every device."""
    row = found(get_submission, request.actor, pk)
    accounts.prefer_tall_rows(wanted=request.POST.get("tall") == "1", actor=request.actor, at=request.now)
    if request.is_partial:
        return HttpResponse(status=204)
    return redirect("submission", row.pk)


@require_POST
@workspace(*WRITERS)
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """Judge all rows again."""
    row = found(get_submission, request.actor, pk)
    actions.check(submission_id=row.pk, actor=request.actor, at=request.now)
    return redirect("submission", row.pk)


@require_POST
@workspace(*WRITERS)
def details(request: ActorRequest, pk: int) -> HttpResponse:
    """Counts the limits need, and the number of the paper."""
    row = found(get_submission, request.actor, pk)
    wanted: dict[str, Any] = {
        name: _whole(request.POST.get(name, ""), name)
        for name in ("ldtt_count", "women_percent")
        if name in request.POST
    }
    if "number" in request.POST:
        wanted["number"] = request.POST["number"].strip()[:60]
    actions.save_details(submission_id=row.pk, details=wanted, actor=request.actor, at=request.now)
    return redirect("submission", row.pk)


def _whole(text: str, field: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or int(text) > 1_000_000:
        raise Refused(
            _("“%(text)s” không phải là số. Ghi số nguyên, ví dụ 84.") % {"text": text}, field=field
        )
    return int(text)


@require_POST
@workspace(*WRITERS)
def submit(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the submission to the office above."""
    row = found(get_submission, request.actor, pk)
    actions.submit(
        submission_id=row.pk, actor=request.actor, at=request.now, number=request.POST.get("number", "")[:60]
    )
    messages.success(request, _("Đã trình. Tiến độ từng hồ sơ xem ở trang này và ở Việc của tôi."))
    return redirect(reverse("submission", args=[row.pk]))
