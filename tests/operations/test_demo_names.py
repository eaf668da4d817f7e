import re
import unicodedata
from collections import Counter
from random import Random

import pytest

from thidua.operations.demo.careers import invent_achievement, invent_job, sentences, trades
from thidua.operations.demo.names import invent_identity_number, invent_person
from thidua.operations.reference.divisions import old_provinces


def people(province, count=4000, sex="male"):
    rng = Random(11)
    return [invent_person(rng, province, sex) for _ in range(count)]


def test_surnames_are_as_frequent_as_in_the_country():
    shares = Counter(person.name.split()[0] for person in people("36"))
    assert 0.28 < shares["Nguyễn"] / 4000 < 0.36
    assert 0.09 < shares["Trần"] / 4000 < 0.14
    assert shares["Hoàng"] > shares["Huỳnh"] == 0


def test_the_south_has_huynh_and_vo():
    shares = Counter(person.name.split()[0] for person in people("87"))
    assert shares["Huỳnh"] > shares["Hoàng"]
    assert shares["Võ"] > shares["Vũ"]


@pytest.mark.parametrize(
    ("province", "people_name", "low", "high"),
    [
        ("17", "Mường", 0.55, 0.65),
        ("94", "Khmer", 0.25, 0.33),
        ("14", "Thái", 0.47, 0.57),
        ("36", "Kinh", 1, 1),
    ],
)
def test_peoples_live_where_they_live(province, people_name, low, high):
    share = sum(person.ethnicity == people_name for person in people(province)) / 4000
    assert low <= share <= high


def test_older_women_are_mostly_called_thi():
    rng = Random(3)
    old = [invent_person(rng, "36", "female", born_between=(1960, 1970)).name for _ in range(500)]
    young = [invent_person(rng, "36", "female", born_between=(1996, 2004)).name for _ in range(500)]
    assert sum(" Thị " in name for name in old) > 450
    assert sum(" Thị " in name for name in young) < 360


def test_identity_number_says_province_century_sex_and_year():
    rng = Random(5)
    numbers = [invent_identity_number(rng, "25", "female", 1988) for _ in range(300)]
    assert all(re.fullmatch(r"0\d{2}188\d{6}", number) for number in numbers)
    assert sum(number.startswith("025") for number in numbers) > 240
    known = {f"0{province.code}" for province in old_provinces()}
    assert {number[:3] for number in numbers} <= known
    assert invent_identity_number(rng, "01", "male", 2003)[3:6] == "203"


def test_names_are_composed_text():
    for province in ("17", "64", "66", "94", "12"):
        for person in people(province, 300, "female"):
            assert person.name == unicodedata.normalize("NFC", person.name)
            assert person.name == " ".join(person.name.split())


def test_there_are_at_least_120_different_sentences():
    assert len(set(sentences())) == len(sentences()) >= 120
    assert all(line == unicodedata.normalize("NFC", line) for line in sentences())


def test_every_trade_gives_a_job_and_a_filled_sentence():
    rng = Random(9)
    for trade in trades():
        for _ in range(30):
            job = invent_job(rng, trade)
            assert job.title
            assert job.workplace
            assert "{" not in invent_achievement(rng, trade, job.position_class)
