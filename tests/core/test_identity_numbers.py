from datetime import date

import pytest

from thidua.core.identity_numbers import check_identity_number, clean_identity_number

ON = date(2026, 3, 1)


def test_worked_example_of_a_man_from_ha_noi() -> None:
    check = check_identity_number("001203004567", birth_year=2003, sex="male", on=ON)
    assert (check.status, check.province, check.sex, check.birth_year, check.reasons) == (
        "ok",
        "Hà Nội",
        "male",
        2003,
        (),
    )


def test_worked_example_of_a_woman_from_da_nang() -> None:
    check = check_identity_number("048 185 001 234", birth_year=None, sex=None, on=ON)
    assert (check.status, check.province, check.sex, check.birth_year) == ("ok", "Đà Nẵng", "female", 1985)


def test_birth_after_today_is_impossible() -> None:
    check = check_identity_number("079330001234", birth_year=None, sex="female", on=ON)
    assert check.status == "impossible"
    assert check.reasons == ("Số định danh cho năm sinh 2030, sau năm hiện tại. Xin đối chiếu với căn cước.",)
    assert (
        check_identity_number("079330001234", birth_year=2030, sex="female", on=date(2031, 1, 1)).status
        == "ok"
    )


def test_unknown_province_is_odd() -> None:
    check = check_identity_number("003199000001", birth_year=1999, sex="female", on=ON)
    assert (check.status, check.province) == ("odd", None)
    assert check.reasons[0].startswith("Mã nơi đăng ký khai sinh 003 không có trong bảng mã tỉnh")


def test_other_year_and_sex_are_odd_and_both_said() -> None:
    check = check_identity_number("001203004567", birth_year=2002, sex="female", on=ON)
    assert check.status == "odd"
    assert check.reasons == (
        "Số định danh cho năm sinh 2003, khác năm sinh đã khai 2002. Xin xem bản chụp căn cước.",
        "Số định danh là của nam, khác giới tính đã khai là nữ. Xin xem bản chụp căn cước.",
    )


@pytest.mark.parametrize("value", ["", "12345", "00120300456x", "0012030045678", "００１２０３００４５６７"])
def test_not_twelve_digits_is_impossible(value: str) -> None:
    assert check_identity_number(value, birth_year=None, sex=None, on=ON).status == "impossible"


def test_old_paper_of_nine_digits_is_odd() -> None:
    check = check_identity_number("012345678", birth_year=1980, sex="male", on=ON)
    assert (check.status, check.birth_year) == ("odd", None)


def test_clean() -> None:
    assert clean_identity_number(" 048-185.001 234 ") == "048185001234"
