"""``thidua statistics``: cross tables and statutory tables from a shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from thidua.operations.installation import Installation, set_up

app = typer.Typer(no_args_is_help=True, help="Figures of the register.")
Stage = Annotated[str, typer.Option(help="demo or production.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("pivot")
def pivot_command(  # noqa: PLR0917  # options of a command
    rows: Annotated[str, typer.Option(help="province, year, award, class, sex or type.")] = "province",
    columns: Annotated[str, typer.Option(help="award_group, year, class, sex or type.")] = "award_group",
    year: Annotated[int, typer.Option(help="Year of decision; 0 for all.")] = 0,
    persons: Annotated[bool, typer.Option(help="Count holders instead of honours.")] = False,
    as_json: AsJson = False,
    stage: Stage = "production",
) -> None:
    """Count honours, or their holders, over the whole register."""
    _start(stage)
    from thidua.core.clock import SystemClock, day_of
    from thidua.domain.access import Actor
    from thidua.domain.register.queries.criteria import Criteria, Years
    from thidua.domain.reporting.pivot import COLUMNS, ROWS, Question, pivot

    if rows not in ROWS or columns not in COLUMNS:
        raise typer.BadParameter(f"rows: {', '.join(ROWS)}; columns: {', '.join(COLUMNS)}")
    question = Question(
        rows=rows,
        columns=columns,
        on=day_of(SystemClock().now()),
        measure="persons" if persons else "entries",
        criteria=Criteria(years=(Years(year, year),) if year else ()),
    )
    table = pivot(Actor.system("thidua statistics"), question)
    if as_json:
        answer = {
            "total": table.total,
            "rows": [
                {"key": r.key, "label": r.label, "total": table.row_totals[r.key],
                 "cells": {c.key: table.cell(r.key, c.key) for c in table.columns}}
                for r in table.rows
            ],
        }  # fmt: skip
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    for row in table.rows:
        typer.echo(f"{row.label:32} {table.row_totals[row.key]:>8}")
    typer.echo(f"{'':32} {table.total:>8}")


@app.command("form")
def form_command(
    code: Annotated[str, typer.Argument(help="The table, such as 0603.")],
    year: Annotated[int, typer.Option(help="Year of decision.")],
    xlsx: Annotated[Path | None, typer.Option(help="Write a workbook here.")] = None,
    as_json: AsJson = False,
    stage: Stage = "production",
) -> None:
    """Fill a statutory table from the whole register."""
    _start(stage)
    from thidua.core.sheets import write_form
    from thidua.domain.access import Actor
    from thidua.domain.reporting.forms import fill_form
    from thidua.web.statistics.exports import form_sheet

    filled = fill_form(code, Actor.system("thidua statistics"), year=year)
    rows = [
        {"code": row["code"], "label": row["label"]["vi"], "cells": [cell.count for cell in cells]}
        for row, cells in zip(filled.form.rows, filled.cells, strict=True)
    ]
    if xlsx:
        write_form(form_sheet(filled, ""), xlsx)
    if as_json:
        typer.echo(json.dumps({"form": code, "year": year, "rows": rows}, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['code']} {row['label'][:48]:48} " + " ".join(f"{n:>7}" for n in row["cells"]))


def _start(stage: str) -> None:
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)
