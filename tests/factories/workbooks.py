"""Workbooks as units really send them, and as enemies would; all people are invented."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl
from openpyxl.utils import get_column_letter

HEADER = ("STT", "Họ và tên", "Giới tính", "Ngày sinh", "Chức vụ", "Đơn vị công tác", "Số tiền")
PEOPLE: tuple[tuple[object, ...], ...] = (
    (1, "Nguyễn Thị Ứng", "Nữ", date(1988, 1, 5), "Tổ trưởng", "Phân xưởng Sợi", 1_500_000),
    (2, "Trần Văn Đạt", "Nam", "05/02/1979", "Công nhân", "Phân xưởng Dệt", "2.000.000"),
    (3, "H’Hen Niê", "Nữ", "1990", "Kế toán", "Phòng Tài vụ", 750_000),
)
Rows = Sequence[Sequence[object]]


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the workbook's bytes."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def plain(rows: Rows = (HEADER, *PEOPLE), *, first_row: int = 1, first_column: int = 1) -> bytes:
    """One sheet with the rows placed anywhere."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "DANHSACH"
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.cell(first_row + at, first_column + column, value)
    return saved(book)


def printed_form() -> bytes:
    """Titles above, a header of two merged lines, a row of column numbers, a group title, and a lookup sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "DANHSACH"
    sheet["A1"] = "CÔNG ĐOÀN CƠ SỞ NHÀ MÁY DỆT"
    sheet["A2"] = "DANH SÁCH ĐỀ NGHỊ"
    sheet.merge_cells("A2:G2")
    upper = ("TT", "HO TEN CNVCLĐ", "Giới tính", None, "Ngày tháng\nnăm sinh", "Chức danh", "Đơn vị")
    lower = (None, None, "Nam", "Nữ", None, None, None)
    for column, (top, bottom) in enumerate(zip(upper, lower, strict=True), start=1):
        sheet.cell(4, column, top)
        sheet.cell(5, column, bottom)
        if column not in (3, 4):
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    sheet.merge_cells("C4:D4")
    for column in range(1, 8):
        sheet.cell(6, column, f"({column})")
    sheet["A7"], sheet["C7"] = "I", "Khối sản xuất"
    for at, (number, name, sex, born, post, unit, _amount) in enumerate(PEOPLE):
        values = (number, name, "x" if sex == "Nam" else None, "x" if sex == "Nữ" else None, born, post, unit)
        for column, value in enumerate(values, start=1):
            sheet.cell(8 + at, column, value)
    lookup = book.create_sheet("DANHMUC")
    lookup.append(("Mã số", "Tên"))
    lookup.append(("01", "Loại một"))
    return saved(book)


def with_hidden_sheet() -> bytes:
    """A visible sheet without a table before a hidden one that has it, and a visible one that has it too."""
    book = openpyxl.Workbook()
    book.active.append(("Hướng dẫn nhập liệu",))
    hidden = book.create_sheet("Cũ")
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("Nộp")
    for row in (HEADER, *PEOPLE):
        hidden.append(row)
        shown.append(row)
    return saved(book)


def with_formulas() -> bytes:
    """A computed cell without a saved value, and a text that only looks like a command."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    sheet.append((1, "Nguyễn Thị Ứng", "Nữ", "05/01/1988", "x", "y", "=1000*2"))
    sheet.append((2, "Trần Văn Đạt", "Nam", "05/01/1988", None, "y", 5))
    sheet["E3"] = "=cmd|'/C calc'!A0"
    sheet["E3"].data_type = "s"
    return saved(book)


def with_empty_rows(count: int = 50_000) -> bytes:
    """A small table followed by formatted empty rows, as when someone colored whole columns."""
    rows = "".join(
        f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="0"/></row>' for n in range(5, count + 5)
    )
    return rewritten(
        plain(),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"),
    )


def zip_bomb(megabytes: int = 60) -> bytes:
    """A sheet of a few kilobytes that inflates to many megabytes of nothing."""
    blank = b" " * (megabytes * 1_000_000)
    return rewritten(
        plain(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>")
    )


def lying_bomb() -> bytes:
    """A member whose directory entry declares fewer bytes than it inflates to."""
    data = bytearray(plain())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (size - 50).to_bytes(4, "little")
    return bytes(data)


def far_cells(*references: str) -> bytes:
    """Sheets of two cells so far apart that a reader which allocates the rectangles between would die."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for reference in references:
        sheet = book.create_sheet()
        sheet["A1"], sheet[reference] = "Họ và tên", "x"
    return saved(book)


def shared_text_bomb(uses: int = 40_000) -> bytes:
    """One long shared text used in many cells."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, uses + 1)).encode()
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"x" * 32_000
        + b"</t></si></sst>"
    )
    data = rewritten(
        plain([["x"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: _between(xml, b"<sheetData>", b"</sheetData>", cells),
    )
    return rewritten(data, "xl/sharedStrings.xml", lambda _xml: strings)


def with_macros() -> bytes:
    """A workbook that carries a program, whatever its name ends in."""
    return rewritten(plain(), "xl/vbaProject.bin", lambda _nothing: b"\xd0\xcf\x11\xe0program")


def with_entities() -> bytes:
    """A workbook whose XML declares entities that would grow without end."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    return rewritten(plain(), "xl/workbook.xml", lambda xml: bomb + xml)


def encrypted() -> bytes:
    """The shape of a password-protected workbook: a compound file with an encrypted package in it."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 900
    )


def cut_short() -> bytes:
    """A download that stopped half-way."""
    data = plain()
    return data[: len(data) // 2]


def csv_text(*, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """The same people as a text file; TCVN3, VNI and cp1258 are written as the fonts of their time did."""
    lines = [HEADER, *PEOPLE]
    text = "\r\n".join(delimiter.join(_csv_cell(value, delimiter) for value in line) for line in lines)
    if encoding in ("tcvn3", "vni"):
        return _legacy_bytes(text, encoding)
    if encoding == "cp1258":
        return _cp1258_text(text).encode("cp1258", errors="replace")
    return text.encode(encoding)


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the package with one part changed or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in source.namelist():
            if name != part:
                package.writestr(name, source.read(name))
        package.writestr(part, change(source.read(part) if part in source.namelist() else b""))
    return target.getvalue()


def cell_name(row: int, column: int) -> str:
    """Return A1 for (1, 1)."""
    return f"{get_column_letter(column)}{row}"


def _between(xml: bytes, start: bytes, end: bytes, content: bytes) -> bytes:
    head, _start, rest = xml.partition(start)
    return head + start + content + end + rest.partition(end)[2]


def _csv_cell(value: object, delimiter: str) -> str:
    text = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
    return f'"{text}"' if delimiter in text else text


def _legacy_bytes(text: str, encoding: str) -> bytes:
    return in_old_font(text, encoding).encode("latin-1", errors="replace")


def in_old_font(text: str, encoding: str) -> str:
    """The text as Western letters of a font of its time, by tables made by hand for the letters the samples hold."""
    table = _TCVN3 if encoding == "tcvn3" else _VNI
    return "".join(table.get(letter, letter) for letter in text)


_TCVN3 = {
    "ọ": "\xe4", "à": "\xb5", "ê": "\xaa", "ớ": "\xed", "í": "\xdd", "ứ": "\xf8", "ụ": "\xf4", "ơ": "\xac",
    "ị": "\xde", "ố": "\xe8", "ề": "\xd2", "ễ": "\xd4", "ầ": "\xc7", "ă": "\xa8", "Đ": "\xa7", "ạ": "\xb9",
    "ổ": "\xe6", "ư": "\xad", "ở": "\xeb", "ợ": "\xee", "ữ": "\xf7", "ế": "\xd5", "á": "\xb8", "ô": "\xab",
    "â": "\xa9", "đ": "\xae", "ấ": "\xca", "ì": "\xd7", "ằ": "\xbb", "ậ": "\xcb", "ệ": "\xd6", "ò": "\xdf", "ó": "\xe3", "ộ": "\xe9", "Ư": "\xa6", "ả": "\xb6", "ã": "\xb7",
    "Ứ": "\xf8", "Ổ": "\xe6",
}  # fmt: skip
_VNI = {
    "ọ": "oï", "à": "aø", "ê": "eâ", "ớ": "ôù", "í": "í", "ứ": "öù", "ụ": "uï", "ơ": "ô", "ị": "ò", "ố": "oá",
    "ề": "eà", "ễ": "eã", "ầ": "aà", "ă": "aê", "Đ": "Ñ", "đ": "ñ", "ạ": "aï", "ổ": "oå", "ư": "ö", "ở": "ôû",
    "ợ": "ôï", "ữ": "öõ", "ế": "eá", "á": "aù", "ô": "oâ", "â": "aâ", "ệ": "eä", "ò": "oø", "ó": "où", "ộ": "oä",
    "ấ": "aá", "ì": "ì", "ằ": "aè", "ậ": "aä", "ả": "aû", "ã": "aõ", "Ứ": "ÖÙ", "Ổ": "OÅ",
}  # fmt: skip


def _cp1258_text(text: str) -> str:
    tones = "\u0300\u0309\u0303\u0301\u0323"
    out = []
    for letter in text:
        decomposed = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in tones))
        out.append(bare + "".join(sign for sign in decomposed if sign in tones))
    return "".join(out)
