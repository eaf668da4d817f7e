"""``kill -9`` of the worker and of the database in the middle of an import: taken up again, every row exactly once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.journeys.server import ROOT, Server, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.alone]
ROWS = 12_000


class Worker:
    """The worker of ``thidua run`` for lists: killed between two instructions and started anew."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *how: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.import_worker", *how],
            cwd=ROOT, env=self.server.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("import"))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def worker(server: Server) -> Iterator[Worker]:
    made = Worker(server)
    yield made
    made.kill()


def asked_of(server: Server) -> int:
    """A list of twelve thousand rows, tried and accepted; its number."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.import_prepared", str(ROWS)],
        cwd=ROOT, env=server.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(done.stdout)


def through(server: Server) -> int:
    try:
        return int(server.rows("select done from register_importbatch")[0][0])
    except Exception:  # the database is dead between two looks
        return -1


def state(server: Server) -> str:
    try:
        return str(server.rows("select state from register_importbatch")[0][0])
    except Exception:  # the database is dead between two looks
        return ""


def look(server: Server) -> None:
    """What is there is whole: as many lines as receipts as rows that are through, none twice."""
    told = server.rows(
        "select b.done, b.count, (select count(*) from register_importedrow r where r.batch_id = b.id),"
        " (select count(distinct entry_id) from register_importedrow r where r.batch_id = b.id),"
        " (select count(*) from register_entry where kind = 'grant'),"
        " (select count(*) from register_grantkey), (select count(*) from register_standingline),"
        " (select count(*) from register_salt)"
        " from register_importbatch b"
    )[0]
    assert len(set(told)) == 1, told


def jobs(server: Server) -> list[tuple[str, int]]:
    """The work on the list as the queue knows it: where it stands, and how often it was begun again."""
    told = server.rows(
        "select status::text, attempts from procrastinate_jobs where task_name = 'register.work_on_import'"
        " and status in ('todo', 'doing')"
    )
    return [(str(status), int(attempts)) for status, attempts in told]


def test_the_job_of_a_killed_worker_is_taken_up_again(server: Server, worker: Worker) -> None:
    asked_of(server)
    worker.start()
    wait_until(lambda: 0 < through(server) < ROWS, "nothing enters")
    worker.kill()
    assert jobs(server) == [("doing", 0)]  # nobody does it, and it would stay so
    time.sleep(1.5)  # a worker is dead when it has been silent for longer than it may
    worker.start("abandoned")
    wait_until(lambda: state(server) == "entered", "the job was left where it was")
    look(server)
    assert through(server) == ROWS
    wait_until(lambda: jobs(server) == [], "the job does not end")


def test_a_list_enters_once_although_worker_and_database_die(server: Server, worker: Worker) -> None:
    number = asked_of(server)
    strikes: list[Callable[[], None]] = [
        worker.kill,
        server.restart_database,
        worker.kill,
        server.restart_database,
    ]
    for strike in strikes:
        before = through(server)
        worker.start()
        wait_until(
            lambda before=before: through(server) > before or state(server) == "entered", "nothing enters"
        )
        time.sleep(random.uniform(0, 0.2))  # any moment will do
        strike()
        worker.kill()
        look(server)
    worker.start()
    wait_until(lambda: state(server) == "entered", "the list does not come to its end")
    look(server)
    assert through(server) == ROWS
    assert server.rows("select count(distinct (holder_name, year)) from register_entry") == [(ROWS,)]
    assert server.rows("select count(*) from people_person") == [(ROWS,)]
    worker.kill()
    again = subprocess.run(
        [sys.executable, "-m", "tests.journeys.import_prepared", "withdraw", str(number)],
        cwd=ROOT, env=server.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert again.stdout.strip() == "withdrawing"
    worker.start()
    wait_until(
        lambda: server.rows("select count(*) from register_entry where kind = 'annulment'")[0][0] > 0,
        "nothing is annulled",
    )
    worker.kill()
    worker.start()
    wait_until(lambda: state(server) == "withdrawn", "the withdrawal does not come to its end")
    annulled = "select count(*), count(distinct refers_to_id) from register_entry where kind = 'annulment'"
    assert server.rows(annulled) == [(ROWS, ROWS)]
