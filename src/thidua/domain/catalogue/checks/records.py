"""Conditions read from single records: discipline, open cases, class, payroll, posting of names, the
achievement.
"""

from __future__ import annotations

from thidua.domain.catalogue.checks.base import (
    Case,
    Check,
    Compiler,
    check,
    day,
    either,
    met,
    needs_person,
    not_due,
    not_met,
)
from thidua.domain.catalogue.facts import Discipline
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.phrasebook import language
from thidua.domain.catalogue.values import Outcome, Text


@check("no_discipline")
def no_discipline(c: Compiler, *, at_least: str, years: int = 1) -> Check:
    """No measure of that weight or more running in the last ``years`` years up to the year rewarded."""
    scale = c.scales["disciplines"]
    floor = scale.rank(at_least)

    def runs(item: Discipline, year: int) -> bool:
        return item.since.year <= year and year - years < (item.until or item.since).year

    def run(case: Case) -> Outcome:
        hits = [
            d for d in case.facts.disciplines if scale.rank(d.kind) >= floor and runs(d, case.period_year)
        ]
        if hits:
            listed = "; ".join(f"{scale.label(d.kind)} {day(d.since)}" for d in _by_day(hits))
            return not_met(
                _("Bị kỷ luật trong năm %(year)s: %(list)s.") % {"year": case.period_year, "list": listed}
            )
        endless = [
            d
            for d in case.facts.disciplines
            if d.until is None and d.since.year < case.period_year and scale.rank(d.kind) >= floor
        ]
        if endless:
            listed = "; ".join(f"{scale.label(d.kind)} {day(d.since)}" for d in _by_day(endless))
            return needs_person(_("Chưa ghi ngày hết hiệu lực kỷ luật: %(list)s.") % {"list": listed})
        return met(
            _("Không bị kỷ luật từ %(floor)s trở lên trong năm %(year)s.")
            % {"floor": scale.label(at_least), "year": case.period_year}
        )

    return run


def _by_day(items: list[Discipline]) -> list[Discipline]:
    return sorted(items, key=lambda item: (item.since, item.kind))


@check("no_open_case")
def no_open_case(c: Compiler) -> Check:
    """Nothing being considered, inspected, investigated or verified."""

    def run(case: Case) -> Outcome:
        if case.facts.open_cases:
            return not_met(
                _("Đang có việc chưa kết luận: %(list)s.") % {"list": "; ".join(case.facts.open_cases)}
            )
        return met(_("Không có khiếu nại, tố cáo, thanh tra, xem xét kỷ luật đang mở."))

    return run


@check("not_dissolved")
def not_dissolved(c: Compiler) -> Check:
    """The body still exists on the day of receipt."""

    def run(case: Case) -> Outcome:
        ended = case.facts.dissolved_on
        if ended is not None and ended <= case.received_on:
            return not_met(_("Tổ chức đã kết thúc hoạt động từ %(day)s.") % {"day": day(ended)})
        return met(_("Tổ chức đang hoạt động."))

    return run


@check("subject_class")
def subject_class(
    c: Compiler,
    *,
    classes: list[str] | None = None,
    education_at_least: str = "",
    education_at_most: str = "",
) -> Check:
    """Class of position and education level of the person, as fixed for the decision."""
    scale = c.scales["education"]
    wanted = c.known("position_classes", classes or ())
    c.known("education", [word for word in (education_at_least, education_at_most) if word])

    def run(case: Case) -> Outcome:
        own_class, education = case.facts.position_class, case.facts.education
        words = {
            "class": c.scales["position_classes"].label(own_class) if own_class else _("chưa ghi"),
            "education": scale.label(education) if education else _("chưa ghi"),
        }
        observed = _("Nhóm đối tượng: %(class)s; trình độ: %(education)s.") % words
        if (wanted and not own_class) or ((education_at_least or education_at_most) and not education):
            return needs_person(observed)
        fits = not wanted or own_class in wanted
        fits = fits and (not education_at_least or scale.rank(education) >= scale.rank(education_at_least))
        fits = fits and (not education_at_most or scale.rank(education) <= scale.rank(education_at_most))
        return either(fits, observed)

    return run


@check("union_payroll")
def union_payroll(c: Compiler) -> Check:
    """Paid from the union's budget."""

    def run(case: Case) -> Outcome:
        paid = case.facts.on_union_payroll
        if paid is None:
            return needs_person(_("Chưa ghi người này có hưởng lương từ ngân sách công đoàn hay không."))
        if paid:
            return met(_("Hưởng lương từ ngân sách công đoàn."))
        return not_met(
            _("Hưởng lương từ người sử dụng lao động: danh hiệu này do bên chính quyền, chuyên môn xét.")
        )

    return run


@check("unit_level")
def unit_level(c: Compiler, *, levels: list[str]) -> Check:
    """The collective stands at one of these levels of the union."""
    allowed = c.known("unit_levels", levels)

    def run(case: Case) -> Outcome:
        level = case.facts.unit_level
        if not level:
            return needs_person(_("Chưa ghi cấp của đơn vị."))
        return either(
            level in allowed,
            _("Cấp của đơn vị: %(level)s.") % {"level": c.scales["unit_levels"].label(level)},
        )

    return run


@check("publication")
def publication(c: Compiler, *, days: int) -> Check:
    """Names posted at least so many working days before the council meets."""

    def run(case: Case) -> Outcome:
        start, meeting = case.facts.published_on, case.facts.council_on
        if start is None:
            return not_due(
                _("Chưa niêm yết lấy ý kiến; phải đủ %(days)s ngày làm việc trước khi họp hội đồng.")
                % {"days": days}
            )
        words = {"days": days, "start": day(start), "until": day(c.calendar.add(start, days))}
        if meeting is None:
            return not_due(_("Niêm yết từ %(start)s, đủ %(days)s ngày làm việc vào %(until)s.") % words)
        return either(
            c.calendar.between(start, meeting) >= days,
            _("Niêm yết từ %(start)s, hội đồng họp %(meeting)s; đủ %(days)s ngày làm việc vào %(until)s.")
            % {**words, "meeting": day(meeting)},
        )

    return run


@check("achievement")
def achievement(c: Compiler) -> Check:
    """The achievement is written down."""

    def run(case: Case) -> Outcome:
        if case.facts.achievement.strip():
            return met(_("Đã ghi thành tích."))
        return not_met(_("Chưa ghi thành tích cụ thể."))

    return run


@check("movement")
def movement(c: Compiler, *, launched_by: list[str], review_years: int) -> Check:
    """The movement rewarded was launched at that level and reviewed over so many years."""
    allowed = c.known("launch_levels", launched_by)

    def run(case: Case) -> Outcome:
        found = case.facts.movement
        if found is None:
            return not_met(_("Không đề nghị theo một phong trào, chuyên đề."))
        return either(
            found.launched_by in allowed and found.review_years >= review_years,
            _("Phong trào do %(level)s phát động, tổng kết %(have)s năm; cần từ %(need)s năm.")
            % {
                "level": c.scales["launch_levels"].label(found.launched_by),
                "have": found.review_years,
                "need": review_years,
            },
        )

    return run


@check("judgement")
def judgement(c: Compiler, *, key: str, question: str) -> Check:
    """A question only a person can answer; recorded answers are read, never guessed."""

    asked = c.words.get(question, Text(question))

    def run(case: Case) -> Outcome:
        answer = case.facts.judgements.get(key)
        words = {"question": asked.said(language())}
        if answer is None:
            return needs_person(_("Cần người xem xét: %(question)s") % words)
        return either(
            answer,
            _("Đã có người xem xét: %(question)s %(answer)s")
            % {**words, "answer": _("Có.") if answer else _("Không.")},
        )

    return run


@check("claim")
def claim(c: Compiler, *, key: str, question: str) -> Check:
    """A branch that counts only when the nominating unit invokes it, and then needs a person's answer."""
    ask = judgement(c, key=key, question=question)

    def run(case: Case) -> Outcome:
        if key not in case.facts.claims and key not in case.facts.judgements:
            return not_met(_("Không đề nghị theo trường hợp này."))
        return ask(case)

    return run


@check("no_text")
def no_text(c: Compiler, *, what: str) -> Check:
    """The text of the law is not held: nothing can be computed."""
    missing = c.words.get(what, Text(what))

    def run(case: Case) -> Outcome:
        return needs_person(
            _("Chưa có văn bản: %(what)s. Cán bộ pháp chế cần đối chiếu trước khi quyết định.")
            % {"what": missing.said(language())}
        )

    return run
