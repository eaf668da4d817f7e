"""The indicators as a page; each figure opens what it counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.sheets import Form, HeaderCell
from thidua.core.typed import identifier
from thidua.core.vietnamese import format_number
from thidua.domain.movements.states import ReviewOutcome
from thidua.domain.nominations.states import ReturnReason
from thidua.domain.organizations.queries import structure_version, subtree_spans, unit_ref
from thidua.domain.organizations.states import Level
from thidua.domain.reporting.indicators import Indicators, Share, indicators_of
from thidua.domain.reporting.sizes import UnitSize
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest
from thidua.web.statistics.asking import FILTERS, NONE
from thidua.web.statistics.exports import attachment
from thidua.web.statistics.pickers import years_until

WORDS: dict[str, str | Promise] = {
    "direct": gettext_lazy("Người trực tiếp lao động"),
    "women": gettext_lazy("Nữ"),
    "first": gettext_lazy("Được khen lần đầu"),
    "grassroots": gettext_lazy("Do công đoàn cơ sở quyết định"),
    "collectives": gettext_lazy("Tập thể"),
}


def size_words(size: UnitSize) -> str:
    """How many members unions of a size have."""
    if size.least is None:
        return _("Chưa ghi số đoàn viên")
    if size.next is None:
        return _("Từ %(least)s đoàn viên") % {"least": format_number(size.least)}
    if not size.least:
        return _("Dưới %(next)s đoàn viên") % {"next": format_number(size.next)}
    return _("%(least)s đến %(most)s đoàn viên") % {
        "least": format_number(size.least), "most": format_number(size.next - 1)
    }  # fmt: skip


def reason_words(reason: str) -> str:
    """A reason of returning, in words."""
    return str(ReturnReason(reason).label) if reason in ReturnReason.values else reason


@workspace(*WORKING)
def indicators(request: ActorRequest) -> HttpResponse:
    """Whom honors reach, how fast offices work, what movements and bonuses came to."""
    unit_id = identifier(request.GET.get("don_vi", "")) or (
        request.actor.unit.id if request.actor.unit else None
    )
    year = _year(request)
    found = _found(request, unit_id, year)
    unit = unit_ref(unit_id, request.today) if unit_id else None
    unit_name = unit.name if unit else _("Mọi đơn vị trong phạm vi của bạn")
    if request.GET.get("tep") == "xlsx":
        return attachment(indicators_sheet(found, unit_name, year), f"chi-so-{year}")
    context = {
        "year": year,
        "unit_id": unit_id,
        "unit_name": unit_name,
        "years": years_until(request.today, year),
        "shares": [(WORDS[one.key], one, _lines(one, year, unit_id)) for one in found.shares],
        "steps": [(str(Level(one.level).label), one) for one in found.steps],
        "reasons": [(reason_words(reason), count) for reason, count in found.reasons],
        "sizes": [(size_words(size), size) for size in found.sizes],
        "outcomes": [(choice.label, found.outcomes.get(choice.value, 0)) for choice in ReviewOutcome],
        "found": found,
    }
    return render(request, "statistics/indicators.html", context, using="jinja2")


def _year(request: ActorRequest) -> int:
    text = request.GET.get("nam", "")
    return int(text) if text.isdecimal() and len(text) == 4 and text > "1900" else request.today.year


def _found(request: ActorRequest, unit_id: int | None, year: int) -> Indicators:
    spans = subtree_spans(unit_id, request.today, structure_version()) if unit_id else None
    return indicators_of(request.actor, year=year, on=request.today, spans=spans, unit_id=unit_id)


def indicators_sheet(found: Indicators, unit: str, year: int) -> Form:
    """Every indicator as a line of a sheet: group, name, count, of how many, share in percent."""
    rows: list[list[Any]] = [*_share_rows(found), *_size_rows(found), *_step_rows(found), *_other_rows(found)]
    heads = [_("Nhóm"), _("Chỉ số"), _("Số lượng"), _("Trên tổng"), _("Tỷ lệ, %")]
    return Form(
        titles=[
            _("Chỉ số thi đua, khen thưởng"),
            _("Năm %(year)s · %(unit)s") % {"year": year, "unit": unit},
        ],
        header=[HeaderCell(text, 1, at) for at, text in enumerate(heads, start=1)],
        rows=rows,
        widths=[34, 56, 14, 14, 14],
        sheet_name=_("Chỉ số"),
    )


def _share_rows(found: Indicators) -> list[list[Any]]:
    group = _("Khen thưởng đến với ai")
    return [
        [group, str(WORDS[one.key]), one.part, one.whole, _percent(one.part, one.whole)]
        for one in found.shares
    ]


def _size_rows(found: Indicators) -> list[list[Any]]:
    group = _("Lượt khen trên 1.000 đoàn viên")
    return [
        [group, size_words(one), one.honors, one.members,
         None if one.per_thousand is None else round(one.per_thousand, 1)]
        for one in found.sizes
    ]  # fmt: skip


def _step_rows(found: Indicators) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for one in found.steps:
        group = _("Xử lý tại cấp: %(level)s") % {"level": Level(one.level).label}
        rows += [
            [
                group,
                _("Đã xử lý, trên đã nhận"),
                one.handled,
                one.received,
                _percent(one.handled, one.received),
            ],
            [
                group,
                _("Đúng hạn, trên đã xử lý"),
                one.on_time,
                one.handled,
                _percent(one.on_time, one.handled),
            ],
            [
                group,
                _("Trả lại, trên đã nhận"),
                one.returned,
                one.received,
                _percent(one.returned, one.received),
            ],
            [group, _("Trung vị, ngày"), _rounded(one.median_days), None, None],
            [group, _("9/10 trong, ngày"), _rounded(one.p90_days), None, None],
        ]
    return [
        *rows,
        *([_("Lý do trả lại"), reason_words(reason), count, None, None] for reason, count in found.reasons),
    ]


def _other_rows(found: Indicators) -> list[list[Any]]:
    movements, bonuses = _("Phong trào"), _("Tiền thưởng, đồng")
    outcomes = [(choice.label, found.outcomes.get(choice.value, 0)) for choice in ReviewOutcome]
    return [
        [movements, _("Chỉ tiêu đạt, trên đã đăng ký"), found.achieved, found.pledged,
         _percent(found.achieved, found.pledged)],
        [movements, _("Danh hiệu đạt, trên đã đăng ký"), found.titles_won, found.titles_aimed,
         _percent(found.titles_won, found.titles_aimed)],
        *([movements, str(label), count, None, None] for label, count in outcomes),
        [bonuses, _("Đã chi, trên phải chi"), found.bonus_paid, found.bonus_due,
         _percent(found.bonus_paid, found.bonus_due)],
        *([_("Đơn vị chưa có lượt khen nào trong năm"), name, 0, None, None] for _number, name in found.silent),
    ]  # fmt: skip


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)


def _lines(share: Share, year: int, unit_id: int | None) -> str:
    names = {one.fact: one.name for one in FILTERS} | {"position": "nguoi"}
    asked: dict[str, Any] = {"nam": year, "don_vi": unit_id or "", "o": "*|*"}
    for fact, values in share.where.items():
        asked[names[fact]] = [value or NONE for value in values]
    return f"{reverse('statistics_lines')}?{urlencode(asked, doseq=True)}"
