"""Transactions side by side, each by a connection of its own, that are committed in the order they were begun."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from contextvars import copy_context
from typing import Any

from django.db import connection, transaction

Turn = Callable[[], None]
"""Comes back when everything that was begun before is committed; raises what kept it from that."""


@contextmanager
def writing_in_order(writers: int) -> Iterator[InOrder]:
    """Let so many threads write within this block; its end waits until everything is committed.

    Within a transaction of the caller there are no threads: everything is written there and then.
    """
    with ExitStack() as until_written:
        pools: list[Executor] = []
        if not connection.in_atomic_block:
            until_written.enter_context(quick_turns())
            pools += [until_written.enter_context(_thread_with_connection()) for _one in range(writers)]
        in_order = InOrder(pools)
        try:
            yield in_order
        except BaseException:
            with suppress(Exception):  # what came first is told
                in_order.wait()
            raise
        in_order.wait()


class InOrder:
    """Transactions under way (``writing_in_order``)."""

    def __init__(self, pools: Sequence[Executor]) -> None:
        self._pools = deque(pools)
        self._under_way: deque[Future[Any]] = deque()
        self._last: Future[Any] | None = None

    def write(self, work: Callable[[Turn], Any]) -> list[Any]:
        """Begin a transaction as soon as a writer is free; return what those told that were committed meanwhile.

        ``work`` may take its ``Turn`` before it asks for a row that an earlier one changes, and must not ask for it
        sooner: the earlier one would wait for a row of this one, and this one for its turn. Raises what kept an earlier
        transaction from being committed; those after it are undone.
        """
        if not self._pools:
            with transaction.atomic():
                return [work(lambda: None)]
        told = [self._under_way.popleft().result()] if len(self._under_way) == len(self._pools) else []
        self._last = self._pools[0].submit(copy_context().run, _written, work, self._last)
        self._pools.rotate(-1)
        self._under_way.append(self._last)
        return told

    def wait(self) -> list[Any]:
        """Wait until all is committed; return what was told by those that were under way."""
        told = [one.result() for one in self._under_way]
        self._under_way.clear()
        return told


def _written(work: Callable[[Turn], Any], before: Future[Any] | None) -> Any:
    def turn() -> None:
        if before is not None:
            before.result()

    with transaction.atomic():
        told = work(turn)
        turn()
    return told


@contextmanager
def _thread_with_connection() -> Iterator[Executor]:
    """A thread with a connection of its own, which is closed with it."""
    with ThreadPoolExecutor(1) as pool:
        try:
            yield pool
        finally:
            pool.submit(_close).result()


def _close() -> None:
    """Close the connection of the thread that runs this."""
    connection.close()


_SOON = 0.0005
_hurry = threading.Lock()
_hurrying = 0
_USUAL = sys.getswitchinterval()


@contextmanager
def quick_turns() -> Iterator[None]:
    """Let threads of the program that wait for their turn have it within half a millisecond instead of five.

    A thread that asks the database takes several turns for each answer. Beside one that reckons all the time it would
    wait five milliseconds for each of them.
    """
    _hurry_by(1)
    try:
        yield
    finally:
        _hurry_by(-1)


def _hurry_by(more: int) -> None:
    global _hurrying  # noqa: PLW0603  # the interpreter has one interval, whoever asks for it
    with _hurry:
        _hurrying += more
        sys.setswitchinterval(_SOON if _hurrying else _USUAL)
