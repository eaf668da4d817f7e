"""``thidua demo`` over a demonstration that is there: it serves, works its jobs, and stops when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest

from tests.journeys.server import _free_port, wait_until
from thidua.operations.embedded import OWNER, EmbeddedDatabase

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


def test_it_serves_works_its_jobs_and_stops_when_told(tmp_path: Path) -> None:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("THIDUA_", "DATABASE_", "DJANGO_"))}
    own = {"THIDUA_DATA_DIR": str(tmp_path), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    environment = inherited | own
    tmp_path.chmod(0o755)
    database = EmbeddedDatabase(tmp_path / "database")
    subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=environment, check=True)
    database.stop()
    port = _free_port()
    demo = subprocess.Popen(
        [sys.executable, "-c", DEMO, "demo", "--port", str(port)],
        cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(lambda: demo.poll() is not None or _answers(port), "no page came")
        wait_until(lambda: demo.poll() is not None or _has_worker(database), "no worker came")
        assert demo.poll() is None
        demo.send_signal(signal.SIGINT)
        assert demo.wait(60) == 0
        assert not database.is_running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGKILL)
        database.destroy()


def _answers(port: int) -> bool:
    with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/cong-khai/", timeout=20) as answer:
        return bool(answer.status == 200)
    return False


def _has_worker(database: EmbeddedDatabase) -> bool:
    with psycopg.connect(database.url(OWNER)) as connection:
        return bool(connection.execute("select exists (select from procrastinate_workers)").fetchone()[0])  # type: ignore[index]  # one row
