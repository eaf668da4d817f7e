"""Whether every code that law files use means something: groups, forms, principles, posting days, salaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from thidua.domain.catalogue.blanks import MADE_HERE
from thidua.domain.catalogue.checks import CHECKS
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.problems import LawProblem
from thidua.domain.catalogue.reading import LawDocument
from thidua.domain.catalogue.validation import Span, overlap_problems


def word_problems(
    library: Library, files: Mapping[str, LawDocument], forms: Iterable[LawDocument]
) -> list[LawProblem]:
    """This will list codes that stand for nothing and rows that speak of one day twice."""
    problems = _group_problems(library, files["groups"])
    for form in forms:
        problems += _form_problems(library, form)
    problems += _principle_problems(files["principles"])
    problems += overlap_problems(files["publication"], _posting_spans(files["publication"].data))
    return problems + _salary_problems(library, files["base_salaries"])


def dead_rules(cross_rules: LawDocument, applied: set[int]) -> list[LawProblem]:
    """This will name the cross rules that concern no award: a word in ``applies`` is wrong."""
    return [
        cross_rules.problem(f"quy tắc {raw['id']} không áp dụng cho danh hiệu, hình thức nào", index)
        for index, raw in enumerate(cross_rules.data)
        if index not in applied
    ]


def blank_problems(
    library: Library, dossiers: LawDocument, blanks: Iterable[LawDocument]
) -> list[LawProblem]:
    """This will name forms that dossiers ask for and nobody drew, and forms that stand in two files."""
    known = {*library.blanks, *MADE_HERE}
    asked: list[tuple[str, tuple[Any, ...]]] = [
        (raw["form"], ("dossiers", code, "papers", index))
        for code, dossier in dossiers.data["dossiers"].items()
        for index, raw in enumerate(dossier["papers"])
        if "form" in raw
    ]
    asked += [
        (raw["form"], ("papers", code)) for code, raw in dossiers.data["papers"].items() if "form" in raw
    ]
    problems = [
        dossiers.problem(f"không có biểu mẫu {form} trong blanks/", *path)
        for form, path in asked
        if form not in known
    ]
    seen: set[str] = set()
    for document in blanks:
        for key in (document.data["code"], document.data["slug"]):
            problems += [document.problem(f"hai biểu mẫu cùng mang {key}", "code")] if key in seen else []
            seen.add(key)
    return problems


def _group_problems(library: Library, document: LawDocument) -> list[LawProblem]:
    return [
        document.problem(f"nhóm {name}: không có danh hiệu, hình thức {code}", "groups", name, "members")
        for name, group in document.data["groups"].items()
        for code in group["members"]
        if code not in library.awards
    ]


def _form_problems(library: Library, document: LawDocument) -> list[LawProblem]:
    path = ("filters", "award_group")
    problems = [
        document.problem(f"không có danh hiệu, hình thức {code}", *path, name)
        for name, codes in document.data.get("filters", {}).get("award_group", {}).items()
        for code in codes
        if code not in library.awards
    ]
    problems += [
        document.problem(f"không có văn bản {document.data[name]}", name)
        for name in ("instrument", "replaced_by")
        if name in document.data and document.data[name] not in library.instruments
    ]
    return problems


def _principle_problems(document: LawDocument) -> list[LawProblem]:
    problems = [
        document.problem(f"không có loại điều kiện {kind}", index, "conditions")
        for index, raw in enumerate(document.data)
        for kind in raw.get("conditions", ())
        if kind not in CHECKS
    ]
    spans: list[Span] = [
        (raw["id"], raw["id"], raw["since"], raw.get("until"), (index,))
        for index, raw in enumerate(document.data)
    ]
    return problems + overlap_problems(document, spans)


def _posting_spans(rows: list[dict[str, Any]]) -> list[Span]:
    return [
        (kind, kind, raw["since"], raw.get("until"), (index,))
        for index, raw in enumerate(rows)
        for kind in raw["types"]
    ]


def _salary_problems(library: Library, document: LawDocument) -> list[LawProblem]:
    seen: set[Any] = set()
    problems = [
        document.problem(f"không có văn bản {raw['instrument']}", index, "instrument")
        for index, raw in enumerate(document.data)
        if raw.get("instrument", next(iter(library.instruments))) not in library.instruments
    ]
    for index, raw in enumerate(document.data):
        if raw["since"] in seen:
            problems.append(document.problem(f"hai mức lương cùng từ ngày {raw['since']:%d/%m/%Y}", index))
        seen.add(raw["since"])
    return problems
