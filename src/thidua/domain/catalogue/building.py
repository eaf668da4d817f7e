"""Turns the plain values of law files into awards with compiled conditions."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from thidua.domain.catalogue.awards import Award, AwardVersion, Deadline
from thidua.domain.catalogue.checks import CHECKS, Check, Compiler
from thidua.domain.catalogue.formalities import formalities_of
from thidua.domain.catalogue.problems import LawError, LawProblem
from thidua.domain.catalogue.reading import LawDocument
from thidua.domain.catalogue.scales import Scale
from thidua.domain.catalogue.values import (
    Citation,
    Condition,
    Instrument,
    QuotaRule,
    Regime,
    Severity,
    Text,
    TextStatus,
)
from thidua.domain.catalogue.workdays import WorkCalendar

_RESERVED = frozenset(
    (
        *("id", "kind", "title", "citation", "confidence", "since", "until", "verified_on", "verified_by"),
        *("carried_by", "subjects", "severity", "note", "applies", "except"),
    )
)
_CARRIED_CONFIDENCE = "Mm"
ITSELF = "*"  # in a cross rule: the award the rule is added to


class _Stated(NamedTuple):
    """A condition as a version states it; ``carried`` from the version before, to end on ``until`` when it is changed."""

    raw: dict[str, Any]
    path: tuple[Any, ...]
    carried: bool
    until: date | None


@dataclass
class Builder:
    """Builds awards; every fault is collected in ``problems`` with its file and line."""

    instruments: Mapping[str, Instrument]
    regimes: Mapping[str, Regime]
    scales: Mapping[str, Scale]
    groups: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    words: Mapping[str, Text]
    calendar: WorkCalendar
    cross_rules: LawDocument
    problems: list[LawProblem] = field(default_factory=list)
    applied: set[int] = field(default_factory=set)  # the cross rules that found an award

    def award(self, document: LawDocument) -> Award:
        """This will build one award with all its versions."""
        data = document.data
        versions: list[AwardVersion] = []
        stated: list[_Stated] = []
        for index, raw in enumerate(data["versions"]):
            path = ("versions", index)
            own = [
                _Stated(item, (*path, "conditions", i), carried=False, until=None)
                for i, item in enumerate(raw.get("conditions", []))
            ]
            since, _until = self._span(document, raw, path)
            stated = [*_carried(stated, own, since), *own] if raw.get("carried_over") else own
            versions.append(self._version(document, data, raw, index, stated))
        return Award(
            code=data["code"],
            name=text(data["name"]),
            short=data["short"],
            kind=data["kind"],
            level=data["level"],
            line=data["line"],
            axis=data["axis"],
            scope=data.get("scope", "comprehensive"),
            subjects=tuple(data["subjects"]),
            commendation_types=tuple(data["commendation_types"]),
            honor=data.get("honor", False),
            outside=data.get("outside", False),
            order=data["order"],
            versions=tuple(versions),
        )

    def _version(
        self, doc: LawDocument, award: dict[str, Any], raw: dict[str, Any], index: int, stated: list[_Stated]
    ) -> AwardVersion:
        path = ("versions", index)
        since, until = self._dates(raw)
        base = {**raw, "since": since, "until": until}
        rules = [
            self._rule(doc, one.raw, {**base, "until": one.until or until}, one.path, carried=one.carried)
            for one in stated
        ]
        if raw.get("status") in ("no_text", "draft"):
            rules.append(self._missing_text(doc, raw, base, path))
        rules += self._cross(award, since, until)
        return AwardVersion(
            id=raw.get("id", f"{award['code']}.{raw['regimes'][0]}"),
            regimes=tuple(raw["regimes"]),
            since=since,
            until=until,
            status=TextStatus(raw.get("status", "held")),
            formalities=formalities_of(
                raw, base, lambda cited, where: self.citation(doc, cited, where), path
            ),
            dossier=raw["dossier"],
            timing=raw.get("timing", ""),
            citation=self.citation(doc, raw["citation"], (*path, "citation")),
            confidence=raw["confidence"],
            verified_on=raw.get("verified_on"),
            verified_by=raw.get("verified_by", ""),
            note=raw.get("note", ""),
            rows=tuple(raw.get("rows", ())),
            deadlines=tuple(
                self._deadline(doc, d, base, (*path, "deadlines", i))
                for i, d in enumerate(raw.get("deadlines", []))
            ),
            rules=tuple(rule for rule in rules if rule is not None),
            quotas=tuple(
                self._quota(doc, q, base, (*path, "quotas", i)) for i, q in enumerate(raw.get("quotas", []))
            ),
        )

    def _span(self, doc: LawDocument, raw: dict[str, Any], path: tuple[Any, ...]) -> tuple[date, date | None]:
        missing = [code for code in raw["regimes"] if code not in self.regimes]
        if missing:
            self.problems.append(
                doc.problem(f"không có thời kỳ pháp luật {', '.join(missing)}", *path, "regimes")
            )
            return date.min, None
        spans = [self.regimes[code] for code in raw["regimes"]]
        since, until = self._dates(raw)
        if since < spans[0].since or (spans[-1].until and (until is None or until > spans[-1].until)):
            self.problems.append(
                doc.problem("thời hạn vượt ra ngoài thời kỳ pháp luật đã ghi", *path, "regimes")
            )
        return since, until

    def _dates(self, raw: Mapping[str, Any]) -> tuple[date, date | None]:
        spans = [self.regimes[code] for code in raw["regimes"] if code in self.regimes]
        if len(spans) < len(raw["regimes"]):
            return date.min, None
        return raw.get("since", spans[0].since), raw.get("until", spans[-1].until)

    def _missing_text(
        self, doc: LawDocument, raw: dict[str, Any], base: dict[str, Any], path: tuple[Any, ...]
    ) -> tuple[Condition, Check] | None:
        item = {
            "id": "no_text",
            "kind": "no_text",
            "what": raw["missing"],
            "title": {"vi": "Chưa có văn bản", "en": "The text is not held"},
            "severity": "warns",
        }
        return self._rule(doc, item, base, path, carried=False)

    def _cross(
        self, award: dict[str, Any], since: date, until: date | None
    ) -> list[tuple[Condition, Check] | None]:
        found = []
        for index, raw in enumerate(self.cross_rules.data):
            overlaps = (until is None or raw["since"] <= until) and (raw.get("until") or date.max) >= since
            if overlaps and _applies(raw.get("applies", {}), award) and not _excepted(raw, award):
                base = {"confidence": raw["confidence"], "since": raw["since"], "until": raw.get("until")}
                self.applied.add(index)
                own = {**raw, "award": award["code"]} if raw.get("award") == ITSELF else raw
                found.append(self._rule(self.cross_rules, own, base, (index,), carried=False))
        return found

    def _deadline(
        self, doc: LawDocument, raw: dict[str, Any], base: dict[str, Any], path: tuple[Any, ...]
    ) -> Deadline:
        return Deadline(
            kind=raw["kind"],
            title=text(raw["title"]),
            first=_month_day(raw.get("first")),
            last=_month_day(raw.get("last")),
            days=raw.get("days"),
            working_days=raw.get("working_days"),
            years=raw.get("years"),
            citation=self.citation(doc, raw.get("citation", base["citation"]), path),
            confidence=raw.get("confidence", base["confidence"]),
            since=raw.get("since", base["since"]),
            until=raw.get("until", base["until"]),
        )

    def _rule(
        self,
        doc: LawDocument,
        raw: dict[str, Any],
        base: dict[str, Any],
        path: tuple[Any, ...],
        *,
        carried: bool,
    ) -> tuple[Condition, Check] | None:
        confidence = _CARRIED_CONFIDENCE if carried else raw.get("confidence", base["confidence"])
        cited = raw.get("citation", base.get("citation"))
        cited = raw["citation"] if carried and "citation" in raw else cited
        citation = self.citation(doc, cited, (*path, "citation") if "citation" in raw else path)
        check = self._compile(doc, raw, path)
        if check is None:
            return None
        if not carried and doc is not self.cross_rules and _never(raw, base):
            self.problems.append(
                doc.problem("điều kiện không có ngày nào nằm trong thời hạn của phiên bản", *path)
            )
        condition = Condition(
            id=raw.get("id", raw["kind"]),
            kind=raw["kind"],
            params=_params(raw),
            title=text(raw["title"]),
            citation=citation,
            since=base["since"] if carried else raw.get("since", base["since"]),
            until=base["until"] if carried else raw.get("until", base["until"]),
            verified_on=None if carried else raw.get("verified_on", base.get("verified_on")),
            confidence=confidence,
            severity=self.severity(
                confidence, citation, {**raw, "verified_by": _verifier(raw, base, carried)}
            ),
            subjects=tuple(raw.get("subjects", ())),
            note=raw.get("note", ""),
            carried_by=tuple(raw.get("carried_by", ())),
        )
        return condition, check

    def severity(self, confidence: str, citation: Citation, raw: Mapping[str, Any]) -> Severity:
        """This will say whether a rule may refuse: S does, Q with a named article or a worked case, M only
        once someone compared it with the text.
        """
        if raw.get("severity") == "warns" or not self._readable(citation):
            return Severity.WARNS
        carried_by_case = bool(raw.get("carried_by"))
        if (
            confidence == "S"
            or raw.get("verified_by")
            or (confidence == "Q" and (citation.article or carried_by_case))
        ):
            return Severity.REFUSES
        return Severity.WARNS

    def _readable(self, citation: Citation) -> bool:
        instrument = self.instruments.get(citation.instrument)
        return instrument is not None and instrument.has_text

    def citation(self, doc: LawDocument, raw: Mapping[str, Any] | None, path: tuple[Any, ...]) -> Citation:
        """This will resolve a citation and word its label, such as “Điều 4 khoản 1 Nghị định 65/2014/NĐ-
        CP”.
        """
        if raw is None or raw["instrument"] not in self.instruments:
            code = raw["instrument"] if raw else "(trống)"
            self.problems.append(doc.problem(f"không có văn bản {code} trong law/instruments", *path))
            return Citation(code)
        article, clause = str(raw.get("article", "")), str(raw.get("clause", ""))
        words = [f"Điều {article}"] if article else []
        words += [clause] if clause else []
        words.append(self.instruments[raw["instrument"]].short)
        return Citation(raw["instrument"], article, clause, " ".join(words))

    def _compile(self, doc: LawDocument, raw: Mapping[str, Any], path: tuple[Any, ...]) -> Check | None:
        kind = raw["kind"]
        if kind not in CHECKS:
            known = ", ".join(sorted(CHECKS))
            self.problems.append(
                doc.problem(f"không có loại điều kiện {kind!r}; các loại có là {known}", *path)
            )
            return None
        params = _params(raw)
        fault = _parameter_fault(kind, params) or self._unknown_awards(params)
        if fault:
            self.problems.append(doc.problem(f"điều kiện {kind}: {fault}", *path))
            return None
        try:
            return CHECKS[kind](self._compiler(doc, path, raw), **params)
        except LawError as error:
            self.problems.append(doc.problem(f"điều kiện {kind}: {error.problems[0].reason}", *path))
        return None

    def _unknown_awards(self, params: Mapping[str, Any]) -> str:
        named = [params[key] for key in ("awards", "after", "base", "unused_for") if key in params]
        named += [[params["award"]]] if "award" in params else []
        unknown = [
            code for codes in named for code in codes if code not in self.names and code not in self.groups
        ]
        return f"không có danh hiệu, hình thức {', '.join(unknown)}" if unknown else ""

    def _compiler(self, doc: LawDocument, path: tuple[Any, ...], parent: Mapping[str, Any]) -> Compiler:
        def nested(raw: Mapping[str, Any]) -> tuple[Text, Check]:
            place = next(i for i, branch in enumerate(parent["of"]) if branch is raw)
            check = self._compile(doc, raw, (*path, "of", place))
            if check is None:
                raise LawError.about(f"nhánh {raw.get('kind')} không dùng được")
            return text(raw.get("title", {"vi": ""})), check

        return Compiler(self.scales, self.groups, self.names, self.calendar, nested, self.words)

    def _quota(
        self, doc: LawDocument, raw: dict[str, Any], base: dict[str, Any], path: tuple[Any, ...]
    ) -> QuotaRule:
        where = (*path, "citation") if "citation" in raw else path
        citation = self.citation(doc, raw.get("citation", base["citation"]), where)
        confidence = raw.get("confidence", base["confidence"])
        if raw.get("of", next(iter(self.names))) not in self.names:
            self.problems.append(doc.problem(f"không có danh hiệu, hình thức {raw['of']}", *path, "of"))
        return QuotaRule(
            id=raw["id"],
            kind=raw["kind"],
            title=text(raw["title"]),
            citation=citation,
            confidence=confidence,
            severity=self.severity(confidence, citation, raw),
            share=Fraction(raw["share"]) if "share" in raw else None,
            of=raw.get("of", ""),
            limit=raw.get("limit"),
            except_units=tuple(raw.get("except_units", ())),
            since=raw.get("since", base["since"]),
            until=raw.get("until", base["until"]),
        )


def _carried(before: list[_Stated], own: list[_Stated], since: date) -> list[_Stated]:
    """What still holds of the version before: a rule that the new version states itself ends the day before that."""
    found = []
    for one in before:
        if one.raw.get("until") or one.until:
            continue
        days = [new.raw.get("since") or since for new in own if _name(new.raw) == _name(one.raw)]
        if not days or min(days) > since:
            until = min(days) - timedelta(days=1) if days else None
            found.append(one._replace(carried=True, until=until))
    return found


def _name(raw: Mapping[str, Any]) -> str:
    return str(raw.get("id", raw["kind"]))


def text(raw: Mapping[str, str]) -> Text:
    """This will read a two-language text."""
    return Text(raw["vi"], raw.get("en", ""))


def _params(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in _RESERVED}


def _parameter_fault(kind: str, params: Mapping[str, Any]) -> str:
    accepted = dict(list(inspect.signature(CHECKS[kind]).parameters.items())[1:])
    unknown = sorted(set(params) - set(accepted))
    if unknown:
        return f"không nhận tham số {', '.join(unknown)}; nhận {', '.join(accepted) or 'không tham số nào'}"
    missing = [
        name for name, p in accepted.items() if p.default is inspect.Parameter.empty and name not in params
    ]
    return f"thiếu tham số {', '.join(missing)}" if missing else ""


def _verifier(raw: Mapping[str, Any], base: Mapping[str, Any], carried: bool) -> str:
    return "" if carried else raw.get("verified_by", base.get("verified_by", ""))


def _never(raw: Mapping[str, Any], base: Mapping[str, Any]) -> bool:
    """Whether a condition's own days miss its version's days altogether."""
    since, until = raw.get("since") or date.min, raw.get("until") or date.max
    return since > (base["until"] or date.max) or until < base["since"] or until < since


def _month_day(raw: str | None) -> tuple[int, int] | None:
    return (int(raw[:2]), int(raw[3:])) if raw else None


def _excepted(raw: Mapping[str, Any], award: Mapping[str, Any]) -> bool:
    return any(_applies({key: values}, award) for key, values in raw.get("except", {}).items())


def _applies(wanted: Mapping[str, list[str]], award: Mapping[str, Any]) -> bool:
    own = {
        "types": set(award["commendation_types"]),
        "subjects": set(award["subjects"]),
        "kinds": {award["kind"]},
        "lines": {award["line"]},
        "axes": {award["axis"]},
        "levels": {award["level"]},
        "scopes": {award.get("scope", "comprehensive")},
        "codes": {award["code"]},
    }
    return all(own[key] & set(values) for key, values in wanted.items())
