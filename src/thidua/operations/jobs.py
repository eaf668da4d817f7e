"""Background work of the running program itself: jobs whose worker died are taken up again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

if TYPE_CHECKING:
    from procrastinate.jobs import Job

SILENT_SECONDS = 30
"""A worker tells every ten seconds that it lives; after so many without a word it is dead."""
MOST_ATTEMPTS = 5
"""A job that was taken from dead workers so often may be what kills them; it is left, to be looked at."""

_LOG = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(
    name="operations.take_up_abandoned", queueing_lock="operations.take_up_abandoned", pass_context=False
)
async def take_up_each_minute(timestamp: int) -> None:
    """Look for jobs whose worker was killed; every minute."""
    await take_up_abandoned()


async def take_up_abandoned(*, silent_seconds: float = SILENT_SECONDS) -> int:
    """Put jobs back into their queues whose worker says nothing any more; return how many there were.

    Such a job stays "doing" for ever and keeps its lock. Every job may be done twice: none relies on having been
    begun once.
    """
    found = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds))
    for job in found:
        await _put_back(job)
    return len(found)


async def _put_back(job: Job) -> None:
    """Put a job back; it goes instead when the same one waits already, and fails when it was begun too often."""
    _LOG.warning("job %s (%s) lost its worker", job.id, job.task_name)
    if job.attempts >= MOST_ATTEMPTS:
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        return
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)
