"""Conditions over initiatives, research and solutions: level, number, use, benefit."""

from __future__ import annotations

from datetime import date

from thidua.domain.catalogue.checks.base import Case, Check, Compiler, check, either
from thidua.domain.catalogue.facts import Initiative
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.values import Outcome


@check("initiatives")
def initiatives(
    c: Compiler,
    *,
    level: str,
    count: int = 1,
    within_years: int = 0,
    after: list[str] | None = None,
    unused_for: list[str] | None = None,
    kinds: list[str] | None = None,
) -> Check:
    """At least ``count`` recognised at ``level`` or higher, not used for the same award before.

    ``within_years`` counts back from the year rewarded (1 = that year alone); ``after`` counts from the
    oldest unused award of that kind; ``unused_for`` leaves out those that already served these awards.
    """
    scale = c.scales["initiative_levels"]
    floor = scale.rank(level)
    anchors, spent = c.codes(after) if after else None, c.codes(unused_for) if unused_for else frozenset()

    def run(case: Case) -> Outcome:
        start = _start_after(case, anchors)
        fitting = [
            item
            for item in case.facts.initiatives
            if start < item.year <= case.period_year
            and scale.rank(item.level) >= floor
            and (kinds is None or item.kind in kinds)
            and (not within_years or item.year > case.period_year - within_years)
        ]
        barred = spent | {case.award}
        found = [item for item in fitting if barred.isdisjoint(item.consumed_by)]
        words = {"level": scale.label(level), "need": count, "have": len(found), "list": _listed(found)}
        observed = _("Sáng kiến, đề tài từ %(level)s trở lên: cần %(need)s, có %(have)s (%(list)s).") % words
        if used := [item for item in fitting if not barred.isdisjoint(item.consumed_by)]:
            observed += " " + _("Không tính vì đã dùng: %(list)s.") % {"list": _listed_with_use(c, used)}
        holds = len(found) >= count
        return either(holds, observed)._replace(uses=_to_use(found, count) if holds else ())

    return run


def _to_use(found: list[Initiative], count: int) -> tuple[int, ...]:
    """The records that the award would use up: as many as it needs, those still unused and the oldest first."""
    order = sorted(found, key=lambda item: (bool(item.consumed_by), item.recognized_on or date.min, item.id))
    return tuple(item.id for item in order[:count] if item.id)


def _start_after(case: Case, anchors: frozenset[str] | None) -> int:
    """The year after which initiatives count; none counts while the award they must follow is missing."""
    if anchors is None:
        return 0
    anchor = case.anchor(anchors)
    return anchor.decided_on.year if anchor and anchor.decided_on else case.period_year


def _listed(found: list[Initiative]) -> str:
    return "; ".join(sorted(f"{item.year} {item.title}".strip() for item in found)) or _("không có")


def _listed_with_use(c: Compiler, used: list[Initiative]) -> str:
    told = (f"{_listed([item])} ({c.name(list(item.consumed_by))})" for item in used)
    return "; ".join(told)


@check("benefit")
def benefit(c: Compiler, *, at_least_vnd: int, years: int = 0) -> Check:
    """One solution worth so many đồng, or with ``years`` the sum over that many years up to the year
    rewarded.
    """

    def run(case: Case) -> Outcome:
        told = [
            item
            for item in case.facts.initiatives
            if item.year <= case.period_year and (not years or item.year > case.period_year - years)
        ]
        unused = [item for item in told if case.award not in item.consumed_by]
        if years:
            value = sum(item.benefit_vnd for item in told)
            words = {"have": _vnd(value), "need": _vnd(at_least_vnd), "years": years}
            return either(
                value >= at_least_vnd, _("Tổng giá trị làm lợi %(years)s năm %(have)s, cần %(need)s.") % words
            )
        best = max(unused, key=lambda item: item.benefit_vnd, default=None)
        value = best.benefit_vnd if best else 0
        words = {"have": _vnd(value), "need": _vnd(at_least_vnd)}
        observed = _("Giải pháp làm lợi cao nhất %(have)s, cần %(need)s.") % words
        if used := [item for item in told if item not in unused]:
            observed += " " + _("Không tính vì đã dùng: %(list)s.") % {"list": _listed_with_use(c, used)}
        holds = value >= at_least_vnd
        return either(holds, observed)._replace(uses=(best.id,) if holds and best and best.id else ())

    return run


@check("contribution")
def contribution(c: Compiler, *, at_least_vnd: int) -> Check:
    """Labour, land or assets contributed, in đồng."""

    def run(case: Case) -> Outcome:
        value = case.facts.contribution_vnd
        return either(
            value >= at_least_vnd,
            _("Đóng góp %(have)s, cần %(need)s.") % {"have": _vnd(value), "need": _vnd(at_least_vnd)},
        )

    return run


def _vnd(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng"
