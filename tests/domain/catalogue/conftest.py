"""A copy of the law that a test may change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from thidua.domain.catalogue.library import DEFAULT_PATH

Change = Callable[[str, str, str], Path]


@pytest.fixture
def changed_law(tmp_path: Path) -> Change:
    """This will copy the law, replace one text in one file, and give the folder."""
    root = tmp_path / "law"
    shutil.copytree(DEFAULT_PATH, root)

    def change(file: str, old: str, new: str) -> Path:
        path = root / file
        content = path.read_text(encoding="utf-8")
        assert old in content, f"{old!r} is not in {file}"
        path.write_text(content.replace(old, new, 1), encoding="utf-8")
        return root

    return change
