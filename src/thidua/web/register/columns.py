"""The columns a list of the register can show, on the page and in the files people take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.sheets import Column
from thidua.core.sheets.writing import Kind
from thidua.domain.people.states import PositionClass, Sex, SubjectKind
from thidua.domain.register.awards import award_label
from thidua.domain.register.queries.lines import Line
from thidua.domain.register.states import CommendationType


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: its head, its value in a file, and its width there in characters."""

    label: str | Promise
    value: Callable[[Line], Any]
    width: float = 16
    kind: Kind = "text"
    right: bool = False


def _choice(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""


def class_label(line: Line) -> str:
    """The group of the holder: direct, indirect, leading; or what kind of holder it is."""
    if line.holder_kind != SubjectKind.PERSON:
        return _choice(SubjectKind, line.holder_kind)
    return _choice(PositionClass, line.position_class)


COLUMNS: dict[str, Shown] = {
    "ten": Shown(gettext_lazy("Họ và tên"), lambda line: line.holder_name, 28),
    "sinh": Shown(gettext_lazy("Sinh"), lambda line: line.birth_year, 8, "int"),
    "don_vi": Shown(gettext_lazy("Đơn vị khi đó"), lambda line: line.unit_name, 40),
    "hinh_thuc": Shown(gettext_lazy("Hình thức"), lambda line: award_label(line.award_code).name, 36),
    "quyet_dinh": Shown(gettext_lazy("Quyết định"), lambda line: line.decision_number, 20),
    "ngay": Shown(gettext_lazy("Ngày"), lambda line: line.decided_on, 12, "day", right=True),
    "so": Shown(gettext_lazy("Số vào sổ"), lambda line: line.register_no, 16),
    "chuc_vu": Shown(gettext_lazy("Chức vụ, việc làm"), lambda line: line.post, 28),
    "nhom": Shown(gettext_lazy("Đối tượng"), class_label, 16),
    "gioi": Shown(gettext_lazy("Giới"), lambda line: _choice(Sex, line.sex), 8),
    "loai": Shown(
        gettext_lazy("Loại hình"), lambda line: _choice(CommendationType, line.commendation_type), 20
    ),
    "cap": Shown(gettext_lazy("Nơi quyết định"), lambda line: line.issuer_name, 40),
    "nguoi_ky": Shown(gettext_lazy("Người ký"), lambda line: line.signer, 24),
    "thanh_tich": Shown(gettext_lazy("Thành tích"), lambda line: line.achievement, 60),
}
DEFAULT = ("ten", "sinh", "don_vi", "hinh_thuc", "quyet_dinh", "ngay")


def status_label(line: Line) -> str:
    return _("Đã hủy, thu hồi") if line.is_annulled else _("Còn hiệu lực")


def sheet_columns(names: tuple[str, ...]) -> list[Column]:
    """The columns of a spreadsheet; the standing of the line always comes last."""
    made = [Column(name, str(COLUMNS[name].label), COLUMNS[name].width, COLUMNS[name].kind) for name in names]
    return [*made, Column("tinh_trang", _("Tình trạng"), 16)]


def sheet_values(lines: list[Line], names: tuple[str, ...]) -> dict[str, list[Any]]:
    """The values of ``sheet_columns`` by column."""
    values = {name: [COLUMNS[name].value(line) for line in lines] for name in names}
    return {**values, "tinh_trang": [status_label(line) for line in lines]}
