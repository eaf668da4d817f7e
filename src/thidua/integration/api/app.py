"""The API itself: its addresses, its problems, and its OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import ValidationError

from thidua.core.errors import Refused
from thidua.domain.reporting.sdmx import CSV_TYPE, XML_TYPE
from thidua.integration.api import register, reports, statistics, units, verification
from thidua.integration.api.problems import (
    CONTENT_TYPE,
    Problem,
    Stopped,
    answer,
    invalid,
    not_found,
    nothing_here,
    only,
)
from thidua.integration.api.words import MEANT, PROBLEMS, SUMMARIES

VERSION = "1.0.0"
FILES = {"pivot_sdmx_csv": CSV_TYPE, "pivot_sdmx_structure": XML_TYPE}


class Api(NinjaAPI):
    """Adds to the document what the routes do not say: problems, the meaning of parameters, kinds of files."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        schema["info"]["description"] = _(
            "Đọc sổ khen thưởng, thống kê, báo cáo và cơ cấu tổ chức bằng chương trình."
        )
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for operations in schema["paths"].values():
            for operation in operations.values():
                _complete(operation)
        return schema


def _complete(operation: dict[str, Any]) -> None:
    operation["summary"] = str(SUMMARIES[operation["operationId"]])
    for parameter in operation.get("parameters", []):
        if parameter["name"] in MEANT:
            parameter["description"] = str(MEANT[parameter["name"]])
    kind = FILES.get(operation["operationId"])
    if kind:
        operation["responses"][200]["content"] = {kind: {"schema": {"type": "string"}}}
    is_open = not operation.get("security")
    for status, words in PROBLEMS.items():
        if not (is_open and status in {401, 403}):
            operation["responses"][status] = _problem(str(words), status)


def _problem(words: str, status: int) -> dict[str, Any]:
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[str, Any] = {"description": words, "content": content}
    if status == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return told


api = Api(
    title="thidua",
    version=VERSION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)
api.add_router("/register", register.router)
api.add_router("/holders", register.holders)
api.add_router("/verification", verification.router)
api.add_router("/statistics", statistics.router)
api.add_router("/reports", reports.router)
api.add_router("/units", units.router)


@api.exception_handler(Stopped)
def _stopped(request: HttpRequest, error: Stopped) -> HttpResponse:
    return answer(error)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(not_found())


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return answer(Stopped(409, _("Không làm được"), error.message))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid(error.errors)


def _worded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The framework answers a method that an address does not know with bare text; here it is a problem too."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return answer(only(response.headers["Allow"])) if response.status_code == 405 else response

    return answered


def _urls() -> list[URLPattern | URLResolver]:
    from django.urls import include

    patterns: Any = api.urls
    for pattern in patterns[0]:  # exempt, so that a POST hears of the method and not of a missing form token
        pattern.callback = csrf_exempt(_worded(pattern.callback))
    return [
        path("api/v1/", include((patterns[0], patterns[1]), namespace=patterns[2])),
        path("api/<path:rest>", nothing_here, name="api_nothing"),
    ]


urlpatterns = _urls()
