"""Reads every file of a law folder, checks it, and builds the ``Library``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from thidua.domain.catalogue.blanks import Blank
from thidua.domain.catalogue.building import Builder, text
from thidua.domain.catalogue.checks.base import code_of, keys_of
from thidua.domain.catalogue.library import BonusTable, DatedBonus, DatedVote, Library, Posting
from thidua.domain.catalogue.paper_reading import read_papers
from thidua.domain.catalogue.principles import Principle
from thidua.domain.catalogue.problems import LawError, LawProblem
from thidua.domain.catalogue.reading import LawDocument, read_document, schema_problems
from thidua.domain.catalogue.retention_reading import read_schedule
from thidua.domain.catalogue.scales import Scale
from thidua.domain.catalogue.validation import library_problems, span_problems
from thidua.domain.catalogue.values import (
    Authority,
    FormTable,
    Instrument,
    Phrase,
    Regime,
    VotingRule,
)
from thidua.domain.catalogue.verifying import Verified, fingerprint, from_rows, rules_of, with_verified
from thidua.domain.catalogue.words import blank_problems, dead_rules, word_problems
from thidua.domain.catalogue.workdays import WorkCalendar

_FOLDERS = {
    "instruments": "instrument",
    "titles": "award",
    "commendations": "award",
    "authorities": "authorities",
    "forms": "form",
    "blanks": "blank",
}
_FILES = (
    "regimes",
    "scales",
    "groups",
    "words",
    "cross_rules",
    "dossiers",
    "bonuses",
    "base_salaries",
    "voting",
    "publication",
    "phrases",
    "holidays_swaps",
    "principles",
    "retention",
    "verifications",
)


@dataclass
class _Sources:
    """The documents of a law folder by file name or folder."""

    root: Path
    changed: Mapping[str, str]
    files: dict[str, LawDocument] = field(default_factory=dict)
    folders: dict[str, list[LawDocument]] = field(default_factory=dict)
    problems: list[LawProblem] = field(default_factory=list)

    def read(self) -> None:
        for name in _FILES:
            path = self.root / f"{name}.yaml"
            if not path.is_file():
                self.problems.append(LawProblem(f"{name}.yaml", 0, "thiếu tệp này"))
            elif (document := self._document(path, name)) is not None:
                self.files[name] = document
        for folder, schema in _FOLDERS.items():
            found = [self._document(path, schema) for path in sorted((self.root / folder).glob("*.yaml"))]
            self.folders[folder] = [document for document in found if document is not None]
        if self.problems:
            raise LawError(*self.problems)

    def _document(self, path: Path, schema: str) -> LawDocument | None:
        document = read_document(self.root, path, self.changed.get(path.relative_to(self.root).as_posix()))
        if isinstance(document, LawProblem):
            self.problems.append(document)
            return None
        faults = schema_problems(document, self.root / "schema" / f"{schema}.json")
        self.problems += faults
        return None if faults else document


def load(root: Path, changed: Mapping[str, str] | None = None) -> Library:
    """This will build the library of a folder; raises LawError listing every problem found.

    ``changed`` holds by name what is read instead of some of its files.
    """
    sources = _Sources(root, changed or {})
    sources.read()
    problems: list[LawProblem] = []
    builder = _builder(sources, problems)
    documents = sources.folders["titles"] + sources.folders["commendations"]
    awards = {document.data["code"]: builder.award(document) for document in documents}
    library = Library(
        version=_digest(root, sources.changed),
        path=root,
        regimes=tuple(builder.regimes.values()),
        instruments=builder.instruments,
        awards=awards,
        authorities=_authorities(sources.folders["authorities"]),
        papers=read_papers(sources.files["dossiers"], builder),
        votes=_votes(sources.files["voting"], builder),
        bonuses=_bonuses(sources, builder),
        postings=_postings(sources.files["publication"], builder),
        phrase_lists=_phrases(sources.files["phrases"].data),
        forms={form.code: form for form in map(_form, sources.folders["forms"])},
        calendar=builder.calendar,
        scale_labels={name: scale.labels for name, scale in builder.scales.items()},
        award_names=builder.names,
        groups={name: frozenset(map(code_of, keys)) for name, keys in builder.groups.items()},
        principles=_principles(sources.files["principles"], builder),
        blanks={blank.code: blank for blank in map(_blank, sources.folders["blanks"])},
        retention=read_schedule(sources.files["retention"], builder),
        words=builder.words,
    )
    problems += builder.problems
    problems += dead_rules(builder.cross_rules, builder.applied)
    problems += library_problems(library, {d.data["code"]: d for d in documents}, sources.files)
    problems += word_problems(library, sources.files, sources.folders["forms"])
    problems += blank_problems(library, sources.files["dossiers"], sources.folders["blanks"])
    compared = from_rows(sources.files["verifications"].data)
    problems += _comparison_problems(library, sources.files["verifications"], compared)
    if problems:
        raise LawError(*dict.fromkeys(problems))
    return with_verified(library, compared)


def _comparison_problems(
    library: Library, document: LawDocument, compared: Iterable[Verified]
) -> list[LawProblem]:
    """A comparison must be of a rule that is there and says what it said then."""
    rules = {rule.key: rule for rule in rules_of(library)}
    problems = []
    for index, one in enumerate(compared):
        rule = rules.get(one.key)
        if rule is None:
            problems.append(document.problem(f"không có quy định {' · '.join(map(str, one.key))}", index))
        elif fingerprint(rule.condition) != one.fingerprint:
            words = f"{one.key.award} · {one.key.condition}: quy định đã đổi sau khi đối chiếu"
            problems.append(document.problem(words, index, "fingerprint"))
    return problems


def _builder(sources: _Sources, problems: list[LawProblem]) -> Builder:
    regimes, instruments = sources.files["regimes"], sources.folders["instruments"]
    problems += span_problems(
        regimes,
        [
            (("axes", a), r["code"], r["since"], r.get("until"), (i,))
            for i, r in enumerate(regimes.data)
            for a in [r["axis"]]
        ],
    )
    groups = sources.files["groups"].data
    names: dict[str, str] = dict(groups["external"])
    documents = sources.folders["titles"] + sources.folders["commendations"]
    names |= {document.data["code"]: document.data["short"] for document in documents}
    names |= {code: group["label"] for code, group in groups["groups"].items() if code not in names}
    builder = Builder(
        instruments={d["code"]: _instrument(d) for doc in instruments for d in doc.data},
        regimes={},
        scales={name: _scale(name, raw) for name, raw in sources.files["scales"].data.items()},
        groups={code: _group(group) for code, group in groups["groups"].items()},
        names=names,
        words={raw["vi"]: text(raw) for raw in sources.files["words"].data},
        calendar=_calendar(sources.files["holidays_swaps"].data),
        cross_rules=sources.files["cross_rules"],
        problems=problems,
    )
    builder.regimes = {raw["code"]: _regime(raw, builder, regimes, i) for i, raw in enumerate(regimes.data)}
    return builder


def _group(raw: Mapping[str, Any]) -> frozenset[str]:
    types = frozenset(raw["types"]) if "types" in raw else None
    return frozenset().union(*(keys_of(code, types) for code in raw["members"]))


def _digest(root: Path, changed: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        if not name.startswith("cases/"):
            content = changed[name].encode() if name in changed else path.read_bytes()
            digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _instrument(raw: Mapping[str, Any]) -> Instrument:
    return Instrument(
        code=raw["code"],
        number=raw["number"],
        kind=raw["kind"],
        name=text(raw["name"]),
        short=raw["short"],
        issued=raw.get("issued"),
        in_force_from=raw.get("in_force_from"),
        in_force_until=raw.get("in_force_until"),
        text=raw["text"],
        source=raw.get("source", ""),
        url=raw.get("url", ""),
    )


def _regime(raw: Mapping[str, Any], builder: Builder, document: LawDocument, index: int) -> Regime:
    transition = raw.get("more_favorable")
    for code in raw["instruments"]:
        builder.citation(document, {"instrument": code}, (index, "instruments"))
    return Regime(
        code=raw["code"],
        axis=raw["axis"],
        name=text(raw["name"]),
        since=raw["since"],
        until=raw.get("until"),
        instruments=tuple(raw["instruments"]),
        confidence=raw["confidence"],
        text=raw["text"],
        more_favorable=builder.citation(document, transition, (index, "more_favorable"))
        if transition
        else None,
    )


def _scale(name: str, raw: Iterable[Mapping[str, Any]]) -> Scale:
    ranks = {code: step for step, item in enumerate(raw) for code in item["codes"]}
    labels = {code: text(label) for item in raw for code, label in item["codes"].items()}
    return Scale(name, ranks, labels)


def _calendar(raw: Mapping[str, Any]) -> WorkCalendar:
    swaps = raw["swaps"]
    return WorkCalendar(
        days_off=frozenset(s["day_off"] for s in swaps if "day_off" in s),
        days_worked=frozenset(s["day_worked"] for s in swaps if "day_worked" in s),
    )


def _authorities(documents: list[LawDocument]) -> dict[str, Authority]:
    rows = [raw for document in documents for raw in document.data]
    return {raw["code"]: Authority(raw["code"], text(raw["name"]), raw["level"]) for raw in rows}


def _votes(document: LawDocument, builder: Builder) -> tuple[DatedVote, ...]:
    return tuple(_vote(raw, document, builder, index) for index, raw in enumerate(document.data))


def _vote(raw: Mapping[str, Any], document: LawDocument, builder: Builder, index: int) -> DatedVote:
    citation = builder.citation(document, raw["citation"], (index, "citation"))
    rule = VotingRule(
        numerator="yes",
        denominator=raw["denominator"],
        min_ratio=Fraction(raw["min_ratio"]),
        quorum_ratio=Fraction(raw["quorum_ratio"]),
        secret=raw["secret"],
        absentee_written=raw["absentee_written"],
        required=raw.get("required", True),
        is_local=raw.get("is_local", False),
        confidence=raw["confidence"],
        severity=builder.severity(raw["confidence"], citation, raw),
        citation=citation,
    )
    return DatedVote(frozenset(raw["awards"]), raw["since"], raw.get("until"), rule)


def _bonuses(sources: _Sources, builder: Builder) -> BonusTable:
    document = sources.files["bonuses"]
    coefficients = {}
    for index, entry in enumerate(document.data["awards"]):
        path = ("awards", index)
        usual = {"collective_multiplier": entry.get("collective_multiplier", 1)}
        rows = tuple(
            _bonus_row(usual | row, document, builder, (*path, "rows", i))
            for i, row in enumerate(entry["rows"])
        )
        for code in entry["codes"]:
            if code in coefficients:
                builder.problems.append(document.problem(f"{code} có hai bảng hệ số", *path))
            coefficients[code] = rows
    salaries = sorted((row["since"], row["amount"]) for row in sources.files["base_salaries"].data)
    return BonusTable(coefficients, tuple(salaries), document.data["rounding"]["up_to"])


def _bonus_row(
    raw: Mapping[str, Any], document: LawDocument, builder: Builder, path: tuple[Any, ...]
) -> DatedBonus:
    coefficient = raw.get("coefficient")
    return DatedBonus(
        raw["since"],
        raw.get("until"),
        Fraction(coefficient) if coefficient is not None else None,
        raw["collective_multiplier"],
        builder.citation(document, raw["citation"], path),
        raw["confidence"],
        raw.get("note", ""),
    )


def _postings(document: LawDocument, builder: Builder) -> tuple[Posting, ...]:
    return tuple(
        Posting(
            frozenset(raw["types"]),
            raw["since"],
            raw.get("until"),
            raw["working_days"],
            builder.citation(document, raw["citation"], (index, "citation")),
            raw["confidence"],
        )
        for index, raw in enumerate(document.data)
    )


def _phrases(raw: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Phrase, ...]]:
    lists: dict[str, tuple[Phrase, ...]] = {}
    for item in raw:
        phrase = Phrase(item["id"], item["text"], tuple(item.get("subjects", ())))
        for code in item["awards"]:
            lists[code] = (*lists.get(code, ()), phrase)
    return lists


def _principles(document: LawDocument, builder: Builder) -> tuple[Principle, ...]:
    return tuple(
        Principle(
            id=raw["id"],
            title=text(raw["title"]),
            text=text(raw["text"]),
            citation=builder.citation(document, raw["citation"], (index, "citation")),
            since=raw["since"],
            until=raw.get("until"),
            confidence=raw["confidence"],
            applied=raw["applied"],
            conditions=tuple(raw.get("conditions", ())),
            women_share=Fraction(raw["women_share"]) if "women_share" in raw else None,
            note=raw.get("note", ""),
        )
        for index, raw in enumerate(document.data)
    )


def _form(document: LawDocument) -> FormTable:
    raw = document.data
    return FormTable(
        code=raw["code"],
        printed=raw["printed"],
        name=text(raw["name"]),
        instrument=raw["instrument"],
        since=raw["since"],
        until=raw.get("until"),
        replaced_by=raw.get("replaced_by", ""),
        source=raw["source"],
        note=text(raw.get("note", {"vi": ""})),
        due=raw.get("due", ""),
        rows=tuple(raw["rows"]),
        columns=tuple(raw["columns"]),
        filters=raw.get("filters", {}),
    )


def _blank(document: LawDocument) -> Blank:
    raw = document.data
    return Blank(
        code=raw["code"],
        slug=raw["slug"],
        title=text(raw["title"]),
        used_for=text(raw["used_for"]),
        types=frozenset(raw["types"]),
        subjects=frozenset(raw["subjects"]),
        confidence=raw["confidence"],
        kind=raw["kind"],
        subject=raw["subject"],
        blocks=tuple(raw["blocks"]),
        signatures=tuple((authority, note) for authority, note in raw["signatures"]),
    )
