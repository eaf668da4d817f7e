"""Lists of former honours in every kind of file: .xlsx with merged cells and several sheets, .ods, the .xls of 1997, text."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import openpyxl

from tests.factories.workbooks import in_old_font, saved

Rows = Sequence[Sequence[object]]
_SECTOR = 512
_FREE, _CHAIN_END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xlsx(
    rows: Rows, *, first_row: int = 1, merged: Sequence[str] = (), hidden: Sequence[str] = (), **sheets: Rows
) -> bytes:
    """A sheet "Danh sách" and further ``sheets`` by name; ``merged`` are ranges of the first."""
    book = openpyxl.Workbook()
    book.active.title = "Danh sách"
    _fill(book.active, rows, first_row)
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        _fill(sheet, others, 1)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for span in merged:
        book.active.merge_cells(span)
    return saved(book)


def _fill(sheet: object, rows: Rows, first_row: int) -> None:
    for at, row in enumerate(rows, start=first_row):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(at, column, value)  # type: ignore[attr-defined]  # a sheet of openpyxl


def text(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Delimited text; the encodings "tcvn3" and "vni" are the fonts of before Unicode."""
    lines = "\r\n".join(delimiter.join("" if value is None else str(value) for value in row) for row in rows)
    if encoding in {"tcvn3", "vni"}:
        return in_old_font(lines, encoding).encode("latin-1", errors="replace")
    return lines.encode(encoding)


def old_font(rows: Rows, font: str) -> list[list[object]]:
    """The same rows typed in an old font, as they look in cells of a new workbook."""
    return [[in_old_font(value, font) if isinstance(value, str) else value for value in row] for row in rows]


def ods(rows: Rows) -> bytes:
    """An OpenDocument sheet of texts."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            "<table:table-cell/>"
            if value is None
            else f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.3"><office:body>'
        f'<office:spreadsheet><table:table table:name="Danh sach">{cells}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return target.getvalue()


def xls(rows: Rows) -> bytes:
    """The binary workbook of 1997, written record by record: texts and numbers in one sheet."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    width = max(len(row) for row in rows)
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet += _record(0x0203, struct.pack("<HHHd", at, column, 0, value))
            elif value is not None:
                letters = str(value).encode("utf-16-le")
                sheet += _record(0x0204, struct.pack("<HHHHB", at, column, 0, len(letters) // 2, 1) + letters)
    sheet += _record(0x000A, b"")
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    name = "Danh sach"
    start = len(head) + 4 + 8 + len(name) + 4
    head += _record(0x0085, struct.pack("<IHBB", start, 0, len(name), 0) + name.encode()) + _record(
        0x000A, b""
    )
    return compound_file(head + sheet)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def compound_file(stream: bytes, *, name: str = "Workbook") -> bytes:
    """One stream in the container of the time: a sector of the table, one of names, then the stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    sectors = len(stream) // _SECTOR
    table = [_FAT_SECTOR, _CHAIN_END, *range(3, sectors + 2), _CHAIN_END]
    assert len(table) <= _SECTOR // 4, "one sector of the table is enough for a test"
    table += [_FREE] * (_SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _CHAIN_END, 0, _CHAIN_END, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    names = _entry("Root Entry", 5, 1, _CHAIN_END, 0) + _entry(name, 2, _FREE, 2, len(stream))
    return head + struct.pack("<128I", *table) + names.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(letters), kind, 1, _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
