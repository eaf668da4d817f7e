"""Merkle trees as in RFC 9162, section 2.1: leaves and nodes are hashed with different prefixes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of ``0x00 | data`` (32 bytes)."""
    return hashlib.sha256(b"\x00" + data).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over the data of the leaves in their order; of none, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        paired = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def chain(previous: bytes, log: str, from_xid: int, until_xid: int, count: int, root: bytes) -> bytes:  # noqa: PLR0917  # the fields of a seal in their order
    """SHA-256 binding a seal to the one before it (32 bytes; ``previous`` is empty for the first)."""
    content = b"|".join([previous, log.encode(), b"%d|%d|%d" % (from_xid, until_xid, count), root])
    return hashlib.sha256(content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
