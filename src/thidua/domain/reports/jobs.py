"""Background entry points of reports."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from thidua.core.clock import current_clock
from thidua.domain.reports.actions.telling import tell_lot


@app.task(
    name="reports.tell",
    queue="notices",
    retry=RetryStrategy(max_attempts=5, exponential_wait=3),
    pass_context=False,
)
def tell(telling_id: int) -> None:
    """Notify every unit of one act, lot by lot."""
    while tell_lot(telling_id=telling_id, at=current_clock().now()):
        pass


def tell_soon(telling_id: int) -> None:
    """Ask for the telling; the request is part of the caller's transaction."""
    tell.configure(lock=f"telling-{telling_id}").defer(telling_id=telling_id)
