"""The table: which event is told to whom, in which words. A new notification is one line here.

Place-holders in the words are keys of the event's data. An event without a line is told to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.domain.communications import audiences
from thidua.domain.communications.audiences import Audience


@dataclass(frozen=True)
class Notice:
    """Who hears, and the sentence they read; ``by_mail`` sends it as a letter too."""

    audience: Audience
    text: str | Promise
    by_mail: bool = True


TABLE: dict[str, Notice] = {
    "submission.submitted": Notice(
        audiences.of_submission_offices, _("%(unit)s trình %(count)s đề nghị trong %(round)s.")
    ),
    "referral.returned": Notice(
        audiences.of_referral_nominator, _("%(office)s trả lại hồ sơ của %(name)s: %(note)s")
    ),
    "referral.resubmitted": Notice(
        audiences.of_referral_office, _("%(name)s: hồ sơ đã bổ sung và trình lại.")
    ),
    "referral.forwarded": Notice(
        audiences.of_referral_nominator,
        _("%(office)s đã chuyển hồ sơ của %(name)s lên cấp trên."),
        by_mail=False,
    ),
    "referral.rejected": Notice(
        audiences.of_referral_nominator, _("%(name)s không được thông qua: %(note)s")
    ),
    "nomination.conferred": Notice(
        audiences.of_nomination_unit, _("%(name)s được khen: %(award)s, quyết định %(number)s.")
    ),
    "movement.launched": Notice(audiences.of_unit, _("Phong trào “%(title)s” đã phát động.")),
    "meeting.planned": Notice(audiences.of_council, _("Hội đồng họp ngày %(day)s tại %(place)s.")),
    "grant.given": Notice(audiences.of_subject_user, _("Bạn được giao vai trò %(role)s tại %(unit)s.")),
    "delegation.made": Notice(
        audiences.of_subject_user, _("%(name)s ủy quyền cho bạn đến hết ngày %(until)s.")
    ),
}


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def words(event: str, data: dict[str, Any]) -> str:
    """The sentence for an event in the active language; a gap for a fact the event did not carry."""
    notice = TABLE.get(event)
    return str(notice.text) % _Gaps(data) if notice else event
