"""What the columns of a list of former honours mean, whatever its author called them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from thidua.core.sheets import ColumnSpec

COLUMNS = (
    ColumnSpec(
        "name",
        ("Họ và tên", "Họ tên", "Tên cá nhân, tập thể", "Cá nhân, tập thể", "Tên tập thể", "Người được khen",
         "Tên người được khen", "Tên cá nhân"),
        required=True,
    ),
    ColumnSpec("kind", ("Loại đối tượng", "Cá nhân/tập thể", "Cá nhân hay tập thể", "Đối tượng khen")),
    ColumnSpec("birth", ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh", "Sinh năm", "Sinh"), kind="day"),
    ColumnSpec("sex", ("Giới tính", "Nam/Nữ", "Giới")),
    ColumnSpec("male", ("Nam", "Năm sinh Nam", "Giới tính Nam", "Ngày sinh Nam")),
    ColumnSpec("female", ("Nữ", "Năm sinh Nữ", "Giới tính Nữ", "Ngày sinh Nữ")),
    ColumnSpec(
        "identity", ("Số định danh", "Số định danh cá nhân", "CCCD", "Số CCCD", "CMND", "Số CMND", "CMND/CCCD")
    ),
    ColumnSpec("post", ("Chức vụ", "Chức danh", "Việc đang làm", "Nghề nghiệp", "Công việc", "Chức vụ, công việc",
                        "Chức vụ, việc làm")),
    ColumnSpec("class", ("Nhóm đối tượng", "Đối tượng", "Nhóm", "Phân loại cán bộ")),
    ColumnSpec("unit_code", ("Mã đơn vị", "Mã công đoàn")),
    ColumnSpec("unit", ("Đơn vị", "Tên đơn vị", "Đơn vị công tác", "Nơi công tác", "Công đoàn cơ sở", "Đơn vị khi đó")),
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
        ("Ngày quyết định", "Ngày ký", "Ngày QĐ", "Ngày ban hành", "Ngày tháng quyết định", "Ngày ký quyết định",
         "Ngày"),
        kind="day",
    ),
    ColumnSpec(
        "issuer",
        ("Cơ quan quyết định", "Cơ quan ban hành", "Cấp quyết định", "Cấp khen", "Cấp khen thưởng", "Nơi ban hành",
         "Nơi quyết định"),
    ),
    ColumnSpec("signer", ("Người ký", "Người ký quyết định")),
    ColumnSpec("signer_post", ("Chức vụ người ký",)),
    ColumnSpec("achievement", ("Thành tích", "Tóm tắt thành tích", "Nội dung thành tích", "Lý do khen", "Nội dung khen")),
    ColumnSpec("achievement_year", ("Năm thành tích", "Năm khen", "Thành tích năm", "Năm"), kind="int"),
    ColumnSpec("bonus", ("Tiền thưởng", "Mức thưởng"), kind="money"),
    ColumnSpec("type", ("Loại hình", "Loại hình khen thưởng")),
    ColumnSpec("status", ("Tình trạng", "Hiệu lực")),
    ColumnSpec("register_no", ("Số vào sổ", "Số vào sổ khen thưởng", "Số sổ", "Số bằng")),
)  # fmt: skip

LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Tên người, tập thể"),
    "kind": gettext_lazy("Cá nhân hay tập thể"),
    "birth": gettext_lazy("Ngày hoặc năm sinh"),
    "sex": gettext_lazy("Giới tính"),
    "male": gettext_lazy("Nam (đánh dấu hoặc năm sinh)"),
    "female": gettext_lazy("Nữ (đánh dấu hoặc năm sinh)"),
    "identity": gettext_lazy("Số định danh"),
    "post": gettext_lazy("Chức vụ, việc làm"),
    "class": gettext_lazy("Nhóm đối tượng"),
    "unit_code": gettext_lazy("Mã đơn vị"),
    "unit": gettext_lazy("Đơn vị"),
    "award": gettext_lazy("Danh hiệu, hình thức"),
    "decision_number": gettext_lazy("Số quyết định"),
    "decided_on": gettext_lazy("Ngày quyết định"),
    "issuer": gettext_lazy("Cơ quan quyết định"),
    "signer": gettext_lazy("Người ký"),
    "signer_post": gettext_lazy("Chức vụ người ký"),
    "achievement": gettext_lazy("Thành tích"),
    "achievement_year": gettext_lazy("Năm thành tích"),
    "bonus": gettext_lazy("Tiền thưởng"),
    "type": gettext_lazy("Loại hình khen thưởng"),
    "status": gettext_lazy("Tình trạng"),
    "register_no": gettext_lazy("Số vào sổ"),
}
"""What each column is called where people choose it."""

GIVEN_ONCE = ("unit", "award", "decision_number", "decided_on", "kind")
"""What may be said once for a whole list instead of in a column of its own."""
