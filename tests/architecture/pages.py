"""The addresses of the program, read from the program itself, and what the database holds before and after they are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from psycopg import sql

from tests.architecture.samples import Side, sample_for
from thidua.domain.access import Role


@dataclass(frozen=True)
class Page:
    """An address of the program; ``roles`` is ``None`` for pages that are not of the workspace."""

    name: str
    arguments: tuple[str, ...]
    roles: frozenset[Role] | None

    def allows(self, role: Role) -> bool:
        return not self.roles or role in self.roles


def pages(resolver: Any = None) -> Iterator[Page]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace is None:
                yield from pages(entry)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Page(
                entry.name, tuple(entry.pattern.converters), getattr(entry.callback, "required_roles", None)
            )


ALL = sorted({page.name: page for page in pages()}.values(), key=lambda page: page.name)
WORKSPACE = [page for page in ALL if page.roles is not None]


def address(page: Page, side: Side) -> str:
    samples = {argument: sample_for(page.name, argument) for argument in page.arguments}
    missing = [argument for argument, sample in samples.items() if sample is None]
    if missing:
        pytest.fail(f"tests/architecture/samples.py has no sample of {missing} for the page {page.name!r}")
    values = {argument: sample(side) for argument, sample in samples.items() if sample}
    return reverse(page.name, kwargs=values or None)


def contents(names: Iterable[str]) -> dict[str, str]:
    """The number of rows and a hash of all of them, by table."""
    digest = sql.SQL(
        "select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {} t"
    )
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(digest.format(sql.Identifier(name)))
            found[name] = cursor.fetchone()[0]
    return found
