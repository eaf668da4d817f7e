"""Turn a sheet into rows of checked cells, each knowing where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from thidua.core.sentences import sentence as _
from thidua.core.sheets.headers import ColumnSpec, HeaderMatch, NoHeader, find_header, is_numbering
from thidua.core.sheets.workbooks import Row, Sheet, Workbook
from thidua.core.vietnamese import (
    NotADay,
    NotANumber,
    PartialDay,
    nfc,
    parse_day,
    parse_number,
    parse_whole,
    repair_legacy,
)

_HEADER_ROWS = 45
Value = str | int | Decimal | PartialDay | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the value by its column's kind, the text as typed, and its place counted from 1.

    A cell that cannot be read has no value and a ``problem`` worded for the user. ``column`` is 0 when the
    sheet has no such column.
    """

    value: Value
    raw: str
    row: int
    column: int
    problem: str | None = None
    is_formula: bool = False


@dataclass(frozen=True)
class Table:
    """The rows under a header, keyed as the columns asked for."""

    sheet: Sheet
    header: HeaderMatch
    rows: list[dict[str, Cell]]
    warnings: tuple[str, ...]


def read_table(workbook: Workbook, columns: Sequence[ColumnSpec], *, sheet: str | None = None) -> Table:
    """Read the table of one sheet: the named one, else the visible sheet whose header fits best.

    Empty rows, the row that numbers the columns, repeated headers and group titles are left out, the last
    with a warning. Raises ``NoHeader``, and ``KeyError`` for a sheet that is not there.
    """
    chosen, header = _choose(workbook, columns, sheet)
    warnings = [*workbook.warnings, *_header_warnings(header, columns)]
    table_rows: list[dict[str, Cell]] = []
    header_texts = _filled(chosen.rows(header.last_row, header.last_row)[0])
    for number, row in enumerate(chosen.rows(header.first_data_row), start=header.first_data_row):
        filled = _filled(row)
        if not filled or filled == header_texts or (number == header.first_data_row and is_numbering(row)):
            continue
        if _is_group_title(row, header, columns):
            warnings.append(_group_warning(number, filled))
            continue
        table_rows.append({spec.key: _cell(chosen, row, number, header, spec) for spec in columns})
    return Table(chosen, header, table_rows, tuple(warnings))


def read_frame(
    workbook: Workbook, columns: Sequence[ColumnSpec], *, sheet: str | None = None
) -> pl.DataFrame:
    """Read the table as text columns named by key, plus ``row_no``, for imports of many rows.

    Columns the sheet lacks are null; empty rows and the row that numbers the columns are left out.
    """
    chosen, header = _choose(workbook, columns, sheet)
    start = header.first_data_row - chosen.first_row
    first = chosen.rows(header.first_data_row, header.first_data_row)
    is_numbered = bool(first) and is_numbering(first[0])
    frame = chosen.frame.with_row_index("row_no", offset=chosen.first_row).slice(start + is_numbered)
    picked = [
        pl.col(f"c{header.columns[spec.key]}")
        if spec.key in header.columns
        else pl.lit(None, dtype=pl.String)
        for spec in columns
    ]
    keyed = frame.select(
        "row_no", *(column.alias(spec.key) for column, spec in zip(picked, columns, strict=True))
    )
    return keyed.filter(pl.any_horizontal(pl.exclude("row_no").is_not_null()))


def _picked(key: str, header: HeaderMatch) -> pl.Expr:
    column = header.columns.get(key)
    found = pl.lit(None, dtype=pl.String) if column is None else pl.col(f"c{column}")
    return found.alias(key)


def _choose(workbook: Workbook, columns: Sequence[ColumnSpec], name: str | None) -> tuple[Sheet, HeaderMatch]:
    if name is not None:
        named = workbook.sheet(name)
        return named, find_header(named.rows(1, _HEADER_ROWS), columns, merged=named.merged)
    best: tuple[Sheet, HeaderMatch] | None = None
    refusal: NoHeader | None = None
    for sheet in workbook.visible:
        try:
            header = find_header(sheet.rows(1, _HEADER_ROWS), columns, merged=sheet.merged)
        except NoHeader as error:
            refusal = refusal or error
            continue
        if best is None or header.score > best[1].score:
            best = (sheet, header)
    if best is None:
        raise refusal or NoHeader(_("Mọi trang tính đều bị ẩn. Bỏ ẩn trang cần nộp rồi tải lên."))
    return best


def _header_warnings(header: HeaderMatch, columns: Sequence[ColumnSpec]) -> list[str]:
    labels = {spec.key: spec.labels[0] for spec in columns}
    missing: list[str] = [_("Thiếu cột “%(label)s”.") % {"label": labels[key]} for key in header.missing]
    doubt = _("Cột %(column)d được hiểu là “%(label)s”. Kiểm tra lại.")
    return missing + [
        doubt % {"column": header.columns[key], "label": labels[key]} for key in header.doubtful
    ]


def _filled(row: Row) -> list[str]:
    return [text for cell in row if cell and (text := nfc(cell))]


def _is_group_title(row: Row, header: HeaderMatch, columns: Sequence[ColumnSpec]) -> bool:
    """A title such as "I | Khối cơ quan" fills at most two cells and none of the required columns."""
    required = [header.columns[spec.key] for spec in columns if spec.required and spec.key in header.columns]
    is_lacking = required and not any((row[at - 1] or "").strip() for at in required if at <= len(row))
    return bool(is_lacking) and len(_filled(row)) <= 2


def _group_warning(number: int, filled: list[str]) -> str:
    message = _("Bỏ qua dòng %(row)d (“%(text)s”) vì giống dòng tiêu đề nhóm.")
    return message % {"row": number, "text": " ".join(filled)[:80]}


def _cell(sheet: Sheet, row: Row, number: int, header: HeaderMatch, spec: ColumnSpec) -> Cell:
    column = header.columns.get(spec.key, 0)
    raw = (row[column - 1] or "") if 0 < column <= len(row) else ""
    is_formula = (number, column) in sheet.formula_cells
    text = nfc(repair_legacy(raw))
    if not text:
        return Cell(None, raw, number, column, is_formula=is_formula)
    try:
        value = _value(text, spec, is_decimal=(number, column) in sheet.decimal_cells)
    except (NotADay, NotANumber) as error:
        return Cell(None, raw, number, column, str(error), is_formula)
    return Cell(value, raw, number, column, is_formula=is_formula)


def _value(text: str, spec: ColumnSpec, *, is_decimal: bool) -> Value:
    if spec.kind == "day":
        return parse_day(text)
    number: str | Decimal = Decimal(text) if is_decimal else text
    if spec.kind == "int":
        return parse_whole(number)
    if spec.kind == "money":
        return parse_number(number)
    return text
