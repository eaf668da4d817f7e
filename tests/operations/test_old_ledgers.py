"""What former versions wrote is carried over as it is: hashes, erasures, receipts; what was altered stops the change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run() -> Iterator[Run]:
    """Runs steps of ``old_ledger`` over an empty database of the tests' server."""
    server = os.environ["DATABASE_URL"]
    name = f"old_ledger_{os.getpid()}"
    with psycopg.connect(make_conninfo(server, dbname="postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}".encode())
    address = make_conninfo(server, dbname=name)
    told = psycopg.conninfo.conninfo_to_dict(address)
    url = (
        f"postgresql://{told['user']}:{told.get('password', '')}@/{name}?host={quote(told['host'], safe='')}"
    )
    environment = {
        **os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }  # fmt: skip

    def step(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tests.operations.old_ledger", *words],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    yield step
    with psycopg.connect(make_conninfo(server, dbname="postgres"), autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


def test_a_ledger_of_a_former_version_is_carried_over_whole(run: Run) -> None:
    written = run("write", "whole")
    assert written.returncode == 0, written.stderr
    done = run("bring")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["problems"] == []
    assert (told["sealed"], told["rows"]) == ({"events": 2, "register": 5}, 7)
    assert told["standing"] == [["le thi man em", 2004, True], ["vu van cam", 2015, False], ["", 2026, False]]
    assert told["places"] == [
        ["register_entry_until_2004", 1], ["register_entry_y2015", 1], ["register_entry_y2026", 1],
        ["register_entry_until_2004", 1], ["register_entry_until_2004", 1],
    ]  # fmt: skip
    assert told["by_number"] == "Vũ Văn Cam"
    assert told["batch"] == ["entered", 1, 1, 1]
    assert told["receipt"] == [5, True, True, 2015]


def test_a_ledger_that_was_altered_is_not_carried_over(run: Run) -> None:
    assert run("write", "altered").returncode == 0
    refused = run("bring")
    assert refused.returncode != 0
    assert "the rows under seal 1 (register) are not as they were sealed" in refused.stderr
