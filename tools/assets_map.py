"""Simplify the 63 outlines of ``tools/assets/vietnam.svg`` (svg-maps, CC BY 4.0) into ``map_outlines.json``.

Points closer to the line through their neighbors than 0.35 units are dropped and the rest is rounded to a
tenth, which takes the map from 210 to 47 KB. Small islands keep at least three points: none disappears.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tools/assets/vietnam.svg"
TARGET = ROOT / "src/thidua/ui/map_outlines.json"
TOLERANCE = 0.35

Point = tuple[float, float]


def rings(path: str) -> list[list[Point]]:
    """Read a path into rings of absolute points; a cubic curve gives its end point, others are refused."""
    made: list[list[Point]] = []
    x = y = 0.0
    for letter, body in re.findall(r"([a-df-zA-DF-Z])([^a-df-zA-DF-Z]*)", path):
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", body)]
        if letter in "zZ":
            x, y = made[-1][0]
            continue
        for place, (a, b) in enumerate(ends(letter, numbers)):
            if letter.islower():
                x, y = x + a, y + b
            else:
                x, y = (x if letter == "V" else a), (y if letter == "H" else b)
            if letter in "mM" and place == 0:
                made.append([])
            made[-1].append((x, y))
    return made


def ends(letter: str, numbers: list[float]) -> list[Point]:
    """Return where each step of a command ends; the missing coordinate of h and v is 0."""
    kind = letter.lower()
    if kind == "h":
        return [(n, 0.0) for n in numbers]
    if kind == "v":
        return [(0.0, n) for n in numbers]
    if kind not in "mlc":
        raise ValueError(letter)
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    return pairs[2::3] if kind == "c" else pairs


def far_from(point: Point, start: Point, end: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    if length == 0:
        return float(((px - ax) ** 2 + (py - ay) ** 2) ** 0.5)
    return abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / float(length)


def simpler(points: list[Point]) -> list[Point]:
    """Douglas and Peucker, without recursion."""
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        inner = range(first + 1, last)
        if not inner:
            continue
        farthest = max(inner, key=lambda at: far_from(points[at], points[first], points[last]))
        if far_from(points[farthest], points[first], points[last]) > TOLERANCE:
            keep.add(farthest)
            todo += [(first, farthest), (farthest, last)]
    return [points[at] for at in sorted(keep)]


def ring_path(points: list[Point]) -> str:
    half = len(points) // 2
    kept = simpler(points[: half + 1])[:-1] + simpler(points[half:]) if len(points) > 6 else points
    if len(kept) < 3:
        kept = points[:: max(1, len(points) // 3)]
    rounded = [(round(x * 10), round(y * 10)) for x, y in kept]
    (x, y), steps = rounded[0], []
    for nx, ny in rounded[1:]:
        if (nx, ny) != (x, y):
            steps.append(f"{nx - x} {ny - y}")
        x, y = nx, ny
    if not steps:
        steps = ["4 0", "0 4"]
    return f"M{rounded[0][0]} {rounded[0][1]}l{' '.join(steps)}z"


def main() -> None:
    found = re.findall(r'id="(\w+)"[^>]*?\bd="([^"]+)"', SOURCE.read_text(), re.DOTALL)
    outlines = {name: "".join(ring_path(ring) for ring in rings(path)) for name, path in sorted(found)}
    TARGET.write_text(json.dumps(outlines, indent=0) + "\n")
    print(len(outlines), TARGET.stat().st_size)


if __name__ == "__main__":
    main()
