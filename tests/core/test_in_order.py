"""Transactions side by side are committed in the order they were begun, or none behind one that fails."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from thidua.core.in_order import Turn, quick_turns, writing_in_order

SECONDS = 20


def _run(statement: str, *values: int) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def _kept() -> list[int]:
    return [number for (number,) in _run("select number from written_in_order order by at, number")]


def _sessions(at_most: int = 0) -> int:
    """How many connections there are, after a while in which they may end."""
    for _moment in range(200):
        found = _run("select count(*) from pg_stat_activity where datname = current_database()")[0][0]
        if found <= at_most:
            break
        time.sleep(0.02)
    return found


@pytest.fixture
def numbers(transactional_db: None) -> Iterator[None]:
    _run("create table written_in_order (number int, at bigint default pg_current_xact_id()::text::bigint)")
    yield
    _run("drop table written_in_order")


def _writes(number: int) -> None:
    _run("insert into written_in_order (number) values (%s)", number)


@pytest.mark.usefixtures("numbers")
def test_they_are_written_at_once_and_committed_one_behind_the_other() -> None:
    is_second_written = threading.Event()
    seen: list[int] = []

    def first(_turn: Turn) -> str:
        assert is_second_written.wait(SECONDS)  # comes only from beside
        _writes(1)
        return "first"

    def second(turn: Turn) -> str:
        _writes(2)
        seen.extend(_kept())
        is_second_written.set()
        turn()
        seen.extend(_kept())
        return "second"

    with writing_in_order(2) as writers:
        assert writers.write(first) == []
        assert writers.write(second) == []
        assert writers.write(lambda _turn: "third") == ["first"]
        assert writers.wait() == ["second", "third"]
    assert sorted(seen) == [1, 2, 2]


@pytest.mark.usefixtures("numbers")
def test_one_that_never_takes_its_turn_is_committed_in_order_too() -> None:
    is_second_written = threading.Event()

    def first(_turn: Turn) -> None:
        assert is_second_written.wait(SECONDS)
        raise ValueError

    def second(_turn: Turn) -> None:
        _writes(2)
        is_second_written.set()

    with pytest.raises(ValueError), writing_in_order(2) as writers:  # ours
        writers.write(first)
        writers.write(second)
    assert _kept() == []


@pytest.mark.usefixtures("numbers")
def test_nothing_behind_one_that_fails_is_kept_and_what_was_before_is() -> None:
    def fails(_turn: Turn) -> None:
        raise ValueError("no disk")

    def writes(number: int) -> None:
        def work(turn: Turn) -> None:
            turn()
            _writes(number)

        writers.write(work)

    before = _sessions()
    with pytest.raises(ValueError, match="no disk"), writing_in_order(2) as writers:
        writes(1)
        writers.write(fails)
        for number in (3, 4, 5):
            writes(number)
    assert _kept() == [1]
    assert _sessions(at_most=before) == before


@pytest.mark.usefixtures("numbers")
def test_what_the_caller_says_goes_before_what_a_writer_says() -> None:
    def fails(_turn: Turn) -> None:
        raise ValueError("no disk")

    with pytest.raises(KeyError, match="mine"), writing_in_order(2) as writers:
        writers.write(fails)
        raise KeyError("mine")


@pytest.mark.usefixtures("numbers")
def test_within_a_transaction_all_is_part_of_it() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # the transaction is what ends
        with writing_in_order(2) as writers:
            assert writers.write(lambda turn: turn() or _writes(1)) == [None]
            assert _kept() == [1]
        raise RuntimeError
    assert _kept() == []


def test_turns_are_quick_until_nobody_needs_them() -> None:
    usual = sys.getswitchinterval()
    with quick_turns():
        with quick_turns():
            assert sys.getswitchinterval() < usual / 5
        assert sys.getswitchinterval() < usual / 5
    assert sys.getswitchinterval() == pytest.approx(usual)
