"""What I was told, the history of things, my language, help."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from thidua.domain.communications.actions import mark_read
from thidua.domain.communications.catalog import words
from thidua.domain.communications.models import Notification
from thidua.domain.communications.queries import notifications_of
from thidua.web.shell.access import workspace
from thidua.web.shell.links import page_of
from thidua.web.shell.requests import ActorRequest

PAGE = 50


@require_GET
@workspace()
def notices(request: ActorRequest) -> HttpResponse:
    """Everything told to me, newest first, fifty at a time."""
    before = request.GET.get("truoc", "")
    rows = notifications_of(request.actor)
    if before.isdecimal():
        rows = rows.filter(_before(rows.filter(pk=int(before)).first()))
    found = list(rows[: PAGE + 1])
    shown = [
        {"row": row, "words": words(row.event, row.data), "url": page_of(row.subject_type, row.subject_id)}
        for row in found[:PAGE]
    ]
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    newest = max((row.pk for row in found[:PAGE]), default=0)
    context = {"shown": shown, "older": older, "newest": newest}
    return render(request, "notices/list.html", context, using="jinja2")


def _before(last: Notification | None) -> Q:
    """What was told before the last line of a page; nothing when that line is not mine."""
    if last is None:
        return Q(pk=None)
    return Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk)


@require_POST
@workspace()
def read(request: ActorRequest) -> HttpResponse:
    """Mark what the page showed as read."""
    newest = request.POST.get("den", "")
    if newest.isdecimal():
        mark_read(actor=request.actor, at=request.now, up_to=int(newest))
    return redirect("notices")


@require_GET
def switch_language(request: HttpRequest) -> HttpResponse:
    """The other language from now on, on this machine; nothing but a cookie changes."""
    other = "en" if get_language() == "vi" else "vi"
    back = request.headers.get("Referer", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        other,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
