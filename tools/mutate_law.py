"""Change the checks of the law one operator, comparison or number at a time and see whether the worked cases notice.

    python tools/mutate_law.py receipt initiatives [--seconds 600]

What looks ahead (``lookahead``, ``narrowing``) answers no case: its own tests must notice.
Every change that none notices is printed with its file and line: add a case in ``law/cases`` that tells the two
apart, or say in ``docs/how-to/law.md`` why it changes no answer. Exit code 1 when any lived.
"""

from __future__ import annotations

import argparse
import ast
import os
import signal
import sys
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CHECKS = ROOT / "src/thidua/domain/catalogue/checks"
TESTS = {
    "lookahead": ["tests/domain/catalogue/test_lookahead.py"],
    "narrowing": ["tests/domain/catalogue/test_narrowing.py"],
}
SLOWEST = 120  # seconds, of the tests of one change
BASE = "thidua.domain.catalogue.checks.base"
SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE,), ast.LtE: (ast.Lt,), ast.Gt: (ast.GtE,), ast.GtE: (ast.Gt,), ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Every change: its line, what it does, and the changed module."""
    for place, node in enumerate(ast.walk(tree)):
        for words, change in changes(node):
            copy = deepcopy(tree)
            other: Any = next(n for i, n in enumerate(ast.walk(copy)) if i == place)
            change(other)
            yield getattr(node, "lineno", 0), words, copy


def changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What can be changed about one node."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for swap in SWAPS.get(type(operator), ()):
                yield f"{type(operator).__name__} → {swap.__name__}", _put(f"ops.{at}", swap())
    elif isinstance(node, (ast.BinOp, ast.BoolOp)):
        for swap in SWAPS.get(type(node.op), ()):
            yield f"{type(node.op).__name__} → {swap.__name__}", _put("op", swap())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not gone", _put("op", ast.UAdd())
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} → {node.value + 1}", _put("value", node.value + 1)


def _put(path: str, value: Any) -> Any:
    def change(node: Any) -> None:
        name, _dot, at = path.partition(".")
        if at:
            getattr(node, name)[int(at)] = value
        else:
            setattr(node, name, value)

    return change


def survives(name: str, tree: ast.Module, cases: list[Any]) -> bool:
    """Whether every case is answered as before with a changed module of checks."""
    import thidua.domain.catalogue.checks as package
    from thidua.domain.catalogue.files import case_faults
    from thidua.domain.catalogue.library import DEFAULT_PATH, load_library

    module = getattr(package, name)
    code = compile(ast.fix_missing_locations(tree), module.__file__, "exec")
    kept = dict(package.CHECKS)
    try:
        exec(code, {"__name__": module.__name__, "__file__": module.__file__})  # noqa: S102 - our own checks, changed
        law = load_library(DEFAULT_PATH)
        return not any(case_faults(law, case) for case in cases)
    except Exception:
        return False
    finally:
        package.CHECKS.clear()
        package.CHECKS.update(kept)


def survives_afresh(name: str, tree: ast.Module) -> bool:
    """The same for what all checks rest on, and what is tested: a process in which nothing has been imported yet."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    signal.alarm(SLOWEST)  # a change that goes on for ever is noticed too
    os._exit(0 if (_passes_tests(name, tree) if name in TESTS else _holds_with_base(tree)) else 1)


def _passes_tests(name: str, tree: ast.Module) -> bool:
    """Whether the tests of a module pass with it changed; what they print is nobody's business."""
    import pytest

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    return (
        pytest.main(["-q", "-x", "-n", "0", "-p", "no:cacheprovider", *TESTS[name]], [_Changed(name, tree)])
        == 0
    )


class _Changed:
    """Puts the changed module in the place of the one that tests would import."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.tree = name, tree

    def pytest_collection(self) -> None:
        import thidua.domain.catalogue as package

        full = f"{package.__name__}.{self.name}"
        module = sys.modules[full] = ModuleType(full)
        module.__file__ = str(CHECKS.parent / f"{self.name}.py")
        code = compile(ast.fix_missing_locations(self.tree), module.__file__, "exec")
        exec(code, module.__dict__)  # noqa: S102 - our own module, changed
        setattr(package, self.name, module)


def _holds_with_base(tree: ast.Module) -> bool:
    module = ModuleType(BASE)
    module.__file__ = str(CHECKS / "base.py")
    sys.modules[BASE] = module
    try:
        exec(compile(ast.fix_missing_locations(tree), module.__file__, "exec"), module.__dict__)  # noqa: S102
        from thidua.domain.catalogue.files import case_documents, case_faults
        from thidua.domain.catalogue.library import DEFAULT_PATH, load_library

        law = load_library(DEFAULT_PATH)
        found = [case for document in case_documents(DEFAULT_PATH, []) for case in document.data]
        return not any(case_faults(law, case) for case in found)
    except Exception:
        return False


def cases() -> list[Any]:
    """Every worked case."""
    from thidua.domain.catalogue.files import case_documents
    from thidua.domain.catalogue.library import DEFAULT_PATH

    return [case for document in case_documents(DEFAULT_PATH, []) for case in document.data]


def main() -> int:
    """Try every change of the modules named, as long as there is time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="+", choices=sorted([*(p.stem for p in CHECKS.glob("[a-z]*.py")), *TESTS])
    )
    parser.add_argument("--seconds", type=float, default=3600)
    asked = parser.parse_args()
    alone = {"base", *TESTS}
    if alone & {*asked.names} and len(asked.names) > 1:
        parser.error(f"{', '.join(sorted(alone))} are changed before anything is imported: name one alone")
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    if asked.names[0] in TESTS:
        import tests.database  # noqa: F401 - one server for the tests of all changes: a child that ends stops none
    else:
        from django.conf import settings

        settings.configure(USE_I18N=False, LANGUAGE_CODE="vi")
    told = [] if asked.names[0] in alone else cases()
    deadline, lived = time.monotonic() + asked.seconds, 0
    for name in asked.names:
        file = (CHECKS.parent if name in TESTS else CHECKS) / f"{name}.py"
        tree, tried, total = ast.parse(file.read_text(encoding="utf-8")), 0, 0
        for line, words, changed in mutants(tree):
            total += 1
            if time.monotonic() > deadline:
                continue
            tried += 1
            if survives_afresh(name, changed) if name in alone else survives(name, changed, told):
                lived += 1
                print(f"{name}.py:{line}: {words}", flush=True)
        print(f"{name}.py: {tried} of {total} changes tried", flush=True)
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
