"""Where the comparison of a rule with its text stands, and what of the law may change."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ComparisonState(TextChoices):
    """Proposed by one lawyer, confirmed by another, withdrawn by any."""

    PROPOSED = "proposed", _("chờ người thứ hai")
    CONFIRMED = "confirmed", _("đã đối chiếu")
    WITHDRAWN = "withdrawn", _("đã rút")


class DraftState(TextChoices):
    """A change of the law stays drafted until someone withdraws it; whether the data holds it is read from the data."""

    DRAFTED = "drafted", _("đang soạn")
    WITHDRAWN = "withdrawn", _("đã rút")


class ProvisionKind(TextChoices):
    """What of the law a change touches."""

    CONDITION = "condition", _("điều kiện")
    QUOTA = "quota", _("giới hạn số lượng")
    DEADLINE = "deadline", _("thời hạn")
    POSTING = "posting", _("niêm yết lấy ý kiến")
    VOTE = "vote", _("biểu quyết")
    MONEY = "money", _("tiền thưởng")
    SALARY = "salary", _("lương cơ sở")
    PAPER = "paper", _("giấy tờ trong hồ sơ")
    AUTHORITY = "authority", _("người quyết định")
    COPIES = "copies", _("số bộ hồ sơ")
