"""Sealing the logs: every row becomes a leaf of its log's Merkle tree as soon as its transaction is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from thidua.domain.audit.lots import TABLES, Extra, Lot, Row, lot_after, next_xid, snapshot_now
from thidua.domain.audit.merkle import Frontier, leaf_hash
from thidua.domain.audit.models import TO_THE_END, Seal
from thidua.domain.audit.queries import last_seal
from thidua.domain.audit.tiles import extend

MOST_ROWS = 4096
"""A seal takes in so many rows at most, so that one row is found among a few tiles and memory stays small."""
_SEALING = 7_716_001


class ClockWentBack(RuntimeError):
    """The server counts transactions from an earlier number than the seals know: it was restored from a dump."""


def seal(extras: Mapping[str, Extra], *, at: datetime) -> list[Seal]:
    """Seal every row of transactions that are over; return the new seals. Safe to run twice at once.

    ``extras`` is what the leaves of a log say besides, as each capability brings it (``register.checking.EXTRAS``).
    """
    return [made for log in TABLES for made in _seal_log(log, extras.get(log, _nothing), at)]


def _nothing(_rows: Sequence[Row]) -> Mapping[int, bytes]:
    return {}


def _seal_log(log: str, extra: Extra, at: datetime) -> list[Seal]:
    made = []
    while (one := _seal_next(log, extra, at)) is not None:
        made.append(one)
        if one.is_complete:
            break
    return made


@transaction.atomic
def _seal_next(log: str, extra: Extra, at: datetime) -> Seal | None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_SEALING])
    last = last_seal(log)
    _refuse_earlier_numbers(last)
    lot = lot_after(last)
    rows = lot.rows(log, MOST_ROWS + 1)
    sealed = [row for row in rows[:MOST_ROWS] if row.hash]
    if not sealed:
        return None
    frontier = Frontier.of(last.size, bytes(last.peaks)) if last else Frontier()
    extras = extra(sealed)
    extend(log, frontier, [(row.id, leaf_hash(row.leaf(extras.get(row.id, b"")))) for row in sealed])
    return _seal_of(log, at, lot, frontier, sealed, is_cut=len(rows) > MOST_ROWS)


def _seal_of(  # the parts of one seal
    log: str, at: datetime, lot: Lot, frontier: Frontier, sealed: list[Row], *, is_cut: bool
) -> Seal:
    return Seal.objects.create(
        at=at,
        log=log,
        since=lot.since,
        snapshot=lot.snapshot,
        next_xid=next_xid(lot.snapshot),
        until_xid=sealed[-1].xid if is_cut else TO_THE_END,
        until_id=sealed[-1].id if is_cut else TO_THE_END,
        count=len(sealed),
        size=frontier.size,
        root=frontier.root,
        peaks=frontier.packed,
    )


def _refuse_earlier_numbers(last: Seal | None) -> None:
    if last is not None and next_xid(snapshot_now()) < last.next_xid:
        raise ClockWentBack(
            "transaction ids are lower than those already sealed; the database was restored from a dump into a new "
            "cluster: raise them with pg_resetwal (docs/how-to/proof.md)"
        )
