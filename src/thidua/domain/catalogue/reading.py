"""Reads a YAML file of ``law/`` and keeps the line of every value, so that each complaint names its line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from thidua.domain.catalogue.problems import LawProblem

MOST_VALUES, MOST_DEPTH = 200_000, 50
"""More than any file of the law has; a short file that repeats itself (``*name``) could otherwise fill the memory."""
FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a safe one, in C where there is one


@dataclass(frozen=True, slots=True)
class LawDocument:
    """One file: its plain value and the 1-based line of each path inside it."""

    name: str
    data: Any
    lines: dict[tuple[Any, ...], int]

    def line(self, *path: Any) -> int:
        """This will give the line of a path, or of its nearest ancestor."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, reason: str, *path: Any) -> LawProblem:
        """This will word a complaint about a path of this file."""
        return LawProblem(self.name, self.line(*path), reason)


def read_document(root: Path, path: Path, instead: str | None = None) -> LawDocument | LawProblem:
    """This will read one file below ``root``, or say on which line it cannot be read.

    ``instead`` is read in place of what the file holds: a change that is only drafted.
    """
    name = path.relative_to(root).as_posix()
    try:
        content = path.read_text(encoding="utf-8") if instead is None else instead
        node = yaml.compose(content, Loader=FastLoader)
        if node is None:
            return LawProblem(name, 1, "tệp rỗng")
        lines: dict[tuple[Any, ...], int] = {}
        return LawDocument(name, _plain(node, (), lines), lines)
    except _Unreadable as error:
        return LawProblem(name, error.line, str(error))
    except RecursionError:
        return LawProblem(name, 1, "các mục lồng nhau quá sâu")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return LawProblem(name, line, f"không phải YAML hợp lệ: {error.problem}")
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        return LawProblem(name, 1, f"không đọc được: {error}")


class _Unreadable(Exception):
    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def _plain(node: yaml.Node, path: tuple[Any, ...], lines: dict[tuple[Any, ...], int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if len(lines) > MOST_VALUES or len(path) > MOST_DEPTH:
        raise _Unreadable("tệp lặp lại (*tên) hoặc lồng nhau quá nhiều", node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, index), lines) for index, child in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(node)
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = _scalar(key_node)
        if key in result:
            raise _Unreadable(f"khóa {key!r} viết hai lần", key_node.start_mark.line + 1)
        result[key] = _plain(value_node, (*path, key), lines)
        lines[(*path, key)] = key_node.start_mark.line + 1
    return result


_constructor = yaml.constructor.SafeConstructor()


def _scalar(node: yaml.Node) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        raise _Unreadable("khóa phải là một chữ hoặc một số", node.start_mark.line + 1)
    try:
        value = _constructor.construct_object(node)
    except (ValueError, TypeError, AttributeError) as error:  # a day, a number that is none
        raise _Unreadable(f"{node.value!r} không đọc được", node.start_mark.line + 1) from error
    finally:
        _constructor.constructed_objects.clear()
        _constructor.recursive_objects.clear()
    return value


@cache
def _validator(schema: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


def schema_problems(document: LawDocument, schema: Path) -> list[LawProblem]:
    """This will list every place where the file departs from its schema."""
    data = _json_like(document.data)
    problems = []
    for error in _validator(schema).iter_errors(data):
        deepest = best_match([error]) or error
        path = tuple(deepest.absolute_path)
        problems.append(document.problem(f"{_path_words(path)}: {deepest.message}", *path))
    return problems


def _path_words(path: tuple[Any, ...]) -> str:
    return ".".join(str(step) for step in path) or "tệp"


def _json_like(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json_like(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json_like(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
