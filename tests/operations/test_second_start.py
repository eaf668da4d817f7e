"""``thidua demo`` over a demonstration that is there: it serves, works its jobs, and stops when told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest
import typer

from tests.journeys.server import _free_port, wait_until
from thidua.operations.commands import run
from thidua.operations.commands.run import _is_taken
from thidua.operations.embedded import OWNER, EmbeddedDatabase
from thidua.operations.installation import Installation

pytestmark = pytest.mark.alone
ROOT = Path(__file__).resolve().parents[2]
PREPARE = """
from pathlib import Path
from thidua.operations.installation import Installation, migrate, set_up
from thidua.operations.commands.demo import _collect_static
made = Installation.here("demo")
made.embedded.start()
set_up(made, as_owner=True)
migrate(made)
_collect_static()
made.remember_up_to_date()
made.remember_ready()
"""
DEMO = "from thidua.operations.cli import main; main()"


@dataclass(frozen=True)
class Ready:
    """A demonstration that is prepared but not served."""

    database: EmbeddedDatabase
    environment: dict[str, str]
    port: int

    @contextmanager
    def served(self, port: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
        demo = subprocess.Popen(
            [sys.executable, "-c", DEMO, "demo", "--port", str(port or self.port)],
            cwd=ROOT, env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            yield demo
        finally:
            with suppress(ProcessLookupError):
                os.killpg(demo.pid, signal.SIGKILL)

    def processes(self) -> list[str]:
        """What runs with the data of this demonstration."""
        found = []
        for one in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (
                    f"THIDUA_DATA_DIR={self.environment['THIDUA_DATA_DIR']}".encode()
                    in (one / "environ").read_bytes()
                ):
                    found.append((one / "cmdline").read_text().replace("\0", " "))
        return found


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Ready]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("THIDUA_", "DATABASE_", "DJANGO_"))}
    own = {"THIDUA_DATA_DIR": str(tmp_path), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    tmp_path.chmod(0o755)
    made = Ready(EmbeddedDatabase(tmp_path / "database"), inherited | own, _free_port())
    subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=made.environment, check=True)
    made.database.stop()
    yield made
    made.database.destroy()


def test_it_serves_works_its_jobs_and_stops_when_told(ready: Ready) -> None:
    with ready.served() as demo:
        wait_until(lambda: demo.poll() is not None or _answers(ready.port), "no page came")
        wait_until(lambda: demo.poll() is not None or _has_worker(ready.database), "no worker came")
        assert demo.poll() is None
        demo.send_signal(signal.SIGINT)
        assert demo.wait(60) == 0
        assert not ready.database.is_running
        assert ready.processes() == []


def test_told_to_stop_with_its_first_page_it_leaves_nobody_behind_and_starts_again_at_once(
    ready: Ready,
) -> None:
    for _time in range(3):
        with ready.served() as demo:
            wait_until(
                lambda: demo.poll() is not None or _is_taken("127.0.0.1", ready.port), "no web came"
            )  # asked at once
            demo.send_signal(signal.SIGINT)
            assert demo.wait(60) == 0
        assert ready.processes() == []
        assert not _is_taken("127.0.0.1", ready.port)


def test_a_port_that_somebody_serves_is_not_shared(ready: Ready) -> None:
    with socket.create_server(("127.0.0.1", ready.port)), ready.served() as demo:
        assert demo.wait(60) == 1
        assert demo.stderr is not None
        assert f"Something already serves 127.0.0.1:{ready.port}" in demo.stderr.read().decode()
        assert not ready.database.is_running


def test_who_starts_beside_one_that_ends_keeps_the_database(ready: Ready) -> None:
    """Both have one database, and the first to go stops it."""
    other = _free_port()
    with ready.served() as first:
        wait_until(lambda: first.poll() is not None or _answers(ready.port), "no page came")
        with ready.served(other) as second:
            wait_until(lambda: second.poll() is not None or _has_come_to_the_lock(second), "it never asked")
            first.send_signal(signal.SIGINT)
            assert first.wait(60) == 0
            wait_until(lambda: second.poll() is not None or _answers(other), "no page came from the second")
            wait_until(lambda: second.poll() is not None or _has_worker(ready.database), "no worker came")
            assert second.poll() is None
            second.send_signal(signal.SIGINT)
            assert second.wait(60) == 0


def test_what_is_served_is_not_served_twice(
    ready: Ready, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "STOP_SECONDS", 0.1)
    installation = Installation(ready.database.directory.parent, "demo")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with run.held(installation):
        with pytest.raises(typer.Exit), run.held(installation):
            raise AssertionError("it is held")
        assert "already being served" in capsys.readouterr().err
    with run.held(installation):
        pass


def _has_come_to_the_lock(process: subprocess.Popen[bytes]) -> bool:
    opened = Path(f"/proc/{process.pid}/fd").iterdir()
    with suppress(OSError):
        return any(one.readlink().name == "served.lock" for one in opened)
    return False


def _answers(port: int) -> bool:
    with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/cong-khai/", timeout=20) as answer:
        return bool(answer.status == 200)
    return False


def _has_worker(database: EmbeddedDatabase) -> bool:
    with psycopg.connect(database.url(OWNER)) as connection:
        return bool(connection.execute("select exists (select from procrastinate_workers)").fetchone()[0])  # type: ignore[index]  # one row
