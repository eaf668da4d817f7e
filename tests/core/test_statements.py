"""Statements planned once for a connection."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thidua.core.statements import Prepared

NUMBERS = Prepared(
    "test_numbers",
    "select n, n %% 2 = 0 from unnest(%(numbers)s::bigint[]) n where n <> %(but)s::bigint order by n",
)
AGAIN = Prepared("test_again", "select %(word)s::text || '-' || %(word)s::text")


@pytest.mark.django_db
def test_rows_by_name_of_the_values() -> None:
    assert NUMBERS.rows({"but": 4, "numbers": [5, 4, 2], "unused": 1}) == [(2, True), (5, False)]
    assert NUMBERS.rows({"but": None, "numbers": [5]}) == []
    assert AGAIN.rows({"word": "Võ 'Thị' %s"}) == [("Võ 'Thị' %s-Võ 'Thị' %s",)]


@pytest.mark.django_db
def test_it_is_one_query_on_the_first_use_and_on_later_ones() -> None:
    for _use in range(3):
        with CaptureQueriesContext(connection) as asked:
            AGAIN.rows({"word": "a"})
        assert [query["sql"] for query in asked] == ["execute test_again ('a')"]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_it_anew() -> None:
    assert AGAIN.rows({"word": "a"}) == [("a-a",)]
    connection.close()
    assert AGAIN.rows({"word": "b"}) == [("b-b",)]
