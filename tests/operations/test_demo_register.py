import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from functools import cache

from thidua.operations.demo.amendments import BEFORE_REPORTS, misprint
from thidua.operations.demo.awards import RegisterPlan, plan_register
from thidua.operations.demo.country import plan_country
from thidua.operations.demo.people import PeoplePlan, plan_people
from thidua.operations.demo.plans import CountryPlan

AWARDS = {
    "LDTT", "CSTDCS", "CSTD_TLD", "CSTDTQ", "TTLDTT", "TTLDXS", "CO_CP", "CO_TLD", "CO_LDLD", "BK_TLD", "BK_TLD_CD",
    "BK_LDLD", "GK_CDCS", "GK_CD", "LDST", "KNC_CD", "BKTTG", "HCLD1", "HCLD2", "HCLD3",
}  # fmt: skip


@cache
def plans() -> tuple[CountryPlan, PeoplePlan, RegisterPlan]:
    country = plan_country(grassroots=1500)
    people = plan_people(country, n=8000)
    return country, people, plan_register(country, people, n=16_000)


def years_by_honoree() -> dict[tuple[int | None, str], dict[str, set[int]]]:
    found: dict[tuple[int | None, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for entry in plans()[2].entries:
        subject = (entry.person, "" if entry.person else entry.unit_code)
        found[subject][entry.award].add(entry.year)
    return found


def test_people_are_as_many_as_asked_and_have_distinct_numbers():
    people = plans()[1]
    assert len(people.persons) == 8000
    assert [person.key for person in people.persons] == list(range(1, 8001))
    assert sum(person.identity_number is None for person in people.persons) == 12


def test_identity_numbers_match_birth_and_sex():
    for person in plans()[1].persons:
        if person.identity_number is not None:
            assert re.fullmatch(r"0\d{11}", person.identity_number)
            century = (person.born_on.year // 100 - 19) * 2 + (person.sex == "female")
            assert person.identity_number[3:6] == f"{century}{person.born_on.year % 100:02}"


def test_namesakes_share_name_and_year_in_different_provinces():
    people = plans()[1]
    assert len(people.namesakes) == 40
    for one, other in people.namesakes:
        first, second = people.persons[one - 1], people.persons[other - 1]
        assert (first.name, first.born_on.year) == (second.name, second.born_on.year)
        assert first.native_province != second.native_province
        assert first.identity_number != second.identity_number


def test_duplicates_are_one_person_twice_and_one_lacks_the_number():
    people = plans()[1]
    assert len(people.duplicates) == 12
    for one, other in people.duplicates:
        first, second = people.persons[one - 1], people.persons[other - 1]
        assert (first.name, first.born_on) == (second.name, second.born_on)
        assert first.identity_number is not None
        assert second.identity_number is None


def test_posts_lie_within_the_life_of_the_unit():
    country, people, _ = plans()
    for service in people.services:
        unit = country.by_code[service.unit_code]
        assert unit.since <= service.since
        assert unit.until is None or (service.until is not None and service.until <= unit.until)


def test_about_half_a_percent_were_disciplined():
    assert 0.002 < len(plans()[1].disciplines) / 8000 < 0.008


def test_register_has_the_size_asked_for_and_every_form():
    register = plans()[2]
    assert len(register.entries) == 16_000
    assert {entry.award for entry in register.entries} <= AWARDS
    assert len({entry.award for entry in register.entries}) >= 17
    assert (len(register.revocations), len(register.corrections)) == (40, 60)
    decided = {entry.key: register.decisions[entry.decision - 1].decided_on for entry in register.entries}
    for one in register.revocations:
        assert decided[one.entry] <= one.revoked_on
        assert one.revoked_on <= BEFORE_REPORTS or decided[one.entry] >= BEFORE_REPORTS
    assert Counter(e.status for e in register.entries) == {"valid": 15_900, "revoked": 40, "corrected": 60}


def test_every_entry_names_its_unit_as_it_was_called_that_day():
    country, _, register = plans()
    decisions = {decision.key: decision for decision in register.decisions}
    for entry in register.entries:
        placement = country.by_code[entry.unit_code].placement_on(decisions[entry.decision].decided_on)
        assert placement is not None
        assert entry.unit_name == placement.short_name


def test_every_issuer_exists_on_the_day_of_its_decision():
    country, _, register = plans()
    for decision in register.decisions:
        assert decision.decided_on <= date(2026, 12, 8)
        if decision.issuer_code is not None:
            placement = country.by_code[decision.issuer_code].placement_on(decision.decided_on)
            assert placement is not None
            assert placement.legal_personality
            assert decision.signer_name


def test_persons_are_in_service_on_the_day():
    _, people, register = plans()
    decisions = {decision.key: decision for decision in register.decisions}
    posts = defaultdict(list)
    for service in people.services:
        posts[service.person, service.unit_code].append(service)
    for entry in register.entries:
        if entry.person:
            day = decisions[entry.decision].decided_on
            own = posts[entry.person, entry.unit_code]
            assert any(s.since <= day and (s.until is None or day < s.until) for s in own)


def test_ladders_keep_their_rungs():
    for given in years_by_honoree().values():
        assert given["CSTDCS"] <= given["LDTT"]
        assert all(year - 1 in given["BK_LDLD"] for year in given["BK_TLD"])
        assert all({year - 1, year - 2} <= given["CSTDCS"] for year in given["CSTD_TLD"])
        assert all({year - 1, year - 2} <= given["CSTD_TLD"] for year in given["CSTDTQ"])
        assert given["TTLDXS"] <= given["TTLDTT"]
        assert given["CO_CP"] <= given["CO_TLD"]
        for lower, higher in (
            ("BK_TLD", "BKTTG"),
            ("BKTTG", "HCLD3"),
            ("HCLD3", "HCLD2"),
            ("HCLD2", "HCLD1"),
        ):
            assert all(year - min(given[lower]) >= 5 for year in given[higher])


def test_no_award_in_a_year_of_discipline():
    _, people, register = plans()
    failed = {(r.person, r.year) for r in people.ratings if r.rating == "KHTNV"}
    titled = {(e.person, e.year) for e in register.entries if e.award in {"LDTT", "CSTDCS", "BK_LDLD"}}
    assert failed
    assert not failed & titled


def test_numbers_ascend_with_the_days_in_each_series():
    series = defaultdict(list)
    for decision in plans()[2].decisions:
        number = int(decision.number.partition("/")[0])
        series[decision.issuer_code or decision.issuer_name, decision.decided_on.year].append(
            (decision.decided_on, number)
        )
    for numbers in series.values():
        in_order = [number for _, number in sorted(numbers)]
        assert in_order == sorted(set(in_order))
        assert in_order[0] > 0


def test_a_decision_honors_at_most_sixty_on_lines_without_gaps():
    lines = defaultdict(list)
    for entry in plans()[2].entries:
        lines[entry.decision].append(entry.line)
    assert all(own == list(range(1, len(own) + 1)) for own in lines.values())
    assert max(map(len, lines.values())) <= 60
    assert set(lines) == {decision.key for decision in plans()[2].decisions}


def test_register_numbers_are_unique():
    numbers = [entry.register_no for entry in plans()[2].entries]
    assert len(set(numbers)) == len(numbers)


def test_the_showcase_person_has_her_four_awards():
    register = plans()[2]
    decisions = {decision.key: decision for decision in register.decisions}
    own = [e for e in register.entries if e.person == 1 and e.award != "LDTT"]
    assert [(e.award, decisions[e.decision].number, decisions[e.decision].decided_on) for e in own] == [
        ("GK_CD", "41/QĐ-CĐCT", date(2021, 12, 22)),
        ("CSTDCS", "88/QĐ-GVT", date(2024, 1, 9)),
        ("CSTDCS", "96/QĐ-GVT", date(2025, 1, 10)),
        ("BK_LDLD", "1182/QĐ-LĐLĐ", date(2025, 12, 19)),
    ]
    assert own[-1].register_no == "PT-25-01182"


def test_misprint_loses_the_tone_of_the_last_syllable_only():
    assert misprint("Nguyễn Thị Hường") == "Nguyễn Thị Hương"
    assert misprint("Lê Văn Nam") == "Lê Văn Nam"


def test_every_text_is_composed():
    for entry in plans()[2].entries:
        text = f"{entry.honoree}{entry.achievement}{entry.title}{entry.unit_name}"
        assert text == unicodedata.normalize("NFC", text)


def test_same_seed_gives_the_same_register():
    country = plan_country(3, 300)
    first, second = (repr(plan_register(country, plan_people(country, 900, 4), 1500, 5)) for _ in range(2))
    assert hashlib.sha256(first.encode()).digest() == hashlib.sha256(second.encode()).digest()
    other = repr(plan_register(country, plan_people(country, 900, 4), 1500, 6))
    assert first != other
