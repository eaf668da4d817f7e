"""The door of the public site: what it is, one box to check a paper, the register in figures, what is open now."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.domain.access import UnitRef
from thidua.domain.audit.queries import last_seal
from thidua.domain.catalogue.library import library
from thidua.domain.decisions.models import Decision
from thidua.domain.decisions.queries.public import newest_grants
from thidua.domain.nominations.queries.waiting import posted_publicly
from thidua.domain.organizations.queries import unit_refs
from thidua.domain.register.queries.figures import Figures, figures_of
from thidua.portal.pages import page, public
from thidua.ui.ornament import sun_drum_svg

_MOST = 5
_KEPT_SECONDS = 600  # counting the lines of a year takes seconds in a register of twenty million


# Pages of one certificate may be fetched, for only so is it read that they must not be listed.
_ROBOTS = "User-agent: *\nAllow: /cong-khai/\nAllow: /xac-thuc/\nAllow: /static/\nDisallow: /\n"


def robots(_request: HttpRequest) -> HttpResponse:
    """What search engines may fetch: the public site, nothing of the workspace (RFC 9309)."""
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


@public
def home(request: HttpRequest) -> HttpResponse:
    """What a worker or an inspector reads in the first minute."""
    today: date = cast(Any, request).today
    postings = posted_publicly(today)
    grants = list(newest_grants()[:_MOST])
    ids = {row.organization_id for row in postings} | {row.organization_id for row in grants}
    units = unit_refs(ids, today)
    context = {
        "site_title": _("Cổng thi đua, khen thưởng"),
        "figures": _figures(today.year),
        "year": today.year,
        "postings": [(row, units[row.organization_id].name) for row in postings[:_MOST]],
        "postings_count": len(postings),
        "grants": [_grant(row, units) for row in grants],
        "seal": last_seal("register"),
        "drum": sun_drum_svg(212),
    }
    return page(request, "portal/home.html", context)


def _figures(year: int) -> Figures:
    return cast(Figures, cache.get_or_set(f"public-figures-{year}", lambda: figures_of(year), _KEPT_SECONDS))


def _grant(row: Decision, units: dict[int, UnitRef]) -> dict[str, Any]:
    award = library().awards.get(row.award_code)
    return {
        "number": row.full_number,
        "day": row.issued_on,
        "award": award.name.said(get_language()) if award else row.summary,
        "unit": units[row.organization_id].name,
        "honorees": cast(Any, row).honorees,
    }
