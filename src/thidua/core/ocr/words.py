"""The words of one picture with where they stand and how sure the reader is."""

from __future__ import annotations

import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path

from thidua.core.ocr.needs import CURE, LANGUAGE, missing
from thidua.core.ocr.pages import OcrFailed, OcrMissing

_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read: its box in pixels from the upper left, its line as (block, paragraph, line), and a confidence
    from 0 to 100.
    """

    text: str
    confidence: float
    left: int
    top: int
    width: int
    height: int
    line: tuple[int, int, int]


def words_of(picture: Path, *, layout: int = 3, seconds: int = 120) -> list[Word]:
    """Read a picture (JPEG, PNG, TIFF) in reading order; ``layout`` is Tesseract's page segmentation mode.

    Raises ``OcrMissing`` and ``OcrFailed``.
    """
    if missing():
        raise OcrMissing(f"{', '.join(missing())}: {CURE}")
    command = ["tesseract", str(picture), "stdout", "-l", LANGUAGE, "--psm", str(layout), "tsv"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise OcrFailed(f"no end after {seconds} s") from error
    if done.returncode != 0:
        raise OcrFailed(done.stderr.decode("utf-8", "replace").strip()[-500:])
    rows = csv.DictReader(done.stdout.decode("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [_word(row) for row in rows if row["level"] == _WORD_LEVEL and (row["text"] or "").strip()]


def _word(row: dict[str, str]) -> Word:
    return Word(
        text=row["text"].strip(),
        confidence=float(row["conf"]),
        left=int(row["left"]),
        top=int(row["top"]),
        width=int(row["width"]),
        height=int(row["height"]),
        line=(int(row["block_num"]), int(row["par_num"]), int(row["line_num"])),
    )
