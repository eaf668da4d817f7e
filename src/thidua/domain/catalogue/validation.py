"""What must hold across law files: no overlaps, no gaps, every code known, every award decided by someone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from thidua.domain.catalogue.awards import Award, AwardVersion
from thidua.domain.catalogue.formalities import formality_problems
from thidua.domain.catalogue.library import EVERY_AWARD, Library
from thidua.domain.catalogue.problems import LawProblem
from thidua.domain.catalogue.reading import LawDocument
from thidua.domain.catalogue.values import Condition

_DAY = timedelta(days=1)
Span = tuple[Any, str, date, date | None, tuple[Any, ...]]


def span_problems(document: LawDocument, spans: Iterable[Span]) -> list[LawProblem]:
    """This will find overlaps and gaps between spans ``(group, name, since, until, path)`` of one group."""
    groups: dict[Any, list[Span]] = {}
    for span in spans:
        groups.setdefault(span[0], []).append(span)
    problems = []
    for rows in groups.values():
        ordered = sorted(rows, key=lambda row: row[2])
        problems += [
            document.problem(f"{r[1]}: kết thúc trước khi bắt đầu", *r[4])
            for r in rows
            if r[3] and r[3] < r[2]
        ]
        for before, after in pairwise(ordered):
            fault = _junction(before, after)
            problems += [document.problem(fault, *after[4])] if fault else []
        if ordered[-1][3] is not None:
            problems.append(
                document.problem(f"{ordered[-1][1]}: hở từ {ordered[-1][3]:%d/%m/%Y} trở đi", *ordered[-1][4])
            )
    return problems


def overlap_problems(document: LawDocument, spans: Iterable[Span]) -> list[LawProblem]:
    """This will find overlaps alone, where days without a row are meant (a general row answers them)."""
    groups: dict[Any, list[Span]] = {}
    for span in sorted(spans, key=lambda row: row[2]):
        groups.setdefault(span[0], []).append(span)
    return [
        document.problem(f"{after[1]}: chồng lên {before[1]} từ ngày {after[2]:%d/%m/%Y}", *after[4])
        for rows in groups.values()
        for before, after in pairwise(rows)
        if before[3] is None or before[3] >= after[2]
    ]


def _junction(before: Span, after: Span) -> str:
    until, since = before[3], after[2]
    if until is None or until >= since:
        return f"{after[1]}: chồng lên {before[1]} từ ngày {since:%d/%m/%Y}"
    if until + _DAY != since:
        return f"{after[1]}: hở từ {until + _DAY:%d/%m/%Y} đến {since - _DAY:%d/%m/%Y} sau {before[1]}"
    return ""


def library_problems(
    library: Library, documents: Mapping[str, LawDocument], files: Mapping[str, LawDocument]
) -> list[LawProblem]:
    """This will check everything that needs more than one file."""
    problems = []
    for award in library.awards.values():
        problems += _award_problems(library, award, documents[award.code])
    problems += _vote_problems(library, files["voting"])
    problems += _bonus_problems(library, files["bonuses"])
    problems += _phrase_problems(library, files["phrases"])
    return problems


def _award_problems(library: Library, award: Award, document: LawDocument) -> list[LawProblem]:
    spans: list[Span] = [
        (award.code, version.id, version.since, version.until, ("versions", index))
        for index, version in enumerate(award.versions)
    ]
    problems = span_problems(document, spans)
    first = min(regime.since for regime in library.regimes if regime.axis == award.axis)
    if award.versions[0].since > first:
        problems.append(
            document.problem(f"{award.code}: hở trước {award.versions[0].since:%d/%m/%Y}", "versions", 0)
        )
    for index, version in enumerate(award.versions):
        path = ("versions", index)
        problems += formality_problems(library.authorities, document, version, path)
        if version.dossier not in library.papers:
            problems.append(document.problem(f"không có bộ hồ sơ {version.dossier}", *path, "dossier"))
        problems += _twice(document, version.conditions, path)
        problems += _limits_twice(document, version, path)
    return problems


def _limits_twice(document: LawDocument, version: AwardVersion, path: tuple[Any, ...]) -> list[LawProblem]:
    """Limits and deadlines of one name must not hold on the same day."""
    quotas = [(("quotas", i), one) for i, one in enumerate(version.quotas)]
    deadlines = [(("deadlines", i), one) for i, one in enumerate(version.deadlines)]
    found: list[Span] = [
        ((place[0], one.id), one.id, one.since, one.until, (*path, *place)) for place, one in quotas
    ]
    found += [((place[0], one.id), one.id, one.since, one.until, (*path, *place)) for place, one in deadlines]
    return overlap_problems(document, found)


def _twice(
    document: LawDocument, conditions: tuple[Condition, ...], path: tuple[Any, ...]
) -> list[LawProblem]:
    clashes = {
        a.id
        for i, a in enumerate(conditions)
        for b in conditions[i + 1 :]
        if a.id == b.id
        and a.since <= (b.until or date.max)
        and b.since <= (a.until or date.max)
        and (not a.subjects or not b.subjects or set(a.subjects) & set(b.subjects))
    }
    return [
        document.problem(f"điều kiện {item} ghi hai lần cho cùng ngày", *path) for item in sorted(clashes)
    ]


def _vote_problems(library: Library, document: LawDocument) -> list[LawProblem]:
    spans: list[Span] = []
    own: list[Span] = []
    problems = []
    for index, vote in enumerate(library.votes):
        for code in sorted(vote.awards):
            if code == EVERY_AWARD:
                spans.append((code, "quy định chung", vote.since, vote.until, (index,)))
            elif code not in library.awards:
                problems.append(document.problem(f"không có danh hiệu, hình thức {code}", index, "awards"))
            else:
                own.append((code, code, vote.since, vote.until, (index,)))
    return problems + span_problems(document, spans) + overlap_problems(document, own)


def _bonus_problems(library: Library, document: LawDocument) -> list[LawProblem]:
    problems = []
    for index, entry in enumerate(document.data["awards"]):
        spans: list[Span] = [
            (index, entry["codes"][0], row["since"], row.get("until"), ("awards", index, "rows", i))
            for i, row in enumerate(entry["rows"])
        ]
        problems += span_problems(document, spans)
        problems += [
            document.problem(f"không có danh hiệu, hình thức {code}", "awards", index, "codes")
            for code in entry["codes"]
            if code not in library.award_names
        ]
    listed = {code for entry in document.data["awards"] for code in entry["codes"]}
    missing = sorted(set(library.awards) - listed)
    return problems + [
        document.problem(f"{code}: thiếu hệ số tiền thưởng (ghi rõ nếu chưa có văn bản)") for code in missing
    ]


def _phrase_problems(library: Library, document: LawDocument) -> list[LawProblem]:
    known = {*library.awards, EVERY_AWARD}
    return [
        document.problem(f"không có danh hiệu, hình thức {code}", index, "awards")
        for index, item in enumerate(document.data)
        for code in item["awards"]
        if code not in known
    ]
