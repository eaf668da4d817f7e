"""States and acts of a decision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionState(models.TextChoices):
    DRAFT = "draft", _("Bản thảo")
    SIGNING = "signing", _("Trình ký")
    ISSUED = "issued", _("Đã ban hành")
    CANCELLED = "cancelled", _("Bỏ bản thảo")


class DecisionAct(models.TextChoices):
    SEND_TO_SIGN = "send_to_sign", _("Trình ký")
    TAKE_BACK = "take_back", _("Lấy lại để sửa")
    ISSUE = "issue", _("Ký và ban hành")
    CANCEL = "cancel", _("Bỏ bản thảo")


class DecisionKind(models.TextChoices):
    GRANT = "grant", _("Khen thưởng")
    ANNULMENT = "annulment", _("Hủy bỏ")
    CORRECTION = "correction", _("Đính chính")
