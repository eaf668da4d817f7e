"""The words of reporting."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often a saved view is sent."""

    WEEKLY = "weekly", _("Sáng thứ Hai hằng tuần")
    MONTHLY = "monthly", _("Ngày đầu tháng")
    QUARTERLY = "quarterly", _("Ngày đầu quý")

    def after(self, day: date) -> date:
        """The first day of sending after ``day``."""
        if self == Rhythm.WEEKLY:
            return day + timedelta(days=7 - day.weekday())
        months = 1 if self == Rhythm.MONTHLY else 3 - (day.month - 1) % 3
        month = day.month - 1 + months
        return date(day.year + month // 12, month % 12 + 1, 1)
