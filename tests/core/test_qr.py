import pytest
import segno
import zxingcpp
from PIL import Image

from thidua.core.qr import qr_rows, qr_svg


def read_back(rows: list[bytes]) -> zxingcpp.Barcode:
    side = len(rows)
    image = Image.new("L", (side + 8, side + 8), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            image.putpixel((x + 4, y + 4), 0 if dark else 255)
    found = zxingcpp.read_barcode(image.resize((8 * (side + 8), 8 * (side + 8)), Image.Resampling.NEAREST))
    assert found is not None
    return found


def test_code_is_read_back() -> None:
    found = read_back(qr_rows("https://xacthuc.example/PT-25-01182"))
    assert found.text == "https://xacthuc.example/PT-25-01182"
    assert found.ec_level == "M"


@pytest.mark.parametrize("length", [9, 14, 15, 40, 62, 84, 85, 106, 107, 122, 152, 153, 180, 181, 400])
def test_a_text_of_any_length_is_read_back(length: int) -> None:
    text = ("https://xacthuc.example/~" * 20)[:length]
    assert read_back(qr_rows(text)).text == text


@pytest.mark.parametrize("text", ["PT-25-01182", "0123456789", "Số vào sổ", "a"])
def test_other_texts_are_read_back(text: str) -> None:
    assert read_back(qr_rows(text)).text == text


@pytest.mark.parametrize(("length", "version"), [(14, 1), (20, 2), (26, 2), (62, 4), (122, 7), (180, 9)])
def test_a_text_that_fills_its_code_is_what_another_encoder_makes(length: int, version: int) -> None:
    text = ("https://xacthuc.example/~" * 20)[:length]
    other = segno.make(text, error="m", mask=3, micro=False)
    assert other.version == version
    assert qr_rows(text) == [bytes(row) for row in other.matrix]


def test_drawing_has_the_quiet_zone_and_the_finder_pattern() -> None:
    svg = qr_svg("A", color="#14202e")
    assert 'viewBox="0 0 29 29"' in svg
    assert 'fill="#14202e"' in svg
    assert "M4 4h7v1h-7z" in svg
    assert 'viewBox="0 0 21 21"' in qr_svg("A", quiet=0)
