"""Finding a unit while its name is typed: the answers of the page over the demonstration and 120,000 more units.

The units are invented, written with COPY into the demonstration's own database, and taken back at the end.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from benchmarks.measuring import Line, line, percentile
from benchmarks.server import prepared_database

UNITS = 120_000
ASKED = 100
GOAL_MS = 40.0
WHO = "tld.thuongtruc"
FIRST = 1_000_000  # ids, codes and positions beyond those of the demonstration
PROVINCES = 34
_WORDS = (
    "May", "Sông", "Lô", "Giấy", "Việt", "Trì", "Hóa", "chất", "Lâm", "Thao", "Xi", "măng", "Hữu", "Nghị",
    "Dệt", "Phú", "Thọ", "Cơ", "khí", "Thủy", "sản", "Minh", "Hải", "Đông", "Á", "Toàn", "Thắng", "Bình",
    "Dương", "Điện", "lực", "Cao", "su", "Dầu", "Tiếng", "Nhựa", "Tiền", "Phong", "Gạch", "Đáp", "Cầu",
    "Kính", "Bắc", "Ninh", "Sữa", "Mộc", "Châu", "Chè",
)  # fmt: skip
_SHAPES = (
    "Công đoàn Công ty TNHH {}", "Công đoàn Công ty CP {}", "Công đoàn Trường THPT {}", "Nghiệp đoàn {}",
    "Công đoàn Bệnh viện {}",
)  # fmt: skip
_FREQUENT = ("cong doan", "cong", "c", "cong ty", "lien doan", "truong thpt", "nghiep doan")
_COLUMNS = (
    "organization_id, line, during, parent_id, path, name, short_name, folded, kind, province_code, sector"
)


def run() -> list[Line]:
    """Measure each kind of text as it is typed: server time of the page, the 95th percentile."""
    with prepared_database():
        from django.db import transaction

        with transaction.atomic():
            draw, started = random.Random(7), time.perf_counter()
            names = _fill(draw)
            seconds = time.perf_counter() - started
            lines = _measured(_texts(draw, names), seconds)
            transaction.set_rollback(True)
        _clean()
    return lines


def _measured(texts: dict[str, list[str]], set_up_seconds: float) -> list[Line]:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from thidua.domain.accounts.models import User

    client, address = Client(headers={"host": "localhost"}), reverse("units_typeahead")
    user = User.objects.get(email__startswith=f"{WHO}@")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get(address, {"q": "a"})  # the first answer also learns the tree
    lines = []
    for kind, asked in texts.items():
        times = [_milliseconds(client.get(address, {"q": text})) for text in asked]
        lines.append(
            line(
                f"type-ahead among {UNITS:,} more units, {kind}, p95", percentile(times, 0.95), "ms", GOAL_MS,
                p50=percentile(times, 0.5), asked=len(times), set_up_s=set_up_seconds,
            )
        )  # fmt: skip
    return lines


def _milliseconds(response: Any) -> float:
    if response.status_code != 200:
        raise RuntimeError(f"the page answers {response.status_code}")
    told: str = response.headers["Server-Timing"]
    return float(told.partition("app;dur=")[2].partition(",")[0])


def _fill(draw: random.Random) -> list[str]:
    """Write 120,000 units under 34 invented provinces; every tenth bore another name until 2020."""
    from django.db import connection

    names = [
        f"{draw.choice(_SHAPES).format(' '.join(draw.choices(_WORDS, k=3)))} {n % 997}" for n in range(UNITS)
    ]
    with connection.cursor() as cursor:
        cursor.execute("select organization_id from organizations_placement where kind = 'TLD' limit 1")
        top = int(cursor.fetchone()[0])
        _copy(cursor, "organizations_organization (id, code, position)", _identities())
        _copy(cursor, f"organizations_placement ({_COLUMNS}, has_legal_personality)", _placements(names, top))
        cursor.execute("update organizations_structureversion set number = number + 1")
        cursor.execute("analyze organizations_placement, organizations_organization")
    return names


def _copy(cursor: Any, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(f"copy {table} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _identities() -> Iterator[tuple[Any, ...]]:
    for n in range(FIRST, FIRST + PROVINCES + UNITS):
        yield n, f"U{n}", 1000 * n


def _named(name: str, kind: str) -> tuple[Any, ...]:
    from thidua.core.vietnamese import fold

    return name, name[:120], fold(name), kind, "", "state", True


def _placements(names: list[str], top: int) -> Iterator[tuple[Any, ...]]:
    for n in range(PROVINCES):
        name = f"Liên đoàn Lao động tỉnh {_WORDS[n % len(_WORDS)]} {n}"
        yield FIRST + n, "union", "[2010-01-01,)", top, f"{top}.{FIRST + n}", *_named(name, "PROV_FED")
    for n, name in enumerate(names):
        unit, above = FIRST + PROVINCES + n, FIRST + n % PROVINCES
        path, since = f"{top}.{above}.{unit}", "[2010-01-01,)"
        if n % 10 == 0:
            yield unit, "union", "[2010-01-01,2020-01-01)", above, path, *_named(f"{name} cũ", "CDCS")
            since = "[2020-01-01,)"
        yield unit, "union", since, above, path, *_named(name, "CDCS")


def _clean() -> None:
    """Throw away what the undone rows left behind; the demonstration may be kept for the next run."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze organizations_placement, organizations_organization")


def _texts(draw: random.Random, names: list[str]) -> dict[str, list[str]]:
    from thidua.core.vietnamese import fold

    drawn = [fold(name) for name in draw.sample(names[::10], ASKED)]
    return {
        "a whole name": drawn,
        "being typed": [name[: draw.randint(8, len(name))] for name in drawn],
        "two words, reversed": [" ".join(reversed(name.split()[-3:-1])) for name in drawn],
        "very frequent words": list(islice(cycle(_FREQUENT), ASKED)),
        "a code": [f"U{draw.randrange(FIRST, FIRST + UNITS)}"[: draw.randint(3, 8)] for _ in range(ASKED)],
        "a former name": [f"{name} cu" for name in drawn],
    }
