"""The table: which event is told to whom, in which words. A new notification is one line here.

Place-holders in the words are keys of the facts of the event. An event without a line is told to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from thidua.domain.access import Role
from thidua.domain.accounts.models import ROLE_LABELS
from thidua.domain.catalogue.library import library
from thidua.domain.communications import audiences, facts
from thidua.domain.communications.audiences import Audience
from thidua.domain.communications.facts import Lookup


@dataclass(frozen=True)
class Notice:
    """Who hears, the sentence they read, and where its facts come from; ``by_mail`` sends it as a letter too."""

    audience: Audience
    text: str | Promise
    facts: Lookup = facts.of_event
    by_mail: bool = True


TABLE: dict[str, Notice] = {
    "submission.submitted": Notice(
        audiences.of_submission_offices,
        _("%(unit)s trình %(count)s đề nghị trong %(round)s."),
        facts.of_submission,
    ),
    "nomination.returned": Notice(
        audiences.of_referral_nominator,
        _("%(office)s trả lại hồ sơ của %(name)s: %(note)s"),
        facts.of_referral,
    ),
    "nomination.resubmitted": Notice(
        audiences.of_referral_office, _("%(name)s: hồ sơ đã bổ sung và trình lại."), facts.of_referral
    ),
    "nomination.forwarded": Notice(
        audiences.of_referral_nominator,
        _("%(office)s đã chuyển hồ sơ của %(name)s lên cấp trên."),
        facts.of_referral,
        by_mail=False,
    ),
    "nomination.rejected": Notice(
        audiences.of_referral_nominator, _("%(name)s không được thông qua: %(note)s"), facts.of_referral
    ),
    "nomination.decided": Notice(
        audiences.of_nomination_unit,
        _("%(name)s được khen: %(award)s, quyết định %(number)s."),
        facts.of_award,
    ),
    "nomination.opinion_asked": Notice(
        audiences.of_asked_unit, _("%(office)s xin ý kiến về %(name)s, hẹn %(due)s."), facts.of_opinion
    ),
    "nomination.opinion_urged": Notice(
        audiences.of_asked_unit, _("%(office)s nhắc cho ý kiến về %(name)s, hẹn %(due)s."), facts.of_opinion
    ),
    "nomination.opinion_given": Notice(
        audiences.of_referral_office, _("%(body)s đã có ý kiến về %(name)s."), facts.of_opinion, by_mail=False
    ),
    "movement.launched": Notice(audiences.of_unit, _("Phong trào “%(title)s” đã phát động.")),
    "council.meeting_planned": Notice(
        audiences.of_council, _("Hội đồng họp ngày %(day)s tại %(place)s."), facts.of_meeting
    ),
    "council.meeting_moved": Notice(
        audiences.of_council, _("Hội đồng đổi ngày họp sang %(day)s tại %(place)s."), facts.of_meeting
    ),
    "report.assigned": Notice(
        audiences.told_in_lots, _("%(title)s: %(unit)s gửi báo cáo trước hết ngày %(due)s.")
    ),
    "report.nudged": Notice(
        audiences.told_in_lots, _("Nhắc: %(unit)s chưa gửi “%(title)s”, hạn là %(due)s.")
    ),
    "report.office_urged": Notice(
        audiences.of_unit_office, _("Cấp trên nhắc: đơn vị còn %(count)s hồ sơ khen thưởng quá hạn.")
    ),
    "report.sent": Notice(
        audiences.of_office, _("%(unit)s đã gửi “%(title)s”."), facts.of_report, by_mail=False
    ),
    "report.returned": Notice(audiences.of_unit, _("“%(title)s” bị trả lại: %(note)s")),
    "report.approved": Notice(audiences.of_unit, _("“%(title)s” đã được duyệt."), by_mail=False),
    "report.reopened": Notice(audiences.of_unit, _("“%(title)s” được mở lại: %(note)s")),
    "role.granted": Notice(
        audiences.of_subject_user, _("Bạn được giao vai trò %(role)s tại %(unit)s."), facts.of_grant
    ),
    "role.delegated": Notice(
        audiences.of_delegate, _("%(name)s ủy quyền cho bạn đến trước ngày %(until)s."), facts.of_delegation
    ),
}


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def words(event: str, data: dict[str, Any]) -> str:
    """The sentence for an event in the active language; a gap for a fact the event did not carry."""
    notice = TABLE.get(event)
    return str(notice.text) % _Gaps(_said(data)) if notice else event


def _said(data: dict[str, Any]) -> dict[str, Any]:
    """Facts that are codes, named in the language of the reader."""
    named = dict(data)
    if data.get("role") in set(Role):
        named["role"] = ROLE_LABELS[Role(data["role"])]
    award = library().awards.get(data.get("award", ""))
    if award is not None:
        named["award"] = award.name.en if get_language() == "en" and award.name.en else award.name.vi
    return named
