"""Pages of the real server over the whole demonstration: server time, queries, size, and requests per second.

Times are those the server itself tells in ``Server-Timing``: without the network, with the database. Each page is
asked for one after another on one connection; the crowd of eight comes afterwards.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from statistics import median

import brotli

from benchmarks.crowd import CLIENTS, requests_per_second
from benchmarks.measuring import Line, line, percentile, skipped
from benchmarks.server import Answer, Client, demonstration

WARM_UP = 6  # both workers must have compiled the templates
ASKED = 60
ROUNDS = 3
MOST_QUERIES = 15
MOST_KB = 30
PAGE_MS, GRID_MS = 40.0, 80.0
CROWD_SECONDS = 5
CROWD_GOAL = 300.0
GRID_ROWS = 300
OFFICER, STANDING, WRITER = "phutho.canbo", "tld.thuongtruc", "supe.canbo"


class NotThere(Exception):
    """The demonstration has no row that the page could show."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One page: the account that asks, and how its address is found once the demonstration stands."""

    name: str
    login: str
    address: Callable[[], str]
    goal: float = PAGE_MS


def run() -> list[Line]:
    """Make the demonstration, serve it and measure every page, then the crowds."""
    with demonstration() as port:
        clients = {login: Client(port, login) for login in {page.login for page in PAGES}}
        lines = [found for page in PAGES for found in _page(page, clients[page.login])]
        return lines + [_crowd(page, clients[page.login], port) for page in PAGES if page.name in CROWDED]


def _page(page: Asked, client: Client) -> Iterator[Line]:
    from django.urls import NoReverseMatch

    try:
        path = page.address()
    except NoReverseMatch:
        yield skipped(page.name, "there is no such page yet")
        return
    except NotThere as reason:
        yield skipped(page.name, str(reason))
        return
    for _ in range(WARM_UP):
        answer = client.get(path)
    if answer.status != 200:
        yield skipped(page.name, f"{path} answers {answer.status}")
        return
    yield from _lines(page, [[client.get(path) for _ in range(ASKED)] for _ in range(ROUNDS)])


def _lines(page: Asked, rounds: list[list[Answer]]) -> Iterator[Line]:
    answers = [answer for asked in rounds for answer in asked]
    p95 = median(percentile([answer.app_ms for answer in asked], 0.95) for asked in rounds)
    yield line(
        f"{page.name}, server time p95", p95, "ms", page.goal,
        p50=median(answer.app_ms for answer in answers),
        cpu_p50=median(answer.cpu_ms for answer in answers),
    )  # fmt: skip
    yield line(f"{page.name}, queries", max(answer.queries for answer in answers), "", MOST_QUERIES)
    yield line(
        f"{page.name}, compressed",
        _packed(answers[0]) / 1024,
        "KB",
        MOST_KB,
        sent=len(answers[0].body) // 1024,
    )


def _packed(answer: Answer) -> int:
    """The size as sent when the server packs, else the size a proxy would make of it."""
    if answer.encoding:
        return len(answer.body)
    return min(len(brotli.compress(answer.body, quality=5)), len(gzip.compress(answer.body, 6)))


def _crowd(page: Asked, client: Client, port: int) -> Line:
    try:
        rate, by = requests_per_second(port, page.address(), client.cookie, seconds=CROWD_SECONDS)
    except RuntimeError as error:
        return skipped(f"{page.name}, {CLIENTS} clients", str(error))
    return line(
        f"{page.name}, {CLIENTS} clients", rate, "requests/s", CROWD_GOAL, more_is_better=True, client=by
    )


def _named(name: str, query: str = "") -> Callable[[], str]:
    def address() -> str:
        from django.urls import reverse

        return reverse(name) + query

    return address


def _long_submission() -> str:
    """The largest draft of a grassroots union, with invented rows typed in until it has 300."""
    from django.urls import reverse

    from thidua.core.clock import VIETNAM
    from thidua.domain.accounts.acting import actor_for
    from thidua.domain.accounts.models import User
    from thidua.domain.nominations.actions.grid import RowEdit, save_rows
    from thidua.domain.nominations.models import Submission
    from thidua.operations.demo.people import TODAY

    writer = actor_for(User.objects.get(email__startswith=f"{WRITER}@"), TODAY)
    unit = writer.unit.id if writer.unit else 0
    draft = Submission.objects.filter(organization=unit, state="draft").order_by("pk").last()
    first = draft.nominations.order_by("rank").first() if draft else None
    if draft is None or first is None:
        raise NotThere("the demonstration has no draft that could grow to 300 rows")
    cells = {"award_code": first.award_code, "achievement": first.achievement}
    rows = [
        RowEdit(cells | {"name": _name(number), "birth": str(1970 + number % 30)}, key=f"bench-{number}")
        for number in range(GRID_ROWS - draft.nominations.count())
    ]
    at = datetime.combine(TODAY, time(9), VIETNAM)
    if rows:
        save_rows(submission_id=draft.pk, rows=rows, expected_revision=draft.revision, actor=writer, at=at)
    return reverse("submission", args=[draft.pk])


def _name(number: int) -> str:
    family, middle, given = (
        ("Nguyễn", "Trần", "Lê", "Phạm"),
        ("Văn", "Thị", "Đức"),
        ("Hường", "Tuấn", "Thảo", "Dũng"),
    )
    return f"{family[number % 4]} {middle[number % 3]} {given[number // 4 % 4]}"


def _nomination() -> str:
    from django.urls import reverse

    from thidua.domain.accounts.acting import actor_for
    from thidua.domain.accounts.models import User
    from thidua.domain.nominations.queries.submissions import visible_nominations
    from thidua.operations.demo.people import TODAY

    user = User.objects.get(email__startswith=f"{OFFICER}@")
    found = visible_nominations(actor_for(user, TODAY)).order_by("pk").first()
    if found is None:
        raise NotThere("the demonstration has no nomination")
    return reverse("nomination", args=[found.pk])


PAGES = (
    Asked("inbox", OFFICER, _named("inbox")),
    Asked("nominations", OFFICER, _named("nominations")),
    Asked("one nomination", OFFICER, _nomination),
    Asked(f"submission of {GRID_ROWS}", WRITER, _long_submission, GRID_MS),
    Asked("register", STANDING, _named("register")),
    Asked("register search", STANDING, _named("register", "?q=nguyen+thi+phu+tho")),
    Asked("register search in a province", OFFICER, _named("register", "?q=bang+khen+2024")),
    Asked("pivot", STANDING, _named("statistics")),
    Asked("unit type-ahead", STANDING, _named("units_typeahead", "?q=cong+doan+giay")),
    Asked("search everything", STANDING, _named("search", "?q=giay")),
    Asked("movements", OFFICER, _named("movements")),
    Asked("councils", OFFICER, _named("councils")),
    Asked("decisions", OFFICER, _named("decisions")),
    Asked("organizations", STANDING, _named("organizations")),
    Asked("law", OFFICER, _named("law")),
    Asked("history", STANDING, _named("history")),
)
CROWDED = frozenset({"inbox", "register", "decisions", "councils"})
