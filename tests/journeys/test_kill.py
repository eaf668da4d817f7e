"""``kill -9`` at any moment of a submission: what was acknowledged is there, the rest wholly or not at all.

Officers type into the sheet, send photographs in pieces, bring in workbooks and send letters while the server or the
database is killed under them. Nothing is cleaned up or repaired in between.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from tests.journeys.hands import Hand, Importer, Sender, Submitter, Typist
from tests.journeys.server import Server, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.alone]


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("kill"))
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture
def hands(server: Server) -> list[Hand]:
    numbers = count()
    return [
        Typist(server, 0, numbers=numbers),
        Typist(server, 1, numbers=numbers),
        Sender(server, 2),
        Importer(server, 3),
        Submitter(server, 4),
    ]


def storm(hands: list[Hand], strike: Callable[[], None]) -> None:
    """All work; once each has got something done the blow falls, and everybody looks at what is left."""
    goals = [(one, one.acknowledged + 1) for one in hands]
    with ThreadPoolExecutor(len(hands)) as pool:
        running = [pool.submit(one.run) for one in hands]
        wait_until(
            lambda: (
                all(one.acknowledged >= goal for one, goal in goals) or any(job.done() for job in running)
            ),
            "the work does not go on",
        )
        time.sleep(random.uniform(0, 0.4))  # any moment will do
        strike()
        for job in running:
            job.result(60)
    for one in hands:
        one.look()
        one.ask_again()
        one.look()


def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(server: Server, hands: list[Hand]) -> None:
    for strike in (server.restart, server.restart_database) * 2:
        storm(hands, strike)
    for one in hands:
        assert one.acknowledged >= 4
        one.look()
