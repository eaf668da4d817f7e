"""Words of reports: how often, what is asked, and where a definition, an assignment and a report stand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cadence(models.TextChoices):
    """How often a report is asked for."""

    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    HALF = "half", _("6 tháng")
    YEAR = "year", _("Năm")
    CAMPAIGN = "campaign", _("Theo đợt, chuyên đề")


class FieldKind(models.TextChoices):
    """Where a figure comes from."""

    COUNTED = "counted", _("Tự đếm từ sổ")
    ASKED = "asked", _("Đơn vị nhập")


class RollUp(models.TextChoices):
    """What the figures of many units make together."""

    SUM = "sum", _("Cộng")
    AVERAGE = "average", _("Trung bình")


class SectionKind(models.TextChoices):
    """What a part of the narrative is about; the directive's own part is demanded of every annual review."""

    PLAIN = "plain", _("Nội dung")
    DIRECTIVE = "directive", _("Đánh giá Chỉ thị 34-CT/TW")


class DefinitionState(models.TextChoices):
    """A definition is written, then used, then no longer used."""

    DRAFT = "draft", _("Đang soạn")
    PUBLISHED = "published", _("Đang dùng")
    RETIRED = "retired", _("Thôi dùng")


class DefinitionAct(models.TextChoices):
    """What is done with a definition."""

    PUBLISH = "publish", _("Ban hành mẫu")
    RETIRE = "retire", _("Thôi dùng mẫu")


class AssignmentState(models.TextChoices):
    """An assignment takes reports until it is locked."""

    OPEN = "open", _("Đang thu")
    LOCKED = "locked", _("Đã khóa")


class AssignmentAct(models.TextChoices):
    """What is done with an assignment."""

    LOCK = "lock", _("Khóa đợt báo cáo")
    REOPEN = "reopen", _("Mở lại đợt báo cáo")


class ReportState(models.TextChoices):
    """Where one unit's report stands."""

    DRAFT = "draft", _("Đang lập")
    SENT = "sent", _("Đã gửi")
    RETURNED = "returned", _("Bị trả lại")
    APPROVED = "approved", _("Đã duyệt")


class ReportAct(models.TextChoices):
    """What is done with one unit's report."""

    SEND = "send", _("Gửi báo cáo")
    RETURN = "return", _("Trả lại")
    APPROVE = "approve", _("Duyệt")
    REOPEN = "reopen", _("Mở lại")


class TellingKind(models.TextChoices):
    """Why many units are told at once."""

    ASSIGNED = "assigned", _("Giao báo cáo")
    NUDGED = "nudged", _("Nhắc đơn vị chưa gửi")
