"""Marking in a text the words that were searched for, whatever their diacritics."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from markupsafe import Markup, escape

from thidua.core.vietnamese import tokens

_MARK = Markup("<mark>%s</mark>")


def marked(text: str, words: Collection[str]) -> Markup:
    """The text with its found words in ``<mark>``; neighbours share one."""
    if not words:
        return escape(text)
    parts = []
    for is_found, group in groupby(text.split(" "), key=lambda part: _holds(part, words)):
        joined = escape(" ".join(group))
        parts.append(_MARK % joined if is_found else joined)
    return Markup(" ").join(parts)


def _holds(part: str, words: Collection[str]) -> bool:
    found = tokens(part)
    return bool(found) and all(word in words for word in found)
