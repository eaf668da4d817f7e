"""The person's own workbook back, with the reasons in its cells."""

from __future__ import annotations

import io
from collections.abc import Mapping

import polars as pl
from django.utils.translation import gettext as _

from thidua.core.sheets import Column, annotate, write_table
from thidua.domain.register.imports.layout import wordings
from thidua.domain.register.imports.lists import LIMITS, HonorsFile, cell_findings

MOST_CELLS = 600_000
"""Up to here every cell is opened and kept as its author formatted it, which takes half a minute."""

Reasons = Mapping[int, Mapping[str, str]]


def annotated_copy(content: bytes, file: HonorsFile, reasons: Reasons) -> bytes:
    """A copy as .xlsx with each reason on its cell and in a last column; ``reasons`` by row number and column key.

    The copy of a sheet of more than ``MOST_CELLS`` cells holds its texts and the last column, without formats.
    """
    frame = file.source.frame
    if frame.height * frame.width <= MOST_CELLS:
        return annotate(content, cell_findings(file, reasons), limits=LIMITS)
    return _plain_copy(file, reasons)


def _plain_copy(file: HonorsFile, reasons: Reasons) -> bytes:
    sheet = file.source
    told = {row: "\n".join(by_column.values()) for row, by_column in reasons.items()}
    numbers = range(sheet.first_row, sheet.first_row + sheet.frame.height)
    column = pl.Series("reason", [told.get(number) for number in numbers], dtype=pl.String)
    texts = wordings(sheet, file.layout)
    columns = [Column(name, texts.get(at, ""), 18) for at, name in enumerate(sheet.frame.columns, start=1)]
    below = file.layout.last_row + 1 - sheet.first_row
    frame = sheet.frame.with_columns(column).slice(max(0, below))
    target = io.BytesIO()
    write_table(frame, target, [*columns, Column("reason", _("Lý do"), 60)], sheet_name=sheet.name)
    return target.getvalue()
