"""The events of a nomination in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.domain.audit.models import Event

LABELS: dict[str, str | Promise] = {
    "nomination.matched": _("Đối chiếu với người đã có"),
    "nomination.finding_decided": _("Trả lời điều kiện cần người xem"),
    "nomination.appraised": _("Xác nhận"),
    "nomination.returned": _("Trả lại để bổ sung"),
    "nomination.amended": _("Sửa hồ sơ"),
    "nomination.resubmitted": _("Trình lại"),
    "nomination.approved": _("Hội đồng thông qua"),
    "nomination.approved_without_council": _("Trình ký không qua Hội đồng"),
    "nomination.rejected": _("Không thông qua"),
    "nomination.forwarded": _("Chuyển cấp trên"),
    "nomination.decided": _("Quyết định khen thưởng"),
    "nomination.suspended": _("Tạm dừng"),
    "nomination.resumed": _("Tiếp tục xét"),
    "nomination.withdrawn": _("Rút đề nghị"),
    "nomination.opinion_asked": _("Xin ý kiến cơ quan khác"),
    "nomination.opinion_canceled": _("Thôi xin ý kiến"),
    "nomination.opinion_given": _("Ghi ý kiến cơ quan khác"),
    "nomination.opinion_lapsed": _("Kết thúc xin ý kiến vì không trả lời"),
    "nomination.opinion_urged": _("Nhắc nơi được xin ý kiến"),
    "nomination.evidence_added": _("Thêm minh chứng"),
    "nomination.evidence_removed": _("Rút minh chứng"),
    "nomination.evidence_named": _("Đặt tên minh chứng"),
}
_MARKS = {
    "nomination.returned": "failed",
    "nomination.rejected": "failed",
    "nomination.suspended": "locked",
    "nomination.decided": "honor",
}


def event_lines(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as the timeline macro draws them, newest first."""
    return [
        {
            "when": event.at,
            "what": LABELS.get(event.name, event.name),
            "note": " · ".join(filter(None, [event.actor_name, _words(event)])),
            "kind": _MARKS.get(event.name, "done"),
        }
        for event in events
    ]


def _words(event: Event) -> str:
    """What was said with an act: the reason, the words of a return, the name of a file."""
    data = event.data
    return str(data.get("text") or data.get("reason") or data.get("file") or data.get("body") or "")
