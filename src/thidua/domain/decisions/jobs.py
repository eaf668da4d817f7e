"""Background work of decisions: rendering certificates. Idempotent; one at a time for each decision."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from thidua.domain.decisions.rendering import render_decision


@app.task(
    name="decisions.render",
    queue="documents",
    retry=RetryStrategy(max_attempts=5, exponential_wait=3),
    pass_context=False,
)
def render(decision_id: int) -> int:
    """Render the decision and the certificates it still lacks."""
    return render_decision(
        decision_id, content_root=Path(settings.CONTENT_ROOT), base_url=str(settings.BASE_URL)
    )


def render_soon(decision_id: int) -> None:
    """Ask for the rendering; the request is part of the caller's transaction."""
    render.configure(lock=f"decision-{decision_id}").defer(decision_id=decision_id)
