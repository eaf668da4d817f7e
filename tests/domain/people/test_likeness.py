"""What speaks for one person and what against, in bits: a common name says little, a rare one much."""

from datetime import date

import pytest

from thidua.core.vietnamese import fold
from thidua.domain.people.likeness import Crowd, Known, edits, is_sure_by_day, likeness, name_share, shares

CROWD = Crowd(people=1000)
BORN = date(1988, 5, 4)


def known(name="Nguyễn Thị Hường", **facts):
    told = {"birth_date": BORN, "birth_year": 1988, "sex": "female", "unit": 1, "province": "25"} | facts
    return Known(name, fold(name), **told)


def compare(first, second):
    return likeness(first, second, CROWD)


def share(first, second):
    return shares([compare(first, second).odds(0.5, CROWD)])[0]


def test_a_common_name_and_day_alone_is_a_doubt_and_a_rare_one_is_sure():
    elsewhere = {"unit": None, "province": ""}
    assert 0.1 < share(known(), known(**elsewhere)) < 0.9
    rare = "Đàm Vĩnh Khoa"
    assert share(known(rare, sex="male"), known(rare, sex="male", **elsewhere)) > 0.995


def test_name_day_and_unit_is_sure():
    alike = compare(known(), known("NGUYỄN THỊ HƯỜNG"))
    assert alike.reasons == ("unit", "birth_date", "name")
    assert share(known(), known()) > 0.999


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": "Nguyen Thi Huong"}, "name"),
        ({"name": "Nguyễn Hường"}, "name_shortened"),
        ({"name": "Nguyễn Thị Hươnf"}, "name_typo"),
        ({"name": "Nguyễn Thị Hương"}, "name_marks"),
        ({"name": "Trần Văn Bình"}, "other_name"),
        ({"birth_date": date(1988, 4, 5)}, "birth_swapped"),
        ({"birth_date": date(1989, 5, 4), "birth_year": 1989}, "birth_year_near"),
        ({"birth_date": date(1988, 5, 14)}, "birth_partly"),
        ({"birth_date": date(1988, 1, 1)}, "birth_year"),
        ({"birth_date": None}, "birth_year"),
        ({"birth_date": None, "birth_year": 1987}, "birth_year_near"),
        ({"birth_date": date(1970, 2, 3), "birth_year": 1970}, "other_birth"),
        ({"sex": "male"}, "other_sex"),
        ({"unit": 2}, "province"),
        ({"unit": 2, "province": "01"}, "other_province"),
    ],
)
def test_every_kind_of_difference_has_its_word_and_weighs_less_than_agreement(change, reason):
    alike = compare(known(), known(**change))
    assert reason in alike.reasons
    if change != {"name": "Nguyen Thi Huong"}:
        assert alike.bits < compare(known(), known()).bits


def test_an_identity_number_decides_both_ways():
    number, other = b"1" * 32, b"2" * 32
    assert share(known(identity=number), known("Nguyễn Hường", unit=None, identity=number)) > 0.995
    assert share(known(identity=number), known(identity=other)) < 0.9


def test_a_name_and_a_day_alone_convince_where_the_name_is_rare():
    assert is_sure_by_day("dam vinh khoa")
    assert not is_sure_by_day("nguyen thi huong")


def test_two_equal_candidates_are_never_sure():
    odds = compare(known(), known()).odds(0.5, CROWD)
    assert shares([odds, odds]) == [pytest.approx(0.5, abs=0.001)] * 2


def test_the_directory_counts_more_the_larger_it_is():
    assert name_share("nguyen thi huong", Crowd(1000, 900)) < 0.01
    assert name_share("nguyen thi huong", Crowd(10_000_000, 60_000)) == pytest.approx(0.006, rel=0.05)


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("huong", "huong", 0),
        ("huong", "houng", 1),
        ("huong", "hung", 1),
        ("huong", "huongg", 1),
        ("huong", "lan", 3),
    ],
)
def test_edits_count_letters_and_neighbors_that_changed_places(first, second, distance):
    assert edits(first, second, 2) == distance
