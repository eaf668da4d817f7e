"""Open any workbook a unit may send, or say clearly why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import fastexcel
import polars as pl

from thidua.core.files.archives import Archive, BadArchive
from thidua.core.files.limits import IS_EMPTY
from thidua.core.sentences import sentence as _
from thidua.core.sheets.delimited import read_delimited
from thidua.core.sheets.limits import (
    Limits,
    UnreadableWorkbook,
    has_macros,
    has_password,
    is_broken,
    is_no_workbook,
    too_many_rows,
)
from thidua.core.sheets.ods_parts import check_ods, ods_corner
from thidua.core.sheets.workbooks import Sheet, Workbook
from thidua.core.sheets.xlsx_parts import (
    SHARED_TEXTS,
    SheetPart,
    check_extents,
    check_texts,
    sheet_facts,
    sheet_parts,
    xml_part,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|head|body|meta|script|svg)", re.IGNORECASE
)
_READ_LATER = ("xl/worksheets/sheet", SHARED_TEXTS)
_OTHER_KINDS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"GIF8",
)


def open_workbook(source: bytes | Path, limits: Limits | None = None) -> Workbook:
    """Read an .xlsx, .xls, .ods or delimited text file, told apart by content and never by name.

    Nothing in it is computed or followed: formulas give their saved value, links are left alone. Raises
    ``UnreadableWorkbook`` for bombs, macros, passwords, broken files and what is no workbook.
    """
    limits = limits or Limits()
    data = _bytes_of(source, limits)
    if data.startswith(b"PK"):
        return _read_package(data, limits)
    if data.startswith(_OLE):
        return _read_ole(data, limits)
    if _MARKUP.match(data[:400]) or data.startswith(_OTHER_KINDS):
        raise is_no_workbook()
    return read_delimited(data, limits)


def _bytes_of(source: bytes | Path, limits: Limits) -> bytes:
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size == 0:
        raise UnreadableWorkbook(str(IS_EMPTY))
    if size > limits.file_bytes:
        message = _("Tệp nặng %(size)d MB, quá mức %(limit)d MB. Tách tệp thành nhiều phần rồi tải lên.")
        raise UnreadableWorkbook(
            message % {"size": size // 1_000_000, "limit": limits.file_bytes // 1_000_000}
        )
    return source.read_bytes() if isinstance(source, Path) else source


def _read_package(data: bytes, limits: Limits) -> Workbook:
    try:
        archive = Archive(data, limits.archive)
        _refuse_macros(archive.names)
        if "xl/workbook.xml" in archive.names:
            return _read_xlsx(archive, data, limits)
        if "content.xml" in archive.names and b"opendocument.spreadsheet" in archive.read("mimetype"):
            return _read_ods(archive, data, limits)
    except BadArchive as error:
        raise UnreadableWorkbook(_words_for(error)) from error
    raise is_no_workbook()


def _read_xlsx(archive: Archive, data: bytes, limits: Limits) -> Workbook:
    for name in archive.names:
        if name.endswith((".xml", ".rels")) and not name.startswith(_READ_LATER):
            xml_part(archive, name)
    texts = xml_part(archive, SHARED_TEXTS) if SHARED_TEXTS in archive.names else b""
    with ThreadPoolExecutor(1) as pool:  # what the reader opens has been looked at; the sheets are, meanwhile
        opening = _beside(pool, _reader, data)
        parts = sheet_parts(archive, limits)
        check_extents(parts, limits)
        check_texts(texts, parts, limits)
        reader = opening.result()
    sheets = tuple(_xlsx_sheet(reader, part, limits) for part in parts)
    return Workbook(sheets, _warnings(archive.names))


def _xlsx_sheet(reader: Any, part: SheetPart, limits: Limits) -> Sheet:
    with ThreadPoolExecutor(1) as pool:  # the reader runs outside the interpreter's lock, so both go at once
        loading = _beside(pool, _load, reader, part.name, limits)
        facts = sheet_facts(part.xml)
        frame = loading.result()
    return Sheet(
        part.name,
        _padded(frame, facts.first_column),
        facts.first_row,
        part.is_hidden,
        facts.formula_cells,
        facts.decimal_cells,
        facts.merged,
    )


def _beside(pool: ThreadPoolExecutor, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
    """Start ``work`` and come back once it runs; a long search begun before would keep it from starting."""
    runs = Event()

    def run() -> Any:
        runs.set()
        return work(*arguments)

    future = pool.submit(run)
    runs.wait()
    return future


def _read_ods(archive: Archive, data: bytes, limits: Limits) -> Workbook:
    content = xml_part(archive, "content.xml")
    tables = check_ods(content, limits)
    reader = _reader(data)
    sheets = []
    for name, table in zip(reader.sheet_names, tables, strict=False):
        row, column = ods_corner(table)
        loaded = reader.load_sheet(name, header_row=None, dtypes="string", n_rows=0)
        sheets.append(
            Sheet(name, _padded(_load(reader, name, limits), column), row, loaded.visible != "visible")
        )
    return Workbook(tuple(sheets))


def _read_ole(data: bytes, limits: Limits) -> Workbook:
    """Read the binary format of before 2007; its sheets are at most 65,536 rows by 256 columns."""
    if _utf16("EncryptedPackage") in data:
        raise has_password()
    if _utf16("_VBA_PROJECT") in data:
        raise has_macros()
    if _utf16("Workbook") not in data and _utf16("Book") not in data:
        raise is_no_workbook()
    reader = _reader(data)
    sheets = []
    for name in reader.sheet_names[: limits.sheets]:
        loaded = reader.load_sheet(name, header_row=None, dtypes="string", n_rows=0)
        sheets.append(Sheet(name, _load(reader, name, limits), 1, loaded.visible != "visible"))
    return Workbook(
        tuple(sheets), (_("Tệp .xls kiểu cũ: số dòng báo lỗi tính từ dòng đầu tiên có dữ liệu."),)
    )


def _reader(data: bytes) -> Any:
    try:
        return fastexcel.read_excel(data)
    except fastexcel.FastExcelError as error:
        raise has_password() if "password" in str(error).lower() else is_broken() from error


def _is_hidden(reader: Any, name: str) -> bool:
    sheet = reader.load_sheet(name, header_row=None, dtypes="string", n_rows=0)
    return bool(sheet.visible != "visible")


def _load(reader: Any, name: str, limits: Limits) -> pl.DataFrame:
    """Load one sheet as text, trimmed of the empty rows and columns at its end."""
    try:
        frame: pl.DataFrame = reader.load_sheet(name, header_row=None, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise is_broken() from error
    frame = frame.rename({old: f"c{at + 1}" for at, old in enumerate(frame.columns)})
    if frame.is_empty():
        return frame
    is_filled = pl.any_horizontal(pl.all().is_not_null())
    last = frame.select(is_filled.arg_true().max()).item()
    frame = frame.head(0 if last is None else last + 1)
    if frame.height > limits.rows:
        raise too_many_rows(limits)
    return frame


def _padded(frame: pl.DataFrame, first_column: int) -> pl.DataFrame:
    """Put back the empty columns left of the first filled one, which the reader drops."""
    missing = first_column - 1
    if not missing or frame.is_empty():
        return frame
    shifted = frame.rename({f"c{at}": f"c{at + missing}" for at in range(frame.width, 0, -1)})
    empty = [pl.lit(None, dtype=pl.String).alias(f"c{at + 1}") for at in range(missing)]
    return shifted.select(*empty, pl.all())


def _refuse_macros(names: frozenset[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise has_macros()


def _warnings(names: frozenset[str]) -> tuple[str, ...]:
    if any(name.startswith("xl/externalLinks/") for name in names):
        return (_("Tệp có liên kết sang tệp khác: chỉ đọc giá trị đã lưu, không mở liên kết."),)
    return ()


def _words_for(error: BadArchive) -> str:
    if error.problem == "bomb":
        return _("Tệp nén bất thường: mở ra sẽ lớn gấp nhiều lần. Lưu lại bằng Excel rồi tải lên.")
    if error.problem == "encrypted":
        return has_password().message
    return is_broken().message


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")
