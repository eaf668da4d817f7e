"""Conditions over initiatives, research and solutions: level, number, use, benefit."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.catalogue.checks.base import Case, Check, Compiler, check, either
from thidua.domain.catalogue.facts import Initiative
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
    """At least ``count`` recognised at ``level`` or higher.

    ``within_years`` counts back from the year rewarded (1 = that year alone); ``after`` counts from the
    oldest unused award of that kind; ``unused_for`` leaves out those that already served these awards.
    """
    scale = c.scales["initiative_levels"]
    floor = scale.rank(level)
    anchors, spent = c.codes(after) if after else None, c.codes(unused_for) if unused_for else frozenset()

    def run(case: Case) -> Outcome:
        found = [
            item
            for item in case.facts.initiatives
            if scale.rank(item.level) >= floor
            and not spent & set(item.consumed_by)
            and (kinds is None or item.kind in kinds)
            and _in_window(case, item, within_years, anchors)
        ]
        words = {"level": scale.label(level), "need": count, "have": len(found), "list": _listed(found)}
        return either(
            len(found) >= count,
            _("Sáng kiến, đề tài từ %(level)s trở lên: cần %(need)s, có %(have)s (%(list)s).") % words,
        )

    return run


def _in_window(case: Case, item: Initiative, within_years: int, anchors: frozenset[str] | None) -> bool:
    if item.year > case.period_year:
        return False
    if within_years and item.year <= case.period_year - within_years:
        return False
    if anchors is None:
        return True
    anchor = case.anchor(anchors)
    return anchor is not None and anchor.decided_on is not None and item.year > anchor.decided_on.year


def _listed(found: list[Initiative]) -> str:
    return "; ".join(sorted(f"{item.year} {item.title}".strip() for item in found)) or _("không có")


@check("benefit")
def benefit(c: Compiler, *, at_least_vnd: int, years: int = 0) -> Check:
    """One solution worth so many đồng, or with ``years`` the sum over that many years up to the year
    rewarded.
    """

    def run(case: Case) -> Outcome:
        worth = [
            item.benefit_vnd
            for item in case.facts.initiatives
            if item.year <= case.period_year and (not years or item.year > case.period_year - years)
        ]
        value = sum(worth) if years else max(worth, default=0)
        words = {"have": _vnd(value), "need": _vnd(at_least_vnd), "years": years}
        if years:
            return either(
                value >= at_least_vnd, _("Tổng giá trị làm lợi %(years)s năm %(have)s, cần %(need)s.") % words
            )
        return either(value >= at_least_vnd, _("Giải pháp làm lợi cao nhất %(have)s, cần %(need)s.") % words)

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
