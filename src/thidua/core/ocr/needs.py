"""What must be installed before a scanned page can be read."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from functools import lru_cache

LANGUAGE = "vie"
CURE = "apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie"


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    """Looked up once for a process that has everything."""
    return tuple(_lacking())


def missing() -> tuple[str, ...]:
    """Return the names of what is not installed, empty when pages can be read."""
    found = _installed()
    if found:
        _installed.cache_clear()  # it may be installed while the program runs
    return found


def _lacking() -> list[str]:
    lacking = []
    if shutil.which("tesseract") is None:
        lacking.append("tesseract-ocr")
    elif LANGUAGE not in _languages():
        lacking.append("tesseract-ocr-vie")
    if importlib.util.find_spec("ocrmypdf") is None:
        lacking.append("ocrmypdf")
    return lacking


def _languages() -> list[str]:
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=False, timeout=30
    )
    return listed.stdout.split()
