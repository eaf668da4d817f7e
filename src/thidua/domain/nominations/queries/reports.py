"""The report between a submission and sending it, its limits and its structure: computed from stored findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.quotas import UnitFacts, evaluate_quotas
from thidua.domain.catalogue.values import QuotaFinding, Severity, Verdict
from thidua.domain.nominations.checking import typed_twins
from thidua.domain.nominations.models import Submission
from thidua.domain.nominations.queries.submissions import grid_rows, last_checked
from thidua.domain.nominations.values import (
    MUST_FIX,
    NEEDS_PERSON,
    CheckLine,
    CheckReport,
    QuotaMeter,
    Structure,
)
from thidua.domain.nominations.wording import told
from thidua.domain.people.states import PositionClass, Sex, SubjectKind

Rows = Sequence[Mapping[str, Any]]
_MOST_ALIKE = 3  # more lines than this with the same words are said once


def report(
    submission: Submission, on: date, *, rows: Rows | None = None, meters: Sequence[QuotaMeter] | None = None
) -> CheckReport:
    """This will list everything to mend or look at, from what was stored by the last check of each row."""
    rows = grid_rows(submission.pk) if rows is None else rows
    meters = quota_meters(submission, rows, on) if meters is None else meters
    lines = [*_submission_lines(submission, rows, meters), *_row_lines(rows)]
    counts = Counter(row["verdict"] or "unchecked" for row in rows)
    return CheckReport(
        must_fix=tuple(line for line in lines if line.level == MUST_FIX),
        needs_person=tuple(_said_once([line for line in lines if line.level == NEEDS_PERSON])),
        counts={"total": len(rows)}
        | {name: counts[name] for name in ("eligible", "needs_person", "not_eligible", "unchecked")},
        checked_at=last_checked(rows),
    )


def _row_lines(rows: Rows) -> Iterable[CheckLine]:
    for row in rows:
        for found in row["problems"]:
            yield CheckLine(
                level=found["level"],
                rule=found["rule"],
                text=told(found, "text"),
                nomination_id=row["id"],
                rank=row["rank"],
                name=row["name"],
                cell=found["cell"],
                cure=told(found, "cure"),
                article=found.get("article", ""),
            )


def _submission_lines(
    submission: Submission, rows: Rows, meters: Sequence[QuotaMeter]
) -> Iterable[CheckLine]:
    if not rows:
        yield CheckLine(
            MUST_FIX, "empty", _("Tờ trình chưa có ai."), cure=_("Dán hoặc tải danh sách"), cell="import"
        )
    for meter in meters:
        if meter.level and meter.limit is not None and meter.used > meter.limit:
            yield _over(meter, rows)
    structure = structure_of(submission, rows)
    asked = structure.min_direct_percent
    if asked and structure.people and structure.direct_percent < asked:
        words = {"have": structure.direct_percent, "asked": asked}
        text = _("Người trực tiếp lao động chiếm %(have)s %%, đợt yêu cầu từ %(asked)s %%.") % words
        yield CheckLine(NEEDS_PERSON, "direct_share", text, cell="structure", cure=_("Xem cơ cấu"))
    for row in typed_twins(rows):
        yield CheckLine(
            MUST_FIX, "typed_twin", _("trùng tên, ngày sinh và hình thức với một dòng trên."),
            row["id"], row["rank"], row["name"], "name", _("Bỏ dòng này"),
        )  # fmt: skip


def _over(meter: QuotaMeter, rows: Rows) -> CheckLine:
    """Name the last row of the award: it stands last in the order of preference."""
    last = [row for row in rows if row["award_code"] == meter.award_code][-1]
    words = {"over": meter.used - (meter.limit or 0), "label": meter.label, "rank": last["rank"]}
    return CheckLine(
        level=meter.level,
        rule="quota",
        text=_("Vượt %(over)s suất %(label)s. Dòng %(rank)s xếp cuối.") % words,
        nomination_id=last["id"],
        rank=last["rank"],
        cell="award_code",
        cure=_("Chuyển dòng %(rank)s sang hình thức khác") % words,
        article=meter.article,
    )


def _said_once(lines: list[CheckLine]) -> Iterable[CheckLine]:
    """The same doubt about many lines becomes one line that names them."""
    alike: dict[tuple[str, str], list[CheckLine]] = defaultdict(list)
    for line in lines:
        alike[(line.rule, line.text)].append(line)
    for group in alike.values():
        if len(group) <= _MOST_ALIKE:
            yield from group
            continue
        first = group[0]
        ranks = ", ".join(_ranges(sorted(line.rank or 0 for line in group)))
        text = _("Dòng %(ranks)s: %(text)s") % {"ranks": ranks, "text": first.text}
        yield CheckLine(
            first.level,
            first.rule,
            text,
            first.nomination_id,
            None,
            "",
            first.cell,
            first.cure,
            first.article,
        )


def _ranges(ranks: list[int]) -> Iterable[str]:
    start = last = ranks[0]
    for rank in [*ranks[1:], -1]:
        if rank == last + 1:
            last = rank
            continue
        yield f"{start}–{last}" if last > start else str(start)
        start = last = rank


def quota_meters(submission: Submission, rows: Rows, on: date) -> list[QuotaMeter]:
    """How many are asked for of each award against the round's and the law's limits."""
    used = Counter(row["award_code"] for row in rows if row["award_code"])
    meters = []
    for award in submission.round.awards.all():
        label = short_name(award.award_code)
        if award.quota_per_unit is not None:
            meters.append(_round_meter(award.award_code, label, award.quota_per_unit, used[award.award_code]))
        if used[award.award_code]:
            meters += _law_meters(submission, award.award_code, label, used[award.award_code], on)
    return meters


def short_name(code: str) -> str:
    """An award as lists show it."""
    award = library().awards.get(code)
    return award.short if award else code


def _round_meter(code: str, label: str, limit: int, used: int) -> QuotaMeter:
    words = {"limit": limit, "over": used - limit}
    text = (
        _("Vượt %(over)s: đợt này mỗi đơn vị tối đa %(limit)s.")
        if used > limit
        else _("Đợt này mỗi đơn vị tối đa %(limit)s.")
    )
    return QuotaMeter(code, label, limit, used, MUST_FIX if used > limit else "", text % words)


def _law_meters(submission: Submission, code: str, label: str, used: int, on: date) -> list[QuotaMeter]:
    titles = {"LDTT": submission.ldtt_count} if submission.ldtt_count is not None else {}
    unit = UnitFacts(title_counts=titles, unit_code=submission.organization.code)
    try:
        findings = evaluate_quotas(code, used, unit, on)
    except LawError:
        return []
    return [_law_meter(code, label, found) for found in findings]


def _law_meter(code: str, label: str, found: QuotaFinding) -> QuotaMeter:
    level = ""
    if found.verdict is Verdict.NOT_MET:
        level = MUST_FIX if found.severity is Severity.REFUSES else NEEDS_PERSON
    name = f"{label}, {found.rule.title.vi[0].lower()}{found.rule.title.vi[1:]}"
    return QuotaMeter(code, name, found.limit, found.used, level, found.explanation, found.citation.label)


def structure_of(submission: Submission, rows: Rows) -> Structure:
    """Who the persons among the nominees are."""
    people = [row for row in rows if row["subject_kind"] == SubjectKind.PERSON]
    classes = Counter(row["position_class"] for row in people)
    women = submission.women_percent
    return Structure(
        people=len(people),
        direct=classes[PositionClass.DIRECT],
        indirect=classes[PositionClass.INDIRECT],
        manager=classes[PositionClass.MANAGER],
        women=sum(row["sex"] == Sex.FEMALE for row in people),
        min_direct_percent=submission.round.min_direct_percent,
        unit_women_percent=float(women) if women is not None else None,
    )
