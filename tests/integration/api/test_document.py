"""The OpenAPI document: valid, in the reader's language, and kept by the running program."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from config.wsgi import application
from tests.factories.organizations import Country
from tests.factories.reports import make_assignment, make_definition
from tests.integration.api.conftest import Program, make_program
from thidua.core import limits
from thidua.domain.access import Role
from thidua.domain.accounts import tokens

EXAMPLES = 12


def document(**headers: str) -> dict:
    return Client().get("/api/v1/openapi.json", headers=headers).json()


def test_the_document_is_openapi_3_1():
    found = document()
    assert found["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(found).iter_errors()) == []


def test_every_route_is_summed_up_in_both_languages():
    vietnamese, english = document(), document(**{"Accept-Language": "en-GB,en;q=0.9"})
    for path, operations in vietnamese["paths"].items():
        told = operations["get"]["summary"], english["paths"][path]["get"]["summary"]
        assert all(told)
        assert told[0] != told[1], path


def test_the_page_lists_every_route_and_needs_nothing_from_elsewhere():
    response = Client().get("/cong-khai/chuong-trinh/")
    text = response.content.decode()
    assert all(f"GET {path}" in text for path in document()["paths"])
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert not re.search(r"(?:src|href)=\"https?://(?!127\.0\.0\.1)", text)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The WSGI program closes its connection after a request; the test's own must outlive it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("path", sorted(document()["paths"]))
def test_the_program_keeps_what_the_document_says(path, country: Country, honors, monkeypatch):
    """Any request that the document allows, and ones it does not, get an answer that it describes; none gets a 5xx."""
    monkeypatch.setattr(limits, "PER_MINUTE", 10**9)
    monkeypatch.setattr(tokens, "PER_MINUTE", 10**9)
    make_assignment(country.phu_tho, make_definition(country.phu_tho))
    reader: Program = make_program(Role.STANDING_OFFICE, country.tld)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application).include(path=path)
    tried = 0
    for mode, operation in _asked(schema):

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def one(case):
            nonlocal tried
            tried += 1
            response = case.call(
                headers={"Authorization": f"Bearer {reader.secret}", "Accept-Encoding": "identity"}
            )
            case.validate_response(response, checks=[CHECKS.get_one(name) for name in CHECKED])

        one()
    assert tried >= 1


CHECKED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance",
)  # fmt: skip


def _asked(schema):
    """Each operation as the document allows it, and, where it takes anything, as it does not."""
    for found in schema.get_all_operations():
        operation = found.ok()
        yield GenerationMode.POSITIVE, operation
        if operation.definition.raw.get("parameters"):
            yield GenerationMode.NEGATIVE, operation
