"""Keep of Tabler's CSS only what our pages use, into ``static/ui/tabler.css``; ``--check`` fails when stale.

A rule stays when every class in one of its selectors is written in a class attribute of a template, in Python
or in a script of ``src/thidua``, and none of them is a class of our own CSS: there ours wins. Rules without a
class are dropped, for our ``30-base.css`` resets elements. Custom properties that nothing reads go too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tinycss2

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tools/assets/tabler.min.css"
TARGET = ROOT / "src/thidua/ui/static/ui/tabler.css"
PAGES = ROOT / "src/thidua"
CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
IN_TEMPLATE = re.compile(r"""class(?:_name|Name)?\s*[=:]\s*["']([^"']*)["']""")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


def classes_used() -> set[str]:
    """Return every class that a page may carry: the words of class attributes, and of strings in Python."""
    words: set[str] = set()
    for path in sorted([*PAGES.rglob("*.html"), *PAGES.rglob("*.py"), *(PAGES / "ui/js").glob("*.js")]):
        for value in IN_TEMPLATE.findall(path.read_text()):
            words.update(re.findall(r"[a-zA-Z][\w-]*", value))
    return words


def own_classes() -> set[str]:
    return {name for path in (PAGES / "ui/css").glob("*.css") for name in CLASS.findall(path.read_text())}


def kept_selectors(prelude: str, wanted: set[str]) -> list[str]:
    """Return the selectors of a rule whose classes are all wanted; one without a class is not kept."""
    kept = []
    for selector in split_at_commas(prelude):
        names = set(CLASS.findall(selector))
        if names and names <= wanted and "[data-bs-theme" not in selector:
            kept.append(selector.strip())
    return kept


def split_at_commas(prelude: str) -> list[str]:
    """Split a selector list, leaving commas inside brackets alone."""
    parts, depth = [""], 0
    for letter in prelude:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def purge(rules: Iterable[Any], wanted: set[str]) -> list[str]:
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = kept_selectors(tinycss2.serialize(rule.prelude), wanted)
            if selectors:
                kept.append(f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports") and rule.content:
            inner = purge(
                tinycss2.parse_rule_list(rule.content, skip_whitespace=True, skip_comments=True), wanted
            )
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{''.join(inner)}}}")
    return kept


def root_variables(rules: Iterable[Any]) -> dict[str, str]:
    """Return the custom properties that Tabler sets on the root, in its light theme."""
    found: dict[str, str] = {}
    for rule in rules:
        if rule.type != "qualified-rule" or ":root" not in tinycss2.serialize(rule.prelude):
            continue
        for item in tinycss2.parse_declaration_list(rule.content, skip_whitespace=True, skip_comments=True):
            if item.type == "declaration" and item.name.startswith("--"):
                found[item.name] = tinycss2.serialize(item.value).strip()
    return found


def variables_read(css: str, known: dict[str, str]) -> dict[str, str]:
    """Return the root properties that ``css`` reads, and those that these read in turn."""
    wanted, todo = set(), set(VARIABLE.findall(css))
    while todo:
        name = todo.pop()
        if name in known and name not in wanted:
            wanted.add(name)
            todo |= set(VARIABLE.findall(known[name]))
    return {name: known[name] for name in sorted(wanted)}


def purged() -> str:
    rules = tinycss2.parse_stylesheet(SOURCE.read_text(), skip_whitespace=True, skip_comments=True)
    kept = "\n".join(purge(rules, classes_used() - own_classes()))
    variables = variables_read(kept, root_variables(rules))
    root = (
        f":root{{{';'.join(f'{name}:{value}' for name, value in variables.items())}}}\n" if variables else ""
    )
    return f"/* from @tabler/core 1.6.1, MIT, (c) Tabler; made by tools/assets_purge.py */\n{root}{kept}\n"


def main(check: bool) -> int:
    text = purged()
    if not check:
        TARGET.write_text(text)
        print(f"{len(text)} bytes")
        return 0
    if TARGET.exists() and TARGET.read_text() == text:
        return 0
    print("tabler.css is stale: run python tools/assets_purge.py")
    return 1


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
