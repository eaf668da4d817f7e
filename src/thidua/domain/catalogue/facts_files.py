"""Facts written down as YAML or JSON become ``Facts``; what is unknown is refused with its place."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.problems import LawError, LawProblem

Place = tuple[Any, ...]
SUBJECTS = ("individual", "collective", "household")


class FactFault(LawError):
    """A fact that cannot be used; ``place`` leads to it inside of what was told."""

    def __init__(self, place: Place, reason: str) -> None:
        super().__init__(LawProblem("law", 0, f"{_words(place)}: {reason}"))
        self.place = place


def facts_from(data: Mapping[str, Any]) -> Facts:
    """This will build Facts from plain mappings and lists (dates as dates or ISO text); raises FactFault."""
    built = _build(Facts, data, ("facts",))
    assert isinstance(built, Facts)  # noqa: S101 - tells the type checker what _build was asked for
    return built


def coded_words(facts: Facts) -> Iterator[tuple[Place, str, str]]:
    """This will walk the words of facts that the law knows by code: place, word, and the scale or ``awards``."""
    yield from ((("facts", "ratings", year), word, "ratings") for year, word in facts.ratings.items())
    for index, item in enumerate(facts.initiatives):
        yield ("facts", "initiatives", index, "level"), item.level, "initiative_levels"
    for index, measure in enumerate(facts.disciplines):
        yield ("facts", "disciplines", index, "kind"), measure.kind, "disciplines"
    for index, award in enumerate(facts.prior):
        yield ("facts", "prior", index, "code"), award.code, "awards"
    for index, code in enumerate(sorted(facts.titles_proposed)):
        yield ("facts", "titles_proposed", index), code, "awards"
    for name, scale in (
        ("position_class", "position_classes"), ("education", "education"), ("unit_level", "unit_levels"),
        ("unit_rating", "ratings"),
    ):  # fmt: skip
        if word := getattr(facts, name):
            yield ("facts", name), word, scale


def facts_schema() -> dict[str, Any]:
    """The JSON schema of facts as files tell them, made of what the program reads."""
    told = _schema_of(Facts)
    told["properties"]["subject_kind"] = {"enum": list(SUBJECTS)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "facts", **told}


def _schema_of(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    required = [
        item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING
    ]
    told: dict[str, Any] = {"type": "object", "properties": {n: _schema(h) for n, h in hints.items()}}
    return told | ({"required": required} if required else {}) | {"additionalProperties": False}


def _schema(hint: Any) -> dict[str, Any]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_schema(next(a for a in args if a is not type(None))), {"type": "null"}]}
    if origin in (tuple, frozenset):
        return {"type": "array", "items": _schema(args[0])}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(args[1])}
    if is_dataclass(hint) and isinstance(hint, type):
        return _schema_of(hint)
    return dict(_PLAIN[hint])


_PLAIN: Mapping[type, Mapping[str, str]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    date: {"type": "string", "format": "date"},
}


def _build(kind: type, data: Any, place: Place) -> Any:
    if not isinstance(data, Mapping):
        raise FactFault(place, f"cần một bảng khóa–giá trị, không phải {data!r}")
    hints = typing.get_type_hints(kind)
    known = {item.name for item in fields(kind)}
    for key in data:
        if str(key) not in known:
            words = f"không có mục {key}; các mục có là {', '.join(sorted(known))}"
            raise FactFault((*place, key), words)
    values = {str(key): _convert(hints[str(key)], value, (*place, key)) for key, value in data.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise FactFault(place, _missing(kind, values)) from error


def _missing(kind: type, values: Mapping[str, Any]) -> str:
    needed = _schema_of(kind).get("required", ())
    return f"thiếu {', '.join(name for name in needed if name not in values)}"


def _convert(hint: Any, value: Any, place: Place) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _convert(next(a for a in args if a is not type(None)), value, place)
    if origin in (tuple, frozenset):
        return origin(_convert(args[0], item, (*place, i)) for i, item in enumerate(_items(value, place)))
    if origin is Mapping:
        return {
            _convert(args[0], k, (*place, k)): _convert(args[1], v, (*place, k))
            for k, v in _pairs(value, place)
        }
    if is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, value, place)
    return _scalar(hint, value, place)


def _items(value: Any, place: Place) -> list[Any]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise FactFault(place, f"cần một danh sách, không phải {value!r}")
    return list(value)


def _pairs(value: Any, place: Place) -> list[tuple[Any, Any]]:
    if not isinstance(value, Mapping):
        raise FactFault(place, f"cần một bảng khóa–giá trị, không phải {value!r}")
    return list(value.items())


def _scalar(hint: Any, value: Any, place: Place) -> Any:
    try:
        if hint is date and isinstance(value, datetime):
            return value.date()
        if hint is date and isinstance(value, str):
            return date.fromisoformat(value)
        if hint is int and isinstance(value, str):
            return int(value)
    except ValueError as error:
        raise FactFault(place, f"{value!r} không đọc được") from error
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise FactFault(place, f"{value!r} không đúng kiểu {hint.__name__}")
    return value


def _words(place: Place) -> str:
    """The place as people write it: ``facts.prior[0].code``."""
    told = ""
    for index, step in enumerate(place):
        is_item = isinstance(step, int) and place[index - 1] in _LISTS
        told += f"[{step}]" if is_item else f"{'.' if told else ''}{step}"
    return told


_LISTS = frozenset(
    name
    for name, hint in typing.get_type_hints(Facts).items()
    if typing.get_origin(hint) in (tuple, frozenset)
)
