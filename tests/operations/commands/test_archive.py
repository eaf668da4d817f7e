"""``thidua archive`` and the doctor's look at files, virus scan and OCR: words, JSON, exit codes."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.factories.accounts import make_actor
from tests.factories.archive import add_paper, clerk_of, make_dossier, typed_pdf
from tests.factories.clamd import running_clamd
from tests.factories.organizations import Country
from thidua.core.files import ContentStore
from thidua.domain.access import Role
from thidua.domain.archive import actions
from thidua.domain.archive.models import FixityRun, Item
from thidua.operations.cli import app
from thidua.operations.commands import doctor, run


@pytest.fixture
def paper(
    country: Country, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, now: datetime
) -> Item:
    """One dossier of 2005 with one paper. The commands find the database that the tests already stand on."""
    for name, value in {
        "DATABASE_URL": "postgresql:///given", "THIDUA_DATA_DIR": str(tmp_path), "THIDUA_STAGE": "demo",
        "THIDUA_SECRET_KEY": "only for this test", "THIDUA_KEYS_FILE": str(tmp_path / "keys.json"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    settings.CONTENT_ROOT = tmp_path / "files"
    return add_paper(
        make_dossier(country, now),
        typed_pdf("Quyết định"),
        tmp_path / "files",
        actor=clerk_of(country.phu_tho),
        at=now,
    )


def thidua(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_fixity_names_what_is_damaged_and_ends_with_1(paper: Item, settings: Any) -> None:
    assert thidua("archive", "fixity").exit_code == 0
    path = ContentStore(settings.CONTENT_ROOT).path(paper.original.sha256)
    path.chmod(0o640)
    path.write_bytes(b"khac")
    done = thidua("archive", "fixity", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [(one["problem"], one["sha256"]) for one in told["problems"]] == [
        ("damaged", paper.original.sha256)
    ]
    assert told["checked"] == 1
    assert FixityRun.objects.filter(finished_at__isnull=False).count() == 2


def test_a_package_is_written_and_an_unknown_unit_or_an_empty_choice_is_refused(
    paper: Item, tmp_path: Path
) -> None:
    target = tmp_path / "goi.zip"
    done = thidua("archive", "package", "25", str(target), "--since", "2005", "--json")
    assert (done.exit_code, json.loads(done.stdout)["files"]) == (0, 3)
    with zipfile.ZipFile(target) as package:
        assert package.testzip() is None
    assert thidua("archive", "package", "khong-co", str(target), "--since", "2005").exit_code == 2
    empty = thidua("archive", "package", "25", str(target), "--since", "1990")
    assert (empty.exit_code, "Chọn ít nhất một hồ sơ" in empty.output) == (1, True)


def test_holds_and_dossiers_that_are_due_are_listed(country: Country, paper: Item, now: datetime) -> None:
    assert json.loads(thidua("archive", "holds", "--json").stdout) == []
    head = make_actor(Role.HEAD, country.phu_tho, name="Đàm Vĩnh Khoa")
    actions.place_hold(dossier_id=paper.dossier_id, reason="Đơn tố cáo", actor=head, at=now)
    (hold,) = json.loads(thidua("archive", "holds", "--json").stdout)
    assert (hold["decision"], hold["reason"], hold["placed_by"]) == (
        "1/QĐ-LĐLĐ",
        "Đơn tố cáo",
        "Đàm Vĩnh Khoa",
    )
    (due,) = json.loads(thidua("archive", "due", "--json").stdout)
    assert (due["keep_until"], due["is_held"]) == ("2025-12-31", True)


def test_the_doctor_looks_at_the_store_the_scanner_and_the_reader(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CONTENT_ROOT = tmp_path
    assert doctor._files().is_fine
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    away = doctor._guarded("virus scan", doctor._virus_scan)
    assert not away.is_fine
    assert "until then uploads are refused" in away.cure
    with running_clamd() as clamd:
        settings.CLAMD_URL = clamd.address
        assert doctor._virus_scan().found.startswith("ClamAV 1.4.3")
    monkeypatch.setattr("thidua.core.ocr.missing", lambda: ("tesseract-ocr",))
    reading = doctor._reading()
    assert reading.is_fine
    assert "apt-get install" in reading.found


def test_serving_does_not_begin_where_files_cannot_be_kept(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.CONTENT_ROOT = tmp_path / "mot-tep"
    settings.CONTENT_ROOT.write_text("not a folder")
    from typer import Exit

    with pytest.raises(Exit) as ended:
        run._insist_on_files()
    assert ended.value.exit_code == 1
    assert "Files cannot be kept" in capsys.readouterr().err
