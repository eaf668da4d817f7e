"""Rendering for visitors: no session, no cookie, no script, the language by address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]
LANGUAGES = ("vi", "en")


def public(view: View) -> View:
    """A page for everyone: only to be read, in the language that ``?ngon_ngu=`` asks for, told to no other site."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = in_asked_language(view)(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return shown


def in_asked_language(view: View) -> View:
    """A page in the language that ``?ngon_ngu=`` asks for, Vietnamese without."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("ngon_ngu", "")
        with translation.override(asked if asked in LANGUAGES else "vi"):
            return view(request, *args, **kwargs)

    return shown


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render without the request, so that nothing of the visitor (cookies, tokens) can enter the page."""
    base = {
        "is_demo": settings.IS_DEMO,
        "today": getattr(request, "today", None),
        "site_title": _("Xác thực khen thưởng"),
        **site(request),
    }
    text = get_template(template, using="jinja2").render(base | context)
    response = HttpResponse(text, status=status)
    if status != 200:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def site(request: HttpRequest) -> dict[str, Any]:
    """What every public page needs around its content; links keep the language that was asked for."""
    language = translation.get_language() or "vi"
    other = "en" if language == "vi" else "vi"
    return {
        "language": language,
        "kept_language": language if language != "vi" else "",
        "urls": {
            "public": _kept(reverse("public_home")),
            "language": f"{request.path}?ngon_ngu={other}",
            "login": address("account_login"),
        },
        "public_nav": navigation(),
    }


def navigation() -> list[tuple[str, str]]:
    """The public sections that exist."""
    sections = (
        (_("Cổng công khai"), "public_home"),
        (_("Kiểm tra một bằng"), "verification_search"),
        (_("Danh sách đang lấy ý kiến"), "public_postings"),
        (_("Thủ tục"), "public_procedures"),
        (_("Số liệu"), "public_board"),
    )
    return [(label, _kept(url)) for label, name in sections if (url := address(name))]


def _kept(url: str) -> str:
    return url if (translation.get_language() or "vi") == "vi" else f"{url}?ngon_ngu=en"


def address(name: str, *args: str) -> str:
    """The address of a public page, or nothing when no capability offers it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
