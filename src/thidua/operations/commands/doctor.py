"""``thidua doctor``: says what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from thidua.operations.installation import ROOT, Installation

LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Check:
    """One thing looked at: fine, or what is wrong and what mends it."""

    name: str
    is_fine: bool
    found: str
    cure: str = ""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    stage: Annotated[str, typer.Option(help="demo or production.")] = "demo",
) -> None:
    """Look at Python, disk, settings, database, tables, rights, law, fonts, files, virus scan and OCR.

    Exit code 1 when anything is wrong.
    """
    checks = list(examine(Installation.here(stage)))
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
    else:
        for check in checks:
            typer.echo(f"{'ok ' if check.is_fine else 'BAD'}  {check.name}: {check.found}")
            if not check.is_fine:
                typer.echo(f"     → {check.cure}")
    if not all(check.is_fine for check in checks):
        raise typer.Exit(1)


def examine(installation: Installation) -> Iterator[Check]:
    """Run the checks in the order in which one needs the other; stop where going on makes no sense."""
    yield _python()
    yield _disk(installation)
    settings = _guarded("settings", lambda: _settings(installation))
    yield settings
    if not settings.is_fine:
        return
    database = _guarded("database", _database)
    yield database
    if not database.is_fine:
        return
    for name, look in (
        ("tables", _tables),
        ("rights", _rights),
        ("signing", _signing),
        ("years", _years),
        ("law", _law),
        ("fonts", _fonts),
        ("files", _files),
        ("virus scan", _virus_scan),
        ("reading", _reading),
    ):
        yield _guarded(name, look)


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    """The check, or a failed one when looking itself fails: a doctor never crashes."""
    try:
        return look()
    except (Exception, SystemExit) as error:  # whatever goes wrong is the finding
        cures = {
            "settings": "Set the variables named above; docs/how-to/operate.md lists them.",
            "database": "Start it with `thidua demo --prepare` or check DATABASE_URL.",
            "tables": "Run `thidua migrate`.",
            "files": FILES_CURE,
            "virus scan": "Start clamd, or correct or empty THIDUA_CLAMD_URL; until then uploads are refused.",
        }
        text = " ".join(str(error).split())[:300] or type(error).__name__
        return Check(name, False, text, cures.get(name, "Reinstall this version of the program."))


SLOW_LOG = "wal_compression by pglz makes lists enter slowly: set it to lz4 or off"
FILES_CURE = "Make the folder writable, or start the object store and check every part of THIDUA_FILES_URL."


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")


def _disk(installation: Installation) -> Check:
    place = installation.directory if installation.directory.exists() else ROOT
    free = shutil.disk_usage(place).free
    return Check(
        "disk",
        free >= LEAST_FREE_BYTES and os.access(place, os.W_OK),
        f"{free / 1024**3:.1f} GiB free in {place}",
        "Free at least 2 GiB and make the folder writable.",
    )


def _settings(installation: Installation) -> Check:
    if installation.embedded and not installation.embedded.is_running:
        installation.embedded.start()
    installation.point_process_here()
    import django

    django.setup()
    return Check("settings", True, os.environ["DJANGO_SETTINGS_MODULE"])


def _database() -> Check:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version_num')::int, current_user,"
            " current_setting('wal_compression') in ('on', 'pglz')"
        )
        number, user, is_slow = cursor.fetchone()
        cursor.execute("select array_agg(extname::text) from pg_extension")
        installed = set(cursor.fetchone()[0])
    missing = {"ltree", "pg_trgm", "unaccent", "btree_gist"} - installed
    if missing:
        return Check(
            "database", False, f"extensions missing: {', '.join(sorted(missing))}", "Run `thidua migrate`."
        )
    return Check(
        "database",
        number >= 180000,
        f"PostgreSQL {number // 10000}, as {user}" + (f"; {SLOW_LOG}" if is_slow else ""),
        "Use PostgreSQL 18 or later.",
    )


def _tables() -> Check:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Check("tables", not waiting, f"{len(waiting)} migrations waiting", "Run `thidua migrate`.")


def _rights() -> Check:
    from django.db import connection

    from thidua.operations.privileges import APPEND_ONLY

    with connection.cursor() as cursor:
        cursor.execute(
            "select p.relid::regclass::text from unnest(%s::regclass[]) t, pg_partition_tree(t) p"
            " where has_table_privilege(p.relid, 'UPDATE') or has_table_privilege(p.relid, 'DELETE')",
            [list(APPEND_ONLY)],
        )
        changeable = [row[0] for row in cursor.fetchall()]
    return Check(
        "rights",
        not changeable,
        f"the program could change: {', '.join(changeable)}"
        if changeable
        else "log and register are append-only",
        "Give the program a role of its own (DATABASE_OWNER_URL for migrations) and run `thidua migrate`.",
    )


def _signing() -> Check:
    from thidua.domain.audit.signing import signing_keys

    names = [key.name for key in signing_keys()]
    return Check(
        "signing",
        bool(names),
        f"daily heads are signed by {', '.join(names)}" if names else "daily heads are not signed",
        "Run `thidua audit new-key` and follow docs/how-to/proof.md.",
    )


def _years() -> Check:
    """Whether every line of the register lies in the partition of its year, and the coming years have theirs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select array_agg(distinct year order by year) from register_entry_other")
        stray = cursor.fetchone()[0] or []
        cursor.execute("select to_regclass('register_entry_y' || extract(year from now()) + 1) is null")
        is_late = cursor.fetchone()[0]
    found = f"lines in the default partition, of {', '.join(map(str, stray))}" if stray else ""
    found = found or ("next year has no partition yet" if is_late else "every year has its partition")
    return Check("years", not stray and not is_late, found, "Run `thidua register years`.")


def _law() -> Check:
    from thidua.domain.catalogue.library import library

    return Check("law", True, f"version {library().version[:12]}")


def _fonts() -> Check:
    from thidua.core import fonts

    missing = fonts.damaged()
    return Check(
        "fonts",
        not missing,
        "complete" if not missing else f"missing or damaged: {', '.join(missing)}",
        "Reinstall this version of the program.",
    )


def _files() -> Check:
    """Write, read and remove a small content where originals are kept."""
    from pathlib import Path

    from django.conf import settings

    from thidua.core.files import ContentStore

    where = ContentStore(Path(settings.CONTENT_ROOT)).probe()
    return Check("files", True, f"written, read and removed in {where}")


def _virus_scan() -> Check:
    from thidua.core.files import scanner

    asked = scanner()
    if asked is None:
        return Check("virus scan", True, "not set up; THIDUA_CLAMD_URL would name a clamd")
    return Check("virus scan", True, f"{asked.version()}; without its answer uploads are refused")


def _reading() -> Check:
    """Scans can be kept without OCR, so its absence is told and is no fault."""
    from thidua.core.ocr import CURE, missing

    lacking = missing()
    if lacking:
        return Check(
            "reading", True, f"scans are kept but not read: no {', '.join(lacking)}. To read them: {CURE}"
        )
    return Check("reading", True, "scanned pages are read in Vietnamese")
