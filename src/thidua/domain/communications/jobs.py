"""Background entry points of communications."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from thidua.core.clock import current_clock
from thidua.domain.communications.actions import mail_waiting, tell_new_events


@app.periodic(cron="* * * * * */5")
@app.task(queue="notices", queueing_lock="tell", pass_context=False)
def tell(timestamp: int) -> None:
    """Every five seconds: tell what happened, by page and by mail."""
    at = current_clock().now()
    tell_new_events(at=at)
    mail_waiting(at=at, base_url=settings.BASE_URL, sender=settings.DEFAULT_FROM_EMAIL)
