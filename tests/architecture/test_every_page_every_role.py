"""Every page × every role × inside and outside the unit.

The pages are read from the addresses of the program, so that a new one is tested from the day it exists. One small
country is built once; every request runs in its own savepoint; each test tells all that is wrong in one message.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings

from tests.architecture.pages import ALL, WORKSPACE, Page, address, contents
from tests.architecture.samples import FORMS, KNOWN_TO_ONE, SAME_FOR_ALL, Side
from tests.factories.accounts import make_user
from tests.factories.nominations import AT
from tests.factories.organizations import make_country
from thidua.domain.access import Role

PUBLIC = frozenset({
    "robots", "public_home", "public_procedures", "public_postings", "public_posting", "verification_search", "verification",
    "verification_short", "certificate_image", "certificate_file", "set_language", "switch_language", "demo_accounts", "demo_enter",
    "demo_day", "public_form", "public_procedure", "public_text",
    "public_log", "public_heads", "public_verifier", "public_consistency", "public_checkpoint", "public_tile", "certificate_proof",
    "public_board", "public_data", "public_metadata", "api_page", "api_nothing",
})  # fmt: skip
"""Open to everybody (the demonstration's own answer 404 outside it); sign-in pages are known by where they stand."""
SIGN_IN = ("account_", "mfa_", "usersessions_", "inbox")
EVERYWHERE = frozenset({Role.STANDING_OFFICE, Role.OPERATOR})
"""Roles that are held over the whole country: nothing is outside their scope."""
READ_EVERYWHERE = {
    name: frozenset({Role.INSPECTOR}) for name in ("register_entry", "register_holder", "register_panel")
}
"""The register's own rule: inspectors read all of it, wherever they inspect."""
GARBAGE = ("²", "9" * 30)
"""A digit that is no number, and a number that no column holds."""
WEB = Path(__file__).parents[2] / "src" / "thidua" / "web"


class World:
    """The country, both sides, a signed-in browser of each role, and one of somebody without any."""

    def __init__(self, files: Path) -> None:
        country = make_country()
        self.inside = Side(country, country.phu_tho, country.giay, files)
        self.outside = Side(country, country.bac_ninh, country.bac_ninh_cs, files)
        homes = (country.phu_tho, country.giay)
        self.browsers = {
            role: _browser(
                role, *((role, home) for home in ((country.tld,) if role in EVERYWHERE else homes))
            )
            for role in Role
        }
        self.nobody = _browser("khong-quyen")
        self.visitor = Client(raise_request_exception=False)
        self.inside_of = {page.name: address(page, self.inside) for page in WORKSPACE}
        self.outside_of = {
            page.name: address(page, self.outside)
            for page in WORKSPACE
            if page.arguments and page.name not in SAME_FOR_ALL
        }
        models = apps.get_models(include_auto_created=True)
        self.contents = contents({model._meta.db_table for model in models} - {"django_session"})


def _browser(name: str, *grants: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user(f"{name}@thidua.example", *grants))
    return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back, also after an error of the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


@pytest.fixture
def _django_db_helper() -> None:
    """In place of pytest-django's own, which would begin and end a database session around each test."""


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    from thidua.web.shell import middleware

    class StoppedClock:
        def now(self) -> Any:
            return AT

    files = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(middleware, "clock", StoppedClock)
        patch.setattr(
            logging.getLogger("django.request"), "disabled", True
        )  # refusals are expected by the hundred
        cache.clear()
        with override_settings(CONTENT_ROOT=files, UPLOAD_ROOT=files / "uploads"), undone():
            yield World(files)


@dataclass(frozen=True)
class Answer:
    """What came back; ``why`` tells the error behind a 500."""

    status: int
    headers: Mapping[str, str]
    why: str = ""

    @property
    def is_page(self) -> bool:
        return self.status == 302 or self.headers.get("Content-Type", "").startswith("text/html")


def ask(client: Client, method: str, where: str, data: Mapping[str, Any] | None = None) -> Answer:
    """Ask in a savepoint of its own."""
    try:
        with undone():
            answer = getattr(client, method)(where, data or {})
    except (
        Exception
    ) as error:  # the page of an error can itself fail: the database's transaction is broken by then
        return Answer(500, {}, repr(error)[:200])
    error = getattr(answer, "exc_info", None)
    return Answer(answer.status_code, answer.headers, repr(error[1])[:200] if error else "")


def told(failures: Iterable[str]) -> None:
    found = list(failures)
    if found:
        pytest.fail(f"{len(found)} failures:\n" + "\n".join(found), pytrace=False)


def written() -> dict[str, int]:
    """How many rows of each table this transaction wrote so far, those taken back included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables "
            "where relname <> 'django_session'"
        )
        return dict(cursor.fetchall())


def test_every_page_is_of_the_workspace_or_listed_as_public():
    open_to_all = {page.name for page in ALL if page.roles is None and not page.name.startswith(SIGN_IN)}
    assert open_to_all - PUBLIC == set()
    assert {"organizations", "people", "my_account", "upload_piece"} <= {page.name for page in WORKSPACE}


def test_a_visitor_is_sent_to_sign_in(world):
    def wrong() -> Iterator[str]:
        for page in WORKSPACE:
            for method in ("get", "post"):
                answer = ask(world.visitor, method, world.inside_of[page.name])
                to_sign_in = answer.headers.get("Location", "").startswith("/tai-khoan/login/")
                if not (answer.status == 302 and to_sign_in) and answer.status != 405:
                    yield f"{page.name} {method}: {answer.status}"

    told(wrong())


def test_roles_that_are_not_named_find_nothing_and_change_nothing(world):
    def wrong() -> Iterator[str]:
        for page in WORKSPACE:
            others = {str(r): world.browsers[r] for r in Role if not page.allows(r)} | {
                "nobody": world.nobody
            }
            yield from _closed(world, page, world.inside_of[page.name], others)

    told(wrong())


def test_a_thing_of_the_neighboring_province_does_not_exist_and_stays_as_it_is(world):
    def wrong() -> Iterator[str]:
        for page in WORKSPACE:
            if page.name in world.outside_of:
                wide = EVERYWHERE | READ_EVERYWHERE.get(page.name, frozenset())
                named = {str(r): world.browsers[r] for r in Role if page.allows(r) and r not in wide}
                yield from _closed(world, page, world.outside_of[page.name], named)

    told(wrong())


def _closed(world: World, page: Page, where: str, browsers: Mapping[str, Client]) -> Iterator[str]:
    """What is wrong when none of ``browsers`` may find the page: an answer, or a table that changed."""
    form = FORMS.get(page.name, lambda _side: {})(world.inside)
    with undone():
        before = written()
        for who, client in browsers.items():
            for method in ("get", "post"):
                with transaction.atomic():
                    answer = getattr(client, method)(where, form if method == "post" else {})
                if answer.status_code not in {404, 405}:
                    yield f"{page.name} {method} by {who}: {answer.status_code}"
        touched = [name for name, count in written().items() if count != before.get(name, 0)]
        if touched:
            now = contents(touched)
            yield from (
                f"{page.name} changed {name}" for name in touched if now[name] != world.contents[name]
            )


def test_named_roles_get_their_page_and_no_error(world):
    def wrong() -> Iterator[str]:
        for page in WORKSPACE:
            seen: set[int] = set()
            for place, role in enumerate(role for role in Role if page.allows(role)):
                # an empty form of a third role tells nothing new
                answers = list(_both(world, page, role, with_post=place < 2))
                seen |= {answer.status for _method, answer in answers}
                yield from (
                    f"{page.name} {m} by {role}: {a.status} {a.why}" for m, a in answers if a.status >= 500
                )
                if answers[0][1].status == 200 and not answers[0][1].is_page:
                    break  # a paper takes long to draw and is the same for all who may have it
            if seen <= {404, 405} and page.name not in KNOWN_TO_ONE:
                yield f"{page.name}: nobody can reach it, {sorted(seen)}; mend its sample"

    told(wrong())


def _both(world: World, page: Page, role: Role, *, with_post: bool) -> Iterator[tuple[str, Answer]]:
    where, form = world.inside_of[page.name], FORMS.get(page.name, lambda _side: {})
    yield "get", ask(world.browsers[role], "get", where)
    if with_post:
        yield "post", ask(world.browsers[role], "post", where, form(world.inside))


def test_nothing_that_can_be_typed_breaks_a_page(world):
    fields = _fields()

    def wrong() -> Iterator[str]:
        for page in WORKSPACE:
            role = next(r for r in Role if page.allows(r))
            for junk in GARBAGE:
                for method in ("get", "post"):
                    form = dict.fromkeys(fields, junk)
                    answer = ask(world.browsers[role], method, world.inside_of[page.name], form)
                    if answer.status >= 500:
                        yield f"{page.name} {method} {junk!r} by {role}: {answer.status} {answer.why}"

    told(wrong())


def _fields() -> list[str]:
    """Every name that the pages read from an address or a form, found in their source."""
    source = "".join(path.read_text("utf-8") for path in sorted(WEB.rglob("*.py")))
    read = re.findall(r"\b(?:GET|POST|query|data)(?:\.get(?:list)?\(|\[)\s*\"(\w+)\"", source)
    fields = re.findall(r"^    (\w+) = forms\.\w+\(", source, re.MULTILINE)
    return sorted({*read, *fields})
