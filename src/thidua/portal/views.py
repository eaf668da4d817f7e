"""The public pages: is this honour real, and where to ask."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse

from thidua.core.limits import is_too_fast
from thidua.domain.decisions.queries import line_of_entry
from thidua.domain.register.queries.keys import grant_by_token
from thidua.domain.register.queries.verification import (
    Certificate,
    certificate_by_number,
    certificate_by_token,
)
from thidua.portal.pages import address, page, public
from thidua.portal.words import checked_words, facts, thing, title
from thidua.ui.ornament import sun_drum_svg

LONGEST = 80


@public
def verification_search(request: HttpRequest) -> HttpResponse:
    """Ask by register number, or by decision number and name."""
    number, name = _typed(request, "so"), _typed(request, "ten")
    if not number:
        return page(request, "portal/verification.html", {"number": "", "name": name})
    if _is_too_fast(request):
        return _slow_down(request, number, name)
    answer = certificate_by_number(number, name)
    if answer.certificate:
        return _certificate(request, answer.certificate, number)
    asked = {
        "number": number,
        "name": name,
        "needs_name": answer.needs_name,
        "needs_number": answer.needs_number,
    }
    status = 200 if answer.needs_name or answer.needs_number else 404
    return page(request, "portal/verification.html", asked | {"is_unknown": status == 404}, status=status)


@public
def verification(request: HttpRequest, token: str) -> HttpResponse:
    """The page a QR code opens."""
    certificate = certificate_by_token(token)
    if certificate:
        return _certificate(request, certificate, certificate.register_no)
    if _is_too_fast(request):
        return _slow_down(request, "", "")
    return page(
        request, "portal/verification.html", {"number": "", "name": "", "is_unknown": True}, status=404
    )


def _certificate(request: HttpRequest, certificate: Certificate, number: str) -> HttpResponse:
    context = {
        "number": number,
        "name": "",
        "certificate": certificate,
        "thing": thing(certificate),
        "title": title(certificate),
        "facts": facts(certificate),
        "checked": checked_words(certificate),
        "checked_at": _now(request),
        "drum": sun_drum_svg(96),
        "proof": address("certificate_proof", certificate.token) if certificate.sealed_at else "",
        **_files(certificate),
    }
    response = page(request, "portal/verification.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _files(certificate: Certificate) -> dict[str, str]:
    """The addresses of the certificate as it was issued; none for honours that were conferred on paper alone."""
    entry = grant_by_token(certificate.token)
    if certificate.standing.is_annulled or line_of_entry(entry) is None:
        return {"picture": "", "file": ""}
    token = certificate.token
    return {"picture": address("certificate_image", token), "file": address("certificate_file", token)}


def _slow_down(request: HttpRequest, number: str, name: str) -> HttpResponse:
    context = {"number": number, "name": name, "is_too_fast": True}
    response = page(request, "portal/verification.html", context, status=429)
    response.headers["Retry-After"] = "60"
    return response


def _is_too_fast(request: HttpRequest) -> bool:
    return is_too_fast(request.META.get("REMOTE_ADDR", ""), int(_now(request).timestamp() // 60))


def _now(request: HttpRequest) -> datetime:
    return cast(datetime, request.now)  # type: ignore[attr-defined]  # set by the middleware


def _typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]
