"""Many rows written by one statement."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import Country
from thidua.core.batches import update_rows
from thidua.domain.nominations.models import Nomination
from thidua.domain.people.states import PositionClass


def test_every_kind_of_column_is_written_by_one_statement(country: Country) -> None:
    submission = make_submission(country.giay, make_round(country.phu_tho), [row(n) for n in range(3)])
    first, second, third = submission.nominations.order_by("rank")
    first.birth_date, first.identity_hash, first.is_ethnic_minority = date(1980, 2, 29), b"\x00\xff", True
    first.match_note, first.position_class = {"how": "“new”", "list": [1, None]}, PositionClass.MANAGER
    second.birth_date, second.achievement, second.match_note = None, 'Vá {lưới}, "an toàn"\\', {}
    third.achievement = "not among those written"

    with CaptureQueriesContext(connection) as queries:
        update_rows(
            [first, second],
            [
                "birth_date",
                "identity_hash",
                "is_ethnic_minority",
                "match_note",
                "position_class",
                "achievement",
            ],
        )

    assert len(queries) == 1
    kept = {one.pk: one for one in Nomination.objects.all()}
    assert kept[first.pk].birth_date == date(1980, 2, 29)
    assert bytes(kept[first.pk].identity_hash or b"") == b"\x00\xff"
    assert kept[first.pk].is_ethnic_minority is True
    assert kept[first.pk].match_note == {"how": "“new”", "list": [1, None]}
    assert kept[first.pk].position_class == "manager"
    assert (kept[second.pk].birth_date, kept[second.pk].identity_hash) == (None, None)
    assert kept[second.pk].achievement == 'Vá {lưới}, "an toàn"\\'
    assert kept[third.pk].achievement == row(2)["achievement"]


def test_no_rows_ask_nothing(country: Country) -> None:
    with CaptureQueriesContext(connection) as queries:
        update_rows([], ["name"])
    assert len(queries) == 0
