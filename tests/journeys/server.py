"""A real server process over a database of its own, both of which a test may kill."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from thidua.operations.commands.run import _web_command
from thidua.operations.embedded import OWNER, EmbeddedDatabase

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "k" * 32


class NoAnswer(Exception):
    """The line broke or the server gave up before it answered: nobody knows whether the request was done."""


class Server:
    """Granian as ``thidua run`` starts it, on a port of its own, over a cluster that writes to disk for real."""

    def __init__(self, directory: Path) -> None:
        self.database = EmbeddedDatabase(directory / "database")
        self.database.start()
        self.port = _free_port()
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.database.url(OWNER),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "THIDUA_DATA_DIR": str(directory / "data"),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.prepared"],
            cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        self.facts: dict[str, Any] = json.loads(done.stdout)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            _web_command("127.0.0.1", self.port, 2),
            cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(self._answers, "the server did not come up")

    def _answers(self) -> bool:
        with contextlib.suppress(NoAnswer):
            return self.get("/cong-khai/")[0] == 200
        return False

    def kill(self) -> None:
        """Every process of the server dies between two instructions."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        self.kill()
        self.start()

    def restart_database(self) -> None:
        """The postmaster dies without a word; a new one is started over what is on the disk."""
        postmaster = int((self.database.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{postmaster}").exists(), "the postmaster did not die")
        wait_until(self._starts, "the database did not come up")  # its children may still be leaving

    def _starts(self) -> bool:
        try:
            self.database.start()
        except RuntimeError:
            return False
        return True

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        self.database.destroy()

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send(path, None, 0, {})

    def post(self, path: str, body: bytes, kind: str, officer: int, **headers: str) -> tuple[int, bytes]:
        """Post as the officer of that place in the list of sessions."""
        return self._send(path, body, officer, {"Content-Type": kind, "X-CSRFToken": TOKEN, **headers})

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database holds, asked behind the server's back."""
        with psycopg.connect(self.database.url(OWNER)) as connection:
            return connection.execute(statement.encode(), parameters or None).fetchall()

    def _send(
        self, path: str, body: bytes | None, officer: int, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        cookies = f"{self.facts['session_cookie']}={self.facts['sessions'][officer]}; csrftoken={TOKEN}"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("POST" if body is not None else "GET", path, body, {**headers, "Cookie": cookies})
            answer = line.getresponse()
            status, content = answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer from error
        finally:
            line.close()
        if status >= 500 or status == 400:  # Django's word for a session that the database did not take
            raise NoAnswer(content[:300])
        return status, content


def wait_until(is_so: Callable[[], bool], otherwise: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
