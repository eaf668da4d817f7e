"""Reads which papers each dossier must hold, and says on which line one stands for nothing or stands there twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from thidua.domain.catalogue.building import Builder, text
from thidua.domain.catalogue.papers import Paper
from thidua.domain.catalogue.reading import LawDocument
from thidua.domain.catalogue.validation import Span, overlap_problems
from thidua.domain.catalogue.values import Citation

_ALWAYS = "always"


def read_papers(document: LawDocument, builder: Builder) -> dict[str, tuple[Paper, ...]]:
    """This will give the papers of every dossier by its code; faults go to the builder's problems."""
    return {code: tuple(_of_dossier(document, builder, code)) for code in document.data["dossiers"]}


def _of_dossier(document: LawDocument, builder: Builder, code: str) -> Iterator[Paper]:
    catalog = document.data["papers"]
    spans: list[Span] = []
    for index, raw in enumerate(document.data["dossiers"][code]["papers"]):
        path = ("dossiers", code, "papers", index)
        if raw["paper"] not in catalog:
            builder.problems.append(document.problem(f"không có giấy tờ {raw['paper']}", *path, "paper"))
            continue
        cited = raw.get("citation")
        citation = builder.citation(document, cited, (*path, "citation")) if cited else None
        paper = _paper(raw, catalog[raw["paper"]], citation)
        spans += [
            ((paper.code, kind), paper.code, paper.since, paper.until, path)
            for kind in paper.subjects or ("",)
        ]
        yield paper
    builder.problems += overlap_problems(document, spans)


def _paper(raw: Mapping[str, Any], known: Mapping[str, Any], citation: Citation | None) -> Paper:
    when = raw.get("when", _ALWAYS)
    return Paper(
        code=raw["paper"],
        label=text(known["label"]),
        form=raw.get("form", known.get("form", "")),
        required=when == _ALWAYS,
        when=when,
        subjects=tuple(raw.get("subjects", ())),
        since=raw.get("since", date.min),
        until=raw.get("until"),
        citation=citation,
    )
