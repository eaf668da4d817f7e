"""Background work of reporting."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thidua.core.clock import SystemClock
from thidua.domain.reporting.cube.keeping import compare, follow_structure, is_built, merge, rebuild


@app.periodic(cron="* * * * * */5")
@app.task(name="reporting.merge", queueing_lock="reporting.merge", pass_context=False)
def merge_cube(timestamp: int) -> None:
    """Bring new lines of the register into the cube; every five seconds. A cube that was never built is built."""
    if not is_built():
        rebuild(at=SystemClock().now())
        return
    follow_structure()
    merge()


@app.periodic(cron="30 18 * * *")  # 01:30 in Việt Nam: the schedule is read in UTC
@app.task(name="reporting.compare", queueing_lock="reporting.compare", pass_context=False)
def compare_cube(timestamp: int) -> None:
    """Compare the cube with the register every night, and count it anew when they differ or units were founded."""
    found = compare(at=SystemClock().now())
    if found.differing or found.new_blocks:
        rebuild(at=SystemClock().now())
