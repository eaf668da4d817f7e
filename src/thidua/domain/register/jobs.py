"""Background work of the register."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from thidua.core.clock import SystemClock
from thidua.domain.audit.sealing import seal
from thidua.domain.audit.verifying import verify_and_keep
from thidua.domain.people.actions import queue_newcomers
from thidua.domain.register.checking import CHECKS, EXTRAS
from thidua.domain.register.imports.queries import newcomers_of, waiting_imports
from thidua.domain.register.imports.working import ask_for, work_on
from thidua.domain.register.partitions import make_years
from thidua.domain.register.standing_rows import merge_tallies


@app.periodic(cron="* * * * * */10")
@app.task(name="audit.seal_logs", queueing_lock="audit.seal_logs", pass_context=False)
def seal_logs(timestamp: int) -> None:
    """Seal what was written, should the sealer of ``thidua run`` not be there; every ten seconds."""
    seal(EXTRAS, at=SystemClock().now())


@app.periodic(cron="30 20 * * *")  # 03:30 in Việt Nam: the schedule is read in UTC
@app.task(name="register.make_years", queueing_lock="register.make_years", pass_context=False)
def make_next_years(timestamp: int) -> None:
    """Make the partitions of the coming years; every night."""
    make_years(SystemClock().now().year)


@app.periodic(cron="17 * * * *")
@app.task(name="register.merge_tallies", queueing_lock="register.merge_tallies", pass_context=False)
def merge_sums(timestamp: int) -> None:
    """Join the rows of the sums of lines; every hour."""
    with transaction.atomic():
        merge_tallies()


@app.periodic(cron="0 * * * *")
@app.task(name="register.verify_logs", queueing_lock="register.verify_logs", pass_context=False)
def verify_logs(timestamp: int) -> None:
    """Compare what came into the event log and the register since the last comparison; every hour."""
    verify_and_keep(CHECKS, at=SystemClock().now(), only_new=True)


@app.periodic(cron="40 18 * * *")  # 01:40 in Việt Nam
@app.task(name="register.verify_everything", queueing_lock="register.verify_everything", pass_context=False)
def verify_everything(timestamp: int) -> None:
    """Compare the whole of the event log and the register with their seals; every night."""
    verify_and_keep(CHECKS, at=SystemClock().now())


@app.task(name="register.work_on_import", queue="imports", pass_context=False)
def work_on_import(batch_id: int) -> None:
    """Try, enter or withdraw a list, whatever it waits for; one worker at a time for each list."""
    work_on(batch_id, now=SystemClock().now)


@app.task(name="register.resolve_newcomers", queue="imports", pass_context=False)
def resolve_newcomers(batch_id: int) -> None:
    """Put the people whom a list brought beside the records they may be, for a steward to see."""
    people = newcomers_of(batch_id)
    for at in range(0, len(people), 5_000):
        queue_newcomers(people[at : at + 5_000])


@app.periodic(cron="* * * * *")
@app.task(name="register.resume_imports", queueing_lock="register.resume_imports", pass_context=False)
def resume_imports(timestamp: int) -> None:
    """Ask again for lists whose worker died; every minute. One that is being worked on is left alone."""
    for batch_id in waiting_imports().values_list("pk", flat=True):
        ask_for(batch_id)
