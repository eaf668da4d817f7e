"""A PostgreSQL of the tests' own, started once for all workers, thrown away at the end.

Loaded with ``-p tests.database`` so that it runs before Django reads its settings.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "src")]

from thidua.operations.embedded import OWNER, EmbeddedDatabase  # noqa: E402  # the path comes first

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # browser tests run the ORM beside Playwright's loop

if "DATABASE_URL" not in os.environ:  # workers inherit the address from the main process
    _directory = Path(tempfile.mkdtemp(prefix="thidua-db-"))
    _database = EmbeddedDatabase(_directory, is_throwaway=True)
    _database.start()
    atexit.register(_database.destroy)
    os.environ["DATABASE_URL"] = _database.url(OWNER)
