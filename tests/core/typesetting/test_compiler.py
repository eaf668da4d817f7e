from datetime import UTC, datetime

import pytest

from thidua.core.typesetting.compiler import in_lots, render_pdf
from thidua.core.typesetting.placed import PlacedPage, PlacedText, Sheet, placed_pdf

AT = datetime(2026, 12, 8, 8, 0, tzinfo=UTC)


def test_lots_are_full_but_the_last() -> None:
    assert list(in_lots([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(in_lots([])) == []


def test_unknown_template_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="No such file"):
        render_pdf("no-such-template", {}, at=AT)


def test_time_of_making_is_the_one_given() -> None:
    page = PlacedPage((PlacedText("Ẵ", 100, 100, 20),))
    pdf = placed_pdf([page], Sheet(210, 297, "Thử"), at=AT)
    assert b"D:20261208080000" in pdf
    assert pdf == placed_pdf([page], Sheet(210, 297, "Thử"), at=AT)
