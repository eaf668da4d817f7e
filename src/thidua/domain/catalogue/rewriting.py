"""Writes a change into the text of the file that holds a provision: it ends the day before, the changed one follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import yaml

from thidua.domain.catalogue.changes import Change
from thidua.domain.catalogue.editing import added, split
from thidua.domain.catalogue.library import EVERY_AWARD
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.provisions import FOLLOWED, NEW, Provision
from thidua.domain.catalogue.states import ProvisionKind

_OLD_WORDS = (
    "verified_on",
    "verified_by",
    "carried_by",
    "severity",
    "confidence",
    "until",
    "citation",
    "note",
)
_SURE = "Q"
_FORMALITIES = frozenset({ProvisionKind.AUTHORITY, ProvisionKind.COPIES})
_DAY = timedelta(days=1)


def rewritten(content: str, provision: Provision, change: Change) -> str:
    """This will give the text of a file with one of its provisions (no condition) changed from a day on."""
    if provision.key.condition == NEW:
        return added(content, provision.path, _first(provision, change))
    if provision.kind in FOLLOWED and change.values is None:
        raise LawError.about(f"{provision.title.vi} chỉ được thay, không bãi bỏ")
    if provision.kind in _FORMALITIES:
        return _with_formalities(content, provision, change)
    raw: Any = yaml.safe_load(content)
    for step in provision.path:
        raw = raw[step]
    if provision.kind == ProvisionKind.SALARY:
        new, is_same_day = _salary(change), provision.since == change.starts_on
        return split(content, provision.path, None, new) if is_same_day else added(content, (), new)
    if _is_narrowed(provision, change) and EVERY_AWARD in raw["awards"]:
        return added(content, (), restated(raw, change))
    ends = change.starts_on - _DAY if provision.since < change.starts_on else None
    return split(content, provision.path, ends, *_following(raw, provision, change))


def _with_formalities(content: str, provision: Provision, change: Change) -> str:
    """What follows is one more of the version's list, in the place of one that began on the same day."""
    path = provision.path
    is_stated = isinstance(path[-1], int)
    if is_stated and provision.since == change.starts_on:
        raw: Any = yaml.safe_load(content)
        for step in path:
            raw = raw[step]
        return split(content, path, None, restated(raw, change))
    return added(content, path[:-1] if is_stated else path, restated({}, change))


def _following(raw: dict[str, Any], provision: Provision, change: Change) -> Iterator[dict[str, Any]]:
    """What takes its place: the changed provision, and for awards that a narrower one leaves out what held before."""
    if change.values is None:
        return
    item = restated(raw, change)
    if provision.kind == ProvisionKind.PAPER:
        del item["confidence"]
    yield item
    if _is_narrowed(provision, change):
        rest = [code for code in raw["awards"] if code not in item["awards"]]
        yield {**raw, "awards": rest, "since": change.starts_on}


def _is_narrowed(provision: Provision, change: Change) -> bool:
    """Whether a vote's rule is to hold for fewer awards than before."""
    told = dict(change.values or ())
    return provision.kind == ProvisionKind.VOTE and not set(provision.values["awards"]) <= set(
        told.get("awards", provision.values["awards"])
    )


def _first(provision: Provision, change: Change) -> dict[str, Any]:
    """What was not there before, without the places nobody filled."""
    told = {**provision.values, **dict(change.values or ())}
    item = restated({place: value for place, value in told.items() if value}, replace(change, values=()))
    item = {key: list(value) if isinstance(value, tuple) else value for key, value in item.items()}
    if provision.kind == ProvisionKind.PAPER:
        del item["confidence"]
    if provision.kind == ProvisionKind.QUOTA:
        item = {"id": f"{item['kind']}_{change.starts_on:%Y%m%d}", **item}
    return item


def _salary(change: Change) -> dict[str, Any]:
    """A new base salary; the one before ends where it begins."""
    source = f"Điều {change.article} {change.clause}".strip()
    instrument = change.text.code if change.text else change.instrument
    told = {"since": change.starts_on, **dict(change.values or ()), "instrument": instrument}
    return {**told, "confidence": _SURE, "source": source}


def restated(raw: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The changed provision as the data will hold it."""
    item = {key: deepcopy(value) for key, value in raw.items() if key not in _OLD_WORDS}
    for place, value in change.values or ():
        _put(item, place.split("."), value)
    if change.title_vi:
        item["title"] = {"vi": change.title_vi} | ({"en": change.title_en} if change.title_en else {})
    cited = {"instrument": change.text.code if change.text else change.instrument, "article": change.article}
    item["citation"] = cited | ({"clause": change.clause} if change.clause else {})
    return item | {"confidence": _SURE, "since": change.starts_on} | _until(raw, change)


def _until(raw: Mapping[str, Any], change: Change) -> dict[str, Any]:
    until = raw.get("until")
    return {"until": until} if until and until >= change.starts_on else {}


def _put(item: Any, steps: list[str], value: Any) -> None:
    """Write a value at its place; an empty word or list leaves the place out."""
    for step in steps[:-1]:
        item = item[int(step)] if step.isdigit() else item[step]
    if value in ("", ()):
        item.pop(steps[-1], None)
    else:
        item[steps[-1]] = list(value) if isinstance(value, tuple) else value
