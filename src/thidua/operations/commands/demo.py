"""``thidua demo``: everything from nothing to a served demonstration, with progress."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Annotated

import typer

from thidua.operations.commands.run import held, insist_on_port, serve
from thidua.operations.installation import Installation, migrate, set_up

PASSWORD = "thi-dua-yeu-nuoc"  # noqa: S105  # the demonstration's shared password, printed on its page


def demo(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    prepare: Annotated[bool, typer.Option(help="Only prepare; do not serve.")] = False,
    reset: Annotated[bool, typer.Option(help="Throw the demonstration away and make it anew.")] = False,
) -> None:
    """Prepare the demonstration country if it is not there yet, then serve it."""
    # Letters and codes on certificates lead to where this demonstration is served.
    os.environ.setdefault("THIDUA_BASE_URL", f"http://{host}:{port}")
    if not prepare:
        insist_on_port(host, port)
    installation = Installation.here("demo")
    with held(installation):
        _serve(installation, host=host, port=port, prepare=prepare, reset=reset)


def _serve(installation: Installation, *, host: str, port: int, prepare: bool, reset: bool) -> None:
    if installation.embedded:
        if reset:
            installation.embedded.destroy()
        _step("Cơ sở dữ liệu / database", installation.embedded.start)
    if not installation.is_ready():
        _make_ready(installation)
    typer.echo(f"\n  http://{host}:{port}/  —  mật khẩu chung / shared password: {PASSWORD}\n")
    if not prepare:
        installation.point_process_here()
        serve(installation, host=host, port=port)
    elif installation.embedded:
        installation.embedded.stop()


def _make_ready(installation: Installation) -> None:
    """Tables, static files and the country, as far as they are not there."""
    set_up(installation, as_owner=True)
    from thidua.operations.demo.load import is_loaded, load_everything

    if not installation.is_up_to_date():
        _step("Bảng dữ liệu / tables", lambda: migrate(installation))
        _step("Tệp tĩnh / static files", _collect_static)
        installation.remember_up_to_date()
    if not is_loaded():
        load_everything(report=lambda text: typer.echo(f"  · {text}"), password=PASSWORD)
    installation.remember_ready()


def _step(name: str, work: Callable[[], None]) -> None:
    started = time.monotonic()
    typer.echo(f"  {name} … ", nl=False)
    work()
    typer.echo(f"{time.monotonic() - started:.1f} s")


def _collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
