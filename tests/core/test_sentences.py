"""A reason that was kept is told in the language of whoever reads it."""

from __future__ import annotations

import json
import pickle
from datetime import date

from django.utils.translation import override

from thidua.core.identity_numbers import check_identity_number
from thidua.core.sentences import Sentence, joined, kept, read, told, written
from thidua.core.sentences import sentence as _

MISSING = "Thiếu ngày quyết định."
ENGLISH = "The day of the decision is missing."
WITHDRAWN = "Không có đơn vị nào có mã “%(code)s”."


def test_a_sentence_is_a_string_of_the_language_it_was_said_in() -> None:
    with override("en"):
        said = _(MISSING)
    assert said == ENGLISH
    assert f"{said}" == ENGLISH
    assert json.dumps(said) == json.dumps(ENGLISH)


def test_a_kept_sentence_is_told_in_the_language_of_the_reader() -> None:
    with override("vi"):
        through_json = json.loads(json.dumps([kept(_(MISSING)), kept(_(WITHDRAWN) % {"code": "25-9"})]))
    with override("en"):
        assert [told(one) for one in through_json] == [ENGLISH, "No unit has the code “25-9”."]
    with override("vi"):
        assert [told(one) for one in through_json] == [MISSING, "Không có đơn vị nào có mã “25-9”."]


def test_what_stands_in_a_sentence_is_told_too() -> None:
    with override("en"):
        check = check_identity_number("999085012345", birth_year=1985, sex="female", on=date(2026, 1, 1))
        stored = kept(joined(check.reasons))
    with override("vi"):
        assert told(stored) == (
            "Mã nơi đăng ký khai sinh 999 không có trong bảng mã tỉnh. Xin xem bản chụp căn cước. "
            "Số định danh là của nam, khác giới tính đã khai là nữ. Xin xem bản chụp căn cước."
        )


def test_a_sentence_goes_through_an_exception_and_another_process_whole() -> None:
    said = _(WITHDRAWN) % {"code": 7}
    through = str(ValueError(said))
    again = pickle.loads(pickle.dumps(said))  # noqa: S301  # our own
    assert isinstance(through, Sentence)
    assert kept(through) == kept(again) == [WITHDRAWN, {"code": 7}]


def test_a_text_column_keeps_several_and_shows_what_was_written_before_as_it_is() -> None:
    with override("vi"):
        column = written(_(MISSING), "của người dùng [1]")
    with override("en"):
        assert read(column) == f"{ENGLISH} của người dùng [1]"
    assert read("Thiếu đơn vị.") == "Thiếu đơn vị."
    assert read("") == ""
