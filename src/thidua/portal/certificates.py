"""The certificate behind a code, as a picture and as PDF, for whoever holds the code."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thidua.domain.decisions.rendering import entry_certificate, entry_image
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.keys import grant_by_token
from thidua.domain.register.queries.standing import standing_of


@require_safe
def certificate_image(_request: HttpRequest, token: str) -> HttpResponse:
    """The certificate as PNG; one that was annulled, or whose holder was erased, is shown to nobody."""
    content = entry_image(_grant(token), content_root=Path(settings.CONTENT_ROOT), base_url=settings.BASE_URL)
    return _answer(content, "image/png")


@require_safe
def certificate_file(_request: HttpRequest, token: str) -> HttpResponse:
    """The certificate as PDF."""
    content = entry_certificate(
        _grant(token), content_root=Path(settings.CONTENT_ROOT), base_url=settings.BASE_URL
    )
    return _answer(content, "application/pdf")


def _grant(token: str) -> Entry:
    try:
        entry = grant_by_token(token)
    except Entry.DoesNotExist as error:
        raise Http404 from error
    if not entry.holder_name or standing_of(entry).is_annulled:
        raise Http404
    return entry


def _answer(content: bytes, mime: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=mime,
        headers={"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"},
    )
