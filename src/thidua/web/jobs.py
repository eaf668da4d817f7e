"""Background work of the pages."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from thidua.core.clock import current_clock
from thidua.web.statistics.letters import send_due


@app.periodic(cron="*/20 23,0-2 * * *")  # from 06:00 to 09:40 in Việt Nam: the schedule is read in UTC
@app.task(queue="notices", queueing_lock="statistics.letters", pass_context=False)
def send_views(timestamp: int) -> None:
    """In the morning: send kept views to those who asked for them. What a broken mail server held up goes later."""
    send_due(at=current_clock().now(), base_url=settings.BASE_URL, sender=settings.DEFAULT_FROM_EMAIL)
