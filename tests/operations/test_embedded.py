"""The database of our own while another process still stops it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import psycopg
import pytest

from thidua.operations import embedded
from thidua.operations.embedded import OWNER, DatabaseTrouble, EmbeddedDatabase


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedDatabase]:
    folder = tmp_path_factory.mktemp("own")
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o755)
    made = EmbeddedDatabase(Path(folder), is_throwaway=True)
    made.start()
    yield made
    made.destroy()


def begin_to_stop(database: EmbeddedDatabase) -> None:
    """Ask the server to end when its last client has left, and wait until it knows."""
    database._control("stop", "-W", "-m", "smart")
    until = time.monotonic() + 60
    while database._state != "stopping":
        assert time.monotonic() < until, "the server never said that it stops"
        time.sleep(0.02)


def test_a_start_waits_for_the_end_of_a_stop(database: EmbeddedDatabase) -> None:
    """Stopped from the keyboard and started at once: the server still waits for whom it serves."""
    held = psycopg.connect(database.url(OWNER))
    begin_to_stop(database)
    leaving = Timer(1.5, held.close)
    leaving.start()
    database.start()
    assert held.closed, "only then was it down"
    with psycopg.connect(database.url(OWNER)) as again:
        assert again.execute("select 1").fetchone() == (1,)
    leaving.join()


def test_a_stop_without_end_is_told(database: EmbeddedDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "SETTLES_WITHIN", 0.3)
    with psycopg.connect(database.url(OWNER)):
        begin_to_stop(database)
        with pytest.raises(DatabaseTrouble, match=r"stopping.*server\.log"):
            database.start()


def test_a_setting_of_former_versions_is_renewed_and_the_operators_stay(database: EmbeddedDatabase) -> None:
    database.stop()
    conf = database.data / "postgresql.conf"
    conf.write_text(
        conf.read_text().replace("wal_compression = off", "wal_compression = on") + "work_mem = '77MB'\n"
    )
    database.start()
    with psycopg.connect(database.url(OWNER)) as connection:
        assert connection.execute("show wal_compression").fetchone() == ("off",)
        assert connection.execute("show work_mem").fetchone() == ("77MB",)
    kept = conf.stat().st_mtime_ns
    database.stop()
    database.start()
    assert conf.stat().st_mtime_ns == kept
