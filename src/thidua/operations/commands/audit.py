"""``thidua audit``: seal the logs now, and compare them with their seals."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from thidua.operations.installation import Installation, set_up

app = typer.Typer(no_args_is_help=True, help="The event log and the register against their seals.")


@app.command("seal")
def seal_command(stage: Annotated[str, typer.Option(help="demo or production.")] = "production") -> None:
    """Seal every row that is not sealed yet."""
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.audit.seals import seal

    made = seal(at=SystemClock().now())
    for one in made:
        typer.echo(f"{one.log}: {one.count} rows, root {bytes(one.root).hex()}")
    if not made:
        typer.echo("Nothing new to seal.")


@app.command("verify")
def verify_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    keep: Annotated[bool, typer.Option(help="Keep the outcome, so that pages show it.")] = True,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Name every row altered, deleted or inserted behind the program's back. Exit code 1 when there is one."""
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.audit.seals import verify, verify_and_keep
    from thidua.domain.register.checking import CHECKS

    if keep:
        kept = verify_and_keep(CHECKS, at=SystemClock().now())
        rows, problems = kept.rows, kept.problems
    else:
        from thidua.domain.audit.seals import problems_as_data

        rows, found = verify(CHECKS)
        problems = problems_as_data(found)
    if as_json:
        typer.echo(json.dumps({"rows": rows, "problems": problems}, ensure_ascii=False))
    else:
        for problem in problems:
            typer.echo(f"{problem['log']}: {problem['kind']}: {problem['words']}")
        typer.echo(f"{rows} rows compared, {len(problems)} problems.")
    raise typer.Exit(1 if problems else 0)


def _start(stage: str) -> None:
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)
