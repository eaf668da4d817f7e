"""Run benchmarks by name, all without a name, and print one table.

``--json`` prints the same as JSON. The exit code is 1 when a goal was missed or something could not be measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.measuring import Line, machine, skipped
from benchmarks.server import KEPT, bench_folder

ROOT = Path(__file__).resolve().parents[1]
MARK = "results:"
NAMES = ("pages", "units", "law", "facts", "sheets", "certificates", "audit", "identity", "imports", "cube",
         "cube_writing")  # fmt: skip


def main() -> int:
    """Measure, print, and say whether every goal was met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(NAMES)}; all when none is given")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--minutes", type=float, help="how long eight officers write in cube_writing; else one"
    )
    asked = parser.parse_args()
    if asked.minutes:
        os.environ["THIDUA_BENCH_MINUTES"] = str(asked.minutes)
    unknown = set(asked.names) - set(NAMES)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; choose of {', '.join(NAMES)}")
    about = machine()
    with bench_folder() as folder:
        os.environ[KEPT] = str(folder)  # one demonstration serves every benchmark that wants one
        lines = [found for name in asked.names or NAMES for found in _measured(name)]
    about["load after"] = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        json.dumps({"machine": about, "lines": lines}, ensure_ascii=False)
        if asked.json
        else table(about, lines)
    )
    return 0 if all(found.get("met") is not False for found in lines) else 1


def _measured(name: str) -> Iterable[Line]:
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    if importlib.util.find_spec(f"benchmarks.{name}") is None:
        yield {"benchmark": name} | skipped("all", "it is not written yet")
        return
    # A process for each: settings are read once in a process, and memory is not shared.
    code = f"import json; from benchmarks.{name} import run; print({MARK!r} + json.dumps(run()))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    if done.returncode:
        yield {"benchmark": name} | skipped("all", "it broke; its last words are above")
        return
    for found in json.loads(done.stdout.rpartition(MARK)[2]):
        yield {"benchmark": name} | found


def table(about: dict[str, str], lines: list[Line]) -> str:
    """Set the machine and the lines as text in columns."""
    rows = [("what", "measured", "goal", "met", "against", "more"), *map(_row, lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    head = [f"{name}: {value}" for name, value in about.items()]
    body = [
        "  ".join([text.ljust(width) for text, width in zip(row, widths, strict=False)] + [row[5]]).rstrip()
        for row in rows
    ]
    return "\n".join([*head, "", *body])


def _row(found: Line) -> tuple[str, str, str, str, str, str]:
    name = f"{found['benchmark']}: {found['name']}"
    if "skipped" in found:
        return name, "—", "", "no", "", f"skipped: {found['skipped']}"
    value, unit, goal = found["value"], found["unit"], found.get("goal")
    sign = "≥" if found.get("more_is_better") else "≤"
    met = {None: "", True: "yes", False: "NO"}[found.get("met")]
    facts = ", ".join(f"{key} {_number(fact)}" for key, fact in found.get("facts", {}).items())
    return (
        name,
        f"{_number(value)} {unit}",
        f"{sign} {_number(goal)}" if goal else "",
        met,
        _ratio(found),
        facts,
    )


def _ratio(found: Line) -> str:
    baseline, value = found.get("baseline"), found["value"]
    if not baseline or not value:
        return ""
    ratio = value / baseline if found.get("more_is_better") else baseline / value
    return f"{ratio:.1f}× better" if ratio >= 1 else f"{1 / ratio:.1f}× worse"


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
