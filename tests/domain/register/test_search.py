"""The search against a plain walk over every line."""

from __future__ import annotations

import random
from datetime import date

import pytest

from tests.factories.accounts import make_actor
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, make_entry, new_entry
from thidua.core.vietnamese import tokens
from thidua.domain.access import Actor, Role
from thidua.domain.register import actions
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.criteria import Criteria, Years
from thidua.domain.register.queries.search import count, register_size, search
from thidua.domain.register.values import Paper

ALL = Actor.system("test")
PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Kê khai không đúng")
FAMILY = ("Nguyễn", "Trần", "Lê", "Đỗ", "Phạm")
MIDDLE = ("Thị", "Văn", "Thị Thu", "Đức", "")
GIVEN = ("Hường", "Hương", "Giang", "Bình", "Sen", "Nguyên", "Hùng")
AWARDS = ("BK_LDLD", "CSTDCS", "GK_CDCS")


@pytest.fixture
def many(country: Country) -> list[Entry]:
    """One hundred and twenty honours of sixty people in four units."""
    chance = random.Random(7)
    units = (country.giay, country.lam_thao, country.may, country.bac_ninh_cs)
    grants = []
    for number in range(60):
        name = " ".join(f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}".split())
        unit = units[number % 4]
        person = make_person(name, unit, position_class=chance.choice(("direct", "manager")))
        for _time in range(2):
            decided = date(chance.randint(2015, 2026), 6, 1)
            grants.append(
                new_entry(
                    person.subject,
                    unit,
                    country.phu_tho,
                    decided_on=decided,
                    award_code=chance.choice(AWARDS),
                    decision_number=f"{chance.randint(1, 9)}/QĐ-LĐLĐ",
                )
            )
    entries = actions.enter(grants, actor=CLERK, at=ENTERED)
    for entry in entries[::17]:
        actions.annul(entry, paper=PAPER, actor=CLERK, at=ENTERED)
    return entries


def found(criteria: Criteria, actor: Actor = ALL) -> list[int]:
    """Every page of a search."""
    ids: list[int] = []
    after = None
    while True:
        page = search(actor, criteria, after=after, limit=7)
        ids += [line.root_id for line in page.lines]
        after = page.next
        if after is None:
            return ids


def test_a_hundred_random_searches_equal_a_plain_walk(many):
    chance = random.Random(11)
    annulled = {entry.pk for entry in many[::17]}
    for _time in range(100):
        words = chance.sample(tokens(f"{chance.choice(many).holder_name}"), k=1) + chance.choices(
            ["thi", "van", "nguyen", "huong"], k=chance.randint(0, 2)
        )
        chance.shuffle(words)
        awards = tuple(chance.sample(AWARDS, k=chance.randint(0, 2)))
        first = chance.choice([None, 2018, 2022])
        statuses = chance.choice([(), ("in_force",), ("annulled",)])
        criteria = Criteria(
            " ".join(words), awards=awards, years=(Years(first, 2025),) if first else (), statuses=statuses
        )
        expected = {
            entry.pk
            for entry in many
            if set(words) <= set(tokens(entry.holder_name))
            and (not awards or entry.award_code in awards)
            and (first is None or first <= entry.year <= 2025)
            and (not statuses or (entry.pk in annulled) == (statuses == ("annulled",)))
        }
        is_known = any(set(words) <= set(tokens(entry.holder_name)) for entry in many)
        ids = found(criteria)
        if is_known:
            assert sorted(ids) == sorted(expected), words
            reading = search(ALL, criteria).reading
            counted = count(ALL, criteria, reading)
            assert counted.lines == len(expected)
            assert counted.holders == len({e.holder_id for e in many if e.pk in expected})


@pytest.mark.parametrize("text", ["", "nguyen", "thi huong"])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2020, 6, 1), date(2024, 6, 1)), (date(2020, 6, 2), date(2024, 5, 31)), (None, date(2019, 6, 1)),
        (date(2022, 1, 1), None), (date(2021, 6, 2), date(2021, 12, 31)),
    ],
)  # fmt: skip
def test_days_of_decision_narrow_to_the_day(many, text, first, last):
    expected = [
        entry.pk
        for entry in many
        if set(text.split()) <= set(tokens(entry.holder_name))
        and (first is None or entry.decided_on >= first)
        and (last is None or entry.decided_on <= last)
    ]
    criteria = Criteria(text, decided_from=first, decided_to=last)
    assert sorted(found(criteria)) == sorted(expected)
    assert count(ALL, criteria, search(ALL, criteria).reading).lines == len(expected)


def test_exact_names_come_first_and_newest_first(country):
    for name, year in (
        ("Nguyễn Thị Thu Hường", 2020),
        ("Nguyễn Thị Hường", 2018),
        ("Nguyễn Thị Hương", 2024),
    ):
        person = make_person(name, country.giay)
        make_entry(person.subject, country.giay, country.phu_tho, decided_on=date(year, 1, 5))
    lines = search(ALL, Criteria("huong nguyen thi")).lines
    assert [line.holder_name for line in lines] == [
        "Nguyễn Thị Hương",
        "Nguyễn Thị Hường",
        "Nguyễn Thị Thu Hường",
    ]


def test_words_of_the_unit_may_follow_the_name(country):
    for unit in (country.giay, country.lam_thao):
        person = make_person("Nguyễn Thị Hường", unit)
        make_entry(person.subject, unit, country.phu_tho)
    page = search(ALL, Criteria("nguyen thi huong giay"))
    assert (page.reading.names, page.reading.units) == (("nguyen", "thi", "huong"), ("giay",))
    assert [line.organization_id for line in page.lines] == [country.giay.pk]


def test_a_slip_of_the_finger_is_corrected_as_a_question(country):
    person = make_person("Nguyễn Thị Hường", country.giay)
    make_entry(person.subject, country.giay, country.phu_tho)
    page = search(ALL, Criteria("nguyen thi houng"))
    assert page.lines == ()
    assert page.reading.suggestion == "nguyen thi huong"


@pytest.mark.parametrize("text", ["1182/QĐ-LĐLĐ", "1182/qd-ldld", "QĐ 1182", "quyết định số 1182", "1182"])
def test_decisions_are_found_by_any_form_of_their_number(country, text):
    person = make_person("Nguyễn Thị Hường", country.giay)
    entry = make_entry(person.subject, country.giay, country.phu_tho)
    make_entry(person.subject, country.giay, country.phu_tho, decision_number="11822/QĐ-LĐLĐ")
    assert found(Criteria(text)) == [entry.pk]


def test_a_register_number_finds_its_line(country):
    person = make_person("Nguyễn Thị Hường", country.giay)
    entry = make_entry(person.subject, country.giay, country.phu_tho, register_no="PT-25-01182")
    make_entry(person.subject, country.giay, country.phu_tho)
    assert found(Criteria("pt-25-01182")) == [entry.pk]
    assert found(Criteria("PT 25 01182")) == [entry.pk]


def test_a_corrected_line_is_found_by_its_new_name_once(country):
    person = make_person("Nguyễn Thị Hường", country.giay)
    entry = make_entry(person.subject, country.giay, country.phu_tho)
    actions.correct(entry, {"holder_name": "Nguyễn Thị Hậu"}, paper=PAPER, actor=CLERK, at=ENTERED)
    assert found(Criteria("nguyen thi hau")) == [entry.pk]
    assert found(Criteria("nguyen thi huong")) == []
    assert register_size() == 1


def test_the_neighbour_sees_nothing_and_the_standing_office_sees_all(country):
    person = make_person("Nguyễn Thị Hường", country.giay)
    entry = make_entry(person.subject, country.giay, country.phu_tho)
    assert found(Criteria("huong"), make_actor(Role.OFFICER, country.giay)) == [entry.pk]
    assert found(Criteria("huong"), make_actor(Role.HEAD, country.phu_tho)) == [entry.pk]
    neighbour = make_actor(Role.HEAD, country.bac_ninh)
    assert found(Criteria("huong"), neighbour) == []
    assert found(Criteria(), neighbour) == []
    assert count(neighbour, Criteria("huong"), search(neighbour, Criteria("huong")).reading).lines == 0
    assert found(Criteria("huong"), make_actor(Role.STANDING_OFFICE, country.bac_ninh)) == [entry.pk]
    assert found(Criteria(), make_actor(Role.INSPECTOR, country.bac_ninh)) == [entry.pk]


def test_strange_input_finds_nothing_and_breaks_nothing(country):
    person = make_person("Nguyễn Thị Hường", country.giay)
    make_entry(person.subject, country.giay, country.phu_tho)
    for text in ("'", "a & b | !", "%", "_", "\\", "<script>", "'; drop table x", "…", "  ", "\x00"):
        search(ALL, Criteria(text))


@pytest.mark.parametrize("text", ["huong", ""])
def test_a_kind_of_line_that_is_new_since_the_last_search_is_met(country, many, text):
    asked = Criteria(text, awards=("KNC_XD",))
    assert found(asked) == []
    person = make_person("Vũ Thị Hường", country.giay)
    grants = [new_entry(person.subject, country.giay, country.phu_tho, award_code="KNC_XD")]
    (entry,) = actions.enter(grants, actor=CLERK, at=ENTERED)
    assert found(asked) == [entry.pk]
