import zxingcpp
from PIL import Image

from thidua.core.qr import qr_rows, qr_svg


def test_code_is_read_back() -> None:
    rows = qr_rows("https://xacthuc.example/PT-25-01182")
    side = len(rows)
    image = Image.new("L", (side + 8, side + 8), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            image.putpixel((x + 4, y + 4), 0 if dark else 255)
    found = zxingcpp.read_barcode(image.resize((8 * (side + 8), 8 * (side + 8)), Image.Resampling.NEAREST))
    assert found is not None
    assert found.text == "https://xacthuc.example/PT-25-01182"
    assert found.ec_level == "M"


def test_drawing_has_the_quiet_zone_and_the_finder_pattern() -> None:
    svg = qr_svg("A", color="#14202e")
    assert 'viewBox="0 0 29 29"' in svg
    assert 'fill="#14202e"' in svg
    assert "M4 4h7v1h-7z" in svg
    assert 'viewBox="0 0 21 21"' in qr_svg("A", quiet=0)
