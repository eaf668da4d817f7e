"""Where the comparison of a rule with its text stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ComparisonState(TextChoices):
    """Proposed by one lawyer, confirmed by another, withdrawn by any."""

    PROPOSED = "proposed", _("chờ người thứ hai")
    CONFIRMED = "confirmed", _("đã đối chiếu")
    WITHDRAWN = "withdrawn", _("đã rút")
