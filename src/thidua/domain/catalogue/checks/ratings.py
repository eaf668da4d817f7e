"""Conditions over the yearly ratings of work."""

from __future__ import annotations

from thidua.domain.catalogue.checks.base import Case, Check, Compiler, check, either, needs_person, not_met
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.values import Outcome


@check("ratings")
def ratings(
    c: Compiler,
    *,
    at_least: str,
    years: int = 1,
    after: list[str] | None = None,
    top: str = "",
    top_count: int = 0,
    restart_after_discipline: bool = False,
) -> Check:
    """Every one of the last ``years`` years, up to the year rewarded, is rated at least so.

    ``after`` asks that these years lie after the oldest unused award of that kind; ``top``/``top_count``
    that some of them reach a higher rating; ``restart_after_discipline`` that they lie after the last
    disciplinary measure ended.
    """
    scale = c.scales["ratings"]
    floor, top_floor = scale.rank(at_least), scale.rank(top) if top else 0
    anchors, name = c.codes(after) if after else None, c.name(after or [])

    def run(case: Case) -> Outcome:
        span = range(case.period_year - years + 1, case.period_year + 1)
        late = _starts_too_early(case, span, name, anchors, restart=restart_after_discipline)
        if late:
            return not_met(late)
        known = {year: case.facts.ratings[year] for year in span if year in case.facts.ratings}
        seen = _seen(span, {year: scale.label(value) for year, value in known.items()})
        if any(scale.rank(value) < floor for value in known.values()):
            return not_met(
                _("Cần từ %(floor)s trở lên: %(seen)s.") % {"floor": scale.label(at_least), "seen": seen}
            )
        if len(known) < years:
            return needs_person(_("Chưa đủ kết quả xếp loại: %(seen)s.") % {"seen": seen})
        tops = sum(scale.rank(value) >= top_floor for value in known.values()) if top else 0
        return either(tops >= top_count, _("Xếp loại: %(seen)s.") % {"seen": seen})

    return run


def _starts_too_early(
    case: Case, span: range, name: object, anchors: frozenset[str] | None, *, restart: bool
) -> str:
    if anchors is not None:
        anchor = case.anchor(anchors)
        start = anchor.decided_on.year if anchor and anchor.decided_on else None
        words = {"name": name, "first": span[0], "last": span[-1], "year": start}
        if start is None:
            return _("Chưa có %(name)s để tính thời gian sau đó.") % words
        if start >= span[0]:
            return _("%(name)s năm %(year)s: các năm %(first)s–%(last)s chưa nằm trọn sau đó.") % words
    ends = [d.until.year if d.until else case.period_year for d in case.facts.disciplines] if restart else []
    if ends and max(ends) >= span[0]:
        return _("Bị kỷ luật đến năm %(year)s: thời gian lập thành tích tính lại sau khi hết kỷ luật.") % {
            "year": max(ends)
        }
    return ""


def _seen(span: range, known: dict[int, str]) -> str:
    missing = _("chưa có")
    return ", ".join(f"{year}: {known.get(year, missing)}" for year in span)
