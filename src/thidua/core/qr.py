"""QR codes, drawn as one path, with error correction M and a fixed mask.

Trying all eight masks takes six times as long and gains nothing a reader could notice, so mask 3 is always
taken.
"""

from __future__ import annotations

import segno

QUIET_ZONE = 4  # modules of white that ISO/IEC 18004 asks for around a code
MASK = 3


def qr_rows(text: str) -> list[bytes]:
    """Return the code as rows of modules, 1 for dark, without the quiet zone."""
    return [bytes(row) for row in segno.make(text, error="m", mask=MASK, micro=False).matrix]


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
    parts = []
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        parts.append(f"M{start + left} {top}h{end - start}v1h{start - end}z")
        start = row.find(1, end)
    return "".join(parts)
