"""Looking ahead over the people of a unit: who is found, within what scope, at what cost."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_actor
from tests.factories.nominations import AT, make_round, make_submission, row
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.periods import between
from thidua.domain.access import Role
from thidua.domain.catalogue.narrowing import UNRECORDED
from thidua.domain.nominations import candidates, prospects
from thidua.domain.nominations.facts import facts_of_people
from thidua.domain.nominations.prospects import ahead_of, near_in_unit
from thidua.domain.people.models import Initiative, Person, Service, YearlyRating
from thidua.domain.register.actions import annul
from thidua.domain.register.values import Paper

pytestmark = pytest.mark.django_db
ON = date(2026, 12, 8)


@pytest.fixture
def officer(country):
    return make_actor(Role.OFFICER, country.phu_tho)


def excellent(name: str, unit) -> Person:
    """Two excellent years; one initiative of two."""
    person = make_person(name, unit)
    for year in (2025, 2026):
        YearlyRating.objects.create(subject=person.subject, year=year, rating="HTXSNV")
    Initiative.objects.create(person=person, title="Giá đỡ", level="co_so", recognized_on=date(2025, 6, 1))
    return person


def found(page):
    return {(p.name, p.outlook.award.code, p.outlook.earliest) for p in page.prospects}


def test_people_near_an_award_are_found_with_their_day(country, officer):
    excellent("Lê Văn An", country.giay)
    make_person("Trần Thị Bình", country.giay)
    page = near_in_unit(officer, country.giay, on=ON, code="BK_TLD")
    assert found(page) == {("Lê Văn An", "BK_TLD", date(2026, 12, 31))}
    assert (page.examined, page.next) == (2, None)


def test_people_of_units_below_are_left_out_when_asked(country, officer):
    excellent("Lê Văn An", country.giay)
    assert found(near_in_unit(officer, country.phu_tho, on=ON, code="BK_TLD"))
    alone = near_in_unit(officer, country.phu_tho, on=ON, code="BK_TLD", with_below=False)
    assert (alone.prospects, alone.examined) == ((), 0)


def test_nobody_outside_the_scope_is_looked_at(country):
    excellent("Lê Văn An", country.giay)
    excellent("Phạm Thị Xa", country.bac_ninh_cs)
    mine = make_actor(Role.OFFICER, country.giay)
    page = near_in_unit(mine, country.tld, on=ON, code="BK_TLD")
    assert {p.name for p in page.prospects} == {"Lê Văn An"}


def test_the_cost_does_not_grow_with_the_people(country, officer):
    counts = []
    for number in range(12):
        excellent(f"Lê Văn {number}", country.giay)
        if number in {0, 2, 11}:
            with CaptureQueriesContext(connection) as counted:
                near_in_unit(officer, country.phu_tho, on=ON, code="BK_TLD")
            counts.append(len(counted))
    assert len(set(counts[1:])) == 1
    assert counts[-1] <= 9


def test_pages_follow_the_order_of_names(country, officer, monkeypatch):
    monkeypatch.setattr(prospects, "MOST_SHOWN", 1)
    for name in ("Lê Văn Bình", "Lê Văn An"):
        excellent(name, country.giay)
    first = near_in_unit(officer, country.giay, on=ON, code="BK_TLD")
    assert [p.name for p in first.prospects] == ["Lê Văn An"]
    second = near_in_unit(officer, country.giay, on=ON, code="BK_TLD", after=first.next)
    assert [p.name for p in second.prospects] == ["Lê Văn Bình"]
    assert second.next is None


def test_a_share_of_the_unit_that_is_used_up_waits_for_the_next_year(country, officer):
    person = make_person("Lê Văn An", country.giay, is_on_union_payroll=True)
    for number in range(7):
        other = make_person(f"Trần Văn {number}", country.giay)
        for code in ("LDTT", "CSTDCS")[: 2 if number == 0 else 1]:
            make_entry(
                other.subject, country.giay, country.phu_tho, award_code=code, award_level="grassroots",
                achievement_year=2026, decided_on=date(2026, 12, 1),
            )  # fmt: skip
    ahead = ahead_of(person.pk, country.giay.pk, on=ON)
    outlook = next(one for one in ahead.outlooks if one.award.code == "CSTDCS")
    assert (outlook.earliest, outlook.is_exhausted) == (date(2027, 1, 1), True)
    assert [f.limit for f in ahead.quotas["CSTDCS"]] == [1]


def _walk(actor, unit, **asked):
    """Everybody found page by page, and how many were looked at on each."""
    names, looked_at, after = [], [], None
    while True:
        page = near_in_unit(actor, unit, on=ON, after=after, **asked)
        names += [p.name for p in page.prospects]
        looked_at.append(page.examined)
        if page.next is None:
            return names, looked_at
        after = page.next


def test_pages_go_unit_by_unit_and_meet_everybody_once(country, officer, monkeypatch):
    monkeypatch.setattr(prospects, "MOST_SHOWN", 1)
    for name, unit in (
        ("Lê Văn An", country.may), ("Lê Văn An", country.giay), ("Lê Văn Bình", country.giay), ("Vũ Văn Ý", country.giay),
        ("Lê Văn Ân", country.lam_thao),
    ):  # fmt: skip
        excellent(name, unit)
    units = sorted((country.may, country.giay, country.lam_thao), key=lambda unit: unit.position)
    order = {
        country.may.pk: ["Lê Văn An"],
        country.giay.pk: ["Lê Văn An", "Lê Văn Bình", "Vũ Văn Ý"],
        country.lam_thao.pk: ["Lê Văn Ân"],
    }
    names, _looked_at = _walk(officer, country.phu_tho, code="BK_TLD")
    assert names == [name for unit in units for name in order[unit.pk]]


def test_a_page_ends_after_so_many_judgings_and_the_next_goes_on(country, officer, monkeypatch):
    monkeypatch.setattr(prospects, "_MOST_JUDGED", 3)
    for name in ("Lê Văn An", "Lê Văn Bình", "Lê Văn Chung"):
        make_person(name, country.giay)
    names, looked_at = _walk(officer, country.phu_tho, code="LDST")
    assert (names, sum(looked_at)) == ([], 3)
    assert looked_at[0] < 3


def test_many_people_are_read_in_three_lots_at_most(country, officer, monkeypatch):
    monkeypatch.setattr(prospects, "_LOTS", (1, 2, 3))
    for number in range(8):
        make_person(f"Lê Văn {number}", country.giay)
    near_in_unit(officer, country.phu_tho, on=ON, code="LDST")
    with CaptureQueriesContext(connection) as counted:
        page = near_in_unit(officer, country.phu_tho, on=ON, code="LDST")
    assert (page.examined, page.next is not None) == (6, True)
    assert len(counted) <= 17
    assert _walk(officer, country.phu_tho, code="LDST")[1] == [6, 2]


def test_the_end_of_the_last_lot_is_the_end(country, officer, monkeypatch):
    monkeypatch.setattr(prospects, "_LOTS", (1, 2, 3))
    for number in range(3):
        make_person(f"Lê Văn {number}", country.giay)
    page = near_in_unit(officer, country.phu_tho, on=ON, code="LDST")
    assert (page.examined, page.next) == (3, None)


def held(subject, unit, issuer, *codes, on=date(2015, 6, 1), **facts):
    for code in codes:
        make_entry(subject, unit, issuer, award_code=code, award_level="state", achievement_year=on.year - 1, decided_on=on,
                   register_no=f"{code}-{subject.pk}-{on.year}", **facts)  # fmt: skip


@pytest.fixture
def ladder(country):
    """People on every step to the orders of labor, and people about whom the register is wrong."""
    at = {"unit": country.giay, "issuer": country.tld}
    named = {name: make_person(name, country.giay, is_on_union_payroll=True) for name in (
        "Có hạng nhì", "Có hạng ba", "Có bằng Thủ tướng", "Có bằng Tổng Liên đoàn", "Bị hủy", "Không có gì",
    )}  # fmt: skip
    held(named["Có hạng nhì"].subject, *at.values(), "HCLD2")
    held(named["Có hạng ba"].subject, *at.values(), "HCLD3")
    held(named["Có bằng Thủ tướng"].subject, *at.values(), "BKTTG")
    held(named["Có bằng Tổng Liên đoàn"].subject, *at.values(), "BK_TLD")
    for person in (named["Có bằng Thủ tướng"], named["Có bằng Tổng Liên đoàn"]):
        for year in range(2015, 2027):
            YearlyRating.objects.create(subject=person.subject, year=year, rating="HTXSNV")
        for year in range(2020, 2026):
            held(person.subject, *at.values(), "CSTDCS", on=date(year, 12, 20))
        for year in (2022, 2025):
            held(person.subject, *at.values(), "CSTD_TLD", on=date(year, 12, 20))
    kept, other = make_person("Nhập làm một", country.giay), make_person("Nhập làm một", country.giay)
    held(other.subject, *at.values(), "HCLD2", "CSTD_TLD")
    other.subject.merged_into = kept.subject
    other.subject.save()
    annulled = make_entry(
        named["Bị hủy"].subject, *at.values(), award_code="HCLD2", decided_on=date(2015, 6, 1)
    )
    paper = Paper("7/QĐ-TLĐ", date(2026, 3, 2), "Vào sổ nhầm người")
    annul(annulled, paper=paper, actor=make_actor(Role.STANDING_OFFICE, country.tld), at=AT)
    elsewhere = make_person("Nay ở Bắc Ninh", country.bac_ninh_cs)
    held(elsewhere.subject, *at.values(), "HCLD2")
    return named


def _read_from(monkeypatch, most):
    """From the register where it speaks of at most so many, else from the people."""
    monkeypatch.setattr(candidates, "MOST_HOLDERS", most)


RARE = ["CSTDCS", "HCLD1", "HCLD2", "HCLD3", "BKTTG", "CSTDTQ", "CSTD_TLD"]


def everyone(actor, unit, code, years):
    names, _looked_at = _walk(actor, unit, code=code, within_years=years)
    return names


@pytest.fixture
def proposed(country, ladder):
    """One who holds nothing but a post the law lists, and is proposed for a title this year."""
    Service.objects.create(
        person=ladder["Không có gì"], organization=country.tld, during=between(date(2009, 1, 1), None),
        post="Vụ trưởng", listed_post="vu_truong",
    )  # fmt: skip
    submission = make_submission(
        country.giay, make_round(country.giay, awards=["CSTD_TLD"]), [row(1, "CSTD_TLD")]
    )
    nominee = submission.nominations.get()
    nominee.subject = ladder["Không có gì"].subject
    nominee.save()


@pytest.mark.usefixtures("proposed")
@pytest.mark.parametrize(("code", "years"), [(code, years) for code in RARE for years in (0, 1, 3)])
def test_what_is_narrowed_finds_those_whom_reading_everybody_finds(
    country, officer, monkeypatch, code, years
):
    with monkeypatch.context() as patched:
        patched.setattr(prospects, "needs", lambda *_asked: ())
        everybody = everyone(officer, country.phu_tho, code, years)
    assert everybody or years < 3
    assert everyone(officer, country.phu_tho, code, years) == everybody
    monkeypatch.setattr(candidates, "READ", 1)
    assert everyone(officer, country.phu_tho, code, years) == everybody
    monkeypatch.setattr(candidates, "MOST_HOLDERS", 0)
    assert everyone(officer, country.phu_tho, code, years) == everybody
    monkeypatch.setattr(candidates, "SIEVED", 1)
    monkeypatch.setattr(prospects, "_LOTS", (1, 1, 1))
    assert everyone(officer, country.phu_tho, code, years) == everybody


def test_a_rare_award_is_looked_for_from_the_register(ladder, country, officer):
    for number in range(40):
        make_person(f"Lê Văn {number}", country.giay)
    page = near_in_unit(officer, country.phu_tho, on=ON, code="HCLD1")
    assert {p.name for p in page.prospects} == {"Có hạng nhì", "Nhập làm một"}
    assert (page.examined, page.next) == (2, None)


@pytest.fixture
def three_titles(country):
    """The year before and two years before, on the union's payroll or not, and on two records of one person."""

    def named(name, *years, unit=country.giay, **facts):
        person = make_person(name, unit, **facts)
        for year in years:
            held(person.subject, unit, country.tld, "CSTDCS", on=date(year + 1, 1, 9))
        return person

    named("Đủ hai năm", 2024, 2025, is_on_union_payroll=True)
    named("Mới một năm", 2025, is_on_union_payroll=True)
    named("Lương doanh nghiệp", 2024, 2025)
    kept, other = named("Hai sổ", 2024, is_on_union_payroll=True), named("Hai sổ", 2025)
    other.subject.merged_into = kept.subject
    other.subject.save()


@pytest.mark.usefixtures("three_titles")
@pytest.mark.parametrize("most", [20_000, 0])
def test_who_lacks_a_title_or_is_paid_by_an_employer_is_not_even_judged(country, officer, monkeypatch, most):
    _read_from(monkeypatch, most)
    judged = []
    real = prospects.look_ahead

    def look_ahead(facts, **asked):
        judged.append(sorted(a.year for a in facts.prior))
        return real(facts, **asked)

    monkeypatch.setattr(prospects, "look_ahead", look_ahead)
    page = near_in_unit(officer, country.phu_tho, on=ON, code="CSTD_TLD")
    assert {p.name for p in page.prospects} == {"Đủ hai năm", "Hai sổ"}
    assert judged == [[2024, 2025], [2024, 2025]]
    near_in_unit(officer, country.phu_tho, on=ON, code="CSTD_TLD", within_years=1)
    assert sorted(judged[2:]) == [[2024, 2025], [2024, 2025], [2025]]


@pytest.mark.parametrize("most", [20_000, 0])
def test_whose_waiting_years_end_too_late_is_not_looked_at(country, officer, monkeypatch, most):
    _read_from(monkeypatch, most)
    for name, day in (("Đủ năm năm", date(2021, 12, 5)), ("Sang năm", date(2022, 1, 5))):
        held(make_person(name, country.giay).subject, country.giay, country.tld, "HCLD2", on=day)
    now, later = (
        near_in_unit(officer, country.phu_tho, on=ON, code="HCLD1", within_years=years) for years in (0, 1)
    )
    assert [p.name for p in now.prospects] == ["Đủ năm năm"]
    assert [p.name for p in later.prospects] == ["Sang năm", "Đủ năm năm"]
    if most:
        assert (now.examined, later.examined) == (1, 2)


def test_who_held_a_listed_post_long_enough_is_found_without_any_award(country, officer, monkeypatch):
    for name, since in (("Lâu năm", 2013), ("Mới giữ", 2024)):
        Service.objects.create(
            person=make_person(name, country.giay), organization=country.giay, post="Phó Vụ trưởng",
            during=between(date(since, 1, 1), None), listed_post="pho_vu_truong",
        )  # fmt: skip
    for number in range(10):
        make_person(f"Lê Văn {number}", country.giay)
    for most in (20_000, 0):
        _read_from(monkeypatch, most)
        page = near_in_unit(officer, country.phu_tho, on=date(2025, 9, 1), code="HCLD3")
        assert [p.name for p in page.prospects] == ["Lâu năm"], most
        assert page.examined == (2 if most else 12)


def test_from_the_people_those_who_hold_nothing_are_passed_over_unread(ladder, country, officer, monkeypatch):
    _read_from(monkeypatch, 0)
    monkeypatch.setattr(prospects, "_MOST_JUDGED", 30)
    for number in range(60):
        make_person(f"Lê Văn {number}", country.giay)
    page = near_in_unit(officer, country.phu_tho, on=ON, code="HCLD1")
    assert {p.name for p in page.prospects} == {"Có hạng nhì", "Nhập làm một"}
    assert (page.examined, page.next) == (67, None)


@pytest.mark.parametrize(("most", "price"), [(20_000, 10), (0, 13)])
def test_a_narrowed_page_costs_the_same_for_one_holder_and_for_many(
    country, officer, monkeypatch, most, price
):
    _read_from(monkeypatch, most)
    counts = []
    for number in range(12):
        person = make_person(f"Lê Văn {number}", country.giay)
        held(person.subject, country.giay, country.tld, "HCLD2")
        if number in {0, 2, 11}:
            near_in_unit(officer, country.phu_tho, on=ON, code="HCLD1")
            with CaptureQueriesContext(connection) as counted:
                near_in_unit(officer, country.phu_tho, on=ON, code="HCLD1")
            counts.append(len(counted))
    assert len(set(counts)) == 1
    assert counts[-1] <= price


def test_what_nobody_can_reach_costs_nothing(country, officer):
    make_person("Lê Văn An", country.giay)
    near_in_unit(officer, country.giay, on=ON, code="LDST")
    with CaptureQueriesContext(connection) as counted:
        page = near_in_unit(officer, country.giay, on=date(2016, 5, 5), code="HC_DL1")
    assert (page.prospects, page.examined, page.next) == ((), 0, None)
    assert not [query["sql"] for query in counted if "people_subject" in query["sql"]]


def test_records_of_people_hold_none_of_the_facts_left_out(country):
    person = excellent("Lê Văn An", country.giay)
    [facts] = facts_of_people([person.pk], ON, 2026).values()
    assert not any(getattr(facts, name) for name in UNRECORDED)
    assert facts.ratings
