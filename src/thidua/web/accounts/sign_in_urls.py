"""The sign-in library's pages. Addresses of an account are kept by officers, so its own pages for them do not exist."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def no_such_page(request: HttpRequest, key: str = "") -> HttpResponse:
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("email/", no_such_page),
    path("confirm-email/", no_such_page),
    path("confirm-email/<key>/", no_such_page),
    path("password/set/", no_such_page),
    path("", include("allauth.urls")),
]
