"""Keying: rows are saved as they are typed, a pass is finished, differences are settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.capture.actions.entering import check_rows
from thidua.domain.capture.fields import DITTO, DOUBLE, FIELDS, differences, tidy
from thidua.domain.capture.models import Page, Row
from thidua.domain.capture.permissions import can_keep, can_key_first, can_key_second
from thidua.domain.capture.queries import lock_page
from thidua.domain.capture.states import PageAct, PageState
from thidua.domain.capture.workflow import move, verdict

PASSES = (PageState.FIRST, PageState.SECOND)
_MOST_ROWS = 200


@transaction.atomic
def save_row(
    page_id: int, row_id: int, values: Mapping[str, Any], *, is_done: bool, actor: Actor, at: datetime,
    left_out: str | None = None, keying: str = "",
) -> Row:  # fmt: skip
    """This will keep what was typed into a row so far, in the pass the page is in; the first to type holds the page.

    ``keying`` is the pass the typist believes to be in: what was typed for another is refused. ``left_out`` says why a
    row does not enter, and takes that back when it is empty; only the first pass decides it.
    """
    page = lock_page(page_id)
    _refuse_other_pass(page, keying)
    _hold(page, actor, at)
    row = page.rows.get(pk=row_id)
    if page.state == PageState.SECOND:
        row.second = {key: text for key, text in tidy(values).items() if key in DOUBLE}
        row.is_second_done = is_done
    else:
        row.first, row.is_first_done = tidy(values), is_done
        row.left_out = row.left_out if left_out is None else nfc(left_out)[:200]
    row.save(update_fields=["first", "second", "is_first_done", "is_second_done", "left_out"])
    return row


def _refuse_other_pass(page: Page, keying: str) -> None:
    if page.state not in PASSES or (keying and keying != page.state):
        raise Refused(
            _("Trang này đã sang bước “%(state)s” nên không nhận thêm chữ gõ. Tải lại trang.")
            % {"state": page.get_state_display()}
        )


def _hold(page: Page, actor: Actor, at: datetime) -> None:
    """Who types first in a pass has the page until it is taken over."""
    is_first = page.state == PageState.FIRST
    allowed = can_key_first(actor, page) if is_first else can_key_second(actor, page)
    if not allowed:
        raise Refused(allowed.reason)
    name = "first_by_id" if is_first else "second_by_id"
    if getattr(page, name) is None and actor.user_id is not None:
        setattr(page, name, actor.user_id)
        page.save(update_fields=[name])
        record(
            "capture.begun", page, actor=actor, at=at, organization_id=page.batch.unit_id, batch=page.batch_id
        )


@transaction.atomic
def take_over(page_id: int, *, actor: Actor, at: datetime) -> Page:
    """This will hand the pass of a page to the actor. What was typed stays, but a second pass begins anew."""
    page = lock_page(page_id)
    allowed = can_keep(actor, page)
    if not allowed:
        raise Refused(allowed.reason)
    _refuse_other_pass(page, "")
    if page.state == PageState.FIRST:
        page.first_by_id = actor.user_id
    elif page.batch.needs_two and actor.user_id == page.first_by_id:
        raise Refused(_("Bạn đã gõ lượt một; lượt hai phải do người khác gõ mà không thấy lượt một."))
    else:
        page.second_by_id = actor.user_id
        page.rows.update(second={}, is_second_done=False)
    page.save(update_fields=["first_by", "second_by"])
    record(
        "capture.taken_over",
        page,
        actor=actor,
        at=at,
        organization_id=page.batch.unit_id,
        batch=page.batch_id,
    )
    return page


@transaction.atomic
def add_row(page_id: int, *, after: int | None, actor: Actor, at: datetime) -> Row:
    """This will put an empty row below another, or at the end: the machine missed it. Only in the first pass."""
    page = lock_page(page_id)
    if page.state != PageState.FIRST:
        raise Refused(_("Chỉ thêm được dòng ở lượt một. Mở lại trang để gõ lại nếu thiếu dòng."))
    _hold(page, actor, at)
    places = list(page.rows.order_by("place").values_list("pk", "place"))
    if len(places) >= _MOST_ROWS:
        raise Refused(_("Một trang không quá %(most)s dòng.") % {"most": _MOST_ROWS})
    at_row = next((n for n, (pk, _place) in enumerate(places) if pk == after), len(places) - 1)
    low = places[at_row][1] if places else 0
    high = places[at_row + 1][1] if at_row + 1 < len(places) else low + 2000
    if high - low < 2:
        raise Refused(_("Không chèn thêm được ở đây. Thêm dòng ở cuối trang."))
    return Row.objects.create(page=page, place=(low + high) // 2)


@transaction.atomic
def finish(page_id: int, *, actor: Actor, at: datetime) -> Page:
    """This will end the pass of a page.

    The first is refused while a row is not accepted or could not become a line of the register (``details`` are the
    reasons by row and field); the second while a row is not accepted. After the second, rows that were keyed alike are
    settled; a page with differences waits for a steward.
    """
    page = lock_page(page_id)
    rows = [row for row in page.rows.order_by("place") if not row.left_out]
    if page.state == PageState.SECOND:
        _finish_second(page, rows, actor, at)
        return page
    answer = verdict(PageAct.FINISH, page, actor)
    if not answer:
        raise Refused(answer.reason)
    _refuse_undone([row for row in rows if not row.is_first_done])
    for row in _without_ditto(rows):
        row.final = row.first
    problems = check_rows(page, rows, actor=actor, at=at)
    if problems:
        raise Refused(_problem_words(len(problems)), details=problems)
    Row.objects.bulk_update(rows, ["first", "final"])
    move(page, PageAct.FINISH, actor=actor, at=at, rows=len(rows))
    return page


def _problem_words(count: int) -> str:
    return ngettext(
        "Còn %(count)d dòng chưa vào sổ được; lý do ở từng ô.",
        "Còn %(count)d dòng chưa vào sổ được; lý do ở từng ô.",
        count,
    ) % {"count": count}


def _without_ditto(rows: Sequence[Row]) -> Sequence[Row]:
    """A ditto mark says what stands above it."""
    above: dict[str, str] = {}
    for row in rows:
        row.first = {
            key: above.get(key, "") if text.lower() in DITTO and key != "name" else text
            for key, text in row.first.items()
        }
        above = row.first
    return rows


def _refuse_undone(rows: Sequence[Row]) -> None:
    if rows:
        raise Refused(
            ngettext(
                "Còn %(count)d dòng chưa chấp nhận. Đến dòng ấy, xem lại rồi bấm Enter.",
                "Còn %(count)d dòng chưa chấp nhận. Đến dòng ấy, xem lại rồi bấm Enter.",
                len(rows),
            )
            % {"count": len(rows)},
            details={row.pk: {"": _("Chưa chấp nhận.")} for row in rows},
        )


def _finish_second(page: Page, rows: Sequence[Row], actor: Actor, at: datetime) -> None:
    answer = verdict(PageAct.AGREE, page, actor)
    if not answer:
        raise Refused(answer.reason)
    _refuse_undone([row for row in rows if not row.is_second_done])
    _second_without_ditto(rows)
    differing = [row for row in rows if differences(row.final, row.second)]
    Row.objects.bulk_update(rows, ["second"])
    if page.second_by_id is None:
        page.second_by_id = actor.user_id
        page.save(update_fields=["second_by"])
    move(page, PageAct.DIFFER if differing else PageAct.AGREE, actor=actor, at=at, differing=len(differing))


def _second_without_ditto(rows: Sequence[Row]) -> None:
    above: dict[str, str] = {}
    for row in rows:
        row.second = {
            key: above.get(key, "") if text.lower() in DITTO and key != "name" else text
            for key, text in row.second.items()
        }
        above = row.second


@transaction.atomic
def settle(page_id: int, choices: Mapping[int, Mapping[str, str]], *, actor: Actor, at: datetime) -> Page:
    """This will settle the differences of a page: ``choices`` by row and field. Each difference must be settled."""
    page = lock_page(page_id)
    answer = verdict(PageAct.SETTLE, page, actor)
    if not answer:
        raise Refused(answer.reason)
    rows = list(page.rows.filter(left_out="").order_by("place"))
    missing = 0
    for row in rows:
        chosen = tidy(choices.get(row.pk, {}))
        wanted = differences(row.final, row.second)
        missing += sum(key not in chosen for key in wanted)
        row.final = {**row.final, **{key: chosen[key] for key in wanted if key in chosen}}
    if missing:
        raise Refused(_("Còn %(count)s chỗ khác nhau chưa chọn.") % {"count": missing})
    problems = check_rows(page, rows, actor=actor, at=at, is_settling=True)
    if problems:
        raise Refused(_problem_words(len(problems)), details=problems)
    Row.objects.bulk_update(rows, ["final"])
    move(page, PageAct.SETTLE, actor=actor, at=at, fields={"settled_by_id": actor.user_id})
    return page


@transaction.atomic
def reopen(page_id: int, *, actor: Actor, at: datetime) -> Page:
    """This will have a page keyed again from the first pass on; the second begins blank, as it must not see the first."""
    page = lock_page(page_id)
    fields = {"second_by_id": None, "settled_by_id": None, "first_by_id": actor.user_id}
    move(page, PageAct.REOPEN, actor=actor, at=at, fields=fields)
    page.rows.update(second={}, is_second_done=False)
    return page


def first_values(row: Row) -> dict[str, str]:
    """What the first pass begins with: what was typed so far, else what the machine read."""
    if row.first or row.is_first_done:
        return dict(row.first)
    return {key: row.read[key]["text"] for key in FIELDS if key in row.read}
