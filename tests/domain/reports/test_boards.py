"""The board of an office against figures worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.organizations import Country
from tests.factories.people import make_collective, make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.domain.access import Span
from thidua.domain.register import actions
from thidua.domain.register.values import Paper
from thidua.domain.reports.figures import Period
from thidua.domain.reports.queries.boards import Reach, fairness, reach, trend

pytestmark = pytest.mark.django_db
PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 6, 2), "Kê khai sai")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def giay(country: Country) -> tuple[Span, ...]:
    """Five people: Hường twice this year, Sen in 2024, Bình's only honor annulled, An and a stranger's none."""
    unit, office = country.giay, country.phu_tho
    huong = make_person("Nguyễn Thị Hường", unit).subject
    sen = make_person("Lê Thị Sen", unit, position_class="indirect").subject
    binh = make_person("Trần Văn Bình", unit, sex="male", position_class="manager").subject
    make_person("Phạm Văn An", unit, sex="male")
    make_person("Người đơn vị khác", country.may)
    for day in (date(2026, 3, 1), date(2026, 5, 1)):
        make_entry(huong, unit, office, decided_on=day)
    make_entry(sen, unit, office, decided_on=date(2024, 5, 1))
    gone = make_entry(binh, unit, office, decided_on=date(2026, 5, 1))
    actions.annul(gone, paper=PAPER, actor=CLERK, at=ENTERED)
    make_entry(make_collective("Tổ máy xeo 3", unit).subject, unit, office, decided_on=date(2026, 5, 1))
    return (Span(unit.position, unit.position),)


def test_how_many_people_of_a_grassroots_union_honors_reached(giay):
    assert reach(giay, 2026) == [
        Reach("all", 4, 1, 2),
        Reach("direct", 2, 1, 1),
        Reach("indirect", 1, 0, 1),
        Reach("manager", 1, 0, 0),
        Reach("women", 2, 1, 2),
    ]


def test_fairness_counts_honors_in_force(giay):
    found = fairness(giay, YEAR)
    assert (found.persons, found.direct, found.managers, found.women, found.collectives, found.honours) == (
        2, 2, 0, 2, 1, 3,
    )  # fmt: skip
    assert found.share("collectives") == pytest.approx(1 / 3)
    assert fairness(giay, Period(date(2023, 1, 1), date(2023, 12, 31))).share("women") is None


def test_the_trend_is_of_five_years(giay):
    rows = trend(giay, date(2026, 12, 8), fairness(giay, YEAR))
    assert rows == [(2022, 0, 0), (2023, 0, 0), (2024, 1, 0), (2025, 0, 0), (2026, 3, 2)]
