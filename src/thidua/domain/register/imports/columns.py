"""What the columns of a list of former honours mean, whatever its author called them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.core.sheets import CellFinding, ColumnSpec, Table, UnreadableWorkbook, open_workbook, read_table
from thidua.core.sheets.tables import Cell
from thidua.core.vietnamese import fold
from thidua.domain.people.states import SubjectKind

COLUMNS = (
    ColumnSpec(
        "name",
        ("Họ và tên", "Họ tên", "Tên cá nhân, tập thể", "Cá nhân, tập thể", "Tên tập thể", "Người được khen",
         "Tên người được khen", "Tên cá nhân"),
        required=True,
    ),
    ColumnSpec("kind", ("Loại đối tượng", "Cá nhân/tập thể", "Cá nhân hay tập thể", "Đối tượng khen")),
    ColumnSpec("birth", ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh", "Sinh năm"), kind="day"),
    ColumnSpec("sex", ("Giới tính", "Nam/Nữ", "Giới")),
    ColumnSpec(
        "identity", ("Số định danh", "Số định danh cá nhân", "CCCD", "Số CCCD", "CMND", "Số CMND", "CMND/CCCD")
    ),
    ColumnSpec("post", ("Chức vụ", "Chức danh", "Việc đang làm", "Nghề nghiệp", "Công việc", "Chức vụ, công việc")),
    ColumnSpec("unit_code", ("Mã đơn vị", "Mã công đoàn")),
    ColumnSpec("unit", ("Đơn vị", "Tên đơn vị", "Đơn vị công tác", "Nơi công tác", "Công đoàn cơ sở")),
    ColumnSpec(
        "award",
        ("Hình thức khen thưởng", "Danh hiệu, hình thức khen thưởng", "Danh hiệu thi đua", "Danh hiệu",
         "Hình thức", "Khen thưởng", "Loại khen thưởng"),
        required=True,
    ),
    ColumnSpec(
        "decision_number",
        ("Số quyết định", "Quyết định số", "Số QĐ", "QĐ số", "Số, ngày quyết định", "Quyết định",
         "Quyết định khen thưởng"),
        required=True,
    ),
    ColumnSpec(
        "decided_on",
        ("Ngày quyết định", "Ngày ký", "Ngày QĐ", "Ngày ban hành", "Ngày tháng quyết định", "Ngày ký quyết định"),
        kind="day",
    ),
    ColumnSpec(
        "issuer",
        ("Cơ quan quyết định", "Cơ quan ban hành", "Cấp quyết định", "Cấp khen", "Cấp khen thưởng", "Nơi ban hành"),
    ),
    ColumnSpec("signer", ("Người ký", "Người ký quyết định")),
    ColumnSpec("signer_post", ("Chức vụ người ký",)),
    ColumnSpec("achievement", ("Thành tích", "Tóm tắt thành tích", "Nội dung thành tích", "Lý do khen", "Nội dung khen")),
    ColumnSpec("achievement_year", ("Năm thành tích", "Năm khen", "Thành tích năm", "Năm"), kind="int"),
    ColumnSpec("bonus", ("Tiền thưởng", "Mức thưởng"), kind="money"),
    ColumnSpec("register_no", ("Số vào sổ", "Số vào sổ khen thưởng", "Số sổ", "Số bằng")),
)  # fmt: skip


@dataclass(frozen=True)
class HonorsFile:
    """A list as read: its rows by column key, the digest of the whole file, and what was seen while reading.

    ``kind`` is the kind of holder that the header itself names, empty when it names none.
    """

    name: str
    sha256: str
    sheet: str
    table: Table
    kind: str

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.table.warnings

    @property
    def rows(self) -> list[dict[str, Cell]]:
        return self.table.rows


def read_honors(content: bytes, name: str, *, sheet: str | None = None) -> HonorsFile:
    """Read a list of former honours from a workbook or a text table.

    The sheet that fits best is taken unless one is named. Raises ``UnreadableWorkbook``, in words for the user, for
    a file that is no table, has no such sheet, no header, or a header and nothing under it.
    """
    workbook = open_workbook(content)
    try:
        table = read_table(workbook, COLUMNS, sheet=sheet)
    except KeyError as error:
        names = ", ".join(f"“{one.name}”" for one in workbook.sheets)
        raise UnreadableWorkbook(
            _("Tệp không có trang “%(sheet)s”. Các trang có: %(names)s.") % {"sheet": sheet, "names": names}
        ) from error
    if not table.rows:
        raise UnreadableWorkbook(
            _("Trang “%(sheet)s” có dòng tiêu đề nhưng không có dòng nào bên dưới.")
            % {"sheet": table.sheet.name}
        )
    missing = [spec.labels[0] for spec in COLUMNS if spec.key in table.header.missing]
    if missing:
        raise UnreadableWorkbook(
            _("Bảng thiếu cột bắt buộc: %(columns)s.") % {"columns": ", ".join(f"“{one}”" for one in missing)}
        )
    return HonorsFile(name, hashlib.sha256(content).hexdigest(), table.sheet.name, table, _kind(table))


def cell_findings(file: HonorsFile, reasons: dict[int, dict[str, str]]) -> list[CellFinding]:
    """Reasons by row number and column key, as places in the sheet; a column the sheet lacks is its whole row."""
    columns = file.table.header.columns
    return [
        CellFinding(file.sheet, row, columns.get(key, 0), message)
        for row, by_column in sorted(reasons.items())
        for key, message in by_column.items()
    ]


def _kind(table: Table) -> str:
    """The kind of holder in the words over the column of names: "Tên tập thể" speaks of collectives alone."""
    column = table.header.columns["name"]
    heads = table.sheet.rows(table.header.first_row, table.header.last_row)
    words = fold(" ".join(str(row[column - 1] or "") for row in heads if column <= len(row)))
    is_both = "ca nhan" in words or "ho" in words.split()
    return SubjectKind.COLLECTIVE if "tap the" in words and not is_both else ""
