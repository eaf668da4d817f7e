"""``thidua law``: check all of ``law/``, and judge facts from a file.

The law is imported when it is asked: no other command should wait for it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import yaml

from thidua.operations.installation import Installation, set_up

app = typer.Typer(no_args_is_help=True, help="The law as data: check it, ask it.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command("check")
def check(
    path: Annotated[Path | None, typer.Argument(help="The folder to check; law/ without one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check schema, periods, citations and worked cases. Exit code 1 when anything is wrong."""
    _speak_without_settings()
    from thidua.domain.catalogue.files import check_library
    from thidua.domain.catalogue.library import DEFAULT_PATH

    problems = check_library(path or DEFAULT_PATH)
    if as_json:
        typer.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, default=str))
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{len(problems)} problems")
    if problems:
        raise typer.Exit(1)


@app.command("export")
def export(
    path: Annotated[Path | None, typer.Argument(help="The folder to write to; law/ without one.")] = None,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "production",
) -> None:
    """Write what two lawyers confirmed on screen into verifications.yaml, beside what stands there."""
    installation = Installation.here(stage)
    if installation.embedded:
        installation.embedded.start()
    set_up(installation)
    from thidua.domain.catalogue.library import DEFAULT_PATH
    from thidua.domain.catalogue.verifying import as_yaml, confirmed, from_rows

    file = (path or DEFAULT_PATH) / "verifications.yaml"
    kept = {one.key: one for one in from_rows(yaml.safe_load(file.read_text(encoding="utf-8")) or [])}
    kept |= {one.key: one for one in confirmed()}
    file.write_text(as_yaml(kept.values()), encoding="utf-8")
    typer.echo(f"{file}: {len(kept)} rules")


@app.command("evaluate")
def evaluate(
    file: Annotated[
        Path, typer.Argument(help="Facts, award and days as YAML; docs/how-to/law.md says how.", exists=True)
    ],
    as_json: AsJson = False,
) -> None:
    """Judge the facts of a file and print each finding with its article. Exit code 2 for an unusable file."""
    _speak_without_settings()
    from thidua.domain.catalogue.asking import evaluate_file
    from thidua.domain.catalogue.problems import LawError

    try:
        answer = evaluate_file(file)
    except LawError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
        return
    typer.echo(f"{answer['award']}: {answer['verdict']} ({answer['regime']})")
    for finding in answer["findings"]:
        typer.echo(
            f"  {finding['verdict']:<12} {finding['title']} – {finding['observed']} [{finding['article']}]"
        )


@app.command("schema")
def schema() -> None:
    """Print the JSON schema of the facts that ``evaluate`` reads."""
    _speak_without_settings()
    from thidua.domain.catalogue.facts_files import facts_schema

    typer.echo(json.dumps(facts_schema(), ensure_ascii=False, indent=2))


def _speak_without_settings() -> None:
    """The law is checked where nothing is set up yet; its texts still ask which language is spoken: Vietnamese."""
    from django.conf import ENVIRONMENT_VARIABLE, settings

    if not settings.configured and ENVIRONMENT_VARIABLE not in os.environ:
        settings.configure(USE_I18N=False, LANGUAGE_CODE="vi")
