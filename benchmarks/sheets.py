"""Writing and reading 100,000 rows by 15 columns as .xlsx, against openpyxl in the same run.

A workbook from outside has its texts in a shared table; the one thidua writes has them in the cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta

import openpyxl
import polars as pl

from benchmarks.measuring import Line, Times, line, timed, use_plain_settings
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


def run() -> list[Line]:
    """Measure our writer and our checked reader; the ways to compare with run once each, at the end."""
    use_plain_settings()
    frame = sample_frame()
    ours = _write(frame)
    shared = with_shared_texts(ours)
    rows = frame.rows()
    write, read_shared, read_inline = (
        timed(work, RUNS)
        for work in (lambda: _write(frame), lambda: open_workbook(shared), lambda: open_workbook(ours))
    )
    bare = timed(lambda: pl.read_excel(shared, engine="calamine", has_header=False), RUNS)
    peers = [timed(lambda: _write_openpyxl(rows), 1), timed(lambda: _read_openpyxl(shared), 1)]
    return [
        _line("write 100,000 × 15", write, peers[0], GOAL_SECONDS),
        _line("read 100,000 × 15 as Excel saves it", read_shared, peers[1], GOAL_SECONDS),
        _line("read 100,000 × 15 as written by thidua", read_inline, peers[1], None),
        _line("the bare reader of the first, without any check", bare, peers[1], None),
    ]


def with_shared_texts(data: bytes) -> bytes:
    """Return the workbook with its texts in a shared table, as spreadsheet programs save them."""
    texts: dict[bytes, int] = {}

    def put(found: re.Match[bytes]) -> bytes:
        return b' t="s"><v>%d</v></c>' % texts.setdefault(found[1], len(texts))

    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in source.namelist():
            part = _INLINE.sub(put, source.read(name))
            target.writestr(name, part.replace(*_ADDED.get(name, (b"", b""))) if name in _ADDED else part)
        items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
        target.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s/main">%s</sst>' % (_SHEETS, items))
    return made.getvalue()


_INLINE = re.compile(rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>')
_SHEETS = b"http://schemas.openxmlformats.org/spreadsheetml/2006"
_ADDED = {
    "[Content_Types].xml": (
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sharedStrings+xml"/></Types>',
    ),
    "xl/_rels/workbook.xml.rels": (
        b"</Relationships>",
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    ),
}


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


def _line(name: str, ours: Times, peer: Times, goal: float | None) -> Line:
    return line(
        name,
        ours.median,
        "s",
        goal,
        baseline=peer.median,
        best=ours.best,
        cpu=ours.cpu_median,
        openpyxl=peer.median,
    )
