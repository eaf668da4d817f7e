import random

import pytest

from thidua.core.vietnamese import (
    NameParts,
    is_plausible_name,
    place_sort_key,
    sort_key,
    split_name,
    title_name,
)

IN_ORDER = [
    "Trần Văn An",
    "Bùi Thị An",
    "Lê Thị Ân",
    "Lê Thị Ánh",
    "Đỗ Minh Cường",
    "Trần Văn Dũng",
    "Lê Văn Đạt",
    "Lê Văn Đức",
    "Vũ Thị Hoa",
    "Vũ Thị Hòa",
    "Vũ Thị Hương",
    "Vũ Thị Hường",
    "Phan Minh",
    "Phan Anh Minh",
    "Phan Anh Tú",
    "Phan Anh Ưu",
    "Phan Anh Yến",
]


def test_people_sort_by_given_then_middle_then_surname() -> None:
    expected = [
        "Bùi Thị An",
        "Trần Văn An",
        "Lê Thị Ánh",
        "Lê Thị Ân",
        "Đỗ Minh Cường",
        "Trần Văn Dũng",
        "Lê Văn Đạt",
        "Lê Văn Đức",
        "Vũ Thị Hoa",
        "Vũ Thị Hòa",
        "Vũ Thị Hương",
        "Vũ Thị Hường",
        "Phan Minh",
        "Phan Anh Minh",
        "Phan Anh Tú",
        "Phan Anh Ưu",
        "Phan Anh Yến",
    ]
    shuffled = IN_ORDER.copy()
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == expected


def test_keys_are_ascii_so_that_byte_order_decides() -> None:
    assert sort_key("Nguyễn Thị Hương") == "hu~o~~ng0 thi5 nguye~n3"
    assert all(sort_key(name).isascii() for name in IN_ORDER)


@pytest.mark.parametrize(
    "ordered",
    [
        ["an", "àn", "ản", "ãn", "án", "ạn", "anh", "ăn", "ân"],
        ["da", "dy", "đa"],
        ["oa", "ôa", "ơa", "pa"],
        ["ta", "u", "ư", "va"],
        ["Ly An", "Lý"],
    ],
)
def test_letters_come_before_tones_and_marked_letters_after_bare(ordered: list[str]) -> None:
    assert sorted(set(ordered), key=place_sort_key) == ordered


def test_old_and_new_tone_places_share_a_key() -> None:
    assert sort_key("Lê Hoà") == sort_key("Lê Hòa")


def test_places_sort_numbers_by_value() -> None:
    places = ["Tổ 10", "Tổ 2", "Quận Đống Đa", "Quận 3", "Đội 1", "Dây chuyền 4"]
    assert sorted(places, key=place_sort_key) == [
        "Dây chuyền 4",
        "Đội 1",
        "Quận 3",
        "Quận Đống Đa",
        "Tổ 2",
        "Tổ 10",
    ]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Nguyễn Thị Ngọc Ánh", NameParts("Nguyễn", "Thị Ngọc", "Ánh")),
        ("Lê Lợi", NameParts("Lê", "", "Lợi")),
        ("Bình", NameParts("", "", "Bình")),
    ],
)
def test_split_name(name: str, parts: NameParts) -> None:
    assert split_name(name) == parts


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("NGUYỄN VĂN A", "Nguyễn Văn A"),
        ("đặng thị ứng", "Đặng Thị Ứng"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Y Ê-BAN", "Y Ê-Ban"),
        ("Trần McDonald", "Trần McDonald"),
        ("NGUYễN THị PHƯợNG", "Nguyễn Thị Phượng"),  # capitals of a TCVN3 font
        ("Lê Hà", "Lê Hà"),
        ("H’Hà Niê", "H’Hà Niê"),
    ],
)
def test_title_name(typed: str, written: str) -> None:
    assert title_name(typed) == written


@pytest.mark.parametrize("name", ["Nguyễn Văn A", "K'Brêl Niê", "Y Ê-Ban", "Tôn Nữ Thị Ngọc Hà"])
def test_plausible_names(name: str) -> None:
    assert is_plausible_name(name)


@pytest.mark.parametrize("text", ["", "Bình", "Nguyễn Văn 3", "Tổ 2 (ca đêm)", "'a b", "x " * 12, "a@b.vn c"])
def test_implausible_names(text: str) -> None:
    assert not is_plausible_name(text)
