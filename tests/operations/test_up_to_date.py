"""When a second start may skip the tables and the static files."""

from __future__ import annotations

from pathlib import Path

import pytest

from thidua.operations import installation as module
from thidua.operations.installation import Installation


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(module, "ROOT", tmp_path / "checkout")
    (tmp_path / "checkout" / "src").mkdir(parents=True)
    (tmp_path / "checkout" / "src" / "models.py").write_text("first")
    (tmp_path / "static").mkdir()
    (tmp_path / "database" / "postgres").mkdir(parents=True)
    return Installation(tmp_path, "demo")


def test_what_was_prepared_by_this_code_is_kept(installation: Installation) -> None:
    assert not installation.is_up_to_date()
    installation.remember_up_to_date()
    assert installation.is_up_to_date()


def test_a_changed_file_a_new_cluster_or_lost_files_make_it_anew(installation: Installation) -> None:
    installation.remember_up_to_date()
    source = module.ROOT / "src" / "models.py"
    source.write_text("second one")
    assert not installation.is_up_to_date()
    installation.remember_up_to_date()
    (installation.directory / "static").rmdir()
    assert not installation.is_up_to_date()
    (installation.directory / "static").mkdir()
    (installation.directory / "database" / "postgres" / "up-to-date").unlink()
    assert not installation.is_up_to_date()


def test_a_database_of_somebody_else_is_always_looked_at(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://thidua@localhost/thidua")
    other = Installation(installation.directory, "demo")
    other.remember_up_to_date()
    assert not other.is_up_to_date()


def test_a_demonstration_is_ready_once_it_was_loaded_by_this_code(installation: Installation) -> None:
    installation.remember_up_to_date()
    assert not installation.is_ready(), "tables alone are no country"
    installation.remember_ready()
    assert installation.is_ready()
    (module.ROOT / "src" / "models.py").write_text("second one")
    assert not installation.is_ready()
