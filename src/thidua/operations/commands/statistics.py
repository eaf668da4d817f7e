"""``thidua statistics``: cross tables, statutory tables, and the cube they are counted from."""

from __future__ import annotations

import json
from collections.abc import Iterable
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


@app.command("forms")
def forms_command(  # options of a command
    year: Annotated[int, typer.Option(help="Year of decision.")],
    folder: Annotated[Path, typer.Option(help="Where the workbooks go.", file_okay=False)],
    unit: Annotated[
        str, typer.Option(help="Code of the unit whose units below are meant; else the top.")
    ] = "",
    then: Annotated[bool, typer.Option(help="By the structure at the end of that year.")] = False,
    stage: Stage = "production",
) -> None:
    """Fill every statutory table for each unit directly below: a workbook a unit, a sheet a table."""
    _start(stage)
    from thidua.core.sheets import write_forms
    from thidua.domain.catalogue.library import library
    from thidua.domain.organizations.queries import spans_below
    from thidua.domain.reporting.forms import fill_forms
    from thidua.domain.reporting.units import below
    from thidua.web.statistics.exports import form_sheet

    on = min(_today(), date(year, 12, 31)) if then else _today()
    above = _unit(unit, on)[0] or _top()
    names = below(above, on).names if above else {}
    units = spans_below([int(number) for number in names], on)
    folder.mkdir(parents=True, exist_ok=True)
    filled = fill_forms(library().forms, _system(), year=year, on=on, units=units)
    codes = _codes(units)
    for number, tables in filled.items():
        sheets = [form_sheet(table, names[str(number)]) for table in tables.values()]
        write_forms(sheets, folder / f"{codes[number]}.xlsx")
    typer.echo(f"{len(filled)} units, {len(library().forms)} tables each")


@app.command("indicators")
def indicators_command(
    year: Annotated[int, typer.Option(help="Year of decision, receipt or review.")],
    unit: Unit = "",
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    stage: Stage = "production",
) -> None:
    """Whom honours reach, how fast offices work, what movements and bonuses came to."""
    _start(stage)
    from dataclasses import asdict

    from thidua.core.sheets import write_form
    from thidua.domain.reporting.indicators import indicators_of
    from thidua.web.statistics.indicators import indicators_sheet

    unit_id, spans = _unit(unit, _today())
    found = indicators_of(_system(), year=year, on=_today(), spans=spans, unit_id=unit_id or _top())
    if xlsx:
        write_form(indicators_sheet(found, unit, year), xlsx)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=float))
        return
    for one in found.shares:
        typer.echo(f"{one.key:16} {one.part:>9} of {one.whole:>9}")
    for step in found.steps:
        typer.echo(f"{step.level:16} {step.handled:>9} of {step.received:>9} handled, {step.on_time} in time")
    for size in found.sizes:
        rate = "–" if size.per_thousand is None else f"{size.per_thousand:.1f}"
        least = "unknown" if size.least is None else f"from {size.least}"
        typer.echo(f"{least:16} {size.honors:>9} of {size.members:>9} members, {rate} to a thousand")
    typer.echo(f"{'titles':16} {found.titles_won:>9} of {found.titles_aimed:>9}")
    typer.echo(f"{'pledges':16} {found.achieved:>9} of {found.pledged:>9}")
    typer.echo(f"{'bonus, đồng':16} {found.bonus_paid:>9} of {found.bonus_due:>9}")


@app.command("report")
def report_command(  # noqa: PLR0917  # options of a command
    assignment: Annotated[int, typer.Argument(help="Number of the report; without one they are listed.")] = 0,
    unit: Annotated[str, typer.Option(help="Code of a unit that reports; else the one that asks.")] = "",
    xlsx: Xlsx = None,
    docx: Annotated[Path | None, typer.Option(help="Write the official document here.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the official document here.")] = None,
    as_json: AsJson = False,
    stage: Stage = "production",
) -> None:
    """A periodic report of a unit with those below it: figures and narrative, as sent or, before that, as a draft."""
    _start(stage)
    if not assignment:
        _list_reports(as_json=as_json)
        return
    from thidua.core.clock import SystemClock
    from thidua.core.docx.official import official_docx
    from thidua.core.sheets import write_forms
    from thidua.core.typesetting.official import official_pdf
    from thidua.domain.reports.documents import official_paper, workbook_of
    from thidua.domain.reports.queries.reading import sent_lines

    at, paper = SystemClock().now(), _paper(assignment, unit)
    if xlsx:
        write_forms(workbook_of(paper), xlsx)
    if docx:
        docx.write_bytes(official_docx(official_paper(paper), at=at))
    if pdf:
        pdf.write_bytes(official_pdf(official_paper(paper), at=at))
    if as_json:
        typer.echo(json.dumps({"is_draft": paper.is_draft, **paper.data}, ensure_ascii=False))
        return
    typer.echo(f"{paper.data['title']} · {paper.data['unit'][1]}{' · draft' if paper.is_draft else ''}")
    for line in sent_lines(paper.data):
        typer.echo(f"{line.label[:56]:56} {'–' if line.whole is None else line.whole:>12} {line.measure}")


@app.command("rebuild")
def rebuild_command(stage: Stage = "production") -> None:
    """Count the whole register anew; others may read and write meanwhile."""
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.reporting.cube.keeping import merge, rebuild
    from thidua.domain.reporting.models import Cell

    rebuild(at=SystemClock().now())
    merge()  # what was entered since the last merge is left out of a count, and waits in the queue
    typer.echo(f"{Cell.objects.count()} cells")


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


def _list_reports(*, as_json: bool) -> None:
    from thidua.domain.reports.models import Assignment
    from thidua.domain.reports.queries.expected import standing, whole

    rows = list(Assignment.objects.order_by("-pk"))
    counts = {row.pk: whole(standing(row, _today())) for row in rows}
    if as_json:
        told = [
            {"assignment": row.pk, "title": row.title, "state": row.state,
             "expected": counts[row.pk].expected, "received": counts[row.pk].received}
            for row in rows
        ]  # fmt: skip
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row.pk:>6}  {counts[row.pk].received} of {counts[row.pk].expected} sent  {row.title}")


def _paper(assignment: int, unit: str) -> Any:
    from thidua.core.clock import SystemClock
    from thidua.domain.reports.documents import current_paper
    from thidua.domain.reports.models import Assignment, Report
    from thidua.domain.reports.queries.expected import place_of

    row = Assignment.objects.filter(pk=assignment).first()
    if row is None:
        raise typer.BadParameter(f"there is no report {assignment}; without a number they are listed")
    unit_id = _unit(unit, _today())[0] or row.organization_id
    place = place_of(row, unit_id)
    if place is None:
        raise typer.BadParameter("this unit owes no such report")
    found = Report.objects.filter(assignment=row, organization_id=unit_id).first()
    return current_paper(row, place, found, at=SystemClock().now(), on=_today())


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


def _codes(units: Iterable[int]) -> dict[int, str]:
    from thidua.domain.organizations.models import Organization

    return dict(Organization.objects.filter(pk__in=list(units)).values_list("pk", "code"))


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
