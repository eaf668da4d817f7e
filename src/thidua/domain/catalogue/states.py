"""Where the comparison of a rule with its text stands."""

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
