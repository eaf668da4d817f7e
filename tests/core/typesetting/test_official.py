from datetime import date

import pytest

from thidua.core.typesetting.official import (
    Paragraph,
    Run,
    day_in_words,
    document_number,
    heading_lines,
    place_and_day,
    punctuated,
    recipient_lines,
)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(5, "05/QĐ-LĐLĐ"), (10, "10/QĐ-LĐLĐ"), (1182, "1182/QĐ-LĐLĐ"), (None, "…/QĐ-LĐLĐ")],
)
def test_numbers_below_ten_take_a_zero(number: int | None, expected: str) -> None:
    assert document_number(number, "QĐ-LĐLĐ") == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2025, 12, 19), "ngày 19 tháng 12 năm 2025"),
        (None, "ngày … tháng … năm …"),
    ],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(on: date | None, expected: str) -> None:
    assert day_in_words(on) == expected
    assert place_and_day("Phú Thọ", on) == f"Phú Thọ, {expected}"


def test_lines_end_with_semicolons_and_the_last_with_a_full_stop() -> None:
    assert punctuated(["Căn cứ A", "Căn cứ B;", "Xét C."]) == ("Căn cứ A;", "Căn cứ B;", "Xét C.")
    assert punctuated([]) == ()
    assert recipient_lines(["Như Điều 3", "Lưu: VT"]) == ("- Như Điều 3;", "- Lưu: VT.")


def test_heading_is_never_cut_inside_a_word_of_two_syllables() -> None:
    assert heading_lines("LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ", bold=True) == (
        "LIÊN ĐOÀN LAO ĐỘNG",
        "TỈNH PHÚ THỌ",
    )
    assert heading_lines("TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", bold=False) == (
        "TỔNG LIÊN ĐOÀN",
        "LAO ĐỘNG VIỆT NAM",
    )


def test_label_of_a_paragraph_is_bold() -> None:
    assert Paragraph.of("Tặng", label="Điều 1.").runs == (Run("Điều 1. ", bold=True), Run("Tặng"))
    assert Paragraph.of("Căn cứ", "ground").runs == (Run("Căn cứ", italic=True),)
