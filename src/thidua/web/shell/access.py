"""The door of every page of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse

from thidua.domain.access import Role
from thidua.web.shell.middleware import to_sign_in
from thidua.web.shell.requests import ActorRequest

View = Callable[..., HttpResponse]


def workspace(*roles: Role) -> Callable[[View], View]:
    """Only for signed-in people with a grant (with one of ``roles`` when any is named).

    Others who are signed in get 404: a page outside one's role does not exist for them. The view carries
    ``required_roles`` so that a test can walk every page with every role.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                if request.headers.get("HX-Request") == "true":
                    response = HttpResponse(status=401)
                    response.headers["HX-Redirect"] = to_sign_in(request).headers["Location"]
                    return response
                return to_sign_in(request)
            asked = cast(ActorRequest, request)
            if not asked.actor.grants or (roles and not asked.actor.has(*roles)):
                raise Http404
            return view(asked, *args, **kwargs)

        door.required_roles = frozenset(roles)  # type: ignore[attr-defined]  # read by the scope test
        return door

    return decorate
