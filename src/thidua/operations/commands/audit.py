"""``thidua audit``: seal and sign the logs now, make a signing key, and compare the logs with their trees."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from thidua.operations.installation import Installation, set_up

SEAL_EVERY_SECONDS = 0.5

app = typer.Typer(no_args_is_help=True, help="The event log and the register against their Merkle trees.")


@app.command("seal")
def seal_command(
    keep_on: Annotated[bool, typer.Option("--keep-on", help="Seal every second until told to stop.")] = False,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Seal every row that is not sealed yet."""
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.audit.sealing import seal
    from thidua.domain.register.checking import EXTRAS

    if keep_on:
        _seal_until_stopped()
        return
    made = seal(EXTRAS, at=SystemClock().now())
    for one in made:
        typer.echo(f"{one.log}: {one.count} rows, {one.size} in all, root {bytes(one.root).hex()}")
    if not made:
        typer.echo("Nothing new to seal.")


@app.command("sign")
def sign_command(stage: Annotated[str, typer.Option(help="demo or production.")] = "production") -> None:
    """Sign the heads of the days that are over. Exit code 1 when there is no key."""
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.audit.heads import sign_heads
    from thidua.domain.audit.signing import signing_keys

    if not signing_keys():
        typer.echo(
            "There is no signing key: `thidua audit new-key` makes one; docs/how-to/proof.md.", err=True
        )
        raise typer.Exit(1)
    for head in sign_heads(at=SystemClock().now()):
        typer.echo(head.note)


@app.command("new-key")
def new_key_command(name: Annotated[str, typer.Argument(help="A name for the key, such as 2027.")]) -> None:
    """Print a new signing key for THIDUA_LOG_KEYS or ``log_keys`` of the keys file; put it before the former one."""
    from thidua.domain.audit.signing import new_seed

    typer.echo(f"{name}:{new_seed()}")


@app.command("verify")
def verify_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    keep: Annotated[bool, typer.Option(help="Keep the outcome, so that pages show it.")] = True,
    only_new: Annotated[
        bool, typer.Option("--only-new", help="Begin where the last comparison ended.")
    ] = False,
    heads: Annotated[
        list[Path] | None, typer.Option(help="A signed head kept elsewhere; may be given several times.")
    ] = None,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Name every row altered, deleted, inserted or reordered behind the program's back. Exit code 1 when there is one."""
    known = [path.read_text(encoding="utf-8") for path in heads or []]
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.audit.verifying import problems_as_data, verify, verify_and_keep
    from thidua.domain.register.checking import CHECKS

    if keep:
        kept = verify_and_keep(CHECKS, at=SystemClock().now(), known_heads=known, only_new=only_new)
        rows, problems, is_whole = kept.rows, kept.problems, kept.is_whole
    else:
        found = verify(CHECKS, known_heads=known)
        rows, problems, is_whole = found.rows, problems_as_data(found.problems), found.is_whole
    if as_json:
        told = {"rows": rows, "is_whole": is_whole, "problems": problems}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for problem in problems:
            typer.echo(f"{problem['log']}: {problem['kind']}: {problem['words']}")
        typer.echo(f"{rows} rows compared, {len(problems)} problems.")
    raise typer.Exit(1 if problems else 0)


def _seal_until_stopped() -> None:
    """Every second; a database that is away for a moment is waited for."""
    from django.db import Error, connection

    from thidua.core.clock import SystemClock
    from thidua.domain.audit.sealing import seal
    from thidua.domain.register.checking import EXTRAS

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.wait(SEAL_EVERY_SECONDS):
        try:
            seal(EXTRAS, at=SystemClock().now())
        except Error as error:
            typer.echo(f"sealing waits for the database: {error}", err=True)
            connection.close()


def _start(stage: str) -> None:
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)
