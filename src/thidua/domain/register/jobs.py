"""Background work of the register."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thidua.core.clock import SystemClock
from thidua.domain.audit.sealing import seal
from thidua.domain.audit.verifying import verify_and_keep
from thidua.domain.register.checking import CHECKS, EXTRAS


@app.periodic(cron="* * * * * */10")
@app.task(name="audit.seal_logs", queueing_lock="audit.seal_logs", pass_context=False)
def seal_logs(timestamp: int) -> None:
    """Seal what was written, should the sealer of ``thidua run`` not be there; every ten seconds."""
    seal(EXTRAS, at=SystemClock().now())


@app.periodic(cron="0 * * * *")
@app.task(name="register.verify_logs", queueing_lock="register.verify_logs", pass_context=False)
def verify_logs(timestamp: int) -> None:
    """Compare the event log and the register with their seals; every hour."""
    verify_and_keep(CHECKS, at=SystemClock().now())
