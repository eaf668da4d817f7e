"""``thidua audit verify`` names what was done behind the program's back, in words, in JSON and by its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.domain.audit.conftest import AT, add_entry, entries, tamper
from thidua.domain.audit import verifying
from thidua.domain.audit.queries import last_verification
from thidua.domain.audit.sealing import seal
from thidua.domain.register.checking import EXTRAS
from thidua.operations.cli import app

__all__ = ["entries"]  # the fixture

# What is over is asked of the whole server: other tests must not run beside these.
pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The commands find the database that the tests already stand on."""
    for name, value in {
        "DATABASE_URL": "postgresql:///given", "THIDUA_DATA_DIR": str(tmp_path), "THIDUA_STAGE": "demo",
        "THIDUA_SECRET_KEY": "only for this test", "THIDUA_KEYS_FILE": str(tmp_path / "keys.json"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)


def verify(*words: str) -> Result:
    return CliRunner().invoke(app, ["audit", "verify", *words])


def test_a_whole_register_ends_with_0_and_the_pages_know_when(entries: Any) -> None:
    done = verify()
    assert (done.exit_code, done.stdout) == (0, "6 rows compared, 0 problems.\n")
    kept = last_verification()
    assert kept is not None
    assert (kept.rows, kept.problems) == (6, [])


def test_an_edited_a_deleted_and_a_reordered_row_are_named(
    entries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verifying, "_BATCH", 1)  # a row and its new place are not looked at together
    edited, deleted, reordered = (entry.pk for entry in entries[:3])
    later = add_entry(entries[0])
    seal(EXTRAS, at=AT)
    tamper("update register_entry set award_code = 'HCLD1' where id = %s", edited)
    tamper("delete from register_entry where id = %s", deleted)
    tamper("update register_entry set xid = %s where id = %s", later.xid, reordered)
    done = verify("--json", "--no-keep")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    named = {(one["log"], one["kind"], one["row_id"]) for one in told["problems"]}
    assert {
        ("register", "altered", edited),
        ("register", "deleted", deleted),
        ("register", "reordered", reordered),
    } <= named
    assert {row for _log, _kind, row in named} == {edited, deleted, reordered}
    assert last_verification() is None
    words = verify("--no-keep")
    assert words.exit_code == 1
    assert f"register: deleted: dòng {deleted} đã bị xóa" in words.stdout
