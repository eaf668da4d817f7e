"""Fail when a text of the source has no English, or an English text lost its place-holders."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.messages import english, found_messages

SOURCE = Path(__file__).resolve().parent.parent / "src"
CALLS = {"_", "gettext", "ngettext", "pgettext", "gettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def problems() -> list[str]:
    """One line for each text that is not translated, or wrongly."""
    catalog = english()
    found = []
    for message in found_messages():
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        source = message.id[0] if isinstance(message.id, tuple) else message.id
        texts = () if translated is None else translated.string
        texts = texts if isinstance(texts, tuple) else (texts,)
        if not all(texts) or translated.fuzzy:  # what is marked as a guess is not shown
            found.append(f"no English: {source!r}")
        elif isinstance(message.id, str) and sorted(PLACEHOLDER.findall(source)) != sorted(
            PLACEHOLDER.findall(texts[0])
        ):
            found.append(f"place-holders differ: {source!r}")
    return found + [f"inside an f-string, so not collected: {text!r}" for text in _hidden()]


def _hidden() -> list[str]:
    """Texts given to gettext where the collector does not look."""
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                found += [
                    ast.unparse(call.args[0])
                    for call in ast.walk(node)
                    if isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Name)
                    and call.func.id in CALLS
                    and call.args
                ]
    return found


def main() -> int:
    lines = problems()
    print("\n".join(lines[:40]) or "translations: complete")
    if len(lines) > 40:
        print(f"… and {len(lines) - 40} more")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
