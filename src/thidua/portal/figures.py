"""The public board: how long procedures take, who is honoured where, and the same as open data (CSV with CSVW)."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any, cast

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.domain.catalogue.library import library
from thidua.domain.reports.queries.public import (
    SMALLEST,
    ProcedurePace,
    PublicTable,
    honours_by_province,
    procedure_paces,
)
from thidua.portal.pages import page, public

FIRST_YEAR = 2016
_KEPT_SECONDS = 600  # walking a year of the register takes seconds in a register of twenty million


@public
def public_board(request: HttpRequest) -> HttpResponse:
    """Procedures with their median days, honours by province and class, and where the data is."""
    today: date = cast(Any, request).today
    year = _year(request.GET.get("nam", ""), today)
    table = _table(year, today)
    context = {
        "site_title": _("Cổng thi đua, khen thưởng"),
        "paces": [(_award(one.award_code), one) for one in _paces(today)],
        "table": table,
        "years": [(one, one == year) for one in range(today.year, FIRST_YEAR - 1, -1)],
        "smallest": SMALLEST,
        "since": today - timedelta(days=365),
    }
    return page(request, "portal/figures.html", context)


@public
def public_data(request: HttpRequest, year: int) -> HttpResponse:
    """Honours of a year by province and class as CSV; a hidden count is an empty cell."""
    table = _table(_known(year, request), cast(Any, request).today)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(["year", "province_code", "province", *(key for key, _label in table.heads), "total"])
    for row in table.rows:
        cells = ["" if cell is None else cell for cell in (*row.cells, row.total)]
        writer.writerow([table.year, row.code, row.name, *cells])
    return _file(target.getvalue(), "text/csv; charset=utf-8", f"khen-thuong-{year}.csv")


@public
def public_metadata(request: HttpRequest, year: int) -> HttpResponse:
    """What the columns of the CSV mean (CSV on the Web, W3C 2015)."""
    table = _table(_known(year, request), cast(Any, request).today)
    number = {"datatype": "integer", "null": ""}
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "url": reverse("public_data", args=[year]).rsplit("/", 1)[1],
        "dc:title": _("Lượt khen năm %(year)s theo tỉnh, thành và đối tượng") % {"year": year},
        "dc:description": _("Số từ 1 đến %(n)s được để trống.") % {"n": SMALLEST - 1},
        "tableSchema": {
            "primaryKey": ["province_code"],
            "columns": [
                {"name": "year", "titles": "year", "datatype": "gYear"},
                {"name": "province_code", "titles": "province_code", "datatype": "string", "null": []},
                {"name": "province", "titles": "province", "datatype": "string"},
                *(
                    {"name": key or "none", "titles": key, "dc:description": label, **number}
                    for key, label in table.heads
                ),
                {"name": "total", "titles": "total", **number},
            ],
        },
    }
    text = json.dumps(described, ensure_ascii=False, indent=1, default=str)
    return _file(text, "application/csvm+json", f"khen-thuong-{year}.csv-metadata.json")


def _file(text: str, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _year(text: str, today: date) -> int:
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else today.year
    return year if FIRST_YEAR <= year <= today.year else today.year


def _known(year: int, request: HttpRequest) -> int:
    if not FIRST_YEAR <= year <= cast(Any, request).today.year:
        raise Http404
    return year


def _table(year: int, today: date) -> PublicTable:
    key = f"public-board-{year}-{today}-{get_language()}"
    return cast(PublicTable, cache.get_or_set(key, lambda: honours_by_province(year, today), _KEPT_SECONDS))


def _paces(today: date) -> list[ProcedurePace]:
    since = today - timedelta(days=365)
    key = f"public-paces-{today}"
    return cast(list[ProcedurePace], cache.get_or_set(key, lambda: procedure_paces(since), _KEPT_SECONDS))


def _award(code: str) -> str:
    award = library().awards.get(code)
    return award.name.said(get_language()) if award else code
