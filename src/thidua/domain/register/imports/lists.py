"""A list of former honours as read: the workbook, how its sheet is understood, and its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import polars as pl

from thidua.core.collector import without_collector
from thidua.core.files.archives import ArchiveLimits
from thidua.core.sentences import sentence as _
from thidua.core.sheets import CellFinding, Limits, Sheet, UnreadableWorkbook, Workbook, open_workbook
from thidua.core.vietnamese import old_font_of, read_in_font
from thidua.domain.register.imports.cells import CellReader
from thidua.domain.register.imports.columns import LABELS
from thidua.domain.register.imports.layout import Layout, check_layout, guess_layout, header_kind
from thidua.domain.register.imports.listing import Listing, read_listing
from thidua.domain.register.imports.reading import NAMED, Lots, Told, lots_of, read_rows
from thidua.domain.register.imports.values import ReadRow

LIMITS = Limits(
    file_bytes=250_000_000,
    rows=1_050_000,
    cells=40_000_000,
    text_bytes=2_000_000_000,
    archive=ArchiveLimits(inflated_bytes=1_200_000_000),
)
"""A register of a whole province in one sheet is a million rows, the most a sheet holds: of 15 columns some 850 MB."""

_FONT_ROWS = 2_000


@dataclass(frozen=True)
class HonorsFile:
    """A list as read: the digest of the whole file, the layout of its sheet, and the rows under the heading."""

    name: str
    sha256: str
    workbook: Workbook
    layout: Layout

    @property
    def sheet(self) -> str:
        return self.layout.sheet

    @cached_property
    def source(self) -> Sheet:
        return self.workbook.sheet(self.layout.sheet)

    @cached_property
    def listing(self) -> Listing:
        return read_listing(self.source, self.layout)

    @property
    def warnings(self) -> tuple[str, ...]:
        return (*self.workbook.warnings, *_doubts(self.layout), *self.listing.warnings)

    def read_rows(self, on: date) -> list[ReadRow]:
        """Every row as understood as of a day, nothing looked up yet."""
        return [row for lot in self.read_lots(on).lots for row in lot]

    def read_lots(self, on: date) -> Lots:
        """The rows of ``read_rows`` lot by lot."""
        listing, given, kind = self.listing, self.layout.given, header_kind(self.source, self.layout)
        reader = CellReader(self.source, self.layout, listing)
        named = Told({key: reader.column(key) for key in NAMED}, listing.told, given)

        def read(start: int, stop: int) -> list[ReadRow]:
            cells = reader.part(start, stop)
            told = Told(cells.values, listing.told[start:stop], given)
            return read_rows(told, listing.numbers[start:stop], cells.problems, on=on, kind=kind)

        codes, units, issuers = (set(named.texts(key)) - {""} for key in NAMED)
        return Lots(codes, units, issuers, (read(*lot) for lot in lots_of(len(listing))))


@without_collector()
def read_honors(
    content: bytes,
    name: str,
    *,
    sheet: str | None = None,
    layout: Layout | None = None,
    remembered: Mapping[str, str] | None = None,
) -> HonorsFile:
    """Read a list of former honours from a workbook or a text table.

    Its layout is guessed (``layout.guess_layout``) unless it is given. Raises ``UnreadableWorkbook``, in words for
    the user, for a file that is no table, has no such sheet, no column of names, or no row under its heading.
    """
    workbook = open_list(content)
    layout = layout or guess_layout(workbook, remembered=remembered, sheet=sheet)
    return _checked(HonorsFile(name, hashlib.sha256(content).hexdigest(), workbook, layout))


@without_collector()
def on_sheet(file: HonorsFile, sheet: str, *, remembered: Mapping[str, str] | None = None) -> HonorsFile:
    """Another sheet of a file that was read. Raises ``UnreadableWorkbook`` as ``read_honors`` does."""
    layout = guess_layout(file.workbook, remembered=remembered, sheet=sheet)
    return _checked(replace(file, layout=layout))


def _checked(file: HonorsFile) -> HonorsFile:
    check_layout(file.layout)
    if not len(file.listing):
        raise UnreadableWorkbook(
            _("Trang “%(sheet)s” có dòng tiêu đề nhưng không có dòng nào bên dưới.") % {"sheet": file.sheet}
        )
    return file


def open_list(content: bytes) -> Workbook:
    """The workbook with sheets that were typed in an old font read in Unicode."""
    workbook = open_workbook(content, LIMITS)
    return replace(workbook, sheets=tuple(_in_unicode(sheet) for sheet in workbook.sheets))


def _in_unicode(sheet: Sheet) -> Sheet:
    sample = sheet.frame.head(_FONT_ROWS)
    font = old_font_of(text for name in sample.columns for text in sample[name].unique() if text)
    if font is None:
        return sheet
    columns = []
    for name in sheet.frame.columns:
        texts = sheet.frame[name]
        read = {text: read_in_font(text, font) for text in texts.unique() if text}
        columns.append(pl.Series(name, [read.get(text) if text else text for text in texts], dtype=pl.String))
    return replace(sheet, frame=pl.DataFrame(columns))


def cell_findings(file: HonorsFile, reasons: Mapping[int, Mapping[str, str]]) -> list[CellFinding]:
    """Reasons by row number and column key, as places in the sheet; a column the sheet lacks is its whole row."""
    columns = file.layout.columns
    return [
        CellFinding(file.sheet, row, columns.get(key, 0), message)
        for row, by_column in sorted(reasons.items())
        for key, message in by_column.items()
    ]


def _doubts(layout: Layout) -> list[str]:
    doubt = _("Cột %(column)d được hiểu là “%(label)s”. Kiểm tra lại.")
    return [
        doubt % {"column": layout.columns[key], "label": LABELS[key]}
        for key in layout.doubtful
        if key in layout.columns
    ]
