"""The map and the bars beside the table: the same counts, the same choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup

from thidua.domain.reporting.pivot import Head, PivotTable
from thidua.domain.reporting.provinces import former_provinces
from thidua.ui.charts import Bar, column_chart, line_chart
from thidua.ui.jinja import number
from thidua.ui.map import OLD_NAMES, Shade, equal_limits, map_svg, step_of

MOST_BARS = 20
LONG_LABEL = 18  # letters in two lines under one of twenty columns; longer ones get fewer, wider columns
FEWER_BARS = 12


def country_map(
    table: PivotTable, chosen: str, address: Callable[[str], str], *, old: bool = False
) -> Markup:
    """The 34 provinces, or with ``old`` the 63 of before, shaded by their totals; ``address`` is where one leads.

    Where every decision is of the provinces since July 2025, those are drawn either way.
    """
    totals = {head.key: table.row_totals[head.key] for head in table.rows if len(head.key) == 2}
    is_only_new = old and not totals
    if is_only_new:
        totals = {head.key: table.row_totals[head.key] for head in table.rows if head.key.endswith("+")}
    elif old:
        return _old_map(totals, chosen, address)
    limits = equal_limits(list(totals.values()))
    shades = {
        code.rstrip("+"): Shade(step_of(value, limits), number(value), address(code), picked=code == chosen)
        for code, value in totals.items()
    }
    return map_svg(shades)


def _old_map(totals: Mapping[str, int], chosen: str, address: Callable[[str], str]) -> Markup:
    outlines = {name: outline for outline, name in OLD_NAMES.items()}
    limits = equal_limits(list(totals.values()))
    shades = {
        outlines[former_provinces()[code].name]: Shade(
            step_of(value, limits), number(value), address(code), picked=code == chosen
        )
        for code, value in totals.items()
        if code in former_provinces() and former_provinces()[code].name in outlines
    }
    return map_svg(shades, old=True)


def year_line(points: Sequence[tuple[str, int]], title: str) -> Markup:
    """Totals of some years as a line."""
    return line_chart(
        [label for label, _count in points], [[count for _label, count in points]], title=title, width=360
    )


def map_key(table: PivotTable) -> list[tuple[int, str]]:
    """The steps of the shading with their words."""
    of_then = [table.row_totals[head.key] for head in table.rows if len(head.key) == 2]
    limits = equal_limits(of_then or [table.row_totals[head.key] for head in table.rows if head.key])
    if not limits:
        return []
    words = [f"< {number(limits[0])}"]
    words += [f"{number(a)} – {number(b - 1)}" for a, b in pairwise(limits)]
    words.append(f"≥ {number(limits[-1])}")
    return list(enumerate(words, start=1))


def year_bars(
    table: PivotTable,
    before: Mapping[str, int],
    year: int,
    title: str,
    address: Callable[[str], str],
    *,
    width: int = 1324,
) -> Markup:
    """The largest rows of this year beside the year before."""
    bars = [
        Bar(head.label, (table.row_totals[head.key], before.get(head.key, 0)), address(head.key))
        for head in _largest(table)
    ]
    return column_chart(bars, (str(year), str(year - 1)), title=title, width=width)


def plain_bars(
    table: PivotTable, series: str, title: str, address: Callable[[str], str], *, width: int = 1324
) -> Markup:
    """The largest rows, one column each."""
    bars = [Bar(head.label, (table.row_totals[head.key],), address(head.key)) for head in _largest(table)]
    return column_chart(bars, (series,), title=title, width=width)


def _largest(table: PivotTable) -> tuple[Head, ...]:
    rows = table.rows[:MOST_BARS]
    return rows[:FEWER_BARS] if any(len(head.label) > LONG_LABEL for head in rows) else rows
