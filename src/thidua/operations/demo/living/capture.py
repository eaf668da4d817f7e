"""An old book of the province being captured: two pages lie before the clerk, as the machine read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from thidua.core.files import ContentStore
from thidua.core.ocr import Word
from thidua.domain.access import Actor
from thidua.domain.capture import actions
from thidua.domain.capture.reading import Reading
from thidua.operations.demo.living.old_books import Drawn, draw_page
from thidua.operations.demo.living.stage import PROVINCE, Stage, on
from thidua.operations.demo.names import invent_name

_YEAR = 2018
_ROWS = 14
_CLERK = "phutho.vanthu"
_SLIPS = (("ễ", "ê"), ("ằ", "ă"), ("Đ", "Ð"), ("1", "l"), ("0", "O"), ("ư", "u"), ("ị", "i"), ("rn", "m"))


def run_capture(stage: Stage) -> None:
    """Open the book, bring two pages in, and propose their rows from a reading made here with slips and doubts."""
    clerk, at = stage.cast(_CLERK), on(12, 7, 9, 20)
    rng = Random(1958)  # noqa: S311  # invents a demonstration, keeps no secret
    batch = actions.open_batch(
        unit=stage.unit(PROVINCE), title=f"Sổ bằng khen {_YEAR}, quyển 1", first_year=_YEAR, last_year=_YEAR,
        actor=clerk, at=at,
    )  # fmt: skip
    rows = list(_rows(stage, rng))
    for number, start in enumerate(range(0, len(rows), _ROWS), start=1):
        drawn = draw_page(f"Sổ bằng khen năm {_YEAR}, trang {number}", rows[start : start + _ROWS])
        page = actions.add_pages(
            batch=batch, content=drawn.jpeg(), file_name=f"quyen-1-trang-{number:02}.jpg",
            content_root=stage.content_root, actor=clerk, at=at,
        )[0]  # fmt: skip
        reading = Reading(*drawn.picture.size, 0.0, misread(drawn, rng), made_by="bản dùng thử")
        store = ContentStore(stage.content_root)
        actions.take_reading(page.pk, reading, store=store, actor=Actor.system("Máy đọc"), at=at)


def _rows(stage: Stage, rng: Random) -> Iterator[tuple[str, ...]]:
    """Twenty-eight honors of one year; three decisions of the series are on no page."""
    units = [
        stage.placements[code].short_name or stage.placements[code].name
        for code in stage.senders(PROVINCE, 9)
    ]
    numbers = [n for n in range(212, 229) if n not in {216, 217, 223}]
    for at in range(2 * _ROWS):
        born = rng.randint(1962, 1990)
        name = invent_name(rng, PROVINCE, "female" if rng.random() < 0.5 else "male", born)
        number = numbers[at // 2]
        day = f"{3 + at // 2 % 25:02}/0{5 + at // 14}/{_YEAR}"
        unit = units[rng.randrange(len(units))]
        yield str(at + 1), name, str(born), unit, "Bằng khen LĐLĐ tỉnh", f"{number}/QĐ-LĐLĐ", day


def misread(drawn: Drawn, rng: Random) -> list[Word]:
    """The words with the doubts of a reader: one in nine is unsure, and of these one in three is wrong."""
    return [_doubted(word, rng) if word.line[2] > 1 and rng.random() < 0.11 else word for word in drawn.words]


def _doubted(word: Word, rng: Random) -> Word:
    text = word.text
    if rng.random() < 0.35:
        text = next((text.replace(right, wrong, 1) for right, wrong in _SLIPS if right in text), text)
    return replace(
        word, text=text, confidence=float(rng.randint(38, 58) if text != word.text else rng.randint(66, 88))
    )
