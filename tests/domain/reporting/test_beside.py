"""Two years in one query are what two queries say; the tree is looked at once where one page asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.clock import SystemClock
from thidua.domain.access import Actor
from thidua.domain.organizations.queries import one_structure, structure_version
from thidua.domain.reporting.cube.keeping import rebuild
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.pivot import Measure, Question, beside, pivot

ON = date(2026, 12, 8)
ALL = Actor.system("test")


@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize("measure", ["entries", "persons"])
@pytest.mark.parametrize("rows", ["province", "unit", "quarter"])
def test_two_years_beside_each_other_are_the_tables_of_each(country, built, measure: Measure, rows):
    for day in (date(2025, 6, 30), date(2025, 7, 1), date(2026, 3, 1), date(2026, 9, 1)):
        for unit in (country.giay, country.may):
            person = make_person("Nguyễn Thị Hường", unit)
            make_entry(person.subject, unit, country.phu_tho, decided_on=day)
    if built:
        rebuild(at=SystemClock().now())
    for now, before in (
        (Period.years(2026, 2026), Period.years(2025, 2025)),
        (Period(date(2026, 1, 1), date(2026, 7, 1)), Period(date(2025, 1, 1), date(2025, 7, 1))),
    ):
        question = Question(
            rows, "award_group", ON, measure=measure, periods=(now,), unit_id=country.phu_tho.pk
        )
        earlier = replace(question, periods=(before,))
        assert beside(ALL, question, earlier) == (pivot(ALL, question), pivot(ALL, earlier))
        assert pivot(ALL, question).total > 0


def test_inside_one_structure_its_number_is_looked_at_once(country):
    with CaptureQueriesContext(connection) as found, one_structure():
        assert {structure_version(), structure_version(), structure_version()}
    assert len(found) == 1
    with CaptureQueriesContext(connection) as again:
        structure_version()
    assert len(again) == 1
