"""What a benchmark hands back, and how repeated times become one number."""

from __future__ import annotations

import math
import os
import platform
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

T = TypeVar("T")
Line = dict[str, Any]


def line(
    name: str,
    value: float,
    unit: str,
    goal: float | None = None,
    *,
    more_is_better: bool = False,
    baseline: float | None = None,
    **facts: object,
) -> Line:
    """Make one line of the table; ``met`` is nothing where there is no goal.

    ``baseline`` is another way of doing the same, measured in the same run and in the same unit. ``facts`` are
    shown behind the line.
    """
    met = None if goal is None else (value >= goal if more_is_better else value <= goal)
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "goal": goal,
        "more_is_better": more_is_better,
        "met": met,
        "baseline": baseline,
        "facts": facts,
    }


def skipped(name: str, reason: str) -> Line:
    """Make the line of something that could not be measured; it never counts as met."""
    return {"name": name, "skipped": reason, "met": False}


@dataclass(frozen=True)
class Times:
    """Seconds of several runs of the same work: by the clock, and spent by processors in this process."""

    wall: list[float]
    cpu: list[float]

    @property
    def median(self) -> float:
        return median(self.wall)

    @property
    def best(self) -> float:
        return min(self.wall)

    @property
    def cpu_median(self) -> float:
        return median(self.cpu)


def timed(work: Callable[[], object], runs: int) -> Times:
    """Run ``work`` several times; what it needs must have been warmed up before."""
    wall, cpu = [], []
    for _ in range(runs):
        started, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    return Times(wall, cpu)


def by_turns(rounds: int, without: Callable[[], T], with_it: Callable[[], T]) -> tuple[list[T], list[T]]:
    """Measure two ways of the same work in turns, each first in every other round.

    Work that grows a table slows down as it goes; who always came second would be charged for that.
    """
    bare: list[T] = []
    more: list[T] = []
    for number in range(rounds):
        turn = [(bare, without), (more, with_it)]
        for into, measure in turn[:: -1 if number % 2 else 1]:
            into.append(measure())
    return bare, more


@contextmanager
def memory(every: float = 0.1) -> Iterator[list[int]]:
    """Watch this process and those it starts: bytes they hold together, shared pages counted once (PSS)."""
    held, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(every):
            held.append(sum(_pss(pid) for pid in (os.getpid(), *_children())))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield held
    finally:
        done.set()
        watcher.join()


def _children() -> list[int]:
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


def _pss(pid: int) -> int:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it ended meanwhile
        return 0
    return next(int(text.split()[1]) * 1024 for text in told.splitlines() if text.startswith("Pss:"))


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that ``part`` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def machine() -> dict[str, str]:
    """Describe where this runs, with the load the machine is under from everything else."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return {
        "processor": f"{os.cpu_count()} cores, {_model()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "load before": load,
    }


def _model() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    named = (text.partition(":")[2].strip() for text in lines if text.startswith("model name"))
    return next(named, platform.machine())


def use_plain_settings() -> None:
    """Point at settings that need no database, for benchmarks of code that only wants its words translated."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
