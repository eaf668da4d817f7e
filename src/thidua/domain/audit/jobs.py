"""Background work of the log."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thidua.core.clock import SystemClock
from thidua.domain.audit.heads import sign_heads


@app.periodic(cron="*/10 * * * *")
@app.task(name="audit.sign_heads", queueing_lock="audit.sign_heads", pass_context=False)
def sign_daily_heads(timestamp: int) -> None:
    """Sign the heads of the days that are over; looked at every ten minutes."""
    sign_heads(at=SystemClock().now())
