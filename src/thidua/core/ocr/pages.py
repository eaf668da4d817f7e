"""A searchable copy of a scanned file, made by ocrmypdf in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageOps

from thidua.core.ocr.needs import CURE, LANGUAGE, missing

_A4_WIDTH_INCHES = 8.27
_LONGEST_SIDE = 4200


class OcrMissing(Exception):
    """A program that reading needs is not installed; the message names it and the command that installs it."""


class OcrFailed(Exception):
    """The file could not be read; the message is ocrmypdf's."""


def searchable_copy(source: Path, target: Path, *, mime: str, seconds: int = 1800) -> None:
    """Write to ``target`` a PDF that looks like ``source`` (a PDF or a picture) and carries the text of its pages.

    Pages that have a text keep theirs. ``source`` is only read; of a signed file the copy is of course not signed.
    Raises ``OcrMissing`` and ``OcrFailed``.
    """
    lacking = missing()
    if lacking:
        raise OcrMissing(f"{', '.join(lacking)}: {CURE}")
    if mime.startswith("image/"):
        upright = target.with_suffix(".jpg")
        try:
            dots = _upright(source, upright)
            _run([*_common(), "--image-dpi", str(dots), str(upright), str(target)], seconds)
        finally:
            upright.unlink(missing_ok=True)
        return
    _run([*_common(), "--skip-text", "--invalidate-digital-signatures", str(source), str(target)], seconds)


def _common() -> list[str]:
    return [
        sys.executable, "-m", "ocrmypdf", "--language", LANGUAGE, "--output-type", "pdf", "--optimize", "0",
        "--jobs", "1", "--quiet", "--tesseract-timeout", "180",
    ]  # fmt: skip


def _upright(source: Path, target: Path) -> int:
    """Turn a photograph upright on white paper and return the dots per inch it has when it shows an A4 page."""
    with Image.open(source) as picture:
        turned = ImageOps.exif_transpose(picture).convert("RGB")
        turned.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        turned.save(target, "JPEG", quality=92)
        return max(70, round(min(turned.size) / _A4_WIDTH_INCHES))


def _run(command: list[str], seconds: int) -> None:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            timeout=seconds,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise OcrFailed(f"no end after {seconds} s") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise OcrFailed(said[-500:] or f"ocrmypdf ended with code {done.returncode}")
