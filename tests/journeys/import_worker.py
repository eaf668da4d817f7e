"""A worker that takes up what waits, as the minute's job does, and then works like that of ``thidua run``.

With ``abandoned`` it only takes up what a killed worker left behind, as another job of every minute does.
"""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from asgiref.sync import async_to_sync
    from django.core.management import call_command

    from thidua.domain.register.imports import entering, withdrawing
    from thidua.domain.register.imports.queries import waiting_imports
    from thidua.domain.register.imports.working import ask_for
    from thidua.operations.jobs import take_up_abandoned

    entering.PART = withdrawing.PART = 500  # many small parts, so that a blow falls between and within them
    if "abandoned" in sys.argv:
        async_to_sync(take_up_abandoned)(silent_seconds=1)
    else:
        for batch_id in waiting_imports().values_list("pk", flat=True):
            ask_for(batch_id)
    call_command("procrastinate", "worker", "--queues", "imports", "--concurrency", "1")


if __name__ == "__main__":
    main()
