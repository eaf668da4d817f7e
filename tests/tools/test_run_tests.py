"""A failed test is run once more alone: a fault fails the run, an unsteady test is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tools.run_tests

UNSTEADY = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("word", ["a [bracket]", "tiếng Việt"])
def test_unsteady(word):
    seen = Path(f"seen {word}")
    if not seen.exists():
        seen.touch()
        raise AssertionError

def test_steady():
    pass
"""


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text)
    return subprocess.run(
        [sys.executable, tools.run_tests.__file__, "-q", "test_it.py"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_what_passes_alone_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, UNSTEADY)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("UNSTEADY: test_it.py::test_unsteady[") == 2


@pytest.mark.parametrize(
    ("text", "code", "again"),
    [
        pytest.param("def test_it(): assert False", 1, 1, id="a fault fails twice"),
        pytest.param(f"{UNSTEADY}\ndef test_fault(): assert False", 1, 3, id="one fault beside two unsteady"),
        pytest.param(
            "\n".join(f"def test_{n}(): assert False" for n in range(4)), 1, 0, id="more than a few"
        ),
        pytest.param("import nothing_of_this_name", 2, 0, id="a file that cannot be read"),
        pytest.param("", 5, 0, id="no test at all"),
    ],
)
def test_a_fault_fails_the_run(tmp_path: Path, text: str, code: int, again: int) -> None:
    done = run(tmp_path, text)
    assert done.returncode == code, done.stdout
    assert done.stdout.count("once more, alone") == again
    assert "UNSTEADY" not in done.stdout
