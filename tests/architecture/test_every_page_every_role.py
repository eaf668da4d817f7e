"""Every page × every role × inside and outside the unit.

The pages are read from the addresses of the program, so that a new one is tested from the day it exists:
visitors are sent to sign in; a role that a page does not name gets 404, as if the page did not exist; nothing ever
answers 500; a thing of a neighboring unit does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.samples import QUERIES, SAME_FOR_ALL, Place, sample_for
from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from thidua.domain.access import Role


@dataclass(frozen=True)
class Page:
    """An address of the program; ``roles`` is ``None`` for pages that are not of the workspace."""

    name: str
    arguments: tuple[str, ...]
    roles: frozenset[Role] | None


def pages(resolver: Any = None) -> Iterator[Page]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace is None:
                yield from pages(entry)
        elif isinstance(entry, URLPattern) and entry.name:
            roles = getattr(entry.callback, "required_roles", None)
            yield Page(entry.name, tuple(entry.pattern.converters), roles)


WORKSPACE = sorted(
    {page.name: page for page in pages() if page.roles is not None}.values(), key=lambda page: page.name
)
WITH_ARGUMENTS = [page for page in WORKSPACE if page.arguments and page.name not in SAME_FOR_ALL]
named = pytest.mark.parametrize("page", WORKSPACE, ids=lambda page: page.name)


@pytest.fixture(autouse=True)
def _quiet(fixed_clock):
    cache.clear()


@pytest.fixture
def inside(country):
    return Place(country, country.giay)


@pytest.fixture
def outside(country):
    return Place(country, country.bac_ninh_cs)


def address(page: Page, place: Place) -> str:
    values = {}
    for argument in page.arguments:
        sample = sample_for(page.name, argument)
        if sample is None:
            pytest.fail(
                f"tests/architecture/samples.py has no sample of {argument!r} for the page {page.name!r}"
            )
        values[argument] = sample(place)
    return reverse(page.name, kwargs=values or None) + QUERIES.get(page.name, "")


def someone(role: Role, country: Country) -> Any:
    home = country.tld if role in {Role.STANDING_OFFICE, Role.OPERATOR} else country.giay
    return make_user(f"{role}@thidua.example", (role, home))


def test_pages_are_found():
    assert {"organizations", "people", "my_account"} <= {page.name for page in WORKSPACE}


@named
def test_a_visitor_is_sent_to_sign_in(client, inside, page):
    for answer in (client.get(address(page, inside)), client.post(address(page, inside))):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/tai-khoan/login/")


@named
def test_someone_without_any_role_finds_nothing(client, inside, page):
    client.force_login(make_user("khong-quyen@thidua.example"))
    assert client.get(address(page, inside)).status_code == 404
    assert client.post(address(page, inside)).status_code == 404


@named
def test_a_role_that_is_not_named_finds_nothing_and_the_others_no_error(client, inside, page):
    where = address(page, inside)
    for role in Role:
        client.force_login(someone(role, inside.country))
        if page.roles and role not in page.roles:
            assert client.get(where).status_code == 404, role
            assert client.post(where).status_code == 404, role
            continue
        assert client.get(where).status_code in {200, 302, 405, 409}, role


@pytest.mark.parametrize("page", WITH_ARGUMENTS, ids=lambda page: page.name)
def test_a_thing_of_a_neighbor_does_not_exist(client, outside, page):
    where = address(page, outside)
    for role in sorted(page.roles or Role):
        if role in {Role.STANDING_OFFICE, Role.OPERATOR}:  # their scope is the whole country
            continue
        client.force_login(someone(role, outside.country))
        assert client.get(where).status_code in {404, 405}, role
        assert client.post(where).status_code in {404, 405}, role
