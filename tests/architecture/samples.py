"""Something inside and something outside the scope for every argument that an address can take.

A page whose address takes an argument that is not named here fails the scope test: add a sample. The argument alone
decides, or, where one name means different things, the name of the page and the argument.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.factories.accounts import make_user
from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.periods import between
from thidua.domain.access import Role
from thidua.domain.accounts.models import Delegation, RoleGrant
from thidua.domain.organizations.models import Organization
from thidua.domain.people.models import Duplicate
from thidua.domain.register.models import Entry


@dataclass(frozen=True)
class Place:
    """One side of the test: a grassroots union and the country around it."""

    country: Country
    unit: Organization


Sample = Callable[[Place], Any]


def a_unit(place: Place) -> int:
    return place.unit.pk


def a_person(place: Place) -> int:
    return make_person("Nguyễn Thị Hường", place.unit).pk


def a_pair(place: Place) -> int:
    first, second = (make_person("Nguyễn Thị Hường", place.unit) for _ in range(2))
    return Duplicate.objects.create(first=first, second=second, score=80, reasons=["name"]).pk


def a_grant(place: Place) -> int:
    user = make_user(f"mau-{RoleGrant.objects.count()}@thidua.example", (Role.OFFICER, place.unit))
    return user.grants.get().pk


def a_delegation(place: Place) -> int:
    delegate = make_user(f"thay-{RoleGrant.objects.count()}@thidua.example")
    return Delegation.objects.create(
        grant_id=a_grant(place),
        delegate=delegate,
        during=between(date(2026, 12, 1), date(2026, 12, 31)),
        instrument="GUQ 1",
    ).pk


def an_entry(place: Place) -> Entry:
    subject = make_person("Nguyễn Thị Hường", place.unit).subject
    return make_entry(subject, place.unit, place.country.tld)


def a_round(place: Place) -> int:
    return make_round(place.unit).pk


def a_submission(place: Place) -> int:
    return make_submission(place.unit, make_round(place.unit)).pk


def a_nomination(place: Place) -> int:
    submission = make_submission(place.unit, make_round(place.unit), [row(0)])
    return submission.nominations.get().pk


BY_ARGUMENT: dict[str, Sample] = {
    "unit_id": a_unit,
    "person_id": a_person,
    "duplicate_id": a_pair,
    "grant_id": a_grant,
    "delegation_id": a_delegation,
    "subject_id": a_person,
    "root_id": lambda place: an_entry(place).root_id or an_entry(place).pk,
    "register_no": lambda place: an_entry(place).register_no,
}
SUBMISSION_PAGES = (
    "", "_panel", "_save", "_check", "_details", "_submit", "_row_add", "_import", "_bring_in", "_annotated",
)  # fmt: skip
NOMINATION_PAGES = ("nomination_row", "nomination_match", "nomination_answer", "evidence_add", "upload_begin")

BY_PAGE: dict[tuple[str, str], Sample] = {
    ("balance_line", "line"): lambda _place: "ended",
    ("register_export", "kind"): lambda _place: "xlsx",
    ("award", "code"): lambda _place: "CSTDCS",
    ("instrument", "code"): lambda _place: "ND65-2014",
    ("statutory_form", "code"): lambda _place: "0603",
    ("round", "pk"): a_round,
    ("round_close", "pk"): a_round,
    ("submission_start", "pk"): a_round,
    **{(f"submission{part}", "pk"): a_submission for part in SUBMISSION_PAGES},
    **{(page, "pk"): a_nomination for page in NOMINATION_PAGES},
}
QUERIES: dict[str, str] = {}
"""A query string without which a page has nothing to show, by the page's name."""
SAME_FOR_ALL = frozenset({"award", "instrument", "statutory_form", "register_export"})
"""Pages whose arguments name nothing that belongs to a unit (an award of the law, a file type): no outside exists."""


def sample_for(page: str, argument: str) -> Sample | None:
    return BY_PAGE.get((page, argument)) or BY_ARGUMENT.get(argument)
