"""What most tests stand on."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.factories.accounts import TODAY
from tests.factories.organizations import Country, make_country
from thidua.core.clock import VIETNAM

# An open browser leaves a loop running in the thread of the tests. Django would then give that thread other connections
# than before, so that a file of tests would find its rows or not depending on what ran earlier in its process.
connections._connections = threading.local()  # type: ignore[assignment]  # one connection a thread, loop or none

# The same examples in every run, so that a change fails for what it changed; THIDUA_EXPLORE=1 draws others. How long an
# example takes is the machine's affair.
settings.register_profile(
    "thidua",
    deadline=None,
    derandomize="THIDUA_EXPLORE" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("thidua")

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of all tests of this process: a second one could not be driven beside it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "tools/prepare_test_machine.py installs the browser"
    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def country(db: None) -> Country:
    """A small tree of real organisations."""
    return make_country()


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)


@pytest.fixture
def fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> datetime:
    """The web layer's clock stands at ``now``."""
    from thidua.web.shell import middleware

    class StoppedClock:
        def now(self) -> datetime:
            return now

    monkeypatch.setattr(middleware, "clock", StoppedClock)
    return now


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Let tests that commit empty the tables afterwards: only the guard against truncation goes."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]  # pytest-django's blocker
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'append_only_all'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"drop trigger append_only_all on {table}")


@pytest.fixture(scope="session")
def object_store_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real S3 server, started for the first test that asks for it."""
    from tests.factories.object_store import running_object_store

    with running_object_store(tmp_path_factory.mktemp("seaweed")) as address:
        yield address
