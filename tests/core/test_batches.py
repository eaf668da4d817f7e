"""Many rows written by one statement."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import Country
from thidua.core.batches import (
    ask_beside,
    copies_beside,
    copy_frame,
    run_beside,
    transaction_id,
    update_rows,
)
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


def _names(*folded: str) -> pl.DataFrame:
    return pl.DataFrame({"folded": list(folded)}).with_columns(entries=1)


def _kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select folded from register_registeredname order by folded")
        return [folded for (folded,) in cursor.fetchall()]


def test_rows_that_travel_beside_are_there_for_the_next_statement(db: None) -> None:
    with transaction.atomic(), copies_beside():
        copy_frame("register_registeredname", _names("lan", "mai"))
        with transaction.atomic():
            copy_frame("register_registeredname", _names('cúc "và", \\N'))
        assert _kept() == ['cúc "và", \\N', "lan", "mai"]
        copy_frame("register_registeredname", _names("trúc"))
    assert "trúc" in _kept()


def test_what_the_database_refuses_is_told_and_undoes_the_whole(db: None) -> None:
    def refused_later() -> None:
        with transaction.atomic(), copies_beside():
            copy_frame("register_registeredname", _names("lan"))
            with transaction.atomic():
                copy_frame("register_registeredname", _names("lan"))
                copy_frame("register_registeredname", _names("mai"))

    for _again in range(2):
        with pytest.raises(IntegrityError, match="registered_name_once"):
            refused_later()
        assert _kept() == []


def test_what_breaks_in_between_waits_for_what_travels(db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), copies_beside():
        copy_frame("register_registeredname", _names("lan"))
        raise ZeroDivisionError
    assert _kept() == []


def test_within_the_transaction_is_known(db: None) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        real = transaction_id()
        with copies_beside():
            before = len(queries)
            assert transaction_id() == real
            assert len(queries) == before


def test_a_question_beside_is_answered_in_its_turn_and_keeps_nobody_waiting(db: None) -> None:
    count = "select count(*) from register_registeredname where folded <> %s"
    with transaction.atomic(), copies_beside(), CaptureQueriesContext(connection) as queries:
        before = ask_beside(count, [""])
        copy_frame("register_registeredname", _names("lan", "mai"))
        run_beside("delete from register_registeredname where folded = 'lan'")
        after = ask_beside("select folded from register_registeredname where folded like '%'")
        assert (before(), after()) == ([(0,)], [("mai",)])
        assert len(queries) == 0
    assert ask_beside(count, [""])() == [(1,)]
    run_beside("delete from register_registeredname")
    assert _kept() == []
