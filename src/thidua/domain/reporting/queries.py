"""Small reads of reporting."""

from __future__ import annotations

from thidua.domain.reporting.models import Comparison


def last_comparison() -> Comparison | None:
    """The newest comparison of the cube with the register."""
    return Comparison.objects.order_by("-at").first()
