"""How programs read: every address of the API, written from its own OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from thidua.portal.pages import page, public


@public
def api_page(request: HttpRequest) -> HttpResponse:
    """The routes by subject, each with its parameters."""
    where = reverse("api:openapi-json")
    document = json.loads(resolve(where).func(request).content)
    tags: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            tags.setdefault(operation["tags"][0], []).append(_route(path, operation))
    names = {
        "register": _("Sổ khen thưởng"),
        "statistics": _("Thống kê"),
        "reports": _("Báo cáo"),
        "units": _("Cơ cấu tổ chức"),
        "verification": _("Xác thực công khai"),
    }
    context = {
        "site_title": _("Cổng thi đua, khen thưởng"),
        "document": where,
        "example": f"{settings.BASE_URL}{reverse('api:search_register')}?q=nguyen+van&limit=10",
        "groups": [(names[tag], routes) for tag, routes in tags.items()],
    }
    return page(request, "portal/programs.html", context)


def _route(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "summary": operation["summary"],
        "is_open": not operation.get("security"),
        "parameters": [
            (one["name"], one.get("description", ""), _values(one["schema"]), one.get("required", False))
            for one in operation.get("parameters", [])
        ],
    }


def _values(schema: dict[str, Any]) -> str:
    """What a parameter may be, in a few signs: the values of a choice, the kind of anything else."""
    if "anyOf" in schema:
        return _values(schema["anyOf"][0])
    if "items" in schema:
        return _values(schema["items"])
    if "enum" in schema:
        return " · ".join(str(value) for value in schema["enum"] if value != "")
    kinds = {"integer": _("số"), "boolean": "true · false"}
    words = {"date": _("ngày, 2026-12-31")}
    return words.get(schema.get("format", ""), kinds.get(schema.get("type", ""), ""))
