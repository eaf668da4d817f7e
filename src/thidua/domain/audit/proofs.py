"""What anyone can check without us: that a row is in a log, and that a log of today continues that of another day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from thidua.domain.audit.heads import head_now
from thidua.domain.audit.lots import Row
from thidua.domain.audit.merkle import consistency_path, inclusion_path
from thidua.domain.audit.models import Head, Seal
from thidua.domain.audit.queries import last_head
from thidua.domain.audit.tiles import Tiles, leaves_between

_SEAL_OF = """
    select id from audit_seal
     where log = %(log)s and next_xid > %(xid)s
       and pg_visible_in_snapshot(%(xid)s::text::xid8, snapshot::pg_snapshot)
       and (until_xid, until_id) >= (%(xid)s, %(id)s)
     order by next_xid, id limit 1
"""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a leaf stands at ``index`` in the tree of ``size`` leaves under ``root``.

    ``leaf``: id, transaction id and hash of the row (48 bytes), and what its log says besides. ``note``: the signed
    checkpoint of that tree, empty where this installation has no key.
    """

    log: str
    index: int
    leaf: bytes
    sealed_at: datetime
    size: int
    root: bytes
    path: tuple[bytes, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the tree of the second note continues the tree of the first."""

    log: str
    first: int
    second: int
    path: tuple[bytes, ...]


def seal_of_row(log: str, row: Row) -> Seal | None:
    """The seal that took a row in, or nothing when it still waits."""
    with connection.cursor() as cursor:
        cursor.execute(_SEAL_OF, {"log": log, "xid": row.xid, "id": row.id})
        found = cursor.fetchone()
    return Seal.objects.get(pk=found[0]) if found else None


def inclusion_of(log: str, row: Row, extra: bytes = b"") -> Inclusion | None:
    """The proof for one row: in the newest signed daily tree that holds it, else in the tree as it is now.

    Nothing while the row waits for its seal, or when its log no longer agrees with it.
    """
    seal = seal_of_row(log, row)
    index = _index_of(log, row, seal) if seal else None
    if seal is None or index is None:
        return None
    size, root, note = _tree_with(log, index)
    try:
        path = inclusion_path(index, size, Tiles(log).node)
    except LookupError:
        return None
    return Inclusion(log, index, row.leaf(extra), seal.at, size, root, tuple(path), note)


def consistency_between(log: str, first: int, second: int) -> Consistency | None:
    """The proof that the tree of ``second`` leaves continues that of ``first``; nothing when there are no such."""
    try:
        path = consistency_path(first, second, Tiles(log).node) if first else []
    except (LookupError, ValueError):
        return None
    return Consistency(log, first, second, tuple(path))


def head_of_day(log: str, day: str) -> Head | None:
    """The signed head of a day written as ``2026-12-08``; nothing when there is none, or no such day."""
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        return None
    return Head.objects.filter(log=log, day=asked).first()


def _index_of(log: str, row: Row, seal: Seal) -> int | None:
    start = seal.size - seal.count
    leaves = leaves_between(log, start, seal.size)
    return next((start + at for at, (row_id, _hash) in enumerate(leaves) if row_id == row.id), None)


def _tree_with(log: str, index: int) -> tuple[int, bytes, str]:
    """Size, root and note of the newest daily tree that holds the leaf ``index``, else of the tree as it is now."""
    daily = last_head(log)
    if daily is not None and daily.size > index:
        return daily.size, bytes(daily.root), daily.note
    return head_now(log)
