"""A PostgreSQL of the tests' own, started once for all workers, thrown away at the end.

Loaded with ``-p tests.database`` so that it runs before Django reads its settings. Migrating takes longer than most
tests, so it is done once: a cluster with a migrated database is kept under ``.pytest_cache`` and named after all that
it depends on. Each run copies that cluster and makes its databases from the migrated one as their template.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from thidua.operations.embedded import OWNER, EmbeddedDatabase  # noqa: E402  # the path comes first

KEPT = ROOT / ".pytest_cache" / "databases"
TEMPLATE = "thidua_migrated"


def _name() -> str:
    """Name the kept cluster after the migrations, the packages that bring some, and how both are made."""
    sources = [
        *sorted((ROOT / "src").rglob("migrations/*.py")),
        *sorted((ROOT / "src/thidua/operations").glob("*.py")),
        *sorted((ROOT / "requirements").glob("*.txt")),
        *sorted((ROOT / "config").rglob("*.py")),
        Path(__file__),
    ]
    digest = hashlib.sha256(f"{sys.version} {os.geteuid()}".encode())
    for source in sources:
        digest.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def _migrated() -> Path:
    """Return the kept cluster, made now when the sources have changed; its server does not run."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = KEPT / _name()
        if not kept.exists():
            for former in KEPT.iterdir():
                if former.is_dir():
                    shutil.rmtree(former, ignore_errors=True)
            made = Path(tempfile.mkdtemp(prefix="thidua-db-"))
            _migrate(EmbeddedDatabase(made, is_throwaway=True))
            half = kept.with_suffix(".half")
            subprocess.run(["cp", "-a", str(made), str(half)], check=True)
            half.rename(kept)
            shutil.rmtree(made)
    return kept


def _migrate(database: EmbeddedDatabase) -> None:
    import psycopg

    database.start()
    with psycopg.connect(database.url(OWNER, "postgres"), autocommit=True) as connection:
        connection.execute(f"create database {TEMPLATE} template thidua".encode())
    environment = {
        **os.environ,
        "DATABASE_URL": database.url(OWNER, TEMPLATE),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "-v", "0"], check=True, env=environment, cwd=ROOT
    )
    database.stop()
    shutil.rmtree(database.socket_directory, ignore_errors=True)


os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # browser tests run the ORM beside Playwright's loop

if "DATABASE_URL" not in os.environ:  # workers inherit the address from the main process
    _kept = _migrated()
    _directory = Path(tempfile.mkdtemp(prefix="thidua-db-"))
    subprocess.run(["cp", "-a", f"{_kept}/.", str(_directory)], check=True)
    _database = EmbeddedDatabase(_directory, is_throwaway=True)
    _database.start()
    atexit.register(_database.destroy)
    os.environ["DATABASE_URL"] = _database.url(OWNER)
    os.environ["THIDUA_TEST_TEMPLATE"] = TEMPLATE
