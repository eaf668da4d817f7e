"""The trees of the logs as they are kept: in tiles of 256 hashes that only grow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from thidua.domain.audit.merkle import HASH_BYTES, TILE_HEIGHT, TILE_WIDTH, Frontier, fold, node_hash

ID_BYTES = 8

_EXTEND = "select audit_extend_tile(%s, %s, %s, %s, %s, %s)"
_READ = "select hashes, ids from audit_tile where log = %s and level = %s and number = %s"
_READ_SOME = """
    select number, hashes, ids from audit_tile where log = %s and level = %s and number between %s and %s
    order by number
"""


@dataclass(slots=True)
class Tiles:
    """The stored hashes of one log; every tile that was read is remembered."""

    log: str
    _known: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def node(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree; ``LookupError`` when the tiles do not hold it."""
        level, rest = divmod(height, TILE_HEIGHT)
        first = index << rest
        hashes = self.hashes(level, first // TILE_WIDTH)
        start = first % TILE_WIDTH * HASH_BYTES
        part = hashes[start : start + (HASH_BYTES << rest)]
        if len(part) != HASH_BYTES << rest:
            raise LookupError(f"{self.log}: no hash {index} at height {height}")
        return _perfect_root(part)

    def hashes(self, level: int, number: int) -> bytes:
        """The hashes of a tile, 32 bytes each; nothing when there is no such tile."""
        key = (level, number)
        if key not in self._known:
            with connection.cursor() as cursor:
                cursor.execute(_READ, [self.log, level, number])
                found = cursor.fetchone()
            self._known[key] = bytes(found[0]) if found else b""
        return self._known[key]


def leaves_between(log: str, start: int, end: int) -> list[tuple[int, bytes]]:
    """The leaves ``[start, end)`` as (id of the row, leaf hash); fewer when the tiles are cut short."""
    if start >= end:
        return []
    first, last = start // TILE_WIDTH, (end - 1) // TILE_WIDTH
    with connection.cursor() as cursor:
        cursor.execute(_READ_SOME, [log, 0, first, last])
        tiles = {int(number): (bytes(hashes), bytes(ids)) for number, hashes, ids in cursor.fetchall()}
    leaves: list[tuple[int, bytes]] = []
    for number in range(first, last + 1):
        hashes, ids = tiles.get(number, (b"", b""))
        width = min(len(hashes) // HASH_BYTES, len(ids) // ID_BYTES)
        leaves += [(_id_at(ids, at), _hash_at(hashes, at)) for at in range(width)]
        if width < TILE_WIDTH:
            break
    skipped = first * TILE_WIDTH
    return leaves[start - skipped : end - skipped]


def extend(log: str, frontier: Frontier, rows: Sequence[tuple[int, bytes]]) -> None:
    """Put the leaves of rows (id, leaf hash) behind those a log has, in the tiles and in ``frontier``."""
    added: dict[tuple[int, int], _Addition] = {}
    for row_id, digest in rows:
        position = frontier.size
        _add(added, 0, position, digest, row_id.to_bytes(ID_BYTES, "big"))
        for level, root in enumerate(frontier.add(digest), start=1):
            _add(added, level, position >> TILE_HEIGHT * level, root)
    with connection.cursor() as cursor:
        cursor.executemany(
            _EXTEND,
            [(log, *key, one.width, bytes(one.hashes), bytes(one.ids)) for key, one in added.items()],
        )


@dataclass(slots=True)
class _Addition:
    width: int
    hashes: bytearray
    ids: bytearray


def _add(
    added: dict[tuple[int, int], _Addition], level: int, position: int, digest: bytes, row_id: bytes = b""
) -> None:
    number, width = divmod(position, TILE_WIDTH)
    one = added.setdefault((level, number), _Addition(width, bytearray(), bytearray()))
    one.hashes += digest
    one.ids += row_id


def _perfect_root(hashes: bytes) -> bytes:
    """The root over 1, 2, 4 … 256 hashes side by side."""
    level = [_hash_at(hashes, at) for at in range(len(hashes) // HASH_BYTES)]
    while len(level) > 1:
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return fold(level)


def _hash_at(hashes: bytes, at: int) -> bytes:
    return hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES]


def _id_at(ids: bytes, at: int) -> int:
    return int.from_bytes(ids[at * ID_BYTES : (at + 1) * ID_BYTES], "big", signed=True)


def widths(log: str) -> Iterable[tuple[int, int, int]]:
    """Every tile of a log as (level, number, width), in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select level, number, length(hashes) / 32 from audit_tile where log = %s order by level, number",
            [log],
        )
        return [(int(level), int(number), int(width)) for level, number, width in cursor.fetchall()]
