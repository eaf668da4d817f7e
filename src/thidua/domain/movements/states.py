"""States, acts and kinds of a movement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MovementState(models.TextChoices):
    DRAFT = "draft", _("Bản thảo")
    LIVE = "live", _("Đang chạy")
    REVIEWED = "reviewed", _("Đã tổng kết")
    STOPPED = "stopped", _("Đã dừng")


class MovementAct(models.TextChoices):
    LAUNCH = "launch", _("Phát động")
    FINISH = "finish", _("Tổng kết")
    STOP = "stop", _("Dừng phong trào")


class MovementKind(models.TextChoices):
    ANNUAL = "annual", _("Thường xuyên hằng năm")
    CAMPAIGN = "campaign", _("Theo đợt")
    THEMATIC = "thematic", _("Theo chuyên đề")


class ReviewKind(models.TextChoices):
    INTERIM = "interim", _("Sơ kết")
    FINAL = "final", _("Tổng kết")


class ReviewOutcome(models.TextChoices):
    KEEP = "keep", _("Giữ")
    ADJUST = "adjust", pgettext_lazy("rà soát phong trào", "Sửa")
    STOP = "stop", _("Dừng")


class RollUp(models.TextChoices):
    """How a target adds up over the units that pledged it."""

    SUM = "sum", _("Cộng các đơn vị")
    AVERAGE = "average", _("Bình quân các đơn vị")


class GateVerdict(models.TextChoices):
    """What the launch gate says of one condition."""

    MET = "met", _("Đạt")
    FAILED = "failed", _("Chưa đạt")
    NEEDS_PERSON = "needs_person", _("Cần người quyết")
