"""The launch gate: what must be set before a movement may start, judged from facts already read.

Source: the implementation plan, section II.2a (objective, targets, contents, measures, participants), II.2b (theme,
no formalism) and II.7a (own awards).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.core.vietnamese import format_number, tokens
from thidua.domain.movements.models import Movement
from thidua.domain.movements.states import GateVerdict
from thidua.domain.movements.values import Below, GateCondition, GateReport, Overlap, TargetLine

MET, FAILED, NEEDS_PERSON = GateVerdict.MET, GateVerdict.FAILED, GateVerdict.NEEDS_PERSON
SAME_WORDS = 0.6
"""From this share of common words on, two targets ask for the same."""


def judge(
    row: Movement, targets: Sequence[TargetLine], below: Below, overlaps: Sequence[Overlap], on: date
) -> GateReport:
    """This will answer each condition of launching ``row`` on ``on``; reads nothing."""
    return GateReport(
        (
            _objective(row),
            _theme(row),
            _targets(targets),
            _contents(row),
            _participants(row, below),
            _scoring(row),
            _overlap(row, overlaps),
            _budget(row, on),
        ),
        tuple(overlaps),
        below,
    )


def _condition(key: str, title: str, problem: str, found: str, clause: str = "II.2a") -> GateCondition:
    return GateCondition(
        key,
        title,
        _("Mục %(clause)s") % {"clause": clause},
        FAILED if problem else MET,
        problem or found,
        key,
    )


def _objective(row: Movement) -> GateCondition:
    problem = ""
    if not row.objective.strip():
        problem = _("Chưa nêu mục đích. Viết một hai câu: thi đua để đạt điều gì.")
    elif not row.political_task.strip():
        problem = _("Chưa gắn với nhiệm vụ chính trị nào. Nêu nghị quyết, kế hoạch và chỉ tiêu phục vụ.")
    return _condition("objective", _("Mục đích gắn nhiệm vụ chính trị"), problem, row.political_task)


def _theme(row: Movement) -> GateCondition:
    problem = "" if row.theme.strip() else _("Chưa có chủ đề. Đặt một câu ngắn, dễ nhớ.")
    return _condition("theme", _("Chủ đề dễ nhớ"), problem, f"“{row.theme}”", "II.2b")


def _targets(targets: Sequence[TargetLine]) -> GateCondition:
    lacking = sum(1 for target in targets if not target.is_complete)
    problem = ""
    if not targets:
        problem = _("Chưa có chỉ tiêu nào. Thêm ít nhất một chỉ tiêu bằng số.")
    elif lacking:
        problem = _("%(lacking)s trên %(all)s chỉ tiêu chưa đủ.") % {"lacking": lacking, "all": len(targets)}
    found = ngettext("%(all)s chỉ tiêu đủ số.", "%(all)s chỉ tiêu đủ số.", len(targets)) % {
        "all": len(targets)
    }
    return _condition("targets", _("Chỉ tiêu có số, đơn vị đo và mốc xuất phát"), problem, found)


def _contents(row: Movement) -> GateCondition:
    loose = sum(1 for m in row.measures if not (m.get("text") and m.get("owner") and m.get("due")))
    counts = {"contents": len(row.contents), "measures": len(row.measures), "loose": loose}
    problem = ""
    if not row.contents or not row.measures:
        problem = _("Có %(contents)s nội dung, %(measures)s biện pháp; cần ít nhất mỗi loại một.") % counts
    elif loose:
        problem = _("%(loose)s trên %(measures)s biện pháp chưa có người làm hoặc ngày xong.") % counts
    found = (
        _("%(contents)s nội dung, %(measures)s biện pháp; mỗi biện pháp có người làm và ngày xong.") % counts
    )
    return _condition("contents", _("Nội dung và biện pháp"), problem, found)


def _participants(row: Movement, below: Below) -> GateCondition:
    addressed = below.of(row.participant_kinds)
    problem = ""
    if not row.participants.strip():
        problem = _("Chưa nói ai tham gia. Ghi rõ loại đơn vị và người tham gia.")
    elif not addressed:
        problem = _("Không đơn vị nào bên dưới thuộc loại đã chọn. Chọn lại loại đơn vị tham gia.")
    found = _("%(count)s đơn vị; %(who)s.") % {
        "count": format_number(addressed), "who": row.participants.strip().rstrip("."),
    }  # fmt: skip
    return _condition("participants", _("Đối tượng tham gia"), problem, found)


def _scoring(row: Movement) -> GateCondition:
    total = sum(int(line.get("points") or 0) for line in row.scoring)
    problem = ""
    if total <= 0:
        problem = _("Chưa có bảng điểm. Cơ sở cần biết trước cách chấm khi đăng ký.")
    elif not row.awards:
        problem = _("Có bảng điểm nhưng chưa chọn hình thức khen khi tổng kết.")
    found = _("%(lines)s tiêu chí, %(total)s điểm; %(awards)s hình thức khen.") % {
        "lines": len(row.scoring), "total": format_number(total), "awards": len(row.awards),
    }  # fmt: skip
    return _condition("scoring", _("Cách chấm và mức khen khi tổng kết"), problem, found)


def _overlap(row: Movement, overlaps: Sequence[Overlap]) -> GateCondition:
    title, clause = _("Không trùng phong trào đang chạy"), _("Mục %(clause)s") % {"clause": "II.2b"}
    if not overlaps:
        return GateCondition(
            "overlap", title, clause, MET, _("Không phong trào đang chạy nào giống."), "overlap"
        )
    first = overlaps[0]
    found = _("Giống %(share)s đối tượng và %(targets)s chỉ tiêu của “%(title)s”.") % {
        "share": f"{round(first.share * 100)}\N{NO-BREAK SPACE}%", "targets": len(first.targets), "title": first.title,
    }  # fmt: skip
    if row.overlap_note.strip():
        found += " " + _("Giữ riêng vì: %(reason)s") % {"reason": row.overlap_note.strip()}
        return GateCondition("overlap", title, clause, MET, found, "overlap")
    return GateCondition("overlap", title, clause, NEEDS_PERSON, found, "overlap")


def _budget(row: Movement, on: date) -> GateCondition:
    problem = _budget_problem(row, on)
    days = [
        _("%(what)s %(day)s") % {"what": what, "day": f"{day:%d/%m/%Y}"}
        for what, day in ((_("sơ kết"), row.interim_on), (_("tổng kết"), row.final_on))
        if day
    ]
    found = f"{_money(row.budget_vnd or 0)}; {', '.join(days)}."
    return _condition("budget", _("Kinh phí và ngày tổng kết"), problem, found, "II.7a")


def _budget_problem(row: Movement, on: date) -> str:
    if row.budget_vnd is None:
        return _("Chưa dự trù kinh phí. Không dùng kinh phí thì ghi 0.")
    if row.registration_due is None or row.final_on is None:
        return _("Chưa có hạn đăng ký hoặc ngày tổng kết.")
    if row.registration_due < on:
        return _("Hạn đăng ký %(day)s đã qua.") % {"day": f"{row.registration_due:%d/%m/%Y}"}
    if row.final_on <= row.registration_due or (row.interim_on and row.interim_on >= row.final_on):
        return _("Ngày tổng kết phải sau hạn đăng ký và sau ngày sơ kết.")
    return ""


def _money(amount: int) -> str:
    if not amount:
        return _("Không dùng kinh phí")
    if amount % 1_000_000 == 0:
        return _("%(amount)s triệu đồng") % {"amount": format_number(amount // 1_000_000)}
    return _("%(amount)s đồng") % {"amount": format_number(amount)}


def common_targets(mine: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """The names in ``mine`` that ask for the same as one of ``theirs``, by their folded words."""
    others = [set(tokens(name)) for name in theirs]
    return tuple(name for name in mine if any(_alike(set(tokens(name)), other) for other in others))


def _alike(first: set[str], second: set[str]) -> bool:
    both = first | second
    return bool(both) and len(first & second) / len(both) >= SAME_WORDS
