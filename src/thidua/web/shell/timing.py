"""How long the server worked on a page and how often it asked the database, told in a header.

Only the demonstration tells: times of a real system could say something about what it holds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


class ServerTiming:
    """Sends ``Server-Timing: app;dur=…, cpu;dur=…, db;dur=…;desc="queries"``; all times are in milliseconds."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked: list[float] = []

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            began = time.perf_counter()
            try:
                return execute(*arguments)
            finally:
                asked.append(time.perf_counter() - began)

        started, used = time.perf_counter(), time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        app, cpu = time.perf_counter() - started, time.thread_time() - used
        response.headers["Server-Timing"] = (
            f'app;dur={app * 1000:.2f}, cpu;dur={cpu * 1000:.2f}, db;dur={sum(asked) * 1000:.2f};desc="{len(asked)}"'
        )
        return response
