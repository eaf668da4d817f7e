"""``thidua import``: lists from outside, tried first, brought in as a whole, taken up again, withdrawn."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from thidua.operations.installation import Installation, set_up

if TYPE_CHECKING:
    from thidua.domain.organizations.models import Organization
    from thidua.domain.register.imports.lists import HonorsFile
    from thidua.domain.register.imports.models import ImportBatch
    from thidua.domain.register.imports.values import PlannedRow

app = typer.Typer(no_args_is_help=True, help="Bring lists from outside in; docs/how-to/import.md says how.")
UNUSABLE = 2
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Stage = Annotated[str, typer.Option(help="demo or production.")]


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
    column: Annotated[
        list[str] | None, typer.Option(help="What a column means, as KEY=NUMBER; 0 leaves the key out.")
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option(help="Said once for the whole list, as KEY=TEXT, e.g. award=BK_LDLD.")
    ] = None,
    commit: Annotated[
        bool, typer.Option("--commit", help="Enter the rows; without it nothing is written.")
    ] = False,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Enter the good rows although others have errors.")
    ] = False,
    annotated: Annotated[
        Path | None, typer.Option(help="Write a copy with the reasons in the cells here.")
    ] = None,
    as_json: Json = False,
    stage: Stage = "production",
) -> None:
    """Load former honours into the register: all rows of the list, or none.

    Exit code 0 when every row may enter, 1 when some may not, 2 when the file cannot be used or was entered before.
    """
    _start(stage)
    import polars as pl

    from thidua.core.clock import SystemClock
    from thidua.core.errors import Refused
    from thidua.core.sheets import UnreadableWorkbook
    from thidua.domain.access import Actor
    from thidua.domain.register.imports import actions
    from thidua.domain.register.imports.judging import judge_honors
    from thidua.domain.register.imports.plan import planned_rows
    from thidua.domain.register.imports.units import UnknownUnit

    actor, at = Actor.system("thidua import"), SystemClock().now()
    is_told = (pl.col("errors") != "") | (pl.col("warnings") != "")
    batch = None
    try:
        owner = _unit(unit)
        content = file.read_bytes()
        actions.scan(content)
        listed = _read(content, file.name, owner, sheet=sheet, columns=column or [], given=given or [])
        actions.refuse_known_file(listed)
        judged = judge_honors(listed, actor=actor, at=at, unit_code=unit)
        good = judged.filter(pl.col("errors") == "").height
        if commit and (good == judged.height or (leave_out and good)):
            with _bar(as_json, judged.height) as progress:
                batch = actions.import_honors(
                    listed, content, unit=owner, actor=actor, at=at, leave_out=leave_out, judged=judged,
                    progress=progress,
                )  # fmt: skip
    except (UnreadableWorkbook, UnknownUnit, Refused) as error:
        _refuse(str(error), as_json=as_json)
    if annotated:
        annotated.write_bytes(_annotated(content, listed, planned_rows(judged.filter(is_told))))
    rows = planned_rows(judged if as_json else judged.filter(is_told))  # a million good rows are only counted
    answer = _answer(listed, rows, batch.pk if batch else None, good=good, bad=judged.height - good)
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else _words(answer))
    raise typer.Exit(0 if good == judged.height else 1)


@app.command("list")
def list_command(as_json: Json = False, stage: Stage = "production") -> None:
    """Show the lists that came in, newest first, with where each is on its way."""
    _start(stage)
    from thidua.domain.register.imports.models import ImportBatch

    batches = ImportBatch.objects.select_related("unit").order_by("-pk")[:200]
    told = [_batch(batch) for batch in batches]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in told:
        typer.echo("{batch:>6}  {state:<12} {done:>9}/{total:<9} {unit:<12} {file}".format(**one))


@app.command("resume")
def resume_command(
    batch: Annotated[int | None, typer.Argument(help="Number of the list; all that wait without it.")] = None,
    as_json: Json = False,
    stage: Stage = "production",
) -> None:
    """Go on with lists that were interrupted while being tried, entered or withdrawn.

    Exit code 0 when none is left waiting, 1 when one still is (another process is at it, or its trouble is told).
    """
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.domain.register.imports.models import ImportBatch
    from thidua.domain.register.imports.queries import waiting_imports
    from thidua.domain.register.imports.working import work_on

    asked = waiting_imports().filter(pk=batch) if batch else waiting_imports()
    told = []
    for one in list(asked):
        with _bar(as_json, one.total) as progress:
            work_on(one.pk, now=SystemClock().now, progress=progress)
        told.append(_batch(ImportBatch.objects.select_related("unit").get(pk=one.pk)))
    _tell(told, as_json=as_json, nothing="Không có danh sách nào đang dở.")
    raise typer.Exit(1 if asked.all().exists() else 0)


@app.command("undo")
def undo_command(
    batch: Annotated[int, typer.Argument(help="Number of the list.")],
    reason: Annotated[str, typer.Option(help="Why; it stays on every line of the register.")],
    as_json: Json = False,
    stage: Stage = "production",
) -> None:
    """Withdraw a list as a whole: each of its lines is annulled by a new line, none is deleted.

    Says how many lines it annulled, how many were annulled before, which numbers cannot be given again, and how many
    people stay in the directory. Exit code 0 when it is withdrawn, 2 when it cannot be.
    """
    _start(stage)
    from thidua.core.clock import SystemClock
    from thidua.core.errors import Refused
    from thidua.domain.access import Actor
    from thidua.domain.register.imports import actions
    from thidua.domain.register.imports.models import ImportBatch
    from thidua.domain.register.imports.withdrawing import withdraw_list

    clock = SystemClock()
    try:
        row = ImportBatch.objects.get(pk=batch)
        actions.withdraw(row, reason=reason, actor=Actor.system("thidua import"), at=clock.now())
    except ImportBatch.DoesNotExist:
        _refuse(f"Không có lô nhập nào số {batch}.", as_json=as_json)
    except Refused as error:
        _refuse(str(error), as_json=as_json)
    withdraw_list(batch, now=clock.now)
    _tell([_batch(ImportBatch.objects.select_related("unit").get(pk=batch))], as_json=as_json, nothing="")


def _unit(code: str) -> Organization:
    """The unit of a code, else the one at the top."""
    from thidua.domain.organizations.models import Organization
    from thidua.domain.register.imports.units import UnknownUnit

    units = Organization.objects.order_by("position")
    found = units.filter(code__iexact=code).first() if code else units.first()
    if found is None:
        raise UnknownUnit(f"Không có đơn vị nào có mã “{code}”." if code else "Chưa có đơn vị nào.")
    return found


def _read(
    content: bytes, name: str, unit: Organization, *, sheet: str | None, columns: list[str], given: list[str]
) -> HonorsFile:
    """The list, with what was said of its columns in place of the guess."""
    from thidua.core.sheets import UnreadableWorkbook
    from thidua.domain.register.imports.columns import GIVEN_ONCE, LABELS
    from thidua.domain.register.imports.layout import guess_layout
    from thidua.domain.register.imports.lists import open_list, read_honors
    from thidua.domain.register.imports.queries import remembered_by

    remembered = remembered_by(unit.pk, "")
    if not columns and not given:
        return read_honors(content, name, sheet=sheet, remembered=remembered)
    layout = guess_layout(open_list(content), remembered=remembered, sheet=sheet)
    told = dict(one.partition("=")[::2] for one in columns)
    once = dict(one.partition("=")[::2] for one in given)
    unknown = (set(told) - set(LABELS)) | (set(once) - set(GIVEN_ONCE))
    if unknown or not all(number.isdecimal() for number in told.values()):
        raise UnreadableWorkbook(
            f"Không hiểu: {', '.join(sorted(unknown)) or ', '.join(columns)}. "
            f"Các cột: {', '.join(LABELS)}; ghi một lần: {', '.join(GIVEN_ONCE)}."
        )
    kept = {key: at for key, at in layout.columns.items() if str(at) not in told.values()}
    numbers = {key: int(number) for key, number in told.items()}
    merged = {key: at for key, at in (kept | numbers).items() if at}
    return read_honors(content, name, layout=layout.corrected(merged, layout.given | once))


def _refuse(message: str, *, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(json.dumps({"error": message}, ensure_ascii=False))
    else:
        typer.echo(message, err=True)
    raise typer.Exit(UNUSABLE)


def _bar(as_json: bool, total: int) -> Any:
    """A progress bar on the terminal; for machines, nothing."""
    import sys

    if as_json or not sys.stderr.isatty():
        return nullcontext()
    return _Bar(total)


class _Bar:
    """Draws how many rows are through, on the error stream."""

    def __init__(self, total: int) -> None:
        import sys

        self.bar = typer.progressbar(length=total, label="Vào sổ", file=sys.stderr)

    def __enter__(self) -> Any:
        bar = self.bar.__enter__()
        return lambda done, _total: bar.update(done - bar.pos)

    def __exit__(self, *error: Any) -> None:
        self.bar.__exit__(*error)


def _annotated(content: bytes, listed: HonorsFile, staged: list[PlannedRow]) -> bytes:
    from thidua.domain.register.imports.copies import annotated_copy

    reasons = {row.row: {**row.warnings, **row.errors} for row in staged}
    return annotated_copy(content, listed, reasons)


def _answer(
    listed: HonorsFile, rows: list[PlannedRow], batch: int | None, *, good: int, bad: int
) -> dict[str, Any]:
    return {
        "file": listed.name,
        "sheet": listed.sheet,
        "sha256": listed.sha256,
        "columns": dict(listed.layout.columns),
        "given": dict(listed.layout.given),
        "warnings": list(listed.warnings),
        "good": good,
        "bad": bad,
        "batch": batch,
        "rows": [row.as_dict() for row in rows],
    }


def _batch(batch: ImportBatch) -> dict[str, Any]:
    return {
        "batch": batch.pk,
        "state": str(batch.state),
        "file": batch.file_name,
        "sheet": batch.sheet,
        "unit": batch.unit.code,
        "total": batch.total,
        "bad": batch.bad,
        "done": batch.done,
        "lines": batch.count,
        "trouble": batch.stopped_by,
        "undone": batch.undone,
    }


def _tell(told: list[dict[str, Any]], *, as_json: bool, nothing: str) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    elif not told:
        typer.echo(nothing)
    for one in () if as_json else told:
        typer.echo(
            "Lô {batch} ({file}): {state}, {done}/{total} dòng, {lines} dòng sổ. {trouble}".format(**one)
        )
        if one["undone"]:
            typer.echo(
                "Đã hủy {annulled} dòng, {before} dòng đã hủy từ trước. {numbers} số vào sổ của danh sách không cấp "
                "lại; {people} người mới ở lại danh bạ.".format(**one["undone"])
            )


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
