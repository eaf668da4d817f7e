"""Conditions over time served: months in the year, absences, courses, moves, union years, posts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from thidua.domain.catalogue.checks.base import (
    Case,
    Check,
    Compiler,
    check,
    either,
    full_months,
    full_years,
    met,
    needs_person,
    not_met,
)
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.phrasebook import language
from thidua.domain.catalogue.values import Outcome, Verdict

Span = tuple[date, date | None]


@check("service_months")
def service_months(c: Compiler, *, at_least: int) -> Check:
    """Months worked in the year rewarded."""

    def run(case: Case) -> Outcome:
        months = case.facts.service_months
        if months is None:
            return needs_person(_("Chưa ghi số tháng làm việc trong năm."))
        return either(
            months >= at_least,
            _("Làm việc %(have)s tháng trong năm, cần %(need)s.") % {"have": months, "need": at_least},
        )

    return run


@check("absence")
def absence(c: Compiler, *, below_days: int, excepting: list[str]) -> Check:
    """Working days off in the year, lawful exceptions not counted."""
    excused = frozenset(excepting)

    def run(case: Case) -> Outcome:
        counted = sum(item.days for item in case.facts.absences if item.reason not in excused)
        lawful = sum(item.days for item in case.facts.absences if item.reason in excused)
        return either(
            counted < below_days,
            _(
                "Nghỉ %(have)s ngày làm việc (không kể %(lawful)s ngày được tính là làm việc); phải dưới "
                "%(limit)s."
            )
            % {"have": counted, "lawful": lawful, "limit": below_days},
        )

    return run


@check("training")
def training(c: Compiler, *, graded_from_months: int, at_least: str) -> Check:
    """Short courses count as work; long ones need a result."""
    scale = c.scales["training_results"]

    def run(case: Case) -> Outcome:
        long_ones = [item for item in case.facts.trainings if item.months >= graded_from_months]
        if not long_ones:
            return met(_("Thời gian học ngắn hạn (nếu có) được tính là thời gian công tác."))
        if any(not item.result for item in long_ones):
            return needs_person(
                _("Học từ %(months)s tháng trở lên nhưng chưa ghi kết quả.") % {"months": graded_from_months}
            )
        weakest = min(long_ones, key=lambda item: scale.rank(item.result))
        return either(
            scale.rank(weakest.result) >= scale.rank(at_least),
            _("Học %(months)s tháng, kết quả %(result)s; cần từ %(need)s.")
            % {
                "months": weakest.months,
                "result": scale.label(weakest.result),
                "need": scale.label(at_least),
            },
        )

    return run


@check("transfer")
def transfer(c: Compiler, *, comment_from_months: int) -> Check:
    """The new unit judges; long enough in the old unit, its comment must be in the dossier."""

    def run(case: Case) -> Outcome:
        move = case.facts.transfer
        if move is None:
            return met(_("Không chuyển công tác trong năm."))
        words = {"months": move.months_in_old}
        if move.months_in_old < comment_from_months or move.has_comment:
            return met(_("Chuyển công tác sau %(months)s tháng ở đơn vị cũ; đơn vị mới xét.") % words)
        return needs_person(
            _("Đơn vị mới xét; hồ sơ còn thiếu ý kiến nhận xét của đơn vị cũ (%(months)s tháng ở đơn vị cũ).")
            % words
        )

    return run


@check("secondment")
def secondment(c: Compiler) -> Check:
    """The sending unit judges, with the comment of the receiving unit."""

    def run(case: Case) -> Outcome:
        lent = case.facts.secondment
        if lent is None:
            return met(_("Không biệt phái, điều động tạm thời trong năm."))
        if not lent.decided_by_sender:
            return not_met(_("Người được biệt phái do đơn vị cử đi xét, không do đơn vị nhận."))
        if not lent.has_comment:
            return needs_person(_("Đơn vị cử đi xét; hồ sơ còn thiếu nhận xét của đơn vị nhận biệt phái."))
        return met(_("Đơn vị cử đi xét, đã có nhận xét của đơn vị nhận biệt phái."))

    return run


@check("union_service")
def union_service(c: Compiler, *, years: int, weights: dict[str, str]) -> Check:
    """Weighted years of union work. Weights by ``full``, ``part``, ``part.non_state``; missing means not
    counted. Stretches of one weight that touch or overlap count as one.
    """
    months_needed = years * 12
    factors = {key: Fraction(value) for key, value in weights.items()}

    def run(case: Case) -> Outcome:
        spans: dict[Fraction, list[Span]] = {}
        for stretch in case.facts.union_services:
            exact = f"{stretch.time}.{stretch.sector}"
            factor = factors.get(exact, factors.get(stretch.time))
            if factor is not None:
                spans.setdefault(factor, []).append((stretch.since, stretch.until))
        total = sum(factor * _months(found, case.received_on) for factor, found in spans.items())
        return either(
            total >= months_needed,
            _("Thời gian làm công tác công đoàn quy đổi %(have)s năm, cần %(need)s.")
            % {"have": _decimal(float(total) / 12), "need": years},
        )

    return run


def _decimal(number: float) -> str:
    """With the comma of Vietnamese, or the point of English."""
    return f"{number:.1f}" if language() == "en" else f"{number:.1f}".replace(".", ",")


@check("terms")
def terms(c: Compiler, *, body: str, at_least: int) -> Check:
    """Terms served in a body."""
    c.known("bodies", [body])

    def run(case: Case) -> Outcome:
        if case.facts.terms is None:
            return needs_person(_("Chưa ghi các nhiệm kỳ đã tham gia; đối chiếu lý lịch."))
        have = case.facts.terms.get(body, 0)
        return either(
            have >= at_least,
            _("Tham gia %(body)s %(have)s nhiệm kỳ, cần %(need)s.")
            % {"body": c.scales["bodies"].label(body), "have": have, "need": at_least},
        )

    return run


@check("post_years")
def post_years(
    c: Compiler,
    *,
    bands: list[dict[str, Any]],
    women_reduction: int = 0,
    reduction_unread: bool = False,
    background: str = "",
) -> Check:
    """Years in a post inside one of the bands ``{posts, at_least, below}``; women need fewer years.

    ``at_least: 0`` asks only that the post was held; with ``reduction_unread`` a person decides whether the
    reduction still holds.
    """
    belongs = _belongs(c, background) if background else None
    known = [
        (c.known("posts", band["posts"]), _posts(c, band["posts"]), band["at_least"], band.get("below", 1000))
        for band in bands
    ]

    def run(case: Case) -> Outcome:
        of_its_days = belongs(case) if belongs else None
        if of_its_days and of_its_days.verdict is not Verdict.MET:
            return of_its_days
        if case.facts.positions is None:
            return needs_person(_("Chưa ghi chức vụ và số năm giữ chức vụ; đối chiếu lý lịch."))
        bonus = women_reduction if case.facts.sex == "female" else 0
        seen = []
        for posts, name, at_least, below in known:
            held = [
                (p.since, p.until)
                for p in case.facts.positions
                if p.post in posts and p.since <= case.received_on
            ]
            if not held:
                continue
            years = _months(held, case.received_on) // 12
            if years < at_least <= years + bonus and reduction_unread:
                return needs_person(
                    _("%(post)s: %(years)s năm; việc giảm năm cho nữ chưa đối chiếu văn bản.")
                    % {"post": name, "years": years}
                )
            if at_least <= years + bonus and years < below:
                return met(_("%(post)s: %(years)s năm.") % {"post": name, "years": years})
            seen.append(f"{name}: {years}")
        return not_met(
            _("Số năm giữ chức vụ không nằm trong mức quy định (%(seen)s).")
            % {"seen": "; ".join(seen) or _("không có chức vụ phù hợp")}
        )

    return run


def _months(spans: list[Span], on: date) -> int:
    """Whole months covered up to a day; spans that touch or overlap count once."""
    months = 0
    start = end = date.min
    for since, until in sorted((since, min(until or on, on)) for since, until in spans):
        if since > end:
            months += full_months(start, end)
            start, end = since, until
        end = max(end, until)
    return months + full_months(start, end)


@check("background")
def background(c: Compiler, *, name: str) -> Check:
    """The person belongs to a period of the revolution."""
    return _belongs(c, name)


def _belongs(c: Compiler, name: str) -> Check:
    c.known("backgrounds", [name])
    label = c.scales["backgrounds"].label(name)

    def run(case: Case) -> Outcome:
        if case.facts.backgrounds is None:
            return needs_person(_("Chưa ghi có thuộc thời kỳ hay không: %(name)s.") % {"name": label})
        if name in case.facts.backgrounds:
            return met(_("Thuộc thời kỳ: %(name)s.") % {"name": label})
        return not_met(_("Không thuộc thời kỳ: %(name)s.") % {"name": label})

    return run


def _posts(c: Compiler, posts: list[str]) -> str:
    return ", ".join(c.scales["posts"].label(post) for post in posts)


@check("org_age")
def org_age(c: Compiler, *, years: int) -> Check:
    """Age of the organisation on the day of receipt."""

    def run(case: Case) -> Outcome:
        founded = case.facts.founded_on
        if founded is None:
            return needs_person(_("Chưa ghi ngày thành lập đơn vị."))
        age = full_years(founded, case.received_on)
        return either(
            age >= years,
            _("Đơn vị thành lập được %(have)s năm, cần %(need)s.") % {"have": age, "need": years},
        )

    return run
