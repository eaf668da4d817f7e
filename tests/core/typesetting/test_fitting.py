from hypothesis import given, settings
from hypothesis import strategies as st

from thidua.core.typesetting.fitting import Face, balanced_lines, fit, wrap

SENTENCE = (
    "Đã có thành tích xuất sắc trong phong trào thi đua “Lao động giỏi – Lao động sáng tạo” "
    "và xây dựng tổ chức Công đoàn năm 2025"
)


def test_sentence_breaks_at_the_conjunction_and_never_inside_the_quotation() -> None:
    assert wrap(SENTENCE, Face(), size=21, max_width=880) == (
        "Đã có thành tích xuất sắc trong phong trào thi đua “Lao động giỏi – Lao động sáng tạo”",
        "và xây dựng tổ chức Công đoàn năm 2025",
    )


def test_year_stays_with_its_word() -> None:
    words = ["trong", "công", "tác", "xây", "dựng", "tổ", "chức", "Công", "đoàn", "năm", "2025"]
    assert balanced_lines(words, 4, len)[-1].endswith("năm 2025")


def test_short_text_takes_the_largest_size() -> None:
    fitted = fit("BẰNG KHEN", Face(bold=True), sizes=(40, 30, 20), max_width=500)
    assert (fitted.lines, fitted.size) == (("BẰNG KHEN",), 40)


def test_one_line_at_a_smaller_size_comes_before_two_lines() -> None:
    fitted = fit("CHIẾN SĨ THI ĐUA CƠ SỞ", Face(bold=True), sizes=(40, 30, 20), max_width=400, max_lines=2)
    assert (fitted.lines, fitted.size) == (("CHIẾN SĨ THI ĐUA CƠ SỞ",), 30)


def test_text_that_fits_nowhere_becomes_as_small_as_needed() -> None:
    fitted = fit("A" * 200, Face(), sizes=(20, 10), max_width=300, max_lines=2)
    assert round(Face().width(fitted.lines[0], fitted.size), 6) == 300


def test_empty_text_has_no_lines() -> None:
    assert fit("", Face(), sizes=(12,), max_width=100).lines == ()
    assert wrap("  ", Face(), size=12, max_width=100) == ()


WORDS = st.lists(st.text("aăđơ,2“”-", min_size=1, max_size=9), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(60, 400))
def test_wrapping_loses_no_word_and_fits_unless_one_word_is_too_wide(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = wrap(text, Face(), size=12, max_width=width)
    assert " ".join(lines).split() == text.split()
    widest_word = max(Face().width(word, 12) for word in text.split())
    if widest_word <= width:
        assert all(Face().width(line, 12) <= width for line in lines)
