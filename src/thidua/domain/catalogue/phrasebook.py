"""Texts of findings, looked up once per language: a batch says the same few sentences a million times.

Asking Django each time costs more than the judging itself, since it finds out the language of the thread anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language
from django.utils.translation import gettext as django_gettext

_books: defaultdict[str, dict[str, str]] = defaultdict(dict)
_open: ContextVar[tuple[str, dict[str, str]] | None] = ContextVar("phrasebook", default=None)


@contextmanager
def phrasebook() -> Iterator[None]:
    """This will keep the language as it is now for all that is said inside."""
    spoken = get_language() or ""
    token = _open.set((spoken, _books[spoken]))
    try:
        yield
    finally:
        _open.reset(token)


def language() -> str:
    """The language of the open phrasebook, else that of the thread; empty where none is spoken."""
    book = _open.get()
    return book[0] if book is not None else get_language() or ""


def gettext(message: str) -> str:
    """The text in the language of the open phrasebook, else in that of the thread."""
    book = _open.get()
    if book is None:
        return django_gettext(message)
    said = book[1].get(message)
    if said is None:
        said = book[1][message] = django_gettext(message)
    return said
