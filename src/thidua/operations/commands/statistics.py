"""``thidua statistics``: cross tables, statutory tables, and the cube they are counted from."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from thidua.operations.installation import Installation, set_up

app = typer.Typer(no_args_is_help=True, help="Figures of the register.")
Stage = Annotated[str, typer.Option(help="demo or production.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Xlsx = Annotated[Path | None, typer.Option(help="Write a workbook here.")]
Unit = Annotated[str, typer.Option(help="Code of a unit; the whole register without one.")]


@app.command("pivot")
def pivot_command(  # noqa: PLR0917  # options of a command
    rows: Annotated[str, typer.Option(help="What the rows are; a wrong word lists them.")] = "province",
    columns: Annotated[str, typer.Option(help="What the columns are.")] = "award_group",
    year: Annotated[int, typer.Option(help="Year of decision; 0 for all.")] = 0,
    where: Annotated[list[str] | None, typer.Option(help="Narrow: sex=female, first=1, type=adhoc …")] = None,
    unit: Unit = "",
    then: Annotated[bool, typer.Option(help="By the structure of the day instead of today's.")] = False,
    persons: Annotated[bool, typer.Option(help="Count holders instead of honours.")] = False,
    xlsx: Xlsx = None,
    sdmx: Annotated[
        Path | None, typer.Option(help="Write SDMX-CSV and its structure here, as a ZIP.")
    ] = None,
    as_json: AsJson = False,
    stage: Stage = "production",
) -> None:
    """Count honours, or their holders."""
    _start(stage)
    from thidua.core.sheets import write_form
    from thidua.domain.reporting.cube.periods import Period
    from thidua.domain.reporting.pivot import COLUMNS, ROWS, Question, pivot
    from thidua.web.statistics.exports import pivot_sheet

    if rows not in ROWS or columns not in COLUMNS:
        raise typer.BadParameter(f"rows: {', '.join(ROWS)}; columns: {', '.join(COLUMNS)}")
    today = _today()
    on = min(today, date(year, 12, 31)) if then and year else today
    unit_id, spans = _unit(unit, on)
    question = Question(
        rows=rows,
        columns=columns,
        on=on,
        measure="persons" if persons else "entries",
        structure="then" if then else "now",
        where=_where(where or []),
        periods=(Period.years(year, year),) if year else (Period(),),
        spans=spans,
        unit_id=unit_id or _top(),
    )
    table = pivot(_system(), question)
    if xlsx:
        write_form(pivot_sheet(table, f"{rows} × {columns}", rows), xlsx)
    if sdmx:
        sdmx.write_bytes(_as_sdmx(question, table, year or None, sdmx.stem))
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
def form_command(  # noqa: PLR0917  # options of a command
    code: Annotated[str, typer.Argument(help="The table, such as 0603.")],
    year: Annotated[int, typer.Option(help="Year of decision.")],
    unit: Unit = "",
    then: Annotated[bool, typer.Option(help="By the structure at the end of that year.")] = False,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    stage: Stage = "production",
) -> None:
    """Fill a statutory table."""
    _start(stage)
    from thidua.core.sheets import write_form
    from thidua.domain.catalogue.problems import LawError
    from thidua.domain.reporting.forms import fill_form
    from thidua.web.statistics.exports import form_sheet

    on = min(_today(), date(year, 12, 31)) if then else _today()
    _unit_id, spans = _unit(unit, on)
    try:
        filled = fill_form(code, _system(), year=year, on=on, spans=spans)
    except LawError as error:
        raise typer.BadParameter(str(error)) from error
    rows = [
        {"code": row["code"], "label": row["label"]["vi"], "cells": [cell.count for cell in cells]}
        for row, cells in zip(filled.form.rows, filled.cells, strict=True)
    ]
    if xlsx:
        write_form(form_sheet(filled, unit), xlsx)
    if as_json:
        typer.echo(json.dumps({"form": code, "year": year, "rows": rows}, ensure_ascii=False))
        return
    for row in rows:
        cells = " ".join(f"{'–' if n is None else n:>7}" for n in row["cells"])
        typer.echo(f"{row['code']} {row['label'][:48]:48} {cells}")


@app.command("indicators")
def indicators_command(
    year: Annotated[int, typer.Option(help="Year of decision, receipt or review.")],
    unit: Unit = "",
    as_json: AsJson = False,
    stage: Stage = "production",
) -> None:
    """Whom honours reach, how fast offices work, what movements and bonuses came to."""
    _start(stage)
    from dataclasses import asdict

    from thidua.domain.reporting.indicators import indicators_of

    unit_id, spans = _unit(unit, _today())
    found = indicators_of(_system(), year=year, on=_today(), spans=spans, unit_id=unit_id or _top())
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=float))
        return
    for one in found.shares:
        typer.echo(f"{one.key:16} {one.part:>9} of {one.whole:>9}")
    for step in found.steps:
        typer.echo(f"{step.level:16} {step.handled:>9} of {step.received:>9} handled, {step.on_time} in time")
    typer.echo(f"{'pledges':16} {found.achieved:>9} of {found.pledged:>9}")
    typer.echo(f"{'bonus, đồng':16} {found.bonus_paid:>9} of {found.bonus_due:>9}")


@app.command("rebuild")
def rebuild_command(stage: Stage = "production") -> None:
    """Count the whole register anew; others may read and write meanwhile."""
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.reporting.cube.keeping import rebuild

    typer.echo(f"{rebuild(at=SystemClock().now())} cells")


@app.command("check")
def check_command(as_json: AsJson = False, stage: Stage = "production") -> None:
    """Compare the cube with the register; the exit code is 1 when a cell differs."""
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.reporting.cube.keeping import compare

    found = compare(at=SystemClock().now())
    if as_json:
        typer.echo(json.dumps({"cells": found.cells, "differing": found.differing, "honors": found.honors}))
    else:
        typer.echo(
            f"{found.cells} cells, {found.differing} differ, {found.honors} honours in {found.seconds:.1f} s"
        )
    raise typer.Exit(1 if found.differing else 0)


def _as_sdmx(question: Any, table: Any, year: int | None, name: str) -> bytes:
    from thidua.core.clock import SystemClock
    from thidua.domain.reporting.sdmx import Dataset, archive

    return archive(Dataset(question, table, year), name, at=SystemClock().now())


def _start(stage: str) -> None:
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)


def _today() -> date:
    from thidua.core.clock import SystemClock, day_of

    return day_of(SystemClock().now())


def _system() -> Any:
    from thidua.domain.access import Actor

    return Actor.system("thidua statistics")


def _unit(code: str, on: date) -> tuple[int | None, Any]:
    from thidua.domain.organizations.models import Organization
    from thidua.domain.organizations.queries import structure_version, subtree_spans

    if not code:
        return None, None
    unit = Organization.objects.filter(code=code).first()
    if unit is None:
        raise typer.BadParameter(f"there is no unit with the code {code}")
    return unit.pk, subtree_spans(unit.pk, on, structure_version())


def _top() -> int | None:
    from thidua.domain.organizations.models import Placement

    top = Placement.objects.filter(line="union", parent__isnull=True).order_by("id").first()
    return top.organization_id if top else None


def _where(given: list[str]) -> dict[str, tuple[str, ...]]:
    from thidua.domain.reporting.cube.rollups import BASE, DERIVED

    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        name, _equals, value = text.partition("=")
        if name not in {*BASE, *DERIVED}:
            raise typer.BadParameter(f"{name}: narrow by {', '.join([*BASE, *DERIVED])}")
        found[name] = (*found.get(name, ()), "" if value == "0" else value)
    return found
