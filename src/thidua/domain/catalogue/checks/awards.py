"""Conditions over what was conferred before: numbers, consecutive years, chains, waiting years, once in a
life.
"""

from __future__ import annotations

from thidua.domain.catalogue.checks.base import (
    Case,
    Check,
    Compiler,
    award_year,
    check,
    cite,
    day,
    either,
    full_years,
    met,
    needs_person,
    not_met,
)
from thidua.domain.catalogue.facts import PriorAward
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.values import Outcome


@check("prior_award")
def prior_award(c: Compiler, *, awards: list[str], count: int = 1, after: list[str] | None = None) -> Check:
    """At least ``count`` awards; with ``after``, only those decided after the oldest unused award of that
    kind.
    """
    codes, name = c.codes(awards), c.name(awards)
    anchors = c.codes(after) if after else None

    def run(case: Case) -> Outcome:
        found = [a for a in case.awards(codes) if not a.consumed or anchors]
        if anchors is not None:
            found = _after_anchor(case, found, anchors)
        listed = "; ".join(cite(a) for a in found) or _("không có")
        return either(
            len(found) >= count,
            _("%(name)s: cần %(need)s, có %(have)s (%(list)s).")
            % {"name": name, "need": count, "have": len(found), "list": listed},
        )

    return run


def _after_anchor(case: Case, found: list[PriorAward], anchors: frozenset[str]) -> list[PriorAward]:
    anchor = case.anchor(anchors)
    if anchor is None or anchor.decided_on is None:
        return []
    start = anchor.decided_on
    return [a for a in found if a.decided_on and a.decided_on > start]


@check("consecutive_titles")
def consecutive_titles(c: Compiler, *, awards: list[str], count: int, latest_gap: int = 1) -> Check:
    """``count`` years in a row, the last being the year rewarded or at most ``latest_gap`` years before it."""
    codes, name = c.codes(awards), c.name(awards)

    def run(case: Case) -> Outcome:
        years = case.years(codes)
        run_of = next(
            (
                chain
                for last in range(case.period_year, case.period_year - latest_gap - 1, -1)
                if years.issuperset(chain := range(last - count + 1, last + 1))
            ),
            None,
        )
        if run_of is not None:
            return met(
                _("%(name)s liên tục các năm %(first)s–%(last)s.")
                % {"name": name, "first": run_of[0], "last": run_of[-1]}
            )
        return not_met(
            _("%(name)s: cần %(count)s năm liên tục đến năm %(year)s; có các năm: %(years)s.")
            % {"name": name, "count": count, "year": case.period_year, "years": _listed(years)}
        )

    return run


@check("title_chain")
def title_chain(c: Compiler, *, awards: list[str], count: int, base: list[str], base_years: int) -> Check:
    """``count`` titles whose base titles leave no gap year: count × base_years base years in a row."""
    codes, base_codes = c.codes(awards), c.codes(base)
    name, base_name, span = c.name(awards), c.name(base), count * base_years

    def run(case: Case) -> Outcome:
        have, base_have = case.years(codes), case.years(base_codes)
        for last in sorted(have, reverse=True):
            links = range(last, last - span, -base_years)
            if have.issuperset(links) and base_have.issuperset(range(last - span + 1, last + 1)):
                return met(
                    _("%(name)s các năm %(links)s, %(base)s liên tục %(first)s–%(last)s.")
                    % {
                        "name": name,
                        "links": _listed(set(links)),
                        "base": base_name,
                        "first": last - span + 1,
                        "last": last,
                    }
                )
        return not_met(
            _(
                "%(name)s có các năm: %(have)s; %(base)s có các năm: %(base_have)s; cần %(count)s lần "
                "liên tục trên %(span)s năm %(base)s liền nhau."
            )
            % {
                "name": name,
                "have": _listed(have),
                "base": base_name,
                "base_have": _listed(base_have),
                "count": count,
                "span": span,
            }
        )

    return run


@check("year_after")
def year_after(c: Compiler, *, awards: list[str], years: int = 1) -> Check:
    """The dossier is received in the ``years``-th calendar year after the latest decision."""
    codes, name = c.codes(awards), c.name(awards)

    def run(case: Case) -> Outcome:
        decided = [a for a in case.awards(codes) if a.decided_on]
        if not decided:
            return not_met(_("Chưa có %(name)s nào có ngày quyết định.") % {"name": name})
        last = decided[-1]
        due = last.decided_on.year + years if last.decided_on else 0
        return either(
            due == case.received_on.year,
            _("%(name)s gần nhất: %(last)s; được xét năm %(due)s, hồ sơ nhận năm %(year)s.")
            % {"name": name, "last": cite(last), "due": due, "year": case.received_on.year},
        )

    return run


@check("same_year")
def same_year(c: Compiler, *, awards: list[str]) -> Check:
    """The title holds for the very year rewarded, or is proposed in the same submission."""
    return _title_of_year(c, awards, 0)


@check("year_before")
def year_before(c: Compiler, *, awards: list[str]) -> Check:
    """The award was received for the year just before."""
    return _title_of_year(c, awards, 1)


def _title_of_year(c: Compiler, awards: list[str], back: int) -> Check:
    codes, name = c.codes(awards), c.name(awards)

    def run(case: Case) -> Outcome:
        year = case.period_year - back
        record = next((a for a in case.awards(codes) if award_year(a) == year), None)
        words = {"name": name, "year": year, "record": cite(record) if record else ""}
        if record is not None:
            return met(_("Đã có %(name)s năm %(year)s (%(record)s).") % words)
        if back == 0 and case.facts.titles_proposed & codes:
            return met(_("%(name)s năm %(year)s được đề nghị cùng đợt, xét trước.") % words)
        return not_met(_("Không thấy %(name)s năm %(year)s trong sổ khen thưởng.") % words)

    return run


@check("years_after")
def years_after(c: Compiler, *, awards: list[str], years: int) -> Check:
    """At least ``years`` whole years since the decision of the oldest award not yet used as a step."""
    codes, name = c.codes(awards), c.name(awards)

    def run(case: Case) -> Outcome:
        anchor = case.anchor(codes)
        if anchor is None or anchor.decided_on is None:
            return not_met(_("Chưa có %(name)s (có ngày quyết định) để tính thời gian.") % {"name": name})
        passed = full_years(anchor.decided_on, case.received_on)
        return either(
            passed >= years,
            _("Từ %(name)s quyết định ngày %(start)s đến %(end)s: %(passed)s năm tròn, cần %(years)s.")
            % {
                "name": name,
                "start": day(anchor.decided_on),
                "end": day(case.received_on),
                "passed": passed,
                "years": years,
            },
        )

    return run


@check("no_award_same_year")
def no_award_same_year(c: Compiler, *, awards: list[str]) -> Check:
    """None of these awards rewards the same year."""
    codes, name = c.codes(awards), c.name(awards)

    def run(case: Case) -> Outcome:
        clash = [a for a in case.awards(codes) if award_year(a) == case.period_year]
        words = {"name": name, "year": case.period_year, "list": "; ".join(cite(a) for a in clash)}
        if clash:
            return not_met(_("Năm %(year)s đã có %(name)s (%(list)s).") % words)
        return met(_("Năm %(year)s chưa có %(name)s.") % words)

    return run


@check("not_twice")
def not_twice(c: Compiler, *, award: str, each_deed: bool) -> Check:
    """The same work is not rewarded twice by one form.

    A title or merit form of the very year is the same work; with ``each_deed`` (movements, single deeds) one
    year may hold several, so a person compares.
    """
    keys, name = c.codes([award]), c.name([award])

    def run(case: Case) -> Outcome:
        same = [a for a in case.awards(keys) if award_year(a) == case.period_year]
        words = {"name": name, "year": case.period_year, "list": "; ".join(cite(a) for a in same)}
        if not same:
            return met(_("Năm %(year)s chưa được %(name)s.") % words)
        if each_deed:
            return needs_person(
                _("Năm %(year)s đã được %(name)s (%(list)s): cần xem có phải cùng một thành tích không.")
                % words
            )
        return not_met(
            _("Thành tích năm %(year)s đã được %(name)s (%(list)s); một thành tích không khen hai lần.")
            % words
        )

    return run


@check("once_per_life")
def once_per_life(c: Compiler, *, awards: list[str]) -> Check:
    """Never conferred before."""
    codes, name = c.codes(awards), c.name(awards)

    def run(case: Case) -> Outcome:
        before = case.awards(codes)
        if before:
            return not_met(
                _("Đã được tặng %(name)s (%(record)s); chỉ tặng một lần.")
                % {"name": name, "record": cite(before[0])}
            )
        return met(_("Chưa từng được tặng %(name)s.") % {"name": name})

    return run


def _listed(years: set[int]) -> str:
    return ", ".join(str(year) for year in sorted(years)) or _("không có")
