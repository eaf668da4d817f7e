"""Drawings of pages as files of their own: the page's own rules and colors are written into the SVG.

The light theme is taken whatever the reader sees: files are printed and put into documents.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from thidua.core import fonts

CSS = Path(__file__).parent / "css"
_RULE = re.compile(r"^(\.(?:chart|vn-map)\b[^{:]*)\{([^}]*)\}", re.MULTILINE)
_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
_USED = re.compile(r"var\(--([\w-]+)\)")
_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def standalone(svg: str) -> str:
    """The drawing of a page (``<svg class="chart" …>``) as a file that any program shows alike; markup or text."""
    found = _BOX.search(svg)
    if found is None:
        raise ValueError("this is no drawing of a page")
    head, _end, body = str(svg).partition(">")
    size = f'xmlns="http://www.w3.org/2000/svg" width="{found[1]}" height="{found[2]}"'
    return f"{head.replace('<svg', f'<svg {size}', 1)}><style>{_rules()}</style>{body}"


def color(token: str) -> str:
    """A color of the light theme by its name: ``map-3``."""
    return _tokens()[token]


@cache
def _tokens() -> dict[str, str]:
    text = (CSS / "20-tokens.css").read_text(encoding="utf-8")
    light = dict(_TOKEN.findall(text[: text.index("}")]))
    return light | dict.fromkeys(("text-font", "digit-font"), f'"{fonts.SERIF}"')


@cache
def _rules() -> str:
    """The rules for charts and maps, without those for what a pointer does."""
    text = (CSS / "80-pages.css").read_text(encoding="utf-8")
    rules = (f"{selector.strip()} {{{body}}}" for selector, body in _RULE.findall(text))
    return _USED.sub(lambda one: _tokens()[one[1]], " ".join(rules))
