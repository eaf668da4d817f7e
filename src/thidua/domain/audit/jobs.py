"""Background work of the log."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thidua.core.clock import SystemClock
from thidua.domain.audit.seals import seal


@app.periodic(cron="* * * * * */10")
@app.task(name="audit.seal_logs", queueing_lock="audit.seal_logs", pass_context=False)
def seal_logs(timestamp: int) -> None:
    """Seal what was written since the last time; every ten seconds."""
    seal(at=SystemClock().now())
