"""The public board: procedures with their days, honours by province and class, small cells hidden, open data."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.people.states import PositionClass
from thidua.domain.reports.queries.public import SMALLEST, hidden

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture(autouse=True)
def _no_kept_figures() -> None:
    cache.clear()


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
def test_no_small_count_is_told_nor_follows_from_its_row(counts: list[int]) -> None:
    shown = hidden(counts)
    assert not any(cell is not None and 0 < cell < SMALLEST for cell in shown)
    gone = [count for count, cell in zip(counts, shown, strict=True) if cell is None]
    if len(gone) == 1:
        assert sum(1 for count in counts if count) == 1, "nothing else could be hidden with it"
    if len(gone) > 1:
        assert sum(gone) >= SMALLEST or len(gone) == sum(1 for count in counts if count)
    assert all(cell == count for count, cell in zip(counts, shown, strict=True) if cell is not None)


def test_small_counts_that_would_follow_from_their_sum_take_another_along() -> None:
    assert hidden([1, 1, 40, 12]) == (None, None, 40, None)
    assert hidden([4, 3, 40]) == (None, None, 40)
    assert hidden([2, 7, 9]) == (None, None, 9)
    assert hidden([0, 7, 9]) == (0, 7, 9)
    assert hidden([1, 1, 0]) == (None, None, 0)


def honors(country: Country, count: int, position: str) -> None:
    for n in range(count):
        person = make_person(f"Nguyễn Văn {position} {n}", country.giay)
        make_entry(person.subject, country.giay, country.phu_tho, position_class=position)


@pytest.mark.django_db
def test_the_board_hides_small_cells_and_links_to_open_data(country: Country) -> None:
    honors(country, 7, PositionClass.DIRECT)
    honors(country, 2, PositionClass.MANAGER)
    html = Client().get("/cong-khai/so-lieu/?nam=2025").content.decode()
    assert "Phú Thọ" in html and "ẩn" in html and "khen-thuong-2025.csv" in html
    assert "Chưa đủ hồ sơ có kết quả để nêu." in html
    data = Client().get("/cong-khai/so-lieu/khen-thuong-2025.csv")
    rows = list(csv.DictReader(io.StringIO(data.content.decode())))
    (row,) = rows
    assert (row["province"], row["direct"], row["manager"], row["total"]) == ("Phú Thọ", "", "", "9")
    described = json.loads(Client().get("/cong-khai/so-lieu/khen-thuong-2025.csv-metadata.json").content)
    assert [one["titles"] for one in described["tableSchema"]["columns"]] == list(row)


@pytest.mark.django_db
def test_a_total_is_not_told_where_it_would_tell_what_is_hidden(country: Country) -> None:
    honors(country, 1, PositionClass.DIRECT)
    honors(country, 1, PositionClass.MANAGER)
    data = Client().get("/cong-khai/so-lieu/khen-thuong-2025.csv").content.decode()
    (row,) = csv.DictReader(io.StringIO(data))
    assert (row["direct"], row["manager"], row["total"]) == ("", "", "")


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["1990", "2031", "²"])
def test_other_years_are_not_there(country: Country, year: str) -> None:
    assert Client().get(f"/cong-khai/so-lieu/khen-thuong-{year}.csv").status_code == 404
    assert Client().get(f"/cong-khai/so-lieu/?nam={year}").status_code == 200
