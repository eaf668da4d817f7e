"""Certificates per second, in lots of 500 and singly: median of three runs, and the memory the process took.

Each certificate has its own name, number and QR code. Goals: 250 per second in lots, 120 singly.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice

from benchmarks.measuring import Line, line, timed, use_plain_settings
from thidua.core.typesetting.official import Signature
from thidua.domain.decisions.documents.certificate import (
    Certificate,
    certificate_pdf,
    certificates_pdfs,
)

AT = datetime(2026, 12, 8, 8, 0, tzinfo=UTC)
RUNS = 3
IN_LOTS = 500
SINGLY = 100


def run() -> list[Line]:
    """Measure certificates made one by one, as they are signed, and in lots, as they are printed."""
    use_plain_settings()
    certificate_pdf(_certificate(-1), final=True, at=AT)  # the first page also starts the compiler
    return [
        _measure("singly", SINGLY, 120, _singly),
        _measure("in lots of 500", IN_LOTS, 250, _in_lots),
    ]


def _measure(way: str, count: int, goal: int, work: Callable[[list[Certificate]], int]) -> Line:
    fresh = iter([_certificate(number) for number in range(RUNS * count)])
    size = 0

    def run_once() -> None:
        nonlocal size
        size = work(list(islice(fresh, count)))

    times = timed(run_once, RUNS)
    return line(
        way,
        count / times.median,
        "certificates/s",
        goal,
        more_is_better=True,
        best=count / times.best,
        per_cpu_second=count / times.cpu_median,
        kb_each=size / count / 1024,
        mb_memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def _singly(certificates: list[Certificate]) -> int:
    return sum(len(certificate_pdf(c, final=True, at=AT)) for c in certificates)


def _in_lots(certificates: list[Certificate]) -> int:
    return sum(len(pdf) for pdf in certificates_pdfs(certificates, final=True, at=AT))


_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng")
_MIDDLE = ("Thị Thanh", "Văn", "Đức", "Ngọc", "Thị", "Minh", "Quang", "Thị Hồng")
_GIVEN = ("Hường", "Tuấn", "Thảo", "Dũng", "Ánh", "Khuê", "Phượng", "Nghĩa", "Vỹ", "Ẩn", "Lữ")


def _certificate(i: int) -> Certificate:
    name = f"{_FAMILY[i % 7]} {_MIDDLE[i % 8]} {_GIVEN[i % 11]}"
    register_number = f"PT-25-{i % 100_000:05d}"
    return Certificate(
        parent="TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM",
        issuer="LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
        deciding_body="BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
        title="BẰNG KHEN",
        honorific=("Bà", "Ông")[i % 2],
        name=name,
        post=f"Công nhân tổ {i % 37 + 1}, Công ty Cổ phần Giấy Việt Trì",
        achievement="Đã có thành tích xuất sắc trong phong trào thi đua “Lao động giỏi – Lao động sáng tạo” "
        "và xây dựng tổ chức Công đoàn năm 2025",
        place="Phú Thọ",
        signed_on=date(2025, 12, 19),
        signature=Signature(("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"), "Đàm Vĩnh Khoa"),
        decision_number=1182,
        decision_symbol="QĐ-LĐLĐ",
        decided_on=date(2025, 12, 19),
        register_number=register_number,
        verify_url=f"https://xacthuc.example/{register_number}/K7Q2M9XD",
    )
