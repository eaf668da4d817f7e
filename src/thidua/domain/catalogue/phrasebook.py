"""Texts of findings, looked up once per language: a batch says the same few sentences a million times.

Asking Django each time costs more than the judging itself, since it finds out the language of the thread anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language
from django.utils.translation import gettext as django_gettext


class Book(dict[str, str]):
    """What was looked up in one language; a text not asked for yet is looked up now."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, message: str) -> str:
        said = self[message] = django_gettext(message)
        return said


_books: dict[str, Book] = {}
_open: ContextVar[Book | None] = ContextVar("phrasebook", default=None)


@contextmanager
def phrasebook() -> Iterator[None]:
    """This will keep the language as it is now for all that is said inside."""
    spoken = get_language() or ""
    token = _open.set(_books.setdefault(spoken, Book(spoken)))
    try:
        yield
    finally:
        _open.reset(token)


def language() -> str:
    """The language of the open phrasebook, else that of the thread; empty where none is spoken."""
    book = _open.get()
    return book.language if book is not None else get_language() or ""


def gettext(message: str) -> str:
    """The text in the language of the open phrasebook, else in that of the thread."""
    book = _open.get()
    return django_gettext(message) if book is None else book[message]
