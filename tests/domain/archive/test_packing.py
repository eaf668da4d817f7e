"""Transfer packages: valid bags with everything in them, or none."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import bagit
import openpyxl
import pytest

from tests.factories.accounts import make_actor
from tests.factories.archive import add_paper, clerk_of, make_dossier, typed_pdf
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.domain.access import Role
from thidua.domain.archive import actions
from thidua.domain.archive.models import Dossier, Package
from thidua.domain.audit.models import Event


@pytest.fixture
def package(country: Country, files: Path, now: datetime) -> Package:
    clerk = clerk_of(country.phu_tho)
    first, second = make_dossier(country, now, 1), make_dossier(country, now, 2)
    add_paper(first, typed_pdf("Quyết định một"), files, actor=clerk, at=now)
    add_paper(
        first, typed_pdf("Tờ trình"), files, actor=clerk, at=now, title="Tờ trình", register_no="PT-05-00001"
    )
    add_paper(second, typed_pdf("Quyết định hai"), files, actor=clerk, at=now)
    return actions.ask_package(
        organization=country.phu_tho,
        dossier_ids=[first.pk, second.pk],
        title="Giao nộp năm 2005",
        actor=clerk,
        at=now,
    )


def made(package: Package, files: Path, now: datetime) -> Package:
    return actions.make_package(package, content_root=files, actor=clerk_of(package.organization), at=now)


def test_the_bag_is_valid_by_the_library_and_by_sha256sum(
    package: Package, files: Path, now: datetime, tmp_path: Path
) -> None:
    ready = made(package, files, now)
    assert (ready.outcome, ready.files) == ("ready", 5)
    with zipfile.ZipFile(io.BytesIO(ContentStore(files).read(ready.sha256))) as zipped:
        zipped.extractall(tmp_path / "out")
    folder = tmp_path / "out" / f"giao-nop-{ready.pk:05}-20261208"
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert bag.info["Source-Organization"] == "Liên đoàn Lao động tỉnh Phú Thọ"
    assert bag.info["External-Description"] == "Giao nộp năm 2005"
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "manifest-sha256.txt"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0
    listed = json.loads((folder / "data/danh-muc.json").read_text())
    assert [row["title"] for row in listed] == ["Quyết định có dấu", "Tờ trình", "Quyết định có dấu"]
    assert [(folder / row["path"]).read_bytes()[:5] for row in listed] == [b"%PDF-"] * 3
    assert {row["retention"] for row in listed} == {"20 năm"}
    sheet = openpyxl.load_workbook(folder / "data/danh-muc.xlsx").active
    assert [cell.value for cell in sheet[1]][:3] == ["Tệp trong gói", "Số quyết định", "Ngày"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [row["path"] for row in listed]


def test_a_damaged_original_fails_the_package_and_keeps_no_half(
    package: Package, files: Path, now: datetime
) -> None:
    before = {path for path in files.rglob("*") if path.is_file()}
    original = Dossier.objects.order_by("pk")[1].items.get().original
    path = ContentStore(files).path(original.sha256)
    path.chmod(0o640)
    path.write_bytes(b"hong")
    failed = made(package, files, now)
    assert failed.outcome == "failed"
    assert failed.note == f"Tệp gốc hỏng hoặc mất: {original.sha256}"
    assert {path for path in files.rglob("*") if path.is_file()} == before
    assert Event.objects.filter(name="archive.package_failed").count() == 1


def test_made_twice_is_made_once(package: Package, files: Path, now: datetime) -> None:
    sha256 = made(package, files, now).sha256
    assert made(package, files, now).sha256 == sha256
    assert Event.objects.filter(name="archive.package_made").count() == 1


def test_others_dossiers_and_empty_choices_are_refused(country: Country, now: datetime) -> None:
    dossier = make_dossier(country, now)
    clerk = clerk_of(country.phu_tho)
    for actor, unit, ids, words in (
        (clerk, country.phu_tho, [], "Chọn ít nhất một hồ sơ"),
        (clerk, country.phu_tho, range(1, 600), "tối đa 500 hồ sơ"),
        (clerk, country.phu_tho, [dossier.pk, 999_999], "ngoài phạm vi"),
        (clerk_of(country.bac_ninh), country.bac_ninh, [dossier.pk], "ngoài phạm vi"),
        (make_actor(Role.OFFICER, country.phu_tho), country.phu_tho, [dossier.pk], "Chỉ cán bộ lưu trữ"),
    ):
        with pytest.raises(Refused, match=words):
            actions.ask_package(organization=unit, dossier_ids=ids, title="x", actor=actor, at=now)
    assert not Package.objects.exists()
