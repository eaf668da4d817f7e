"""What the columns of a list mean, whatever its author called them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.sheets import ColumnSpec, NoHeader, Table, Workbook, open_workbook, read_table
from thidua.core.sheets.limits import UnreadableWorkbook
from thidua.core.vietnamese import fold
from thidua.domain.catalogue.wordings import ALIASES

COLUMNS = (
    ColumnSpec(
        "name",
        ("Họ và tên", "Họ tên", "Họ tên cá nhân", "Tên tác giả", "Tên đơn vị / tập thể", "Tên tập thể"),
        required=True,
    ),
    ColumnSpec("birth", ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh", "Sinh năm"), kind="day"),
    ColumnSpec("sex", ("Giới tính", "Nam/Nữ", "Giới")),
    ColumnSpec("male", ("Nam", "Giới tính Nam", "Năm sinh Nam")),
    ColumnSpec("female", ("Nữ", "Giới tính Nữ", "Năm sinh Nữ")),
    ColumnSpec("identity", ("Số định danh", "Số định danh cá nhân", "CCCD", "Số CCCD", "CMND/CCCD")),
    ColumnSpec(
        "job", ("Việc đang làm", "Chức vụ", "Công việc", "Nghề nghiệp", "Chức danh", "Chức vụ, đơn vị")
    ),
    ColumnSpec(
        "place", ("Tên phòng ban/ khối, tổ công tác", "Phòng ban", "Phòng ban làm việc", "Tổ công tác")
    ),
    ColumnSpec(
        "position_class", ("Nhóm", "Đối tượng", "Mã phân loại cán bộ", "Phân loại cán bộ", "Nhóm đối tượng")
    ),
    ColumnSpec(
        "award_code",
        ("Đề nghị", "Mã hình thức khen thưởng", "Hình thức khen thưởng", "Hình thức đề nghị", "Đề nghị khen"),
    ),
    ColumnSpec("initiative", ("Tên đề tài", "Tên sáng kiến", "Tên đề tài, sáng kiến", "Tên giải pháp")),
    ColumnSpec("title_code", ("Mã danh hiệu thi đua", "Danh hiệu thi đua", "Danh hiệu")),
    ColumnSpec(
        "achievement",
        (
            "Câu thành tích",
            "Thành tích",
            "Tóm tắt thành tích",
            "Tóm tắt thành tích đạt được",
            "Nội dung thành tích",
        ),
    ),
)
_CODE = re.compile(r"\d{8,12}")
# The five classes that the State's own list uses, as the three groups of this program.
_CLASSES = (
    ("nguoi truc tiep", "Trực tiếp"),
    ("lanh dao", "Quản lý"),
    ("doanh nhan", "Quản lý"),
    ("cac cap lanh dao", "Quản lý"),
)
_BETWEEN_NAMES = re.compile(r"[,;\n]|\s+và\s+")
_POSITIONS = ("name", "job", "position_class", "award_code", "achievement")


@dataclass(frozen=True, slots=True)
class ReadList:
    """Rows as (row number, cells, problems), with the sheet and its columns (from 1) by cell."""

    rows: list[tuple[int, dict[str, Any], dict[str, str]]]
    sheet: str
    columns: Mapping[str, int]
    warnings: tuple[str, ...]


def read_list(content: bytes, name: str) -> ReadList:
    """This will read a list of nominees; raises UnreadableWorkbook, in words, for what is none."""
    workbook = open_workbook(content)
    try:
        table = read_table(workbook, COLUMNS)
    except NoHeader:
        if name != "dan-tu-excel":
            raise
        return _without_header(workbook)
    if not table.rows:
        raise UnreadableWorkbook(
            _("Trang “%(sheet)s” có dòng tiêu đề nhưng không có dòng nào bên dưới.")
            % {"sheet": table.sheet.name}
        )
    codes = _codes(workbook, table)
    kind = _kind(table)
    rows = [one for row in table.rows for one in _by_author(*_row(row, codes, kind))]
    warnings = table.warnings
    if "initiative" in table.header.columns:
        warnings += (
            _(
                "Đây là danh sách sáng kiến: mỗi tác giả thành một dòng đề nghị, "
                "tên sáng kiến và tóm tắt thành câu thành tích."
            ),
        )
    return ReadList(rows, table.sheet.name, table.header.columns, warnings)


def read_paste(block: str) -> bytes:
    """A block of cells as text from Excel (tabs between cells), as a file that can be read."""
    text = block.strip("\n\r")
    if not text.strip():
        return b""
    rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
    target = io.StringIO()
    csv.writer(target, delimiter="\t", lineterminator="\n").writerows(rows)
    return target.getvalue().encode()


def _without_header(workbook: Workbook) -> ReadList:
    """A pasted block without a header is read in the order of the sheet on the screen."""
    sheet = workbook.sheets[0]
    rows: list[tuple[int, dict[str, Any], dict[str, str]]] = []
    for number, cells in enumerate(sheet.rows(1, len(sheet.frame)), start=1):
        texts = [str(cell or "").strip() for cell in cells]
        texts = texts[1:] if len(texts) > 1 and texts[0].isdecimal() else texts
        if any(texts):
            rows.append((number, dict(zip(_POSITIONS, texts, strict=False)), {}))
    return ReadList(rows, sheet.name, {}, ())


def _codes(workbook: Workbook, table: Table) -> dict[str, str]:
    """Codes that the workbook explains outside its list: the code's cell, then its words.

    Inside the list, a code is followed by whatever column comes next, which explains nothing.
    """
    found: dict[str, str] = {}
    for sheet in workbook.sheets:
        beside = max(table.header.columns.values()) if sheet is table.sheet else 0
        for row in sheet.rows(1, 200):
            for code, words in pairwise(str(cell or "").strip() for cell in row[beside:]):
                if _CODE.fullmatch(code) and any(letter.isalpha() for letter in words):
                    found.setdefault(code, words)
    return found


def _kind(table: Table) -> str:
    column = table.header.columns.get("name", 0)
    heads = table.sheet.rows(table.header.first_row, table.header.last_row)
    words = fold(" ".join(str(row[column - 1] or "") for row in heads if 0 < column <= len(row)))
    return "collective" if "tap the" in words or "don vi" in words else ""


def _row(
    row: Mapping[str, Any], codes: Mapping[str, str], kind: str
) -> tuple[int, dict[str, Any], dict[str, str]]:
    number = max(cell.row for cell in row.values())
    problems = {key: cell.problem for key, cell in row.items() if cell.problem}
    cells: dict[str, Any] = {}
    for key, cell in row.items():
        value = cell.value if cell.value is not None else ""
        cells[key] = codes.get(str(value).strip(), value) if isinstance(value, str) else value
    _read_sex(cells)
    cells["job"] = ", ".join(filter(None, [str(cells.get("job", "")), str(cells.pop("place", ""))]))
    title = cells.pop("title_code", "")
    initiative = str(cells.pop("initiative", ""))
    told = (initiative, str(cells.get("achievement", "")))
    cells["achievement"] = ": ".join(filter(None, told))
    cells["award_code"] = _award(str(cells.get("award_code") or title or ""))
    cells["position_class"] = _class(str(cells.get("position_class", "")))
    if kind:
        cells["subject_kind"] = kind
    if initiative:
        cells["authors"] = str(cells.get("name", ""))
    return (
        number,
        {key: value for key, value in cells.items() if value != ""} | {"name": cells.get("name", "")},
        problems,
    )


def _by_author(
    number: int, cells: dict[str, Any], problems: dict[str, str]
) -> list[tuple[int, dict[str, Any], dict[str, str]]]:
    """A row for each of the authors who share one initiative; any other row as it is."""
    authors = cells.pop("authors", "")
    names = [name.strip() for name in _BETWEEN_NAMES.split(authors) if name.strip()]
    if len(names) < 2:
        return [(number, cells, problems)]
    return [(number, cells | {"name": name}, problems) for name in names]


def _read_sex(cells: dict[str, Any]) -> None:
    """Two columns, one for men and one for women: a mark in one of them, or the year of birth itself."""
    marks = {sex: str(cells.pop(key, "")).strip() for key, sex in (("male", "Nam"), ("female", "Nữ"))}
    filled = [(sex, mark) for sex, mark in marks.items() if mark]
    if len(filled) != 1 or cells.get("sex"):
        return
    sex, mark = filled[0]
    cells["sex"] = sex
    if any(letter.isdigit() for letter in mark) and not cells.get("birth"):
        cells["birth"] = mark


def _award(text: str) -> str:
    return ALIASES.get(fold(" ".join(text.split())), text)


def _class(text: str) -> str:
    words = fold(text)
    return next((group for start, group in _CLASSES if words.startswith(start)), text)
