"""Answers packed for the browser that asks."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from thidua.web.shell.compression import LEAST_BYTES, MOST_PADDING, Brotli

TEXT = "Sổ khen thưởng " * 100


def asked(header: str, response: HttpResponse) -> HttpResponse:
    def answer(_request: HttpRequest) -> HttpResponse:
        return response

    found = Brotli(answer)(RequestFactory().get("/", headers={"accept-encoding": header}))
    assert isinstance(found, HttpResponse)
    return found


def test_a_page_is_packed_for_who_takes_brotli() -> None:
    packed = asked("gzip, deflate, br, zstd", HttpResponse(TEXT, headers={"ETag": '"one"'}))
    assert brotli.decompress(packed.content).decode() == TEXT
    assert (packed["Content-Encoding"], packed["Content-Length"]) == ("br", str(len(packed.content)))
    assert (packed["ETag"], packed["Vary"]) == ('W/"one"', "Accept-Encoding")
    assert 1 <= len(packed["X-Padding"]) <= MOST_PADDING


@pytest.mark.parametrize("header", ["", "gzip", "br;q=0, gzip", "br; q=0.0", "sbr"])
def test_a_page_stays_plain_for_who_does_not(header: str) -> None:
    plain = asked(header, HttpResponse(TEXT))
    assert plain.content.decode() == TEXT
    assert "Content-Encoding" not in plain
    assert plain["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("x" * (LEAST_BYTES - 1)),
        HttpResponse(b"\x89PNG" * 100, content_type="image/png"),
        HttpResponse(gzip.compress(TEXT.encode()), headers={"Content-Encoding": "gzip"}),
    ],
)
def test_small_packed_and_other_answers_are_left_alone(response: HttpResponse) -> None:
    before = response.content
    assert asked("br", response).content == before


def test_streams_are_left_alone() -> None:
    stream = StreamingHttpResponse([b"one", b"two"])
    for kept in (stream, FileResponse([b"x"])):
        packed = Brotli(lambda _request, kept=kept: kept)(  # type: ignore[misc]  # any answer
            RequestFactory().get("/", headers={"accept-encoding": "br"})
        )
        assert packed is kept


@pytest.mark.django_db
def test_browsers_get_brotli_and_old_programs_gzip() -> None:
    page = "/tai-khoan/login/"
    assert Client(headers={"accept-encoding": "gzip, br"}).get(page)["Content-Encoding"] == "br"
    assert Client(headers={"accept-encoding": "gzip"}).get(page)["Content-Encoding"] == "gzip"
