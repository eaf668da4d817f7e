"""Where rules stand on a line of years, and what differs between two days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.domain.catalogue.awards import Award, AwardVersion
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.provisions import Provision, leaves, provisions_of
from thidua.domain.catalogue.states import ProvisionKind
from thidua.domain.catalogue.telling import SUBJECTS, deadline_words, dong, vote_words
from thidua.domain.catalogue.values import Bonus, Condition, QuotaRule
from thidua.domain.catalogue.verifying import RuleKey
from thidua.web.law.words import choices_of, coded, place_words, said

FIRST = date(2010, 1, 1)
_AHEAD_YEARS = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """The years shown; places and widths are percent of the whole."""

    first: date
    last: date

    @classmethod
    def until(cls, today: date, *days: date) -> Scale:
        """From 2010 to two years from now, further if a day lies beyond."""
        return cls(FIRST, max(date(today.year + _AHEAD_YEARS, 1, 1), *(date(d.year + 1, 1, 1) for d in days)) if days
                   else date(today.year + _AHEAD_YEARS, 1, 1))  # fmt: skip

    def place(self, day: date) -> float:
        whole = (self.last - self.first).days
        return round(100 * min(1.0, max(0.0, (day - self.first).days / whole)), 2)

    def years(self) -> list[tuple[int, float]]:
        """Every second year with its place."""
        return [(year, self.place(date(year, 1, 1))) for year in range(self.first.year, self.last.year, 2)]

    def bar(self, since: date, until: date | None) -> tuple[float, float]:
        """Where a span begins and how wide it is; never too narrow to be seen."""
        start = self.place(since)
        return start, round(max(0.4, self.place(until or self.last) - start), 2)


@dataclass(frozen=True, slots=True)
class Bar:
    """One span of a rule: its place, and whether it refuses, only warns, or is a change that is being drafted."""

    start: float
    width: float
    kind: str
    words: str
    key: RuleKey | None
    is_now: bool
    sort: str = ProvisionKind.CONDITION


@dataclass(frozen=True, slots=True)
class Row:
    """One rule over all its days."""

    title: str
    article: str
    bars: tuple[Bar, ...]


def rows_of(award: Award, scale: Scale, today: date) -> list[Row]:
    """This will lay every rule of an award along the years: one row for each rule, one bar for each wording."""
    found: dict[str, list[tuple[AwardVersion, Condition]]] = {}
    for version in award.versions:
        for condition in version.conditions:
            found.setdefault(condition.id, []).append((version, condition))
    return [_row(award, spans, scale, today) for spans in found.values()]


def _row(award: Award, spans: list[tuple[AwardVersion, Condition]], scale: Scale, today: date) -> Row:
    bars = []
    for version, condition in spans:
        since, until = max(version.since, condition.since), _earlier(version.until, condition.until)
        start, width = scale.bar(since, until)
        words = f"{said(condition.title)} ({condition.citation.label}), {days(since, until)}"
        is_open = until is None or until >= today
        key = (
            RuleKey(award.code, version.id, condition.id, condition.since)
            if is_open and condition.kind != "no_text"
            else None
        )
        kind = "refuses" if condition.severity == "refuses" else "warns"
        bars.append(Bar(start, width, kind, words, key, since <= today and is_open))
    last = spans[-1][1]
    return Row(said(last.title), last.citation.label, tuple(bars))


def rows_besides(law: Library, award: Award, scale: Scale, today: date) -> list[Row]:
    """This will lay what concerns an award besides its conditions along the years: limits, votes, money, papers."""
    found: dict[tuple[str, str, str], list[Provision]] = {}
    for one in provisions_of(law, award.code):
        found.setdefault((one.kind, one.key.award, one.key.condition), []).append(one)
    return [_provision_row(spans, scale, today) for spans in found.values()]


def _provision_row(spans: list[Provision], scale: Scale, today: date) -> Row:
    bars = []
    for one in spans:
        start, width = scale.bar(one.since, one.until)
        told = "; ".join(
            f"{place_words(p)}: {value_words(v, one.kind, p)}" for p, v in one.values.items() if v or v == 0
        )
        label = one.citation.label if one.citation else ""
        words = " · ".join(
            part for part in (said(one.title), told, label, days(one.since, one.until)) if part
        )
        is_open = one.until is None or one.until >= today
        bars.append(
            Bar(start, width, "refuses" if one.is_read else "warns", words, one.key if is_open else None,
                one.since <= today and is_open, one.kind)
        )  # fmt: skip
    last = spans[-1]
    title, note = said(last.title), str(ProvisionKind(last.kind).label)
    paper = (last.values.get("form", ""), *(str(SUBJECTS[kind]) for kind in last.values.get("subjects", ())))
    whose = ", ".join(part for part in paper if part) if last.kind == ProvisionKind.PAPER else ""
    parts = (whose, note if note != title.lower() else "", last.citation.label if last.citation else "")
    return Row(title, " · ".join(part for part in parts if part), tuple(bars))


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def days(since: date, until: date | None) -> str:
    """From when to when, in words."""
    if until is None:
        return _("từ %(since)s") % {"since": f"{since:%d/%m/%Y}"}
    return _("từ %(since)s đến %(until)s") % {"since": f"{since:%d/%m/%Y}", "until": f"{until:%d/%m/%Y}"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of an award that is not the same on two days; an empty side means there was no such rule."""

    title: str
    before: str
    after: str


def differences(law: Library, award: Award, first: date, second: date) -> list[Difference]:
    """This will list what differs in the rules of an award between two days."""
    sides = [dict(_said_on(law, award, on)) for on in (first, second)]
    names = list(dict.fromkeys([*sides[0], *sides[1]]))
    pairs = [(sides[0].get(name, ("", "")), sides[1].get(name, ("", ""))) for name in names]
    return [
        Difference(before[0] or after[0], before[1], after[1])
        for before, after in pairs
        if before[1] != after[1]
    ]


def _said_on(law: Library, award: Award, on: date) -> Iterator[tuple[str, tuple[str, str]]]:
    """Everything an award asks for on a day, each under a name of its own: (title, words)."""
    version = award.version_on(on)
    if version is None:
        return
    formalities = version.formalities_on(on)
    yield "authority", (_("Người quyết định"), said(law.authorities[formalities.authority].name))
    yield "copies", (_("Số bộ hồ sơ"), str(formalities.copies))
    papers = ", ".join(
        f"{said(paper.label)} {paper.form if paper.form in law.blanks else ''}".strip()
        for paper in law.dossier(award.code, on)
    )
    yield "dossier", (_("Thành phần hồ sơ"), papers)
    yield "posting", (_("Công khai trước khi họp (ngày làm việc)"), str(law.publication_days(award.code, on)))
    yield "vote", (_("Tỷ lệ phiếu"), vote_words(law.voting_rule(award.code, on)))
    for kind in award.subjects:
        money = law.bonus(award.code, kind, on)
        yield f"bonus:{kind}", (_("Tiền thưởng"), _money(money))
    for condition in version.conditions:
        if condition.covers(on):
            yield f"rule:{condition.id}:{condition.subjects}", (said(condition.title), _words(condition))
    for deadline in version.deadlines_on(on):
        words = " · ".join(
            part for part in (said(deadline.title), deadline_words(deadline), deadline.citation.label) if part
        )
        yield f"deadline:{deadline.id}", (_("Thời hạn"), words)
    for quota in version.quotas_on(on):
        yield f"quota:{quota.id}", (said(quota.title), _quota(quota))


def _words(condition: Condition) -> str:
    told = "; ".join(f"{place_words(place)}: {labelled(value)}" for place, value in leaves(condition.params))
    strength = _("dùng để loại") if condition.severity == "refuses" else _("chỉ nhắc")
    return " · ".join(
        part for part in (said(condition.title), told, condition.citation.label, strength) if part
    )


def _quota(quota: QuotaRule) -> str:
    limit = f"{float(quota.share) * 100:g} %" if quota.share is not None else str(quota.limit or "")
    return " · ".join(part for part in (limit, quota.citation.label) if part)


def value_words(value: Any, kind: str = "", place: str = "") -> str:
    """A number or word of a provision as people read it; a word out of several by its label."""
    labels = dict(choices_of(kind, place)) if kind else {}
    if isinstance(value, str) and value in labels:
        return str(labels[value])
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def labelled(value: Any) -> str:
    """A number or word of a rule to be read and not typed: coded words by their labels."""
    if isinstance(value, (list, tuple)):
        return ", ".join(labelled(one) for one in value)
    return coded(value) if isinstance(value, str) else value_words(value)


def _money(money: Bonus) -> str:
    if money.coefficient is None:
        return _("chưa có văn bản")
    times = f"{float(money.coefficient):g}" + (f" × {money.multiplier}" if money.multiplier > 1 else "")
    if money.amount is None:
        return times
    return _("hệ số %(times)s: %(amount)s") % {"times": times, "amount": dong(money.amount)}
