"""Judging rows: what is missing, what the law says, what a person must look at. Findings are stored with the row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from thidua.core.batches import update_rows
from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.sources import sources_of
from thidua.domain.catalogue.values import Eligibility, Evaluation, Finding
from thidua.domain.catalogue.verifying import current_library
from thidua.domain.nominations.facts import SUBJECT_KINDS, facts_for
from thidua.domain.nominations.matching import match_text
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.nominations.rows import name_doubt
from thidua.domain.nominations.similar import similar_sentences
from thidua.domain.nominations.values import MUST_FIX, NEEDS_PERSON, Similar
from thidua.domain.nominations.wording import identity_doubts, in_both
from thidua.domain.people.states import SubjectKind

# Papers that each nominee brings; the other papers of a dossier are made by the submission itself.
OWN_PAPERS = frozenset({
    "sang_kien", "mo_ta_giai_phap", "tinh_lam_loi", "qua_trinh", "xac_nhan_thue", "ho_so_giai_thuong",
})  # fmt: skip
_JUDGED = ("verdict", "findings", "problems", "law_version", "regime")


def check_rows(
    submission: Submission, ids: Collection[int] | None, *, on: date, at: datetime
) -> Sequence[Nomination]:
    """This will judge rows of a submission (all of them for None) by the law of ``on`` and store the findings.

    A constant number of queries, whatever the number of rows. Gives the rows judged.
    """
    rows = submission.nominations.exclude(state="withdrawn")
    if ids is not None:
        rows = rows.filter(Q(pk__in=ids) | Q(subject__in=rows.filter(pk__in=ids).values("subject")))
    found: Sequence[Nomination] = list(
        rows.annotate(
            papers=Count("evidence", filter=Q(evidence__removed_at=None)),
        ).order_by("rank", "id")
    )
    if not found:
        return []
    context = _Context(submission, found, on)
    before = {row.pk: _judgement(row) for row in found}
    with override("vi"):  # the record is in the source language, whoever checks
        record = [context.judged(row) for row in found]
    with override("en"):
        english = [context.judged(row) for row in found]
    for row, own, other in zip(found, record, english, strict=True):
        context.keep(row, own, other, at)
    update_rows([row for row in found if before[row.pk] != _judgement(row)], _JUDGED)
    submission.nominations.filter(pk__in=before).update(checked_at=at)
    return found


def rests_on(row: Nomination) -> frozenset[int]:
    """The records of initiatives on which the findings of a nomination rest, and which its award would use up."""
    return frozenset(used for finding in row.findings for used in finding.get("uses", ()))


def _judgement(row: Nomination) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _JUDGED)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was found of a row, said in one language."""

    evaluation: Evaluation | None
    problems: list[dict[str, Any]]


class _Context:
    """What judging needs to know of all rows at once."""

    def __init__(self, submission: Submission, rows: Sequence[Nomination], on: date) -> None:
        self.submission, self.on = submission, on
        self.round = submission.round
        self.facts: Mapping[int, Facts] = facts_for(rows, on)
        self.similar: Mapping[int, Similar] = similar_sentences([row.pk for row in rows])
        self.codes = set(self.round.awards.values_list("award_code", flat=True))
        self.papers = _papers_by_row(rows)
        self.law = current_library()
        self.elsewhere = _proposed_elsewhere(submission, rows)

    def judged(self, row: Nomination) -> _Judged:
        """This will judge a row in the words of the active language."""
        evaluation = self._evaluate(row)
        return _Judged(evaluation, [*self._missing(row), *_law_problems(evaluation), *self._doubts(row)])

    def keep(self, row: Nomination, record: _Judged, english: _Judged, at: datetime) -> None:
        """This will keep what was found with the row: the record, and how it is told in English."""
        evaluation, other = record.evaluation, english.evaluation
        row.problems = in_both(record.problems, english.problems, ("text", "cure"))
        row.findings = []
        if evaluation and other:
            row.findings = in_both(
                [self._kept(row, finding) for finding in evaluation.findings],
                [finding.as_dict() for finding in other.findings],
                ("observed",),
                ("title", "observed"),
            )
        row.law_version = evaluation.law_version if evaluation else ""
        row.regime = evaluation.regime if evaluation else ""
        row.verdict = _verdict(row, evaluation, record.problems)
        row.checked_at = at

    def _kept(self, row: Nomination, finding: Finding) -> dict[str, Any]:
        """A finding as it is stored, with the records it rests on."""
        found = sources_of(
            finding.condition, self.facts[row.pk], year=self.round.year, groups=library().groups
        )
        return {**finding.as_dict(), "records": [list(source) for source in found]}

    def _evaluate(self, row: Nomination) -> Evaluation | None:
        if not row.award_code:
            return None
        try:
            return evaluate(
                row.award_code,
                self.facts[row.pk],
                received_on=row.received_on or self.on,
                period_year=self.round.year,
                library=self.law,
            )
        except LawError:
            return None

    def _missing(self, row: Nomination) -> Iterable[dict[str, Any]]:
        if not row.name:
            yield problem(MUST_FIX, "name", _("chưa có họ tên."), "name", _("Điền họ tên"))
        if not row.award_code:
            yield problem(
                MUST_FIX, "award", _("chưa chọn danh hiệu, hình thức."), "award_code", _("Chọn hình thức")
            )
        elif row.award_code not in self.codes:
            yield problem(
                MUST_FIX, "award", _("đợt này không xét hình thức đã chọn."), "award_code", _("Chọn lại")
            )
        if not row.achievement:
            yield problem(
                MUST_FIX, "achievement", _("chưa có câu thành tích."), "achievement", _("Điền tiếp")
            )
        yield from self._missing_papers(row)

    def _missing_papers(self, row: Nomination) -> Iterable[dict[str, Any]]:
        for paper in papers_due(row.award_code, row.subject_kind, row.received_on or self.on):
            if paper["code"] in self.papers.get(row.pk, frozenset()):
                continue
            text = _("chưa có %(paper)s.") % {"paper": paper["label"][0].lower() + paper["label"][1:]}
            level = NEEDS_PERSON if getattr(row, "papers", 0) and not self.papers.get(row.pk) else MUST_FIX
            yield problem(level, f"paper:{paper['code']}", text, "evidence", _("Thêm minh chứng"))

    def _doubts(self, row: Nomination) -> Iterable[dict[str, Any]]:
        if row.match_note.get("how") == "twin":
            yield problem(
                MUST_FIX,
                "twin",
                _("trùng người, trùng hình thức với một dòng khác."),
                "name",
                _("Xem dòng trùng"),
            )
        if text := match_text(row.match_note):
            yield problem(NEEDS_PERSON, "match", text, "match", _("So hai người"))
        if text := name_doubt(row.name, row.subject_kind):
            yield problem(NEEDS_PERSON, "name", text, "name", _("Xem lại tên"))
        for reason in identity_doubts(row.match_note.get("identity") or {}):
            yield problem(NEEDS_PERSON, "identity", reason, "identity", _("Xem số định danh"))
        if similar := self.similar.get(row.pk):
            words = {"percent": similar.percent, "year": similar.year, "name": similar.name}
            text = _("câu thành tích giống %(percent)s %% bản năm %(year)s của %(name)s.") % words
            yield problem(NEEDS_PERSON, "similar", text, "similar", _("So hai bản"))
        if unit := self.elsewhere.get((row.subject_id, row.award_code)):
            text = _("đang được đề nghị cùng hình thức này ở một tờ trình khác (số %(id)s).") % {"id": unit}
            yield problem(NEEDS_PERSON, "elsewhere", text, "name", _("Xem hồ sơ kia"))


def english_of(row: Nomination) -> dict[tuple[str, str], str]:
    """The English of what was observed, by condition and Vietnamese sentence, for a row kept in Vietnamese alone.

    The row is judged once more in both languages only for its words: a sentence that facts of today would change is
    not among what was kept, and stays as it was. Raises LawError for an award or a day the law does not know.
    """
    if not row.award_code or row.checked_at is None:
        return {}
    on, year, law = row.received_on or row.checked_at.date(), row.submission.round.year, current_library()
    facts = facts_for([row], on)[row.pk]

    def said(language: str) -> tuple[Finding, ...]:
        with override(language):
            return evaluate(row.award_code, facts, received_on=on, period_year=year, library=law).findings

    return {
        (own.condition.id, own.observed): other.observed
        for own, other in zip(said("vi"), said("en"), strict=True)
    }


def problem(  # noqa: PLR0917 - one flat line of a list of problems
    level: str, rule: str, text: str, cell: str, cure: str, article: str = ""
) -> dict[str, Any]:
    """One finding as it is stored with a row."""
    return {"level": level, "rule": rule, "text": text, "cell": cell, "cure": cure, "article": article}


def papers_due(award_code: str, subject_kind: str, on: date) -> list[dict[str, str]]:
    """The papers each nominee for an award must bring, always asked for: code and label."""
    if not award_code:
        return []
    try:
        papers = library().dossier(award_code, on, subject_kind=SUBJECT_KINDS[subject_kind])
    except LawError:
        return []
    return [
        {"code": paper.code, "label": paper.label.said(get_language())}
        for paper in papers
        if paper.code in OWN_PAPERS and paper.required and paper.when == "always"
    ]


def _papers_by_row(rows: Sequence[Nomination]) -> dict[int, frozenset[str]]:
    from thidua.domain.nominations.models import Evidence

    found: dict[int, set[str]] = {}
    kept = Evidence.objects.filter(nomination__in=[row.pk for row in rows], removed_at=None).exclude(
        paper_code=""
    )
    for pk, code in kept.values_list("nomination_id", "paper_code"):
        found.setdefault(pk, set()).add(code)
    return {pk: frozenset(codes) for pk, codes in found.items()}


def _proposed_elsewhere(
    submission: Submission, rows: Sequence[Nomination]
) -> dict[tuple[int | None, str], int]:
    found = (
        Nomination.objects.filter(
            subject__in=[row.subject_id for row in rows if row.subject_id],
            submission__round__year=submission.round.year,
            state__in=["underway", "conferred"],
        )
        .exclude(submission=submission)
        .values_list("subject_id", "award_code", "submission_id")
    )
    return {(subject, code): other for subject, code, other in found}


def _law_problems(evaluation: Evaluation | None) -> Iterable[dict[str, Any]]:
    if evaluation is None:
        return
    for finding in evaluation.findings:
        if finding.refuses or finding.warns:
            level = MUST_FIX if finding.refuses else NEEDS_PERSON
            yield problem(
                level,
                finding.condition.id,
                _law_text(finding),
                _cell(finding),
                _law_cure(finding),
                finding.article,
            )


def _law_text(finding: Finding) -> str:
    title = finding.title.said(get_language())
    if finding.observed.startswith(title):
        return f"{finding.observed[0].lower()}{finding.observed[1:]}"
    return f"{title[0].lower()}{title[1:]}: {finding.observed}"


def _cell(finding: Finding) -> str:
    return "award_code" if finding.refuses else "conditions"


def _law_cure(finding: Finding) -> str:
    return _("Đổi hình thức") if finding.refuses else _("Xem điều kiện")


def _verdict(row: Nomination, evaluation: Evaluation | None, problems: list[dict[str, Any]]) -> str:
    """Empty while something typed is missing; then what the law and the papers say.

    A legal text that nobody holds is no doubt about the nominee: the report says it once for all of an award.
    """
    must = [p for p in problems if p["level"] == MUST_FIX]
    if evaluation is None or any(p["rule"] in {"name", "award", "achievement"} for p in must):
        return ""
    if must or evaluation.verdict is Eligibility.NOT_ELIGIBLE:
        return Eligibility.NOT_ELIGIBLE
    if any(p["rule"] != "no_text" for p in problems):
        return Eligibility.NEEDS_PERSON
    return Eligibility.ELIGIBLE


def typed_twins(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows with the same name, birth and award as an earlier row."""
    seen: Counter[tuple[Any, ...]] = Counter()
    twins = []
    for row in rows:
        if row["name"] and row["award_code"] and row["subject_kind"] == SubjectKind.PERSON:
            key = (row["name"], row["birth_date"] or row["birth_year"], row["award_code"])
            twins += [row] if seen[key] else []
            seen[key] += 1
    return twins
