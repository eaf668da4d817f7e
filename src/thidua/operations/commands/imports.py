"""``thidua import``: lists from outside, tried first, brought in as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from thidua.operations.installation import Installation, set_up

if TYPE_CHECKING:
    from thidua.domain.register.imports.columns import HonorsFile
    from thidua.domain.register.imports.values import StagedHonor

app = typer.Typer(no_args_is_help=True, help="Bring lists from outside in; docs/how-to/import.md says how.")
UNUSABLE = 2


@app.callback()
def imports() -> None:
    """Bring lists from outside in; docs/how-to/import.md says how."""


@app.command("register")
def register_command(  # noqa: PLR0917  # options of a command
    file: Annotated[
        Path, typer.Argument(help="The list: .xlsx, .xls, .ods or .csv.", exists=True, dir_okay=False)
    ],
    sheet: Annotated[str | None, typer.Option(help="The sheet to read; else the one that fits best.")] = None,
    unit: Annotated[
        str, typer.Option(help="Code of the unit whose list it is; nothing outside it enters.")
    ] = "",
    commit: Annotated[
        bool, typer.Option("--commit", help="Enter the rows; without it nothing is written.")
    ] = False,
    annotated: Annotated[
        Path | None, typer.Option(help="Write a copy with the reasons in the cells here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Load former honours into the register: all rows of the list, or none.

    Exit code 0 when every row may enter, 1 when some may not, 2 when the file cannot be used or was entered before.
    """
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.core.errors import Refused
    from thidua.core.sheets import UnreadableWorkbook
    from thidua.domain.access import Actor
    from thidua.domain.register import actions
    from thidua.domain.register.imports.columns import read_honors
    from thidua.domain.register.imports.judging import stage_honors
    from thidua.domain.register.imports.units import UnknownUnit

    actor, at = Actor.system("thidua import"), SystemClock().now()
    try:
        listed = read_honors(file.read_bytes(), file.name, sheet=sheet)
        actions.refuse_known_file(listed)
        staged = stage_honors(listed, actor=actor, at=at, unit_code=unit)
        is_good = not any(row.errors for row in staged)
        batch = (
            actions.import_honors(listed, actor=actor, at=at, unit_code=unit) if commit and is_good else None
        )
    except (UnreadableWorkbook, UnknownUnit, Refused) as error:
        _refuse(str(error), as_json=as_json)
    if annotated:
        annotated.write_bytes(_annotated(file, listed, staged))
    answer = _answer(listed, staged, batch.pk if batch else None)
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else _words(answer))
    raise typer.Exit(0 if is_good else 1)


def _refuse(message: str, *, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(json.dumps({"error": message}, ensure_ascii=False))
    else:
        typer.echo(message, err=True)
    raise typer.Exit(UNUSABLE)


def _annotated(file: Path, listed: HonorsFile, staged: list[StagedHonor]) -> bytes:
    from thidua.core.sheets import annotate
    from thidua.domain.register.imports.columns import cell_findings

    reasons = {row.row: {**row.warnings, **row.errors} for row in staged if row.errors or row.warnings}
    return annotate(file.read_bytes(), cell_findings(listed, reasons))


def _answer(listed: HonorsFile, staged: list[StagedHonor], batch: int | None) -> dict[str, Any]:
    good = sum(not row.errors for row in staged)
    return {
        "file": listed.name,
        "sheet": listed.sheet,
        "sha256": listed.sha256,
        "columns": dict(listed.table.header.columns),
        "warnings": list(listed.warnings),
        "good": good,
        "bad": len(staged) - good,
        "batch": batch,
        "rows": [row.as_dict() for row in staged],
    }


def _words(answer: dict[str, Any]) -> str:
    lines = [f"{answer['file']} · {answer['sheet']}", *(f"  ! {text}" for text in answer["warnings"])]
    for row in answer["rows"]:
        lines += [f"  dòng {row['row']}: {row['name']}: {text}" for text in row["errors"].values()]
        lines += [f"  dòng {row['row']}: {row['name']}: lưu ý: {text}" for text in row["warnings"].values()]
    lines.append(f"{answer['good']} dòng nhập được, {answer['bad']} dòng chưa.")
    if answer["batch"]:
        lines.append(f"Đã nhập vào sổ, lô {answer['batch']}.")
    elif not answer["bad"]:
        lines.append("Chưa ghi gì. Thêm --commit để nhập vào sổ.")
    else:
        lines.append("Chưa ghi gì. Sửa các dòng ấy rồi thử lại; --annotated cho bản sao có ghi lý do.")
    return "\n".join(lines)


def _start(stage: str) -> None:
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)
