"""States and acts of meetings and agenda items."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberRole(models.TextChoices):
    CHAIR = "chair", _("Chủ tịch")
    STANDING_VICE_CHAIR = "standing_vice", _("Phó Chủ tịch thường trực")
    VICE_CHAIR = "vice", _("Phó Chủ tịch")
    MEMBER = "member", _("Ủy viên")
    SECRETARY = "secretary", _("Thư ký")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Sắp họp")
    OPEN = "open", _("Đang họp")
    CLOSED = "closed", _("Đã kết thúc")


class MeetingAct(models.TextChoices):
    OPEN = "open", _("Khai mạc")
    CLOSE = "close", _("Kết thúc, thông qua biên bản")


class ItemState(models.TextChoices):
    """A vote runs through all four; a plain point of the agenda goes from waiting to closed at once."""

    WAITING = "waiting", _("Chưa đến")
    VOTING = "voting", _("Phiếu đang mở")
    COUNTED = "counted", _("Đang kiểm phiếu")
    CLOSED = "closed", _("Đã có kết quả")


class ItemAct(models.TextChoices):
    OPEN = "open", _("Mở phiếu")
    COUNT = "count", _("Đóng phiếu, kiểm phiếu")
    CONFIRM = "confirm", _("Công bố kết quả")
    CONCLUDE = "conclude", _("Ghi kết luận")


class Presence(models.TextChoices):
    PRESENT = "present", _("Có mặt")
    ABSENT = "absent", _("Vắng, có lý do")
    WRITTEN = "written", _("Gửi phiếu văn bản")
    UNKNOWN = "unknown", _("Chưa điểm danh")
