import hashlib

import pytest
from PIL import ImageFont

from thidua.core import fonts

VIETNAMESE = "ẴẵẲẳẰằẮắẶặỂểỄễỆệỘộỖỗỞởỢợỮữỰựỬửĐđƠơƯưỲỵỶỹÝ“”–…"


def test_font_files_are_the_ones_whose_checksums_are_recorded() -> None:
    recorded = dict(reversed(line.split()) for line in (fonts.FOLDER / "SHA256SUMS").read_text().splitlines())
    found = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in fonts.FOLDER.glob("*.ttf")}
    assert found == recorded
    assert len(found) == 5


@pytest.mark.parametrize("file", sorted(f.name for f in fonts.FOLDER.glob("*.ttf")))
def test_every_face_draws_every_vietnamese_letter(file: str) -> None:
    face = ImageFont.truetype(fonts.FOLDER / file, 40)
    missing = bytes(face.getmask("\ufffe"))
    assert [letter for letter in VIETNAMESE if bytes(face.getmask(letter)) == missing] == []


def test_width_grows_with_size_and_tracking() -> None:
    assert round(fonts.text_width("Công đoàn", 10), 2) == 43.61
    assert round(fonts.text_width("Công đoàn", 20), 2) == 87.22
    assert round(fonts.text_width("Công đoàn", 10, tracking=1), 2) == 52.61


def test_unknown_face_is_an_error() -> None:
    with pytest.raises(KeyError):
        fonts.font_file("Playfair Display", italic=True)
