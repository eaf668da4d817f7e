"""Fail when a lifecycle state is written outside a capability's ``workflow.py``.

A state is written by assigning to an attribute called ``state`` or by ``update(state=…)``/``bulk_update`` naming it.
Creating a row in its first state is not a move and is allowed in actions.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "thidua"
UPDATES = {"update", "bulk_update", "update_or_create"}


def writes(tree: ast.AST) -> Iterator[int]:
    """The lines on which a state is written."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_is_state(target) for target in targets):
                yield node.lineno
        elif isinstance(node, ast.Call) and _updates_state(node):
            yield node.lineno


def _is_state(target: ast.expr) -> bool:
    is_self = (
        isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    )
    return isinstance(target, ast.Attribute) and target.attr == "state" and not is_self


def _updates_state(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in UPDATES):
        return False
    return any(keyword.arg == "state" for keyword in call.keywords)


def main() -> int:
    found = [
        f"{path.relative_to(SOURCE.parent.parent)}:{line}: a state is written outside workflow.py"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.name != "workflow.py" and "migrations" not in path.parts
        for line in writes(ast.parse(path.read_text()))
    ]
    print("\n".join(found) or "states: written in workflow.py only")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
