"""Bags by RFC 8493, judged by the library of the Library of Congress and by sha256sum."""

from __future__ import annotations

import subprocess
import zipfile
from datetime import date
from pathlib import Path

import bagit
import pytest

from thidua.core.bags import encoded, new_bag

FILES = {"qd-12/001-quyết định.pdf": b"%PDF-1.7 mot", "qd-12/002-100%.txt": b"hai", "rong.txt": b""}


def unpacked(tmp_path: Path) -> Path:
    target = tmp_path / "bag.zip"
    with new_bag(target, "giao-nop-1", on=date(2026, 12, 8)) as bag:
        for path, content in FILES.items():
            bag.add(path, [content[:2], content[2:]])
        bag.close_with(
            {"Source-Organization": "Liên đoàn Lao động tỉnh Phú Thọ", "External-Description": "hai\ndòng"}
        )
    with zipfile.ZipFile(target) as package:
        package.extractall(tmp_path / "out")
    return tmp_path / "out" / "giao-nop-1"


def test_the_library_of_congress_finds_the_bag_valid(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert bag.info["Source-Organization"] == "Liên đoàn Lao động tỉnh Phú Thọ"
    assert bag.info["External-Description"] == "hai dòng"
    assert bag.info["Payload-Oxum"] == f"{sum(map(len, FILES.values()))}.3"
    assert bag.info["Bagging-Date"] == "2026-12-08"


def test_sha256sum_agrees_with_both_manifests(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    for manifest, count in (("manifest-sha256.txt", 3), ("tagmanifest-sha256.txt", 3)):
        done = subprocess.run(
            ["sha256sum", "--check", "--strict", manifest],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.count(": OK") == count


def test_one_changed_letter_is_found(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    (folder / "data/qd-12/001-quyết định.pdf").write_bytes(b"%PDF-1.7 mOt")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


def test_a_path_that_leaves_the_bag_or_comes_twice_is_refused(tmp_path: Path) -> None:
    for path in ("../ra-ngoai", "/etc/passwd", "a\\b", "~/x"):
        with pytest.raises(ValueError, match="does not stay in the bag"):
            encoded(path)
    with new_bag(tmp_path / "b.zip", "b", on=date(2026, 12, 8)) as bag:
        bag.add("a.txt", [b"1"])
        with pytest.raises(ValueError, match="in the bag already"):
            bag.add("a.txt", [b"2"])
