"""``thidua register``: the search from a shell, and the upkeep of the register's tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from thidua.operations.embedded import loading_database
from thidua.operations.installation import Installation, set_up


class _SearchUnlessNamed(TyperGroup):
    """``thidua register "Nguyễn Văn A"`` searches; the words of the other commands name them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["search", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_SearchUnlessNamed, no_args_is_help=True, help="The search from a shell, and the register's tables."
)


@app.command("search")
def search_command(
    text: Annotated[str, typer.Argument(help="A name, a name and a unit, a decision or register number.")],
    limit: Annotated[int, typer.Option(help="Most lines to print.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Search the whole register, as its operator. Exit code 1 when nothing is found."""
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)
    from thidua.domain.access import Actor
    from thidua.domain.register.queries.criteria import Criteria
    from thidua.domain.register.queries.search import count, search

    actor, criteria = Actor.system("thidua register"), Criteria(text=text)
    page = search(actor, criteria, limit=limit)
    counted = count(actor, criteria, page.reading, known=page.known, filters=page.filters)
    if as_json:
        lines = [{**line._asdict(), "decided_on": line.decided_on.isoformat()} for line in page.lines]
        answer = {"lines": lines, "count": counted.lines, "suggestion": page.reading.suggestion}
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for line in page.lines:
            mark = " (đã hủy)" if line.is_annulled else ""
            typer.echo(
                f"{line.register_no:16} {line.decided_on:%d/%m/%Y} {line.award_code:10} "
                f"{line.holder_name}, {line.unit_name}{mark}"
            )
        more = f" Có phải bạn tìm: {page.reading.suggestion}?" if page.reading.suggestion else ""
        typer.echo(f"{counted.lines} dòng.{more}")
    raise typer.Exit(0 if page.lines else 1)


@app.command("years")
def years_command(
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Give every year of the register, and the next two, its partition; lines entered too early move into theirs."""
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)
    from thidua.core.clock import SystemClock
    from thidua.domain.register.partitions import make_years

    made = make_years(SystemClock().now().year)
    typer.echo(f"Made: {', '.join(map(str, made))}." if made else "Every year has its partition.")


@app.command("first-load")
def first_load_command(
    folder: Annotated[Path, typer.Argument(help="A folder of Parquet files.", exists=True, file_okay=False)],
    work: Annotated[
        Path | None, typer.Option(help="Where files of the way may lie, a third of the register.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Fill an empty register with everything conferred before; docs/how-to/import.md names the columns.

    Nothing else may use the database meanwhile. Exit code 2 when the lines cannot be loaded; the register is empty
    then, as it was.
    """
    installation = Installation.here(stage)
    with loading_database(installation.embedded):
        set_up(installation, as_owner=True)
        from thidua.core.clock import SystemClock
        from thidua.domain.access import Actor
        from thidua.domain.reporting.cube.keeping import rebuild
        from thidua.operations.first_load import CannotLoad, first_load

        now = SystemClock().now()
        try:
            loaded = first_load(
                folder, actor=Actor.system("thidua register first-load"), at=now, work=work,
                told=lambda said: typer.echo(said, err=True),
            )  # fmt: skip
        except CannotLoad as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from error
        with loaded.timed("figures of the reports"):
            rebuild(at=now)
    if as_json:
        typer.echo(json.dumps({"lines": loaded.lines, "seconds": loaded.seconds}))
        return
    for step, seconds in loaded.seconds.items():
        typer.echo(f"{seconds:8.1f} s  {step}")
    typer.echo(f"{loaded.lines:,} lines.")


@app.command("distribute")
def distribute_command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the statements and run none.")] = False,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Distribute the register by holder over the machines that Citus knows. Exit code 2 when that cannot be."""
    import psycopg

    from thidua.operations.distribution import CannotDistribute, distribute, statements

    if dry_run:
        typer.echo(";\n".join(statements()) + ";")
        return
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    try:
        with psycopg.connect(installation.owner_url()) as connection:
            done = distribute(connection)
    except CannotDistribute as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"Distributed with {len(done)} statements.")
