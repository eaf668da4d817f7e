"""Facts written down as YAML or JSON become ``Facts``; unknown names are refused with the names that exist."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.problems import LawError


def facts_from(data: Mapping[str, Any]) -> Facts:
    """This will build Facts from plain mappings and lists (dates as dates or ISO text); raises LawError."""
    built = _build(Facts, data, "facts")
    assert isinstance(built, Facts)  # noqa: S101 - tells the type checker what _build was asked for
    return built


def _build(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise LawError.about(f"{where}: cần một bảng khóa–giá trị, không phải {data!r}")
    hints = typing.get_type_hints(kind)
    known = {item.name for item in fields(kind)}
    unknown = sorted(set(map(str, data)) - known)
    if unknown:
        raise LawError.about(
            f"{where}: không có mục {', '.join(unknown)}; các mục có là {', '.join(sorted(known))}"
        )
    values = {str(key): _convert(hints[key], value, f"{where}.{key}") for key, value in data.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise LawError.about(f"{where}: {error}") from error


def _convert(hint: Any, value: Any, where: str) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _convert(next(a for a in args if a is not type(None)), value, where)
    if origin in (tuple, frozenset):
        return origin(_convert(args[0], item, f"{where}[{i}]") for i, item in enumerate(_items(value, where)))
    if origin is Mapping:
        return {
            _convert(args[0], k, where): _convert(args[1], v, f"{where}.{k}") for k, v in _pairs(value, where)
        }
    if is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, value, where)
    return _scalar(hint, value, where)


def _items(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise LawError.about(f"{where}: cần một danh sách, không phải {value!r}")
    return list(value)


def _pairs(value: Any, where: str) -> list[tuple[Any, Any]]:
    if not isinstance(value, Mapping):
        raise LawError.about(f"{where}: cần một bảng khóa–giá trị, không phải {value!r}")
    return list(value.items())


def _scalar(hint: Any, value: Any, where: str) -> Any:
    try:
        if hint is date and isinstance(value, str):
            return date.fromisoformat(value)
        if hint is int and isinstance(value, str):
            return int(value)
    except ValueError as error:
        raise LawError.about(f"{where}: {value!r} không đọc được") from error
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise LawError.about(f"{where}: {value!r} không đúng kiểu {hint.__name__}")
    return value
