"""What the program imports is installed with it, not only with what its developers use."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = {"thidua", "config"}


def imported() -> set[str]:
    found = set()
    for path in (*(ROOT / "src").rglob("*.py"), *(ROOT / "config").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - OWN - sys.stdlib_module_names


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_is_among_the_requirements_of_the_program() -> None:
    pinned = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", (ROOT / "requirements/base.txt").read_text(), re.M
    )
    installed, from_where = {plain(name) for name in pinned}, packages_distributions()
    missing = {
        module
        for module in imported()
        if not {plain(name) for name in from_where.get(module, ())} & installed
    }
    assert not missing
