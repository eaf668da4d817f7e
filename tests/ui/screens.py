"""Five of the product's screens rebuilt from the macros with invented people. ``python -m tests.ui.screens PORT``."""

from __future__ import annotations

import datetime as dt
import sys
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from markupsafe import Markup

from thidua.ui import gallery

HERE = Path(__file__).parent / "screens"
MENU = [
    ("viec", "Việc của tôi", "inbox", 27, ""), ("phong-trao", "Phong trào", "flag", 6, ""),
    ("dien-hinh", "Điển hình", "star", 0, ""), ("de-nghi", "Đề nghị khen thưởng", "certificate", 412, ""),
    ("hoi-dong", "Hội đồng", "users-group", 1, ""), ("quyet-dinh", "Quyết định", "writing-sign", 9, ""),
    ("so", "Sổ khen thưởng", "book-2", 0, ""), ("thong-ke", "Thống kê, báo cáo", "chart-bar", 3, "b"),
    ("giam-sat", "Giám sát", "eye-search", 2, "b"), ("to-chuc", "Tổ chức và con người", "hierarchy-2", 0, "b"),
    ("quy-dinh", "Quy định", "scale", 0, "b"),
]  # fmt: skip
SHORT = {"viec": "Việc", "de-nghi": "Đề nghị", "phong-trao": "Phong trào"}


def menu(active: str) -> list[dict[str, Any]]:
    return [
        {"key": key, "label": label, "short": SHORT.get(key, label), "url": f"/{key}/", "icon": icon, "count": count,
         "active": key == active, "group": group, "phone": 1 + list(SHORT).index(key) if key in SHORT else 0, "go_key": key[0]}
        for key, label, icon, count, group in MENU
    ]  # fmt: skip


def shell(active: str, **more: Any) -> dict[str, Any]:
    return {
        "nav": menu(active), "unit": {"name": "LĐLĐ tỉnh Phú Thọ", "url": "#"}, "actor_name": "Nguyễn Hà",
        "actor_initials": "NH", "unread": 2, "today": dt.date(2026, 12, 8), "is_demo": False,
        "data_note": "Dữ liệu đến 14:02, 08/12/2026",
        "urls": {"camera": "#", "palette": "/tim/", "search": "/tim/", "logout": "/ra/", "language": "/en/"},
    } | more  # fmt: skip


def row(  # noqa: PLR0917 - the columns of a row, in their order
    when: str, soon: str, icon: str, title: str, note: str, sort: str, act: str
) -> dict[str, str]:
    return {"when": when, "soon": soon, "icon": icon, "title": title, "note": note, "sort": sort, "act": act}


INBOX = shell(
    "viec",
    breadcrumbs=[("Tổng LĐLĐ Việt Nam", "#"), ("LĐLĐ tỉnh Phú Thọ", "#"), ("Ban Công tác công đoàn", "")],
    state_line=Markup(
        'Thứ Ba, 08/12/2026 — <b class="late">3 việc quá hạn</b>, 9 việc đến hạn trong tuần, 15 việc sau đó'
    ),
    figures=[
        {"what": "Quá hạn", "value": "3", "then": "lâu nhất 4 ngày", "unit": "", "url": "#", "late": True},
        {
            "what": "Chờ tôi thẩm định",
            "value": "33",
            "then": "của đợt năm 2026",
            "unit": "",
            "url": "#",
            "late": False,
        },
        {
            "what": "Đang chờ nơi khác",
            "value": "14",
            "then": "2 nơi đã quá ngày hẹn",
            "unit": "",
            "url": "#",
            "late": False,
        },
        {
            "what": "Thời gian tôi xử lý",
            "value": "2,4",
            "then": "trung vị; chuẩn công bố 3 ngày",
            "unit": "ngày",
            "url": "",
            "late": False,
        },
        {
            "what": "Đúng hạn năm 2026",
            "value": "94,1",
            "then": "512 trên 544 việc",
            "unit": "%",
            "url": "",
            "late": False,
        },
    ],
    overdue=[
        row(
            "04/12",
            "trễ 4 ngày",
            "message-report",
            "Trả lời ý kiến về danh sách công khai Bằng khen năm 2026",
            "Người gửi đã được bảo vệ danh tính · liên quan 1 hồ sơ, đang tạm giữ",
            "Khiếu nại",
            "Trả lời",
        ),
        row(
            "05/12",
            "trễ 3 ngày",
            "file-alert",
            "Nguyễn Thị Hường — Bằng khen Tổng Liên đoàn",
            "Công đoàn Công ty CP Giấy Việt Trì · đã bổ sung 02/12",
            "Bổ sung",
            "Xem phần đã sửa",
        ),
        row(
            "07/12",
            "trễ 1 ngày",
            "building-bank",
            "Xin ý kiến Sở Nội vụ về 6 tập thể đề nghị Cờ thi đua",
            "Tờ trình 118/TTr-LĐLĐ · còn thiếu xác nhận nghĩa vụ thuế của 1 đơn vị",
            "Hiệp y",
            "Gửi công văn",
        ),
    ],
    week=[
        row(
            "08/12",
            "hôm nay",
            "file-search",
            "24 người — Công đoàn Công ty CP Supe Lâm Thao",
            "Tờ trình 31/TTr-CĐCS · 21 đủ điều kiện, 2 cần người xem, 1 chưa đủ",
            "Tờ trình",
            "Thẩm định",
        ),
        row(
            "08/12",
            "trước 16:00",
            "bolt",
            "Tổ bảo trì lò hơi số 2 cứu 4 công nhân — Giấy khen đột xuất",
            "Công đoàn Công ty CP Giấy Việt Trì · nhận 08:12 hôm nay, hạn 24 giờ",
            "Đột xuất",
            "Thẩm định",
        ),
        row(
            "09/12",
            "còn 1 ngày",
            "speakerphone",
            "Danh sách Bằng khen LĐLĐ tỉnh năm 2026 hết hạn lấy ý kiến",
            "186 người, 41 tập thể · 3 ý kiến, 2 đã trả lời",
            "Công khai",
            "Kết thúc công khai",
        ),
        row(
            "10/12",
            "còn 2 ngày",
            "users-group",
            "Tài liệu phiên họp Hội đồng TĐKT tỉnh ngày 14/12",
            "12 nội dung · 2 nội dung chưa có bản tóm tắt",
            "Hội đồng",
            "Hoàn thiện",
        ),
        row(
            "11/12",
            "còn 3 ngày",
            "file-search",
            "17 người, 2 tập thể — CĐ Công ty Piaggio Việt Nam",
            "Tờ trình 09/TTr-CĐCS · kiểm tự động xong, 0 thiếu sót",
            "Tờ trình",
            "Thẩm định",
        ),
        row(
            "11/12",
            "còn 3 ngày",
            "lifebuoy",
            "CĐ phường Thanh Miếu: thiếu số liệu lao động nữ",
            "Chuyển lên từ cơ sở 07/12 · phải công bố câu trả lời",
            "Khó khăn",
            "Trả lời",
        ),
    ],
    rounds=[
        ("Khen thưởng năm 2026", "15/12", 318 / 441, "318/441 công đoàn đã trình", "còn 7 ngày"),
        ("Báo cáo thống kê năm gửi Tổng LĐ", "15/12", 0.4, "2/5 biểu đã duyệt", "còn 7 ngày"),
        ("Bằng Lao động sáng tạo, đợt 2", "20/12", 58 / 64, "58/64 hồ sơ đã thẩm định", "còn 12 ngày"),
    ],
    sent=[
        (
            "Bằng khen Tổng LĐ — 22 hồ sơ",
            "gửi 20/11",
            ["on", "on", "half", "off", "off"],
            "Ban Công tác công đoàn TLĐ · hẹn 18/12",
            False,
        ),
        (
            "Cờ thi đua toàn diện — 3 tập thể",
            "gửi 12/11",
            ["on", "on", "on", "half", "off"],
            "Đã xét tại Hội đồng · chờ ký, hẹn 11/12",
            False,
        ),
        (
            "Hiệp y 14 hồ sơ, Đảng ủy UBND tỉnh",
            "gửi 23/11",
            ["on", "half", "off", "off", "off"],
            "Quá ngày hẹn 03/12 · đã nhắc 1 lần",
            True,
        ),
        (
            "Kỷ niệm chương — trả lại 2 hồ sơ",
            "gửi 05/12",
            ["on", "half", "off", "off", "off"],
            "CĐ Công ty Thủy điện Hòa Bình · đang sửa",
            False,
        ),
    ],
)
PHONE = shell(
    "viec",
    unit={"name": "Công ty CP Giấy Việt Trì", "kind": "Công đoàn cơ sở", "url": "#"},
    state_line=Markup('<b class="late">1 việc quá hạn</b> · 2 việc trong tuần'),
)
DOSSIER = shell(
    "de-nghi",
    breadcrumbs=[
        ("LĐLĐ tỉnh Phú Thọ", "#"),
        ("Công đoàn Công ty CP Giấy Việt Trì", "#"),
        ("Tờ trình 12/TTr-CĐCS", ""),
    ],
    sentence=Markup(
        "<mark>Đã có thành tích xuất sắc trong phong trào “Lao động giỏi – Lao động sáng tạo” giai đoạn 2025–2026, góp phần giảm giấy đứt, tiết kiệm nguyên liệu tại máy xeo 3.</mark>"
    ),
    steps=[
        {"name": "Tổ Xeo 3", "note": "12/09 · 28 trên 28 đồng ý", "state": "done"},
        {"name": "Công đoàn cơ sở", "note": "18/09 · 11 trên 11 đồng ý", "state": "done"},
        {"name": "LĐLĐ tỉnh Phú Thọ", "note": "Bạn thẩm định · hạn 05/12", "state": "current"},
        {"name": "Hội đồng TĐKT tỉnh", "note": "Họp 14/12", "state": "next"},
        {"name": "Tổng Liên đoàn", "note": "Dự kiến 18/01/2027", "state": "later"},
    ],
    years=[
        ("2026", "Hoàn thành xuất sắc", "Lao động tiên tiến", "4.118 tấn", "112 %", "1,9 %"),
        ("2025", "Hoàn thành xuất sắc", "Lao động tiên tiến", "3.967 tấn", "109 %", "2,6 %"),
        ("2024", "Hoàn thành xuất sắc", "CSTĐ cơ sở", "3.720 tấn", "104 %", "3,4 %"),
    ],
    former=[
        {
            "year": 2021,
            "name": "Giấy khen CĐ Công Thương",
            "note": "QĐ 41/QĐ-CĐCT, 22/12/2021",
            "letter": True,
            "url": "",
        },
        {
            "year": 2023,
            "name": "Chiến sĩ thi đua cơ sở",
            "note": "QĐ 88/QĐ-GVT, 09/01/2024",
            "letter": False,
            "url": "",
        },
        {
            "year": 2024,
            "name": "Chiến sĩ thi đua cơ sở",
            "note": "QĐ 96/QĐ-GVT, 10/01/2025",
            "letter": False,
            "url": "",
        },
        {
            "year": 2025,
            "name": "Bằng khen LĐLĐ tỉnh Phú Thọ",
            "note": "QĐ 1182/QĐ-LĐLĐ, 19/12/2025",
            "letter": False,
            "url": "",
        },
    ],
    findings=[
        (
            "failed",
            "Tờ trình có chữ ký người đứng đầu",
            "Có bản tờ trình, chưa có chữ ký số của Chủ tịch CĐCS",
            "NĐ 152/2025, thành phần hồ sơ",
        ),
        (
            "needs_person",
            "2 sáng kiến cấp cơ sở, chưa dùng để xét CSTĐ cơ sở",
            "2 sáng kiến; sáng kiến 2024 có trong hồ sơ CSTĐ cơ sở 2024",
            "Luật 2022, Điều 74 khoản 1 điểm d",
        ),
        (
            "done",
            "2 năm liên tục hoàn thành xuất sắc",
            "2025, 2026: hoàn thành xuất sắc nhiệm vụ",
            "Luật 2022, Điều 74 khoản 1 điểm d",
        ),
        (
            "done",
            "Không trùng khen cùng thành tích",
            "0 quyết định trong 20.184.306 dòng sổ",
            "Luật 2022, Điều 5",
        ),
        (
            "done",
            "Không đang bị kỷ luật, tố cáo",
            "Sổ kỷ luật và đơn thư, đến 14:02 hôm nay",
            "Quy chế khen thưởng 999/QĐ-TLĐ",
        ),
        ("pending", "Công khai đủ 10 ngày làm việc", "Ngày thứ 9 trong 10, hết hạn 09/12 · 0 ý kiến", ""),
    ],
)
REGISTER = shell(
    "so",
    facet_groups=[
        ("Hình thức", [("a", "Bằng khen TLĐ", 38, False), ("b", "Bằng khen tỉnh", 164, False), ("c", "Bằng LĐ sáng tạo", 57, False), ("d", "CSTĐ cơ sở", 302, False), ("e", "Kỷ niệm chương", 61, False), ("g", "Giấy khen", 662, False)]),
        ("Năm quyết định", [("a", "2024 – 2026", 318, False), ("b", "2019 – 2023", 521, False), ("c", "2010 – 2018", 445, False)]),
        ("Tình trạng", [("a", "Còn hiệu lực", 1281, True), ("b", "Đã hủy, thu hồi", 3, True)]),
    ],
    rows=[
        ("Nguyễn Thị Hường", 1988, "Công ty CP Giấy Việt Trì", "Bằng khen LĐLĐ tỉnh", "", "1182/QĐ-LĐLĐ", "19/12/2025"),
        ("Nguyễn Thị Hường", 1988, "Công ty CP Giấy Việt Trì", "CSTĐ cơ sở", "", "96/QĐ-GVT", "10/01/2025"),
        ("Nguyễn Thị Hường", 1988, "Công ty CP Giấy Việt Trì", "Giấy khen", "letter", "41/QĐ-CĐCT", "22/12/2021"),
        ("Nguyễn Thị Hương", 1979, "TCT Giấy Việt Nam", "Bằng Lao động sáng tạo", "", "905/QĐ-TLĐ", "24/06/2022"),
        ("Nguyễn Thị Thu Hường", 1984, "Nhà máy Giấy Bãi Bằng", "Bằng khen LĐLĐ tỉnh", "revoked", "1022/QĐ-LĐLĐ", "20/12/2019"),
    ],
    events=[
        {"when": "12/2026", "what": "Bằng khen Tổng Liên đoàn", "note": "đang thẩm định tại LĐLĐ tỉnh, chưa vào sổ", "kind": "open", "url": ""},
        {"when": "12/2025", "what": "Bằng khen LĐLĐ tỉnh Phú Thọ", "note": "Giảm giấy đứt, tiết kiệm nguyên liệu máy xeo 3", "kind": "honor", "url": ""},
        {"when": "01/2025", "what": "Chiến sĩ thi đua cơ sở", "note": "năm công tác 2024", "kind": "honor", "url": ""},
        {"when": "12/2021", "what": "Giấy khen CĐ Công Thương", "note": "đơn vị quyết định đã kết thúc 01/07/2025", "kind": "letter", "url": ""},
    ],
)  # fmt: skip
SCREENS = {"inbox": INBOX, "phone": PHONE, "dossier": DOSSIER, "register": REGISTER, "verify": {}}


def screen(name: str) -> str:
    """Render one screen; a variable that a template expects and nobody gives is an error."""
    from thidua.ui.ornament import sun_drum_svg

    made = gallery.make_environment(HERE, undefined=StrictUndefined)
    more = {"site_title": "Xác thực khen thưởng", "drum": sun_drum_svg(96),
            "public_nav": [("Cổng công khai", "#"), ("Danh sách đang lấy ý kiến", "#"), ("Thủ tục", "#")],
            "urls": {"language": "/en/"}} if name == "verify" else {}  # fmt: skip
    return made.get_template(f"{name}.html").render(SCREENS[name] | more)


if __name__ == "__main__":
    gallery.prepare()
    pages = {f"/{name}": (lambda name=name: screen(name)) for name in SCREENS} | {"/": gallery.gallery}
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), gallery.handler(pages)).serve_forever()
