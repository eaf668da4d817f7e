"""Checks of an OpenDocument sheet: cells may be repeated a million times by one attribute."""

from __future__ import annotations

import re

from thidua.core.sentences import sentence as _
from thidua.core.sheets.limits import Limits, UnreadableWorkbook, reaches_too_far

_TABLE = re.compile(rb"<table:table[ >].*?</table:table>", re.DOTALL)
_NAME = re.compile(rb'table:name="([^"]*)"')
_ROW = re.compile(rb"<table:table-row([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^>]*?)(/?)>", re.DOTALL)
_ROWS_REPEATED = re.compile(rb'number-rows-repeated="([0-9]+)"')
_COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="([0-9]+)"')


def check_ods(content: bytes, limits: Limits) -> list[bytes]:
    """Refuse tables whose filled rectangles, one alone or all together, are too large; return the XML of each."""
    tables = _TABLE.findall(content)
    if len(tables) > limits.sheets:
        raise UnreadableWorkbook(_("Tệp có quá nhiều trang tính. Tách tệp rồi tải lên từng phần."))
    cells = 0
    for table in tables:
        rows, columns = _extent(table)
        cells += rows * columns
        if cells > limits.cells:
            raise reaches_too_far(_table_name(table), rows, columns)
    return tables


def ods_corner(table: bytes) -> tuple[int, int]:
    """Return the row and column, from 1, where filled cells begin."""
    row_number, first_row, first_column = 1, 0, 0
    for attributes, cells in _ROW.findall(table):
        filled = [start for start, _end, is_filled in _spans(cells) if is_filled]
        if filled:
            first_row = first_row or row_number
            first_column = min(first_column or filled[0], filled[0])
        row_number += _repeats(_ROWS_REPEATED, attributes)
    return first_row or 1, first_column or 1


def _table_name(table: bytes) -> str:
    found = _NAME.search(table[:2000])
    return found[1].decode(errors="replace") if found else ""


def _extent(table: bytes) -> tuple[int, int]:
    row_number, last_row, last_column = 0, 0, 0
    for attributes, cells in _ROW.findall(table):
        row_number += _repeats(_ROWS_REPEATED, attributes)
        ends = [end for _start, end, is_filled in _spans(cells) if is_filled]
        if ends:
            last_row, last_column = row_number, max(last_column, *ends)
    return last_row, last_column


def _spans(cells: bytes) -> list[tuple[int, int, bool]]:
    """Return first column, last column and whether filled, for each run of equal cells."""
    spans, column = [], 1
    for attributes, closed in _CELL.findall(cells):
        width = _repeats(_COLUMNS_REPEATED, attributes)
        spans.append((column, column + width - 1, b"value-type" in attributes or not closed))
        column += width
    return spans


def _repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
