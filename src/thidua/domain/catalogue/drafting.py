"""A change of one rule before it takes effect: the files it would write, and the law as it would then read.

The data keeps both: the rule ends the day before, and the changed one begins with its own instrument and article.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from thidua.domain.catalogue.editing import added, split
from thidua.domain.catalogue.library import Library, library, load_library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Condition
from thidua.domain.catalogue.verifying import RuleKey, find_rule

_CROSS = "cross_rules.yaml"
_OLD_WORDS = ("verified_on", "verified_by", "carried_by", "severity", "confidence", "until", "citation")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewInstrument:
    """A text that is not among the instruments yet."""

    code: str
    number: str
    kind: str
    name: str
    issued: date


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that says something else from ``starts_on`` on; ``values`` None lets it end.

    ``values`` holds what differs, by its place in the rule (``years``, ``of.0.count``).
    """

    key: RuleKey
    starts_on: date
    instrument: str
    article: str
    clause: str = ""
    values: tuple[tuple[str, Any], ...] | None = ()
    title_vi: str = ""
    title_en: str = ""
    text: NewInstrument | None = None


def leaves(params: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """This will walk the numbers and words of a rule that a change may touch, each with its place."""
    for key, value in params.items():
        if key in {"kind", "title", "key", "question", "each_deed"}:
            continue
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            for index, branch in enumerate(value):
                yield from ((f"{key}.{index}.{inner}", leaf) for inner, leaf in leaves(branch))
        elif isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", leaf) for inner, leaf in leaves(value))
        else:
            yield key, value


def changed_files(*changes: Change, law: Library | None = None) -> dict[str, str]:
    """This will give the new text of every file that changes touch, by its name below ``law/``.

    Raises LawError when the data has no such rule.
    """
    law = law or library()
    files: dict[str, str] = {}
    for change in changes:
        rule = find_rule(law, change.key)
        if rule is None:
            raise LawError.about(f"danh mục không có quy định {' · '.join(map(str, change.key))}")
        _write_instrument(law, change, files)
        _write_rule(law, change, rule.condition, files)
    return files


def _write_rule(law: Library, change: Change, condition: Condition, files: dict[str, str]) -> None:
    name, place = _file_of(law, change.key)
    content = _content(law, name, files)
    data = yaml.safe_load(content)
    if name == _CROSS:
        files[name] = _split(content, (place,), data[place], condition, change)
        return
    versions = data["versions"]
    own = _index(versions[place].get("conditions", []), condition)
    if own is not None:
        raw = versions[place]["conditions"][own]
        files[name] = _split(content, ("versions", place, "conditions", own), raw, condition, change)
        return
    # Carried over from the version before: from now on this version states it itself.
    earlier = _carried_from(versions, place, condition)
    item = _ended(earlier, change) if change.values is None else _new(earlier, change)
    files[name] = added(content, ("versions", place, "conditions"), item)


def _content(law: Library, name: str, files: Mapping[str, str]) -> str:
    return files[name] if name in files else (law.path / name).read_text(encoding="utf-8")


def drafted_library(*changes: Change) -> Library:
    """This will load the law as it would read with changes; raises LawError with file, line and reason."""
    return _loaded(library().path, changes, library().version)


@lru_cache(maxsize=16)
def _loaded(root: Path, changes: tuple[Change, ...], _version: str) -> Library:
    return load_library(root, changed_files(*changes))


def applied_before(change: Change) -> tuple[Change, ...]:
    """The same change as if it had always held, wherever an earlier version of the award says the same.

    It shows on worked cases, which lie behind us, what the change means.
    """
    rule = find_rule(library(), change.key)
    if rule is None:
        return ()
    said = dict(leaves(rule.condition.params))
    keys = [
        RuleKey(rule.award.code, version.id, one.id, one.since)
        for version in rule.award.versions
        for one in version.conditions
        if one.id == rule.condition.id and one.kind == rule.condition.kind and _says(one, said, change)
    ]
    first = replace(change, key=keys[0], starts_on=keys[0].since)
    instrument = change.text.code if change.text else change.instrument
    return (
        first,
        *(
            replace(change, key=key, starts_on=key.since, text=None, instrument=instrument)
            for key in keys[1:]
        ),
    )


def _says(condition: Condition, said: Mapping[str, Any], change: Change) -> bool:
    """Whether a rule has the same numbers and words in the places that change."""
    own = dict(leaves(condition.params))
    return all(own.get(place) == said.get(place) for place, _value in change.values or ())


def patch(change: Change, law: Library | None = None) -> str:
    """This will write a change as a patch of the files in ``law/``, for whoever keeps the data."""
    law = law or library()
    lines: list[str] = []
    for name, new in sorted(changed_files(change, law=law).items()):
        old = (law.path / name).read_text(encoding="utf-8")
        lines += difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/law/{name}", f"b/law/{name}"
        )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _write_instrument(law: Library, change: Change, files: dict[str, str]) -> None:
    new = change.text
    if new is None:
        return
    name = f"instruments/{law.award(change.key.award).axis}.yaml"
    item = {"code": new.code, "number": new.number, "kind": new.kind, "short": new.number,
            "name": {"vi": new.name}, "issued": new.issued, "in_force_from": change.starts_on,
            "text": "quoted", "source": new.number}  # fmt: skip
    files[name] = added(_content(law, name, files), (), item)


def _file_of(law: Library, key: RuleKey) -> tuple[str, int]:
    """The file a rule stands in, and the place of its version there (of the rule itself in the cross rules)."""
    for folder in ("titles", "commendations"):
        path = law.path / folder / f"{key.award}.yaml"
        if not path.is_file():
            continue
        versions = yaml.safe_load(path.read_text(encoding="utf-8"))["versions"]
        names = [raw.get("id", f"{key.award}.{raw['regimes'][0]}") for raw in versions]
        place = names.index(key.version)
        if _states(versions, place, key):
            return f"{folder}/{key.award}.yaml", place
    rules = yaml.safe_load((law.path / _CROSS).read_text(encoding="utf-8"))
    return _CROSS, next(
        i for i, raw in enumerate(rules) if _name(raw) == key.condition and raw["since"] == key.since
    )


def _states(versions: list[dict[str, Any]], place: int, key: RuleKey) -> bool:
    while True:
        if any(_name(raw) == key.condition for raw in versions[place].get("conditions", [])):
            return True
        if not versions[place].get("carried_over") or place == 0:
            return False
        place -= 1


def _index(conditions: list[dict[str, Any]], condition: Condition) -> int | None:
    """Where a version states the rule itself; a rule of that name may stand there once for each span of days."""
    found = [
        index
        for index, raw in enumerate(conditions)
        if _name(raw) == condition.id
        and raw.get("since", condition.since) == condition.since
        and tuple(raw.get("subjects", ())) == condition.subjects
    ]
    return found[0] if found else None


def _carried_from(versions: list[dict[str, Any]], place: int, condition: Condition) -> dict[str, Any]:
    for version in reversed(versions[:place]):
        for raw in version.get("conditions", []):
            if _name(raw) == condition.id and not raw.get("until"):
                return dict(raw)
    raise LawError.about(f"không tìm thấy chỗ ghi quy định {condition.id}")


def _split(
    content: str, path: tuple[Any, ...], raw: dict[str, Any], condition: Condition, change: Change
) -> str:
    ends = change.starts_on - _DAY if condition.since < change.starts_on else None
    return split(content, path, ends, None if change.values is None else _new(raw, change))


def _new(raw: dict[str, Any], change: Change) -> dict[str, Any]:
    """The changed rule as the data will hold it."""
    item = {key: deepcopy(value) for key, value in raw.items() if key not in _OLD_WORDS}
    for place, value in change.values or ():
        _put(item, place.split("."), value)
    if change.title_vi:
        item["title"] = {"vi": change.title_vi} | ({"en": change.title_en} if change.title_en else {})
    cited = {"instrument": change.text.code if change.text else change.instrument, "article": change.article}
    item["citation"] = cited | ({"clause": change.clause} if change.clause else {})
    return item | {"confidence": "Q", "since": change.starts_on} | _until(raw, change)


def _until(raw: Mapping[str, Any], change: Change) -> dict[str, Any]:
    until = raw.get("until")
    return {"until": until} if until and until >= change.starts_on else {}


def _ended(raw: dict[str, Any], change: Change) -> dict[str, Any]:
    """A rule carried over, stated once more so that it can end."""
    return {**raw, "confidence": "Mm", "until": change.starts_on - _DAY}


def _put(item: Any, steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        item = item[int(step)] if step.isdigit() else item[step]
    item[steps[-1]] = value


def _name(raw: Mapping[str, Any]) -> str:
    return str(raw.get("id", raw["kind"]))
