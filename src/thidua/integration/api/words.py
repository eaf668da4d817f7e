"""The words of the OpenAPI document: what each route does, what parameters mean, what can go wrong."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SUMMARIES: dict[str, str | Promise] = {
    "search_register": gettext_lazy("Tìm trong sổ khen thưởng"),
    "register_entry": gettext_lazy("Một dòng sổ và các lần thay đổi"),
    "holder": gettext_lazy("Các lần được khen của một người, tập thể"),
    "verify_number": gettext_lazy("Kiểm tra bằng số vào sổ hoặc số quyết định"),
    "verify_token": gettext_lazy("Kiểm tra bằng mã QR trên bằng"),
    "search_units": gettext_lazy("Tìm đơn vị"),
    "unit": gettext_lazy("Một đơn vị và các đơn vị trực thuộc vào một ngày"),
    "pivot": gettext_lazy("Bảng chéo"),
    "pivot_sdmx_csv": gettext_lazy("Bảng chéo dạng SDMX-CSV"),
    "pivot_sdmx_structure": gettext_lazy("Cấu trúc SDMX của bảng chéo"),
    "forms": gettext_lazy("Các biểu thống kê theo thông tư"),
    "form": gettext_lazy("Một biểu thống kê đã điền"),
    "report_assignments": gettext_lazy("Các đợt báo cáo"),
    "report_assignment": gettext_lazy("Một đợt báo cáo"),
    "report": gettext_lazy("Báo cáo của một đơn vị"),
    "report_snapshot": gettext_lazy("Bản báo cáo như đã gửi"),
}
MEANT: dict[str, str | Promise] = {
    "after": gettext_lazy("Chỗ đọc tiếp: giá trị next của trang trước"),
    "limit": gettext_lazy("Số dòng một trang, nhiều nhất 200"),
    "q": gettext_lazy("Chữ cần tìm, không cần dấu: tên, đơn vị, số vào sổ, số quyết định"),
    "unit": gettext_lazy("Đơn vị và mọi đơn vị bên dưới"),
    "sector": gettext_lazy("Ngành"),
    "on": gettext_lazy("Cơ cấu tổ chức vào ngày này; không ghi là hôm nay"),
    "year": gettext_lazy("Năm quyết định; khi tìm trong sổ còn viết được 2024-2026, 2020-, -2009"),
    "part": gettext_lazy("Một phần của năm: quý q1–q4, nửa năm h1, h2, tháng m1–m12"),
    "rows": gettext_lazy("Hàng của bảng"),
    "columns": gettext_lazy("Cột của bảng"),
    "measure": gettext_lazy("Đếm lượt khen, hay người và tập thể"),
    "structure": gettext_lazy("Theo cơ cấu hiện nay hay khi quyết định"),
    "count": gettext_lazy("Đếm cả số dòng tìm thấy"),
    "since": gettext_lazy("Quyết định từ ngày"),
    "until": gettext_lazy("Quyết định đến hết ngày"),
    "number": gettext_lazy("Số vào sổ hoặc số quyết định"),
    "name": gettext_lazy("Họ tên đầy đủ, cần khi hỏi bằng số quyết định"),
    "register_no": gettext_lazy("Số vào sổ"),
    "award": gettext_lazy("Mã hình thức khen thưởng"),
}
PROBLEMS: dict[int, str | Promise] = {
    401: gettext_lazy("Khóa không dùng được"),
    403: gettext_lazy("Khóa không được đọc mục này"),
    404: gettext_lazy("Không có, hoặc ngoài phạm vi"),
    422: gettext_lazy("Tham số không đúng"),
    429: gettext_lazy("Hỏi quá nhanh"),
}
