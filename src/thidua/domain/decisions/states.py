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


class RevocationGround(models.TextChoices):
    """Why an award is revoked (Luật 2022, Điều 93 khoản 2)."""

    FRAUD = "fraud", _("Gian dối trong kê khai công trạng, thành tích")
    FORGED = "forged", _("Cung cấp thông tin sai, giả mạo hồ sơ")
    PROCEDURE = "procedure", _("Xét, thẩm định, đề nghị trái quy định của pháp luật")
    VIOLATION = "violation", _("Có kết luận, bản án về vi phạm trong thời gian tính thành tích")


class SeriesPurpose(models.TextChoices):
    DECISION = "decision", _("Số quyết định")
    REGISTER = "register", _("Số vào sổ")
