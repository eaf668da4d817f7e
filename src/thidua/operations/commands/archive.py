"""``thidua archive``: the files behind the register, from a shell."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thidua.operations.installation import Installation, set_up

if TYPE_CHECKING:
    from thidua.domain.access import Actor

app = typer.Typer(
    no_args_is_help=True, help="Dossiers: fixity, transfer packages, holds, what is due, reading."
)
Stage = Annotated[str, typer.Option(help="demo or production.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command("fixity")
def fixity_command(as_json: AsJson = False, stage: Stage = "production") -> None:
    """Compare every kept content with its hash, and keep the report. Exit code 1 when anything is missing or altered.

    A run that was cut off goes on where it stopped.
    """
    actor, root = _start(stage)
    from thidua.core.clock import current_clock
    from thidua.domain.archive.actions import check_some, start_fixity
    from thidua.domain.archive.models import FixityRun

    clock = current_clock()
    run = FixityRun.objects.filter(finished_at=None).first() or start_fixity(
        asked_by=actor.name, at=clock.now()
    )
    while check_some(run, content_root=root, at=clock.now()):
        if not as_json:
            typer.echo(f"{run.checked} / {run.total}", err=True)
    if as_json:
        _print({"run": run.pk, "checked": run.checked, "bytes": run.checked_bytes, "problems": run.problems})
    else:
        for problem in run.problems:
            typer.echo(f"{problem['sha256']}: {problem['problem']}")
        typer.echo(f"{run.checked} files, {run.checked_bytes} bytes compared, {len(run.problems)} problems.")
    raise typer.Exit(1 if run.problems else 0)


@app.command("package")
def package_command(
    unit: Annotated[str, typer.Argument(help="Code of the unit in whose name the package is made.")],
    target: Annotated[Path, typer.Argument(help="The zip to write.")],
    *,
    since: Annotated[int, typer.Option(help="First year of the decisions.")],
    until: Annotated[int, typer.Option(help="Last year of the decisions; the same year when left out.")] = 0,
    title: Annotated[str, typer.Option(help="What the package is called.")] = "",
    as_json: AsJson = False,
    stage: Stage = "production",
) -> None:
    """Write the dossiers of a unit's own decisions as a BagIt package. Exit code 1 when it cannot be made whole."""
    actor, root = _start(stage)
    from thidua.core.clock import current_clock
    from thidua.core.errors import Refused
    from thidua.core.files import ContentStore
    from thidua.domain.archive.actions import ask_package, make_package
    from thidua.domain.archive.models import Dossier
    from thidua.domain.archive.states import Outcome
    from thidua.domain.organizations.models import Organization

    at = current_clock().now()
    organization = Organization.objects.filter(code=unit).first()
    if organization is None:
        typer.echo(f"There is no unit {unit}.", err=True)
        raise typer.Exit(2)
    between = (date(since, 1, 1), date(until or since, 12, 31))
    rows = Dossier.objects.filter(issuer=organization, disposed_at=None, decided_on__range=between)
    words = title or f"{unit} {since}–{until or since}"
    try:
        asked = ask_package(
            organization=organization,
            dossier_ids=rows.values_list("pk", flat=True),
            title=words,
            actor=actor,
            at=at,
        )
    except Refused as refusal:
        typer.echo(refusal.message, err=True)
        raise typer.Exit(1) from refusal
    made = make_package(asked, content_root=root, actor=actor, at=at)
    if made.outcome == Outcome.READY:
        with target.open("wb") as file:
            file.writelines(ContentStore(root).blocks(made.sha256))
    told = {
        "package": made.pk,
        "outcome": made.outcome,
        "files": made.files,
        "sha256": made.sha256,
        "note": made.note,
    }
    if as_json:
        _print(told)
    else:
        typer.echo(made.note or f"{made.files} files, {made.size} bytes → {target}")
    raise typer.Exit(0 if made.outcome == Outcome.READY else 1)


@app.command("holds")
def holds_command(as_json: AsJson = False, stage: Stage = "production") -> None:
    """List the legal holds in force."""
    actor, _root = _start(stage)
    from thidua.domain.archive.queries import holds_standing

    rows: list[dict[str, Any]] = [
        {
            "dossier": hold.dossier_id, "decision": hold.dossier.decision_number, "reason": hold.reason,
            "paper": hold.paper, "placed_at": hold.placed_at.isoformat(), "placed_by": hold.placed_by,
        }
        for hold in holds_standing(actor)
    ]  # fmt: skip
    if as_json:
        _print(rows)
        return
    for row in rows:
        typer.echo(f"{row['decision']}: {row['reason']} ({row['placed_by']}, {row['placed_at'][:10]})")
    typer.echo(f"{len(rows)} holds.")


@app.command("due")
def due_command(as_json: AsJson = False, stage: Stage = "production") -> None:
    """List the dossiers whose period is over."""
    actor, _root = _start(stage)
    from thidua.core.clock import current_clock, day_of
    from thidua.domain.archive.queries import due

    rows = [
        {
            "dossier": row.pk, "decision": row.decision_number, "keep_until": str(row.keep_until),
            "retention": row.retention, "is_held": bool(getattr(row, "is_held", False)),
        }
        for row in due(actor, day_of(current_clock().now()))
    ]  # fmt: skip
    if as_json:
        _print(rows)
        return
    for row in rows:
        typer.echo(f"{row['decision']}: {row['keep_until']}{' (held)' if row['is_held'] else ''}")
    typer.echo(f"{len(rows)} dossiers.")


@app.command("read")
def read_command(stage: Stage = "production") -> None:
    """Gather new decisions and read every paper that is not read yet, now. Exit code 1 while OCR is not installed."""
    _actor, root = _start(stage)
    from thidua.core.clock import current_clock
    from thidua.core.files import ContentStore
    from thidua.core.ocr import CURE, missing
    from thidua.domain.archive.jobs import gather_new
    from thidua.domain.archive.models import Original
    from thidua.domain.archive.reading import read_original
    from thidua.domain.archive.states import Reading

    while gather_new():
        pass
    wanted = (Reading.PENDING, Reading.WAITING, Reading.FAILED)
    for original in Original.objects.filter(reading__in=wanted, destroyed_at=None).order_by("pk"):
        found = read_original(original, store=ContentStore(root), at=current_clock().now())
        typer.echo(f"{original.sha256[:16]} {found} {original.reading_note}".rstrip())
    if missing():
        typer.echo(f"Scans are not read: no {', '.join(missing())}. To read them: {CURE}", err=True)
        raise typer.Exit(1)


def _start(stage: str) -> tuple[Actor, Path]:
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)
    from django.conf import settings

    from thidua.domain.access import Actor

    return Actor.system("thidua archive"), Path(settings.CONTENT_ROOT)


def _print(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))
