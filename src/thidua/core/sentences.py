"""Sentences for a reader that are kept, and read later in another language than the one they were said in.

A sentence remembers the text it was translated from and what stands in it. To whoever only shows it, it is a string.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext


class Sentence(str):
    """A string in the language of the moment; ``message`` and ``values`` say it again in another.

    ``message`` is empty when ``values`` are several sentences in a row.
    """

    __slots__ = ("message", "values")

    message: str
    values: Any

    def __new__(cls, text: str, message: str = "", values: Any = None) -> Sentence:
        made = super().__new__(cls, text)
        made.message, made.values = message, values
        return made

    def __mod__(self, values: Any) -> Sentence:
        return Sentence(str.__mod__(self, values), self.message, values)

    def __str__(self) -> Sentence:
        """Itself, so that it passes through an exception whole."""
        return self


def sentence(message: str) -> Sentence:
    """Say ``message``, a text of the catalogue; placeholders are filled by ``%`` and a mapping, as ever.

    Import it as ``_`` where reasons are made that outlive the page.
    """
    return Sentence(gettext(message), message)


def joined(sentences: Iterable[str]) -> Sentence:
    """Several sentences as one."""
    parts = tuple(sentences)
    return Sentence(" ".join(parts), "", parts)


def kept(text: Any) -> Any:
    """A sentence as JSON keeps it: its message and what stands in it; a number or a plain string is itself."""
    if isinstance(text, Sentence):
        if isinstance(text.values, Mapping):
            return [text.message, {name: kept(value) for name, value in text.values.items()}]
        return [text.message, [kept(part) for part in text.values or ()]]
    return text if isinstance(text, int | float) else str(text)


def told(found: Any) -> str:
    """What was kept, in the language of the moment."""
    return str(_told(found))


def _told(found: Any) -> Any:
    if not isinstance(found, list):
        return found
    message, values = found
    if isinstance(values, list):
        return gettext(message) if message else " ".join(told(part) for part in values)
    return gettext(message) % {name: _told(value) for name, value in values.items()}


def written(*sentences: str) -> str:
    """Sentences as a text column keeps them."""
    return json.dumps([kept(one) for one in sentences], ensure_ascii=False)


def read(text: str) -> str:
    """What a text column keeps, in the language of the moment; what was written before as plain text is itself."""
    if not text.startswith("["):
        return text
    return " ".join(told(one) for one in json.loads(text))
