"""A database of a benchmark's own: migrated, empty, syncing to disk as in production, thrown away afterwards."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thidua.operations.embedded import EmbeddedDatabase


@contextlib.contextmanager
def empty_database() -> Iterator[EmbeddedDatabase]:
    """Start one, bring its tables up to date, and set Django up in this process as their owner."""
    from thidua.operations.embedded import OWNER, EmbeddedDatabase

    database = EmbeddedDatabase(Path(tempfile.mkdtemp(prefix="thidua-bench-")))
    database.start()
    os.environ["DATABASE_URL"] = database.url(OWNER)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    try:
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        yield database
        connection.close()
    finally:
        database.destroy()
