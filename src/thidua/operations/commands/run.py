"""``thidua run``: web, worker and, if none was given, the database, in one process tree that stops cleanly."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Annotated
from urllib.error import HTTPError
from urllib.request import urlopen

import typer

from thidua.operations.commands.doctor import FILES_CURE
from thidua.operations.installation import ROOT, Installation, set_up
from thidua.operations.installation import migrate as bring_up_to_date

GRACE_SECONDS = 20
WEB_SECONDS = 10
PORT_SECONDS = 10  # so long the one that was just told to stop may take
STOP_SECONDS = GRACE_SECONDS + 10  # and so long until its database has stopped too


def run(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes; 0 means one for each core.")] = 0,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Serve the pages and work the jobs until told to stop."""
    insist_on_port(host, port)
    installation = Installation.here(stage)
    with held(installation):
        if installation.embedded:
            installation.embedded.start()
        set_up(installation)
        serve(installation, host=host, port=port, workers=workers)


@contextmanager
def held(installation: Installation) -> Iterator[None]:
    """Within the block nobody else serves an installation with a database of its own.

    Whoever ends stops that database, also under another who found it running. A start waits for one that is
    stopping, and stops with words when the other goes on.
    """
    if installation.embedded is None:
        yield
        return
    installation.directory.mkdir(parents=True, exist_ok=True)
    with (installation.directory / "served.lock").open("a") as lock:
        deadline = time.monotonic() + STOP_SECONDS
        while not _is_locked(lock.fileno()):
            if time.monotonic() > deadline:
                typer.echo(
                    f"{installation.directory} is already being served.\n→ Stop that, or name another folder by"
                    " THIDUA_DATA_DIR.",
                    err=True,
                )
                raise typer.Exit(1)
            time.sleep(0.2)
        yield


def _is_locked(file: int) -> bool:
    """Whether the lock of a file is ours now; it goes with the process, however that ends."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def insist_on_port(host: str, port: int) -> None:
    """Stop with words when something serves the port and goes on doing so.

    Two servers would share it without a word, and pages would come from either.
    """
    deadline = time.monotonic() + PORT_SECONDS
    while _is_taken(host, port):
        if time.monotonic() > deadline:
            typer.echo(
                f"Something already serves {host}:{port}.\n→ Stop it, or choose another port with --port.",
                err=True,
            )
            raise typer.Exit(1)
        time.sleep(0.2)


def _is_taken(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def _insist_on_files() -> None:
    """Stop with words when originals could not be kept: found out at start, not at the first upload."""
    from django.conf import settings

    from thidua.core.files import ContentStore, StoreUnavailable

    try:
        ContentStore(Path(settings.CONTENT_ROOT)).probe()
    except (StoreUnavailable, OSError) as error:
        typer.echo(f"Files cannot be kept: {error}\n→ {FILES_CURE}", err=True)
        raise typer.Exit(1) from error


def migrate(stage: Annotated[str, typer.Option(help="demo or production.")] = "production") -> None:
    """Bring the database up to date; run it before `run` after every upgrade."""
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation, as_owner=True)
    bring_up_to_date(installation)


def serve(installation: Installation, *, host: str, port: int, workers: int = 0) -> None:
    """Run web, worker and sealer as children; stop all, and the embedded database, when one ends or we are told to.

    The web comes first and has the machine for itself until it answers: somebody waits for its first page.
    """
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children = [_start(_web_command(host, port, workers))]
    try:
        _insist_on_files()
        _wait_for_web(host, port, lambda: bool(stopping) or children[0].poll() is not None)
        children += [_start(_worker_command()), _start(_sealer_command())]
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
        failed = next((child.returncode for child in children if child.returncode), 0)
    finally:
        _end(children)
        if installation.embedded:
            installation.embedded.stop()
    if failed and not stopping:
        raise typer.Exit(1)


def _wait_for_web(host: str, port: int, is_over: Callable[[], bool]) -> None:
    """Return when the web answers, when there is nothing to wait for any more, or after some seconds."""
    deadline = time.monotonic() + WEB_SECONDS
    while time.monotonic() < deadline and not is_over():
        try:
            with urlopen(f"http://{host}:{port}/robots.txt", timeout=WEB_SECONDS):
                return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, start_new_session=True)


def _web_command(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers or os.cpu_count() or 2), "--blocking-threads", "1", "--log-level", "warning",
        "--respawn-failed-workers", "config.wsgi:application",
    ]  # fmt: skip


def _worker_command() -> list[str]:
    # Finished jobs go: the periodic ones alone would leave 26,000 rows a day. What failed stays, to be looked at.
    return [
        sys.executable, str(Path(ROOT) / "manage.py"), "procrastinate", "worker", "--concurrency", "2",
        "--delete-jobs", "successful",
    ]  # fmt: skip


def _sealer_command() -> list[str]:
    # Of its own, so that no long job keeps a row unsealed for more than a second or two.
    code = "from thidua.operations.cli import main; main()"
    return [sys.executable, "-c", code, "audit", "seal", "--keep-on"]


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, then end what is left of it: a web server told to stop while it starts leaves workers behind."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # each has a session of its own
        child.wait()
