"""The operator's door: ``thidua``. Every command has ``--help``, an exit code, and ``--json`` where machines read it."""

from __future__ import annotations

import typer

from thidua.operations.commands import archive, audit, demo, doctor, imports, law, register, run, statistics

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Emulation and commendation for the Vietnamese trade unions.",
)
app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("migrate")(run.migrate)
app.command("doctor")(doctor.doctor)
app.add_typer(archive.app, name="archive")
app.add_typer(audit.app, name="audit")
app.add_typer(imports.app, name="import")
app.add_typer(law.app, name="law")
app.add_typer(register.app, name="register")
app.add_typer(statistics.app, name="statistics")


def main() -> None:
    app()
