"""The real server over a demonstration of its own, and a client that keeps its connection."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import brotli

if TYPE_CHECKING:
    from thidua.operations.embedded import EmbeddedDatabase

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-c", "from thidua.operations.cli import main; main()"]
KEPT = "THIDUA_BENCH_DIR"
REGISTER = "THIDUA_BENCH_REGISTER"
START_SECONDS = 60
_TIMING = re.compile(r'(\w+);dur=([0-9.]+)(?:;desc="(\d+)")?')


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: milliseconds from ``Server-Timing``, how many queries, and the body as it was sent."""

    status: int
    app_ms: float
    cpu_ms: float
    queries: int
    body: bytes
    encoding: str

    @property
    def text(self) -> str:
        """The body as a browser would read it."""
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.encoding, bytes)
        return unpack(self.body).decode()


@contextlib.contextmanager
def demonstration() -> Iterator[int]:
    """Make the demonstration, serve it with two workers as ``thidua run`` does, and yield the port.

    Within the block Django is set up in this process on the same database. For the folder see ``bench_folder``.
    """
    with bench_folder() as folder:
        environment = _environment(folder)
        _prepare(environment)
        with _served(environment) as port:
            _set_up(folder)
            yield port


@contextlib.contextmanager
def prepared_database() -> Iterator[None]:
    """The demonstration's database without a server; Django is set up in this process as the owner of the tables."""
    with bench_folder() as folder:
        _prepare(_environment(folder))
        embedded = _set_up(folder, as_owner=True)
        try:
            yield
        finally:
            embedded.stop()


@contextlib.contextmanager
def register_database() -> Iterator[None]:
    """The database with the largest register at hand: the installation whose data folder ``THIDUA_BENCH_REGISTER``
    names, only read and left as it was found, else the demonstration's."""
    named = os.environ.get(REGISTER)
    if not named:
        with prepared_database():
            yield
        return
    from thidua.operations.embedded import EmbeddedDatabase

    was_running = EmbeddedDatabase(Path(named) / "database").is_running
    embedded = _set_up(Path(named))
    try:
        yield
    finally:
        if not was_running:
            embedded.stop()


@contextlib.contextmanager
def bench_folder() -> Iterator[Path]:
    """The folder ``THIDUA_BENCH_DIR`` names, which is kept for the next run, or a temporary one."""
    kept = os.environ.get(KEPT)
    folder = Path(kept or tempfile.mkdtemp(prefix="thidua-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _prepare(environment: dict[str, str]) -> None:
    subprocess.run([*COMMAND, "demo", "--prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    port = _free_port()
    command = [*COMMAND, "run", "--stage", "demo", "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        _wait(port, server)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(START_SECONDS)


def _environment(folder: Path) -> dict[str, str]:
    own = {"THIDUA_DATA_DIR": str(folder), "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("THIDUA_", "DATABASE_", "DJANGO_"))}
    return inherited | own


def _set_up(folder: Path, *, as_owner: bool = False) -> EmbeddedDatabase:
    from thidua.operations.installation import Installation, set_up

    for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "THIDUA_STAGE"):
        os.environ.pop(name, None)
    os.environ["THIDUA_DATA_DIR"] = str(folder)
    installation = Installation(folder, "demo")
    if installation.embedded is None:
        raise RuntimeError("The benchmarks run on the embedded database only.")
    installation.embedded.start()
    set_up(installation, as_owner=as_owner)
    return installation.embedded


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not start; run `thidua demo` to see why.")


class Client:
    """One signed-in user of the demonstration on one connection."""

    def __init__(self, port: int, login: str) -> None:
        from django.urls import reverse

        from thidua.operations.commands.demo import PASSWORD
        from thidua.operations.demo.accounts import DOMAIN

        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, tuple[str, float]] = {}
        door = reverse("account_login")
        page = self.get(door).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"login": f"{login}@{DOMAIN}", "password": PASSWORD}
        answer = self._ask("POST", door, urlencode(form | {"csrfmiddlewaretoken": token[1] if token else ""}))
        if answer.status != 302:
            raise RuntimeError(f"{login} could not sign in: {answer.status}")

    @property
    def cookie(self) -> str:
        """The cookies that a browser would send now: those that live for seconds are gone after them."""
        now = time.monotonic()
        return "; ".join(f"{name}={value}" for name, (value, until) in self._cookies.items() if now < until)

    def get(self, path: str) -> Answer:
        """Ask for a page as a browser would."""
        return self._ask("GET", path, None)

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "text/html"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        except (
            http.client.RemoteDisconnected,
            ConnectionResetError,
        ):  # the server lets go of idle connections
            self._connection.close()
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(cookie).items():
                self._cookies[name] = (morsel.value, time.monotonic() + float(morsel["max-age"] or "inf"))
        told = {name: (float(ms), int(count or 0)) for name, ms, count in _TIMING.findall(_timing(response))}
        app, cpu, db = (told.get(name, (0.0, 0)) for name in ("app", "cpu", "db"))
        encoding = response.headers.get("Content-Encoding", "")
        return Answer(response.status, app[0], cpu[0], db[1], content, encoding)


def _timing(response: http.client.HTTPResponse) -> str:
    return response.headers.get("Server-Timing", "")
