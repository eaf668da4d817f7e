"""A question to the law out of a file: facts, award and days; judged, or refused with file, line and reason."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, datetime
from pathlib import Path
from typing import Any

from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.facts_files import SUBJECTS, FactFault, coded_words, facts_from
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.library import library as default_library
from thidua.domain.catalogue.problems import LawError, LawProblem
from thidua.domain.catalogue.reading import LawDocument, read_document

_NEEDED = ("award", "received_on", "period_year")
_KNOWN = (*_NEEDED, "decided_on", "facts")


def evaluate_file(path: Path, *, library: Library | None = None) -> dict[str, Any]:
    """This will judge a YAML file with award, received_on, period_year, decided_on and facts.

    Raises LawError with the file, the line and the reason of everything that cannot be used.
    """
    law = library or default_library()
    document = _read(path)
    data = document.data
    _refuse(document, _shape_problems(document))
    try:
        facts = facts_from(data.get("facts") or {})
    except FactFault as fault:
        raise LawError(document.problem(fault.problems[0].reason, *fault.place)) from fault
    days = {name: _day(document, name) for name in ("received_on", "decided_on")}
    year = _year(document)
    _refuse(document, _word_problems(document, law, facts))
    try:
        result = evaluate(
            data["award"], facts, received_on=days["received_on"], period_year=year, decided_on=days["decided_on"],
            library=law,
        )  # fmt: skip
    except LawError as error:
        raise LawError(document.problem(error.problems[0].reason, "received_on")) from error
    return result.as_dict()


def _read(path: Path) -> LawDocument:
    if not path.is_file():
        raise LawError(LawProblem(str(path), 0, "không có tệp này"))
    found = read_document(path.parent, path)
    if isinstance(found, LawProblem):
        raise LawError(LawProblem(str(path), found.line, found.reason))
    return LawDocument(str(path), found.data, found.lines)


def _refuse(document: LawDocument, problems: list[LawProblem]) -> None:
    if problems:
        raise LawError(*problems)


def _shape_problems(document: LawDocument) -> list[LawProblem]:
    data = document.data
    if not isinstance(data, dict):
        return [document.problem("tệp phải là một bảng khóa–giá trị")]
    problems = [
        document.problem(f"thừa: {key}; các khóa có là {', '.join(_KNOWN)}", key)
        for key in data
        if key not in _KNOWN
    ]
    missing = [key for key in _NEEDED if data.get(key) is None]
    return problems + ([document.problem(f"thiếu: {', '.join(missing)}")] if missing else [])


def _word_problems(document: LawDocument, law: Library, facts: Facts) -> list[LawProblem]:
    """Codes that the law does not know: they would be passed over in silence."""
    problems = []
    award = document.data["award"]
    if not isinstance(award, str) or award not in law.awards:
        reason = f"danh mục không có danh hiệu, hình thức {award!r}"
        problems.append(document.problem(reason, "award"))
    if facts.subject_kind not in SUBJECTS:
        reason = f"không có loại đối tượng {facts.subject_kind!r}; có {', '.join(SUBJECTS)}"
        problems.append(document.problem(reason, "facts", "subject_kind"))
    for place, word, scale in coded_words(facts):
        known = law.award_names if scale == "awards" else law.scale_labels[scale]
        if word not in known:
            told = "" if scale == "awards" else f"; có {', '.join(known)}"
            problems.append(document.problem(f"không có mã {word!r}{told}", *place))
    return problems


def _day(document: LawDocument, name: str) -> Any:
    value = document.data.get(name)
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise LawError(document.problem(f"{value!r} không phải ngày dạng YYYY-MM-DD", name)) from error


def _year(document: LawDocument) -> int:
    value = document.data["period_year"]
    if isinstance(value, bool) or not str(value).isdecimal() or not MINYEAR <= int(value) <= MAXYEAR:
        raise LawError(document.problem(f"{value!r} không phải một năm", "period_year"))
    return int(value)
