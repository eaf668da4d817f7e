"""Merkle trees as in RFC 9162, section 2.1: leaves and nodes are hashed with different prefixes.

Trees are never held whole. A ``Frontier`` grows one at its right edge; proofs ask a ``Node`` reader for the hashes of
complete subtrees, of which they need only as many as the tree is high.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree over the leaves ``[index << height, (index + 1) << height)``."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of ``0x00 | data`` (32 bytes)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of ``0x01 | left | right`` (32 bytes)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, size: int, packed: bytes) -> Frontier:
        """From the bytes that ``packed`` gave."""
        return cls(size, [packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)])

    def add(self, leaf: bytes) -> list[bytes]:
        """Take in the hash of the next leaf; return the roots of the tiles this completes, lowest level first."""
        done, height, rest, digest = [], 0, self.size, leaf
        while rest & 1:
            digest = node_hash(self.peaks.pop(), digest)
            rest, height = rest >> 1, height + 1
            if height % TILE_HEIGHT == 0:
                done.append(digest)
        self.peaks.append(digest)
        self.size += 1
        return done

    @property
    def root(self) -> bytes:
        """The root over everything taken in so far; of nothing, the hash of nothing."""
        return fold(self.peaks)

    @property
    def packed(self) -> bytes:
        return b"".join(self.peaks)

    def copy(self) -> Frontier:
        return Frontier(self.size, list(self.peaks))


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that lie side by side, largest first."""
    if not peaks:
        return EMPTY
    digest = peaks[-1]
    for peak in reversed(peaks[:-1]):
        digest = node_hash(peak, digest)
    return digest


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over the data of the leaves in their order."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf_hash(leaf))
    return frontier.root


def root_of(size: int, node: Node) -> bytes:
    """The root of the first ``size`` leaves."""
    return _range_root(0, size, node)


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """The audit path of RFC 9162, section 2.1.3, for the leaf ``index`` in the tree of ``size`` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _largest_below(end - start)
        if index < middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    return path[::-1]


def consistency_path(first: int, second: int, node: Node) -> list[bytes]:
    """The proof of RFC 9162, section 2.1.4, that the tree of ``first`` leaves begins the tree of ``second``."""
    if not 0 < first <= second:
        raise ValueError(f"a tree of {second} leaves does not continue one of {first}")
    path, start, end, is_whole = [], 0, second, True
    while first != end:
        middle = start + _largest_below(end - start)
        if first <= middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start, is_whole = middle, False
    if not is_whole:
        path.append(_range_root(start, end, node))
    return path[::-1]


def _largest_below(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _range_root(start: int, end: int, node: Node) -> bytes:
    """The root over the leaves ``[start, end)``, where ``start`` begins a subtree at least as large."""
    peaks = []
    while start < end:
        height = (end - start).bit_length() - 1
        peaks.append(node(height, start >> height))
        start += 1 << height
    return fold(peaks)
