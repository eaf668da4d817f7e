"""Every event that is recorded has a name on the pages, and no name is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from thidua.domain.communications.catalog import TABLE
from thidua.web.history.labels import LABELS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "thidua"
SHAPE = re.compile(r"[a-z]+\.[a-z_]+")
# Functions that record: the recorder itself, the private ones that call it with some facts filled in, the step.
RECORDERS = {"record", "record_each", "record_opinions", "_record", "_recorded", "_mark", "Step"}


def called(node: ast.Call) -> str:
    target = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def literals(node: ast.expr) -> Iterator[str]:
    """The event names an argument can be: a literal, or either side of a choice."""
    if isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SHAPE.fullmatch(node.value):
        yield node.value


def recorded() -> set[str]:
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in RECORDERS:
                for argument in node.args:
                    found.update(literals(argument))
            if isinstance(node, ast.keyword) and node.arg == "event":
                found.update(literals(node.value))
    return found


def test_every_recorded_event_has_a_name() -> None:
    assert recorded() - set(LABELS) == set()


def test_no_name_is_of_an_event_that_is_never_recorded() -> None:
    assert set(LABELS) - recorded() == set()


def test_people_are_told_only_of_events_that_are_recorded() -> None:
    assert set(TABLE) - recorded() == set()
