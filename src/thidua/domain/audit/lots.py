"""Which rows a seal takes in: those of transactions that were over at its snapshot and not at the one before.

Serial numbers commit out of order, and so do transaction ids while a long transaction runs beside short ones; only a
snapshot says what was there. Rows of a finished transaction are sealed at once, whoever else is still writing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thidua.domain.audit.models import TO_THE_END, Seal

TABLES: Mapping[str, str] = {"events": "audit_event", "register": "register_entry"}
"""The sealed tables; each has ``id``, ``xid`` and ``hash``, and an index on (xid, id)."""
BEFORE_ALL = "1:1:"
"""The snapshot in which no transaction is over."""

_ROWS = """
    select id, xid, hash from {table}
     where (xid, id) > (%(after_xid)s, %(after_id)s) and (xid, id) <= (%(until_xid)s, %(until_id)s)
       and xid >= %(low)s and xid < %(high)s
       and pg_visible_in_snapshot(xid::text::xid8, %(snapshot)s::pg_snapshot)
       and not pg_visible_in_snapshot(xid::text::xid8, %(since)s::pg_snapshot)
     order by xid, id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What a leaf is taken over."""

    id: int
    xid: int
    hash: bytes

    def leaf(self, extra: bytes = b"") -> bytes:
        """The id and the transaction's id (8 bytes each, big endian), the row's hash (32), and its log's extra."""
        return self.id.to_bytes(8, "big", signed=True) + self.xid.to_bytes(8, "big") + self.hash + extra


Extra = Callable[[Sequence[Row]], Mapping[int, bytes]]
"""Gives, by id, what the leaves of a log say besides the row's hash: digests that a proof can open for the public."""


@dataclass(frozen=True, slots=True)
class Lot:
    """The rows visible in ``snapshot`` and not in ``since``, behind ``after`` and up to ``until`` (both xid, id)."""

    since: str
    snapshot: str
    after: tuple[int, int] = (0, 0)
    until: tuple[int, int] = (TO_THE_END, TO_THE_END)

    def rows(self, log: str, limit: int | None = None) -> list[Row]:
        """The rows of the lot in order, with hash or without."""
        with connection.cursor() as cursor:
            cursor.execute(_ROWS.format(table=TABLES[log]), self._parameters() | {"limit": limit})
            return [Row(int(pk), int(xid), bytes(digest or b"")) for pk, xid, digest in cursor.fetchall()]

    def _parameters(self) -> dict[str, Any]:
        return {
            "since": self.since,
            "snapshot": self.snapshot,
            "after_xid": self.after[0],
            "after_id": self.after[1],
            "until_xid": self.until[0],
            "until_id": self.until[1],
            "low": max(1, int(self.since.split(":")[0])),
            "high": next_xid(self.snapshot),
        }


def lot_after(last: Seal | None) -> Lot:
    """What comes next behind a seal: the rest of its snapshot, or everything that is over now."""
    if last is not None and not last.is_complete:
        return Lot(last.since, last.snapshot, after=(last.until_xid, last.until_id))
    return Lot(last.snapshot if last else BEFORE_ALL, snapshot_now())


def lot_of(seals: list[Seal], previous: Seal | None) -> Lot:
    """What a run of neighbouring seals took in together: all of them whole snapshots, or all of one snapshot."""
    first, last = seals[0], seals[-1]
    is_rest = previous is not None and not previous.is_complete
    after = (previous.until_xid, previous.until_id) if previous and is_rest else (0, 0)
    return Lot(first.since, last.snapshot, after, (last.until_xid, last.until_id))


def snapshot_now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def next_xid(snapshot: str) -> int:
    """The first transaction id that the snapshot knows nothing of."""
    return int(snapshot.split(":")[1])
