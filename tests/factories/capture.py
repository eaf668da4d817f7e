"""Pages of old books, clean or as a scanner gives them, and batches on their way."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random

from PIL import Image, ImageFilter

from tests.factories.accounts import make_actor
from tests.factories.organizations import Country
from thidua.core.files import ContentStore
from thidua.domain.access import Actor, Role
from thidua.domain.capture import actions
from thidua.domain.capture.actions.keying import first_values
from thidua.domain.capture.models import Batch, Page
from thidua.domain.capture.reading import Reading
from thidua.operations.demo.living.old_books import Drawn, draw_page

ROWS = (
    ("1", "Nguyễn Thị Hường", "1968", "CĐ Công ty CP Giấy Việt Trì", "Bằng khen của LĐLĐ tỉnh", "120/QĐ-LĐLĐ", "12/05/2011"),
    ("2", "TRẦN VĂN ĐỨC", "1959", "CĐ Công ty CP Supe Lâm Thao", "Bằng khen của LĐLĐ tỉnh", "121/QĐ-LĐLĐ", "19/05/2011"),
    ("3", "Phạm Thị Ngọc Ánh", "1971", "CĐ Công ty May Sông Lô", "Bằng khen của LĐLĐ tỉnh", "121/QĐ-LĐLĐ", "19/05/2011"),
    ("4", "Lê Đình Quyết", "1964", "CĐ Công ty CP Giấy Việt Trì", "Bằng khen của LĐLĐ tỉnh", "124/QĐ-LĐLĐ", "02/06/2011"),
    ("5", "Đỗ Thị Bưởi", "1975", "CĐ Công ty CP Giấy Việt Trì", "Bằng khen của LĐLĐ tỉnh", "125/QĐ-LĐLĐ", "09/06/2011"),
)  # fmt: skip
FIELDS = ("ordinal", "name", "birth", "unit", "award", "decision_number", "decided_on")


def scanned(drawn: Drawn, degrees: float = -1.0, specks: int = 12_000) -> bytes:
    """The page as a scanner gives it: leaning, with dust on the glass, a little soft."""
    page = drawn.picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=(240, 238, 230))
    rng, dots = Random(58), page.load()
    assert dots is not None
    for _speck in range(specks):
        shade = rng.randrange(110, 200)
        dots[rng.randrange(page.width), rng.randrange(page.height)] = (shade, shade, shade)
    held = io.BytesIO()
    page.filter(ImageFilter.GaussianBlur(0.5)).save(held, "JPEG", quality=75)
    return held.getvalue()


def clerk_of(country: Country) -> Actor:
    return make_actor(Role.CLERK, country.phu_tho, name="Khuất Thị Hạnh")


def make_batch(country: Country, actor: Actor, at: datetime, **facts: object) -> Batch:
    """The register of Phú Thọ of 2011."""
    told = {"title": "Sổ khen thưởng 2011", "first_year": 2011, "last_year": 2011, **facts}
    return actions.open_batch(unit=country.phu_tho, actor=actor, at=at, **told)  # type: ignore[arg-type]  # named facts


def make_page(  # noqa: PLR0917  # a page is named by where it belongs, who brings it, when, and what stands on it
    batch: Batch,
    actor: Actor,
    at: datetime,
    files: Path,
    rows: Sequence[Sequence[str]] = ROWS,
    title: str = "Năm 2011",
) -> Page:
    """A page with the words that a perfect reader finds."""
    drawn = draw_page(title, rows)
    page = actions.add_pages(
        batch=batch, content=drawn.jpeg(), file_name="trang.jpg", content_root=files, actor=actor, at=at
    )[0]
    reading = Reading(*drawn.picture.size, 0.0, drawn.words, made_by="vẽ")
    return actions.take_reading(
        page.pk, reading, store=ContentStore(files), actor=Actor.system("Máy đọc"), at=at
    )


def key_first(page: Page, actor: Actor, at: datetime) -> Page:
    """Accept every row as it was read and finish the first pass."""
    for row in page.rows.order_by("place"):
        actions.save_row(page.pk, row.pk, first_values(row), is_done=True, actor=actor, at=at)
    return actions.finish(page.pk, actor=actor, at=at)


def key_second(page: Page, actor: Actor, at: datetime, **slips: str) -> Page:
    """Type what matters anew; ``slips`` are fields of the first row typed otherwise."""
    for at_row, row in enumerate(page.rows.order_by("place")):
        values = {**row.final, **(slips if at_row == 0 else {})}
        actions.save_row(page.pk, row.pk, values, is_done=True, actor=actor, at=at)
    return actions.finish(page.pk, actor=actor, at=at)
