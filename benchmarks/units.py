"""Finding a unit while typing, among 120,000 generated units.

``run()`` fills the database it is connected to (which must hold the tables and may hold no units) and answers with
rows of the table of benchmarks; times are milliseconds of ``search_units`` as a page calls it.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import date
from typing import Any

from django.db import connection

UNITS = 120_000
ON = date(2026, 12, 8)
WORDS = [
    "May",
    "Sông",
    "Lô",
    "Giấy",
    "Việt",
    "Trì",
    "Hóa",
    "chất",
    "Lâm",
    "Thao",
    "Xi",
    "măng",
    "Hữu",
    "Nghị",
    "Dệt",
    "Phú",
    "Thọ",
    "Cơ",
    "khí",
    "Thủy",
    "sản",
    "Minh",
    "Hải",
    "Đông",
    "Á",
    "Toàn",
    "Thắng",
    "Bình",
    "Dương",
    "Điện",
    "lực",
    "Cao",
    "su",
    "Dầu",
    "Tiếng",
    "Nhựa",
    "Tiền",
    "Phong",
    "Gạch",
    "Đáp",
    "Cầu",
    "Kính",
    "Bắc",
    "Ninh",
    "Samsung",
    "Sữa",
    "Mộc",
    "Châu",
    "Chè",
]
SHAPES = (
    "Công đoàn Công ty TNHH {}", "Công đoàn Công ty CP {}", "Công đoàn Trường THPT {}", "Nghiệp đoàn {}",
    "Công đoàn Bệnh viện {}",
)  # fmt: skip


def run() -> list[dict[str, Any]]:
    """One row for each kind of text typed: how often, median, 95th percentile, the goal."""
    from thidua.domain.organizations.queries import EVERYWHERE, search_units

    rng = random.Random(7)
    names = _fill(rng)
    rows = []
    for label, texts in _texts(rng, names).items():
        times = []
        for text in texts:
            began = time.perf_counter()
            search_units(text, ON, [EVERYWHERE])
            times.append(1000 * (time.perf_counter() - began))
        rows.append(
            {
                "what": f"unit type-ahead, {label}",
                "count": len(times),
                "median_ms": round(statistics.median(times), 1),
                "p95_ms": round(sorted(times)[int(0.95 * len(times))], 1),
                "goal_ms": 40,
            }
        )
    return rows


def _fill(rng: random.Random) -> list[str]:
    """120,000 units under 34 provinces; every tenth bore another name until 2020."""
    from thidua.core.vietnamese import fold

    names = [
        f"{rng.choice(SHAPES).format(' '.join(rng.choices(WORDS, k=3)))} {n % 997}" for n in range(UNITS)
    ]
    columns = "organization_id, line, during, parent_id, path, name, short_name, folded, kind, province_code, sector"
    with connection.cursor() as cursor:
        with cursor.copy("copy organizations_organization (id, code, position) from stdin") as copy:
            for n in range(UNITS + 35):
                copy.write_row((n + 1, f"U{n:06d}", 100 * (n + 1)))
        with cursor.copy(
            f"copy organizations_placement ({columns}, has_legal_personality) from stdin"
        ) as copy:
            for row in _placements(names):
                copy.write_row((*row[:5], row[5], row[5][:120], fold(row[5]), *row[6:], True))
        cursor.execute("analyze organizations_placement")
        cursor.execute("analyze organizations_organization")
    return names


def _placements(names: list[str]) -> Any:
    since = "[2010-01-01,)"
    yield 1, "union", since, None, "1", "Tổng Liên đoàn Lao động Việt Nam", "TLD", "", "state"
    for province in range(2, 36):
        name = f"Liên đoàn Lao động tỉnh {WORDS[province % len(WORDS)]} {province}"
        yield province, "union", since, 1, f"1.{province}", name, "PROV_FED", f"{province:02d}", "state"
    for n, name in enumerate(names):
        unit, province = n + 36, 2 + n % 34
        path = f"1.{province}.{unit}"
        if n % 10 == 0:
            yield unit, "union", "[2010-01-01,2020-01-01)", province, path, f"{name} cũ", "CDCS", "", "state"
            yield unit, "union", "[2020-01-01,)", province, path, name, "CDCS", "", "state"
        else:
            yield unit, "union", since, province, path, name, "CDCS", "", "state"


def _texts(rng: random.Random, names: list[str]) -> dict[str, list[str]]:
    from thidua.core.vietnamese import fold

    drawn = [fold(name) for name in rng.sample(names, 100)]
    return {
        "a whole name": drawn,
        "being typed": [name[: rng.randint(8, len(name))] for name in drawn],
        "two words, reversed": [" ".join(reversed(name.split()[-3:-1])) for name in drawn],
        "very frequent words": [
            "cong doan",
            "cong",
            "c",
            "cong ty",
            "lien doan",
            "truong thpt",
            "nghiep doan",
        ]
        * 10,
        "a code": [f"U{rng.randrange(UNITS):06d}"[: rng.randint(3, 7)] for _ in range(100)],
        "a former name": [f"{name} cu" for name in drawn],
    }
