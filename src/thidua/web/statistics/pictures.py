"""The bars, the line and the map as pictures to put into a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from thidua.core.typesetting.compiler import render_png
from thidua.domain.reporting.pivot import PivotTable
from thidua.ui.map import ATTRIBUTION
from thidua.ui.pictures import color, standalone
from thidua.web.statistics.asking import Asked
from thidua.web.statistics.drawings import country_map, map_key, plain_bars, year_bars
from thidua.web.statistics.pickers import title_of

PIXELS_PER_INCH = 144
MARGINS = 48
BARS, MAP = 992, 520


@dataclass(frozen=True)
class Picture:
    """A drawing with what its colors mean, and how wide it is drawn (pt)."""

    svg: str
    key: list[tuple[str, str]]
    width: int


def picture_file(
    kind: str, question: Asked, table: PivotTable, before: PivotTable | None, *, unit: str, filename: str, line: Any
) -> HttpResponse:  # fmt: skip
    """The picture ``ban-do``, ``duong`` or, for anything else, the bars. ``line`` draws the line when it is asked for."""
    found = _map(question, table) if kind == "ban-do" else None
    if kind == "duong" and (drawn := line()):
        found = Picture(standalone(drawn), [], 640)
    found = found or _bars(question, table, before)
    sources = [_("Nguồn: sổ khen thưởng, %(unit)s") % {"unit": unit}, _("không tính dòng đã hủy, thu hồi")]
    if kind == "ban-do":
        sources.append(_(ATTRIBUTION))
    data = {
        "title": title_of(question), "state": unit, "key": found.key, "svg": found.svg, "note": " · ".join(sources),
        "width": found.width + MARGINS, "drawn": found.width,
    }  # fmt: skip
    response = HttpResponse(
        render_png("chart", data, pixels_per_inch=PIXELS_PER_INCH), content_type="image/png"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.png"'
    return response


def _map(question: Asked, table: PivotTable) -> Picture | None:
    if question.question.rows != "province":
        return None
    drawn = country_map(table, "", lambda _row: "", old=question.question.structure == "then")
    key = [(color(f"map-{step}"), words) for step, words in map_key(table)]
    return Picture(standalone(drawn), key, MAP)


def _bars(question: Asked, table: PivotTable, before: PivotTable | None) -> Picture:
    title = title_of(question)
    if question.year is None or before is None:
        return Picture(standalone(plain_bars(table, title, title, lambda _row: "", width=BARS)), [], BARS)
    drawn = year_bars(table, before.row_totals, question.year, title, lambda _row: "", width=BARS)
    years = [(color("blue"), str(question.year)), (color("line2"), str(question.year - 1))]
    return Picture(standalone(drawn), years, BARS)
