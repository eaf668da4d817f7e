"""Writing and reading 100,000 rows by 15 columns as .xlsx, against openpyxl in the same run.

Run ``python -m benchmarks.sheets``; ``--quick`` leaves openpyxl out.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import polars as pl

from thidua.core.sheets import Column, open_workbook, write_table

ROWS = 100_000
RUNS = 5
GOAL_SECONDS = 1.0


def sample_frame(rows: int = ROWS) -> pl.DataFrame:
    """Make an invented list of people: texts of usual length, numbers, a day, a sparse note."""
    index = pl.int_range(0, rows, eager=True)
    first = date(1960, 1, 1)
    days = [first + timedelta(days=(n * 37) % 16_000) for n in range(rows)]
    return pl.select(
        number=index,
        name=pl.format("Nguyễn Thị Ngọc {}", index % 9973),
        sex=pl.when(index % 2 == 0).then(pl.lit("Nam")).otherwise(pl.lit("Nữ")),
        born=pl.Series(days),
        identity=pl.format("0011{}", index + 10_000_000),
        post=pl.format("Tổ trưởng tổ {}", index % 50),
        unit=pl.format("Công đoàn cơ sở Công ty <{}> & Cộng sự", index % 997),
        upper=pl.format("Liên đoàn Lao động {}", index % 34),
        code=pl.format("GK{}", index % 60),
        title=pl.lit("Giấy khen"),
        instrument=pl.format("{}/QĐ-LĐLĐ", index % 4000),
        year=index % 15 + 2010,
        amount=index * 1000,
        ratio=index / 7,
        note=pl.when(index % 3 == 0).then(pl.lit("=không phải công thức")),
    )


def sample_columns(frame: pl.DataFrame) -> list[Column]:
    """Describe the columns of the sample by their types."""
    kinds = {pl.String: "text", pl.Int64: "int", pl.Float64: "number", pl.Date: "day"}
    return [Column(name, name, kind=kinds[type(dtype)]) for name, dtype in frame.schema.items()]  # type: ignore[arg-type,index] # the kinds are literals


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return one line a measure: name, median seconds, number of runs, goal."""
    frame = sample_frame()
    data = _write(frame)
    lines = [
        _line("write 100,000 x 15, polars expressions", lambda: _write(frame), RUNS, GOAL_SECONDS),
        _line("read 100,000 x 15, checked and by calamine", lambda: open_workbook(data), RUNS, GOAL_SECONDS),
    ]
    if not quick:
        rows = frame.rows()
        lines.append(_line("write, openpyxl write-only", lambda: _write_openpyxl(rows), 1, None))
        lines.append(_line("read, openpyxl read-only", lambda: _read_openpyxl(data), 1, None))
    return lines


def _write(frame: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    write_table(frame, target, sample_columns(frame))
    return target.getvalue()


def _write_openpyxl(rows: list[tuple[object, ...]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(io.BytesIO())


def _read_openpyxl(data: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def _line(name: str, act: Callable[[], object], runs: int, goal: float | None) -> dict[str, object]:
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    return {"name": name, "seconds": round(statistics.median(seconds), 3), "runs": runs, "goal": goal}


if __name__ == "__main__":
    for line in run(quick="--quick" in sys.argv):
        print(line)
