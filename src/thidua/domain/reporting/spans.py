"""Arithmetic of spans: what lies in both, what remains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thidua.domain.access import Span, joined


def common(first: Sequence[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """The positions in both; each list ordered and disjoint. One walk along both."""
    found, at, other = [], 0, 0
    while at < len(first) and other < len(second):
        low, high = max(first[at].low, second[other].low), min(first[at].high, second[other].high)
        if low <= high:
            found.append(Span(low, high))
        if first[at].high < second[other].high:
            at += 1
        else:
            other += 1
    return tuple(found)


def without(whole: Sequence[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """The positions of ``whole`` (ordered, disjoint) that are not in ``taken``."""
    rest: list[Span] = []
    gone = joined(taken)
    for span in whole:
        low = span.low
        for hole in gone:
            if hole.high < low or hole.low > span.high:
                continue
            if hole.low > low:
                rest.append(Span(low, hole.low - 1))
            low = hole.high + 1
        if low <= span.high:
            rest.append(Span(low, span.high))
    return tuple(rest)
