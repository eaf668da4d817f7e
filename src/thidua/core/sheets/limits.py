"""What a workbook from outside may cost, and how a refusal is said."""

from __future__ import annotations

from dataclasses import dataclass, field

from thidua.core.files.archives import ArchiveLimits
from thidua.core.sentences import sentence as _
from thidua.core.vietnamese import format_number


class UnreadableWorkbook(ValueError):
    """The file cannot be read as a table. ``message`` is for the user: what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Limits:
    """``cells`` bounds the rectangles from A1 to the last cell of all sheets, filled or not: readers allocate all.

    ``text_bytes`` bounds the text of all cells together, each use of a shared string counted.
    """

    file_bytes: int = 30_000_000
    sheets: int = 60
    rows: int = 300_000
    cells: int = 12_000_000
    text_bytes: int = 600_000_000
    archive: ArchiveLimits = field(default_factory=ArchiveLimits)


def too_many_rows(limits: Limits) -> UnreadableWorkbook:
    """Word the refusal of a table longer than the limit."""
    message = _("Bảng dài hơn %(limit)s dòng. Tách tệp thành nhiều phần rồi tải lên từng phần.")
    return UnreadableWorkbook(message % {"limit": format_number(limits.rows)})


def has_password() -> UnreadableWorkbook:
    """Word the refusal of an encrypted file."""
    return UnreadableWorkbook(_("Tệp có mật khẩu. Mở tệp, bỏ mật khẩu, lưu lại rồi tải lên."))


def has_macros() -> UnreadableWorkbook:
    """Word the refusal of a file with programs in it."""
    return UnreadableWorkbook(_("Tệp có macro nên không được nhận. Lưu thành tệp .xlsx rồi tải lên."))


def is_broken() -> UnreadableWorkbook:
    """Word the refusal of a damaged file."""
    return UnreadableWorkbook(_("Tệp bị hỏng. Mở bằng Excel, lưu lại thành tệp .xlsx mới rồi tải lên."))


def is_no_workbook() -> UnreadableWorkbook:
    """Word the refusal of a file of another kind."""
    return UnreadableWorkbook(_("Tệp không phải bảng tính. Tải lên tệp .xlsx, .xls, .ods hoặc .csv."))


def reaches_too_far(name: str, rows: int, columns: int) -> UnreadableWorkbook:
    """Word the refusal of a sheet with a cell far from the others."""
    message = _(
        "Trang “%(name)s” kéo dài tới dòng %(row)s, cột %(column)s. "
        "Xóa các dòng và cột thừa ở cuối rồi tải lên."
    )
    facts = {"name": name, "row": format_number(rows), "column": format_number(columns)}
    return UnreadableWorkbook(message % facts)
