"""Who may come in: a token for a scope, or anybody for what is public, neither faster than is fair."""

from __future__ import annotations

import time
from datetime import date
from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from thidua.core.limits import is_too_fast
from thidua.domain.accounts.models import Scope
from thidua.domain.accounts.tokens import Reader, leases, reader_of
from thidua.integration.api.problems import outside_scope, too_fast, unknown_token


class Token(HttpBearer):
    """A token that may read ``scopes``; any one of them is enough."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = frozenset(str(scope) for scope in scopes)

    def __call__(self, request: HttpRequest) -> Any:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise unknown_token()
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Reader:
        found = reader_of(token, today(request))
        if found is None:
            raise unknown_token()
        if not leases.admit(found.token_id, _minute()):
            raise too_fast()
        if not self.scopes & found.scopes:
            raise outside_scope()
        return found


def reader(request: HttpRequest) -> Reader:
    """Who reads, as the door has found."""
    return cast(Reader, cast(Any, request).auth)


def today(request: HttpRequest) -> date:
    return cast(date, cast(Any, request).today)


def slow_visitor(request: HttpRequest) -> None:
    """Stop a visitor without a token who asks too often from one network address."""
    if is_too_fast(request.META.get("REMOTE_ADDR", ""), _minute()):
        raise too_fast()


def _minute() -> int:
    return int(time.time() // 60)
