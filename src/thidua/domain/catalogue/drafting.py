"""A change of one provision before it takes effect: the files it would write, and the law as it would then read.

The data keeps both: the rule ends the day before, and the changed one begins with its own instrument and article.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from thidua.domain.catalogue.changes import Change
from thidua.domain.catalogue.editing import added, split
from thidua.domain.catalogue.library import Library, library, load_library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.provisions import NEW, Provision, award_file, find_provision, of_rule, provisions
from thidua.domain.catalogue.rewriting import restated, rewritten
from thidua.domain.catalogue.states import ProvisionKind
from thidua.domain.catalogue.values import Condition
from thidua.domain.catalogue.verifying import Rule, RuleKey, find_rule

_CROSS = "cross_rules.yaml"
_DAY = timedelta(days=1)


def changed_files(*changes: Change, law: Library | None = None) -> dict[str, str]:
    """This will give the new text of every file that changes touch, by its name below ``law/``.

    Raises LawError when the data has no such rule.
    """
    law = law or library()
    files: dict[str, str] = {}
    found = [(change, _provision(law, change)) for change in changes]
    # The last place of a file first: what stands before keeps its place.
    for change, provision in sorted(found, key=lambda one: one[1].path, reverse=True):
        _write_instrument(law, change, files)
        if provision.kind == ProvisionKind.CONDITION:
            _write_rule(law, change, files)
        else:
            content = _content(law, provision.file, files)
            files[provision.file] = rewritten(content, provision, change)
    return files


def _provision(law: Library, change: Change) -> Provision:
    found = find_provision(law, change.kind, change.key)
    if found is None:
        raise LawError.about(f"danh mục không có quy định {' · '.join(map(str, change.key))}")
    return found


def _write_rule(law: Library, change: Change, files: dict[str, str]) -> None:
    rule = find_rule(law, change.key)
    assert rule is not None  # noqa: S101 - found a moment ago
    condition = rule.condition
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
    item = _ended(earlier, change) if change.values is None else restated(earlier, change)
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
    law = library()
    own = find_provision(law, change.kind, change.key)
    if own is None:
        return ()
    alike = [one for one in _same_over_time(law, own) if _says(one, own, change)]
    first = replace(change, key=alike[0].key, starts_on=alike[0].since)
    instrument = change.text.code if change.text else change.instrument
    return (
        first,
        *(
            replace(change, key=one.key, starts_on=one.since, text=None, instrument=instrument)
            for one in alike[1:]
        ),
    )


def _same_over_time(law: Library, own: Provision) -> list[Provision]:
    """The same provision in every version and span of days of its award."""
    if own.key.condition == NEW:
        return [own]
    if own.kind != ProvisionKind.CONDITION:
        told = provisions(law, own.kind)
        return [one for one in told if one.key[::2] == own.key[::2]]
    award, rule = law.award(own.key.award), find_rule(law, own.key)
    return [
        of_rule(Rule(RuleKey(award.code, version.id, one.id, one.since), award, version, one))
        for version in award.versions
        for one in version.conditions
        if rule and one.id == rule.condition.id and one.kind == rule.condition.kind
    ]


def _says(one: Provision, own: Provision, change: Change) -> bool:
    """Whether a provision has the same numbers and words in the places that change."""
    return all(one.values.get(place) == own.values.get(place) for place, _value in change.values or ())


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
    award = law.awards.get(change.key.award)
    name = f"instruments/{award.axis if award else 'state'}.yaml"
    item = {"code": new.code, "number": new.number, "kind": new.kind, "short": new.number,
            "name": {"vi": new.name}, "issued": new.issued, "in_force_from": change.starts_on,
            "text": "quoted", "source": new.number}  # fmt: skip
    files[name] = added(_content(law, name, files), (), item)


def _file_of(law: Library, key: RuleKey) -> tuple[str, int]:
    """The file a rule stands in, and the place of its version there (of the rule itself in the cross rules)."""
    name = award_file(law, key.award)
    versions = yaml.safe_load((law.path / name).read_text(encoding="utf-8"))["versions"]
    names = [raw.get("id", f"{key.award}.{raw['regimes'][0]}") for raw in versions]
    place = names.index(key.version)
    if _states(versions, place, key):
        return name, place
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
    return split(content, path, ends, *([] if change.values is None else [restated(raw, change)]))


def _ended(raw: dict[str, Any], change: Change) -> dict[str, Any]:
    """A rule carried over, stated once more so that it can end."""
    return {**raw, "confidence": "Mm", "until": change.starts_on - _DAY}


def _name(raw: Mapping[str, Any]) -> str:
    return str(raw.get("id", raw["kind"]))
