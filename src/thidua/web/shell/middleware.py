"""What every request gets: headers, the moment, the actor, and words for a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.http import urlencode

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.accounts.acting import actor_for
from thidua.web.shell.clock import clock
from thidua.web.shell.counts import remember_act
from thidua.web.shell.requests import ActorRequest

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
NOBODY = Actor(user_id=None, name="")
API = "/api/"


class SecurityHeaders:
    """A strict content policy on every page: no inline script, no inline style, nothing from elsewhere."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.user.is_authenticated if hasattr(request, "user") else False:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Language:
    """Vietnamese, or the language this machine chose by the switch.

    What the browser prefers is not asked: many Vietnamese offices run an English Windows. A program is asked.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(API):
            chosen = _accepted(request.headers.get("Accept-Language", ""))
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _accepted(header: str) -> str:
    """The first of our languages that a program accepts; it names them in its own order."""
    names = (part.partition(";")[0].strip().lower()[:2] for part in header.split(","))
    return next((name for name in names if name in dict(settings.LANGUAGES)), "")


class CurrentActor:
    """Fills ``request.now``, ``request.today``, ``request.actor`` and ``request.is_partial``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        request = cast(ActorRequest, plain)
        request.now = clock().now()
        request.today = day_of(request.now)
        request.is_partial = request.headers.get("HX-Request") == "true" and not request.headers.get(
            "HX-Boosted"
        )
        request.actor = NOBODY
        if request.user.is_authenticated:
            request.actor = actor_for(request.user, request.today, unit_id=request.session.get("unit_id"))
        response = self.get_response(request)
        remember_act(request, response)
        return response


class Refusals:
    """A ``Refused`` that no view caught becomes a page (or a fragment) that says why, with status 409."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        partial = getattr(request, "is_partial", False)
        template = "shell/_refusal.html" if partial else "shell/refusal.html"
        response = render(request, template, {"message": error.message, "details": error.details}, status=409)
        if partial:
            response.headers["HX-Retarget"] = "#notices"
            response.headers["HX-Reswap"] = "innerHTML"
        return response


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the sign-in page and back afterwards."""
    return HttpResponseRedirect(
        resolve_url("account_login") + "?" + urlencode({"next": request.get_full_path()})
    )
