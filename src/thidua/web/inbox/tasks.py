"""What waits for somebody, gathered from every capability into one kind of line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from thidua.domain.access import Actor
from thidua.domain.catalogue.library import library
from thidua.domain.decisions.queries.waiting import decision_work
from thidua.domain.nominations.queries.waiting import waiting_for
from thidua.domain.nominations.values import Waiting
from thidua.domain.reports.queries.tasks import tasks_of as reports_of


@dataclass(frozen=True)
class Task:
    """One line of the inbox: by when, what, why, and the one act that does it."""

    due_on: date | None
    icon: str
    title: str
    note: str
    sort: str
    url: str
    act: str

    def is_overdue(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on


@dataclass(frozen=True)
class Wording:
    """How a kind of waiting thing is shown."""

    icon: str
    sort: str | Promise
    act: str | Promise
    url_name: str
    id_field: str
    query: str = ""


NOMINATIONS = {
    "returned": Wording(
        "file-alert", gettext_lazy("Bổ sung"), gettext_lazy("Sửa hồ sơ"), "nomination", "nomination_id"
    ),
    "draft": Wording(
        "pencil", gettext_lazy("Tờ trình"), gettext_lazy("Điền tiếp"), "submission", "submission_id"
    ),
    "call": Wording(
        "speakerphone", gettext_lazy("Đợt mới"), gettext_lazy("Lập tờ trình"), "round", "round_id"
    ),
    "appraise": Wording(
        "file-search", gettext_lazy("Tờ trình"), gettext_lazy("Thẩm định"), "open_referral", "referral_id"
    ),
    "adhoc": Wording(
        "bolt", gettext_lazy("Đột xuất"), gettext_lazy("Thẩm định"), "open_referral", "referral_id"
    ),
    "resubmitted": Wording(
        "file-check", gettext_lazy("Bổ sung"), gettext_lazy("Xem phần đã sửa"), "open_referral", "referral_id"
    ),
    "comment": Wording(
        "message-exclamation", gettext_lazy("Ý kiến"), gettext_lazy("Trả lời"), "posting", "posting_id"
    ),
    "opinion": Wording(
        "user-question", gettext_lazy("Hiệp y"), gettext_lazy("Cho ý kiến"), "opinion", "opinion_id"
    ),
    "opinion_late": Wording(
        "building-bank", gettext_lazy("Hiệp y"), gettext_lazy("Ghi ý kiến"), "opinion", "opinion_id"
    ),
    "posting_over": Wording(
        "speakerphone", gettext_lazy("Công khai"), gettext_lazy("Kết thúc công khai"), "posting", "posting_id"
    ),
}

DECISIONS = {
    "approved": Wording(
        "signature", gettext_lazy("Quyết định"), gettext_lazy("Lập quyết định"), "decisions", ""
    ),
    "forward": Wording(
        "send", gettext_lazy("Trình lên"), gettext_lazy("Trình cấp trên"), "appraisal", "", "?buoc=approved"
    ),
    "decision_draft": Wording(
        "signature", gettext_lazy("Quyết định"), gettext_lazy("Xem, trình ký"), "decision", "decision_id"
    ),
    "decision_sign": Wording(
        "signature", gettext_lazy("Quyết định"), gettext_lazy("Ký ban hành"), "decision", "decision_id"
    ),
}


def tasks_of(actor: Actor, on: date) -> list[Task]:
    """Everything that waits for ``actor`` on ``on``, by due day, the undated last."""
    found = [task for collect in COLLECTORS for task in collect(actor, on)]
    return sorted(found, key=lambda task: (task.due_on or date.max, task.title))


def _from_nominations(actor: Actor, on: date) -> Iterable[Task]:
    for row in waiting_for(actor, on):
        wording = NOMINATIONS[row.kind]
        yield Task(
            row.due_on,
            wording.icon,
            _title(row),
            row.detail,
            str(wording.sort),
            reverse(wording.url_name, args=[getattr(row, wording.id_field)] if wording.id_field else None),
            str(wording.act),
        )


def _title(row: Waiting) -> str:
    words = {"count": row.count, "title": row.title}
    if row.kind == "returned":
        return _("Sửa hồ sơ của %(title)s") % words
    if row.kind in {"appraise", "posting_over"}:
        return ngettext("%(count)s đề nghị — %(title)s", "%(count)s đề nghị — %(title)s", row.count) % words
    if row.kind in {"opinion", "opinion_late"}:
        return _about_opinion(row)
    if row.kind == "comment":
        return _("Trả lời ý kiến về %(title)s") % words
    return row.title


def _about_opinion(row: Waiting) -> str:
    """A question to another body: what is asked of us, or whom we wait for."""
    many = ngettext("%(num)s hồ sơ", "%(num)s hồ sơ", row.count) % {"num": row.count}
    if row.kind == "opinion":
        return _("Cho ý kiến về %(about)s") % {"about": row.title or many}
    return _("Chờ ý kiến của %(body)s về %(count)s") % {"body": row.title, "count": many}


def _from_decisions(actor: Actor, on: date) -> Iterable[Task]:
    for row in decision_work(actor, on):
        wording = DECISIONS[row.kind]
        award = library().awards.get(row.award_code)
        short = award.short if award else ""
        is_open = row.decision_id is not None
        yield Task(
            row.due_on,
            wording.icon,
            row.title[:1].upper() + row.title[1:],
            _approved_words(row.count, short) if not is_open else _honored(row.count),
            str(wording.sort),
            reverse(wording.url_name, args=[row.decision_id] if is_open else None) + wording.query,
            str(wording.act),
        )


REPORTS = {
    "write": Wording(
        "report-analytics", gettext_lazy("Báo cáo"), gettext_lazy("Lập báo cáo"), "report_sheet", ""
    ),
    "mend": Wording("file-alert", gettext_lazy("Báo cáo"), gettext_lazy("Sửa báo cáo"), "report_sheet", ""),
    "judge": Wording(
        "file-search", gettext_lazy("Báo cáo"), gettext_lazy("Duyệt báo cáo"), "report_sheet", ""
    ),
}


def _from_reports(actor: Actor, _on: date) -> Iterable[Task]:
    for row in reports_of(actor):
        wording = REPORTS[row.kind]
        note = {"write": row.unit_name, "mend": _("Bị trả lại: %(note)s") % {"note": row.note}}.get(
            row.kind, ""
        )
        count = ngettext("%(n)s báo cáo", "%(n)s báo cáo", row.count) % {"n": row.count}
        yield Task(
            row.due_on,
            wording.icon,
            f"{count} — {row.title}" if row.kind == "judge" else row.title,
            note or _("gửi lên chờ duyệt hoặc trả lại"),
            str(wording.sort),
            reverse(wording.url_name, args=[row.assignment_id, row.unit_id])
            + ("#below" if row.kind == "judge" else ""),
            str(wording.act),
        )


def _approved_words(count: int, award: str) -> str:
    words = ngettext(
        "%(award)s: %(count)s đề nghị đã được thông qua",
        "%(award)s: %(count)s đề nghị đã được thông qua",
        count,
    )
    return words % {"count": count, "award": award}


def _honored(count: int) -> str:
    return ngettext("%(count)s trường hợp", "%(count)s trường hợp", count) % {"count": count}


COLLECTORS: list[Callable[[Actor, date], Iterable[Task]]] = [
    _from_nominations,
    _from_decisions,
    _from_reports,
]


@dataclass(frozen=True)
class Groups:
    """The inbox in its order: overdue, today and this week, later or undated."""

    overdue: list[Task]
    week: list[Task]
    later: list[Task]


def grouped(tasks: list[Task], on: date) -> Groups:
    """Split ``tasks`` by how near their day is."""
    end = on + timedelta(days=7)
    overdue = [task for task in tasks if task.is_overdue(on)]
    week = [task for task in tasks if task.due_on and on <= task.due_on < end]
    return Groups(overdue, week, [task for task in tasks if task not in overdue and task not in week])
