"""How votes, deadlines, papers and sums of money are told in one line."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.vietnamese import format_number
from thidua.domain.catalogue.awards import Deadline
from thidua.domain.catalogue.papers import Paper
from thidua.domain.catalogue.values import VotingRule

SUBJECTS = {
    "individual": gettext_lazy("cá nhân"),
    "collective": gettext_lazy("tập thể"),
    "household": gettext_lazy("hộ gia đình"),
}
DUE = {
    "initiative_used": gettext_lazy("khi tính sáng kiến"),
    "prior_award_used": gettext_lazy("khi tính danh hiệu, hình thức đã đạt"),
    "enterprise": gettext_lazy("khi là doanh nghiệp"),
    "concurrence_asked": gettext_lazy("khi phải lấy ý kiến hiệp y"),
    "transfer": gettext_lazy("khi chuyển công tác trong năm"),
    "secondment": gettext_lazy("khi được biệt phái"),
}
"""The facts that make a paper due which is not always asked for."""


def vote_words(rule: VotingRule) -> str:
    """How a council passes it: the share, of whom, secretly or not, who must be there."""
    if not rule.required:
        return _("không cần bỏ phiếu")
    bases = {"total": _("tổng số thành viên"), "present": _("số có mặt"), "valid": _("số phiếu hợp lệ")}
    words = [
        _("từ %(share)s trên %(base)s đồng ý")
        % {"share": share_words(rule.min_ratio), "base": bases[rule.denominator]}
    ]
    words.append(_("bỏ phiếu kín") if rule.secret else _("biểu quyết"))
    if rule.quorum_ratio:
        words.append(_("họp khi có từ %(share)s thành viên") % {"share": rule.quorum_ratio})
    if rule.absentee_written:
        words.append(_("người vắng lấy ý kiến bằng văn bản"))
    if rule.severity == "warns":
        words.append(_("chưa đối chiếu văn bản"))
    return "; ".join(words)


def share_words(share: Fraction) -> str:
    """A share in percent where that says it whole, else as the fraction that the law names: two thirds are not 67 %."""
    percent = share * 100
    return f"{percent} %" if percent.denominator == 1 else str(share)


def deadline_words(deadline: Deadline) -> str:
    """A day or a length of time as people say it."""
    days = [f"{day:02d}/{month:02d}" for month, day in filter(None, (deadline.first, deadline.last))]
    if deadline.working_days is not None:
        return _("%(days)s ngày làm việc") % {"days": deadline.working_days}
    if deadline.days is not None:
        return _("%(days)s ngày") % {"days": deadline.days}
    if deadline.years is not None:
        return _("%(years)s năm một lần") % {"years": deadline.years}
    if deadline.kind == "received_by" and days:
        return _("nhận đến ngày %(day)s") % {"day": days[-1]}
    if len(days) == 2:
        return _("từ %(first)s đến %(last)s") % {"first": days[0], "last": days[1]}
    return days[0] if days else ""


def when_words(paper: Paper) -> str:
    """When a paper is asked for; empty when always."""
    return "" if paper.required else str(DUE[paper.when])


def due_words(paper: Paper) -> str:
    """When a paper is asked for and of whom; empty when always and of everybody."""
    whose = ", ".join(str(SUBJECTS[kind]) for kind in paper.subjects)
    return " · ".join(part for part in (when_words(paper), whose) if part)


def dong(amount: int) -> str:
    """A sum of money as people write it."""
    return _("%(amount)s đồng") % {"amount": format_number(amount)}
