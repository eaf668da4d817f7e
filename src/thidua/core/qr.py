"""QR codes, drawn as one path, with error correction M or better and a fixed mask.

Trying all eight masks takes six times as long and gains nothing a reader could notice, so mask 3 is always
taken. Addresses are encoded here on layouts learned from ``segno``: a hundred
certificates have one layout, and only their bits differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, product, zip_longest
from typing import Any

import segno
from segno import consts

QUIET_ZONE = 4  # modules of white that ISO/IEC 18004 asks for around a code
MASK = 3
_LEVELS = ("m", "q", "h")  # the best that fits the smallest version for M
_LONGEST = 180  # bytes that version 9 holds at M; longer texts count their length in 16 bits
_DENSER = re.compile(r"[0-9A-Z $%*+\-./:]*")  # texts that have a denser mode than bytes
_RUN = re.compile(b"\x01+")


def qr_rows(text: str) -> list[bytes]:
    """Return the code as rows of modules, 1 for dark, without the quiet zone."""
    if not text.isascii() or len(text) > _LONGEST or _DENSER.fullmatch(text):
        return [bytes(row) for row in segno.make(text, error="m", mask=MASK, micro=False).matrix]
    return _layout_for(len(text)).rows(text.encode())


def qr_svg(text: str, *, color: str = "#000000", quiet: int = QUIET_ZONE) -> str:
    """Return the code as an SVG of one path, one unit per module.

    There is no background, and ``quiet`` modules of margin.
    """
    rows = qr_rows(text)
    side = len(rows) + 2 * quiet
    path = "".join(_row_path(row, quiet, y + quiet) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}" '
        f'shape-rendering="crispEdges"><path fill="{color}" d="{path}"/></svg>'
    )


def _row_path(row: bytes, left: int, top: int) -> str:
    """Draw each run of dark modules as one rectangle, so that no hairline shows between neighbours."""
    runs = (found.span() for found in _RUN.finditer(row))
    return "".join(f"M{start + left} {top}h{end - start}v1h{start - end}z" for start, end in runs)


@dataclass(frozen=True, slots=True)
class _Layout:
    """One version at one level: modules that never change, where the bits go, and the sizes of the blocks.

    ``blocks`` are pairs of data bytes and error bytes; ``masked`` are the bits of the mask in the order of ``places``.
    """

    fixed: bytes
    side: int
    places: tuple[int, ...]
    masked: int
    blocks: tuple[tuple[int, int], ...]

    def rows(self, data: bytes) -> list[bytes]:
        message = self._message(data)
        spare = len(self.places) - 8 * len(message)
        bits = (int.from_bytes(message, "big") << spare) ^ self.masked
        modules = bytearray(self.fixed)
        for place, bit in zip(self.places, f"{bits:0{len(self.places)}b}", strict=True):
            if bit == "1":
                modules[place] = 1
        return [bytes(modules[at : at + self.side]) for at in range(0, len(modules), self.side)]

    def _message(self, data: bytes) -> bytes:
        """Data and error bytes, the blocks interleaved."""
        words, start = self._padded(data), 0
        parts, errors = [], []
        for size, error_size in self.blocks:
            part = words[start : start + size]
            parts.append(part)
            errors.append(_error_bytes(part, error_size))
            start += size
        return bytes(word for word in chain(*zip_longest(*parts), *zip_longest(*errors)) if word is not None)

    def _padded(self, data: bytes) -> bytes:
        """Byte mode, the length, the bytes, and the two filling bytes in turn."""
        size = sum(part for part, _error in self.blocks)
        head = ((0b0100 << 8 | len(data)) << 8 * len(data) | int.from_bytes(data, "big")) << 4
        return (head.to_bytes(len(data) + 2, "big") + b"\xec\x11" * size)[:size]


@cache
def _layout_for(length: int) -> _Layout:
    """The smallest version that holds ``length`` bytes at M, at the best level at which it still does."""
    version = next(v for v in range(1, 10) if _capacity(v, "m") >= length)
    level = [level for level in _LEVELS if _capacity(version, level) >= length][-1]
    return _learned(version, level)


def _capacity(version: int, level: str) -> int:
    return sum(size for size, _error in _blocks(version, level)) - 2


def _blocks(version: int, level: str) -> list[tuple[int, int]]:
    infos: Any = consts.ECC[version][consts.ERROR_MAPPING[level.upper()]]  # type: ignore[index]  # its stubs say object
    return [
        (info.num_data, info.num_total - info.num_data) for info in infos for _block in range(info.num_blocks)
    ]


@cache
def _learned(version: int, level: str) -> _Layout:
    """Read off a code of ``segno`` which modules hold data; the others are the same in every code."""
    code = segno.make("a", version=version, error=level, mask=MASK, boost_error=False, micro=False)
    side = len(code.matrix)
    is_data = [_holds_data(version, y, x) for y in range(side) for x in range(side)]
    dark = [module for row in code.matrix for module in row]
    places = tuple(place for place in _path(side) if is_data[place])
    masked = int("".join("1" if (place // side + place % side) % 3 == 0 else "0" for place in places), 2)
    fixed = bytes(0 if data else module for data, module in zip(is_data, dark, strict=True))
    return _Layout(fixed, side, places, masked, tuple(_blocks(version, level)))


def _holds_data(version: int, y: int, x: int) -> bool:
    """Whether a module is none of the finders, their format lines, the timing, the alignment, the version."""
    side = 17 + 4 * version
    is_corner = (y < 9 and x < 9) or (y < 9 and x >= side - 8) or (y >= side - 8 and x < 9)
    is_version = version > 6 and ((y < 6 and x >= side - 11) or (x < 6 and y >= side - 11))
    if is_corner or is_version or 6 in {y, x}:
        return False
    return not any(abs(y - row) < 3 and abs(x - column) < 3 for row, column in _alignments(version))


@cache
def _alignments(version: int) -> list[tuple[int, int]]:
    """The middles of the alignment patterns; none where a finder stands."""
    if version == 1:
        return []
    side = 17 + 4 * version
    middles: tuple[int, ...] = consts.ALIGNMENT_POS[version - 2]
    finders = {(6, 6), (6, side - 7), (side - 7, 6)}
    return [pair for pair in product(middles, middles) if pair not in finders]


def _path(side: int) -> list[int]:
    """The order in which bits are laid: pairs of columns from the right, up and down by turns, past column 6."""
    found, upwards = [], True
    for right in [*range(side - 1, 6, -2), 5, 3, 1]:
        for y in range(side - 1, -1, -1) if upwards else range(side):
            found += [y * side + right, y * side + right - 1]
        upwards = not upwards
    return found


def _error_bytes(data: bytes, count: int) -> bytes:
    """The Reed-Solomon remainder of ``data``."""
    table, top = _multiples(count), 8 * (count - 1)
    rest, kept = 0, (1 << top) - 1
    for word in data:
        rest = ((rest & kept) << 8) ^ table[word ^ (rest >> top)]
    return rest.to_bytes(count, "big")


@cache
def _multiples(count: int) -> list[int]:
    """The generator of ``count`` error bytes (without its first, 1) times each byte, as whole numbers."""
    powers = consts.GEN_POLY[count]
    times = [
        bytes(consts.GALIOS_EXP[consts.GALIOS_LOG[factor] + power] for power in powers)
        for factor in range(1, 256)
    ]
    return [0, *(int.from_bytes(row, "big") for row in times)]
