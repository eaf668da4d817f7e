"""Join ``ui/css/*.css`` and ``ui/js/*.js`` into the two files that pages load.

Comments and the space around CSS punctuation are dropped; nothing is renamed, so the result can be read.
``--check`` fails when the two are stale.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

UI = Path(__file__).parents[1] / "src/thidua/ui"


def squeeze_css(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = [re.sub(r"\s*([{};,])\s*", r"\1", line.strip()).replace(": ", ":") for line in text.splitlines()]
    return "\n".join(line.replace(";}", "}") for line in lines if line) + "\n"


def join_css() -> str:
    return "".join(squeeze_css(path.read_text()) for path in sorted((UI / "css").glob("*.css")))


def join_js() -> str:
    parts = []
    for path in sorted((UI / "js").glob("*.js")):
        lines = [line.strip() for line in path.read_text().splitlines()]
        parts.append("\n".join(line for line in lines if line and not line.startswith("//")))
    return "\n".join(parts) + "\n"


def main(check: bool) -> int:
    stale = 0
    for name, text in (("thidua.css", join_css()), ("thidua.js", join_js())):
        target = UI / "static/ui" / name
        if check and (not target.exists() or target.read_text() != text):
            print(f"{name} is stale: run python tools/assets_bundle.py")
            stale = 1
        elif not check:
            target.write_text(text)
    return stale


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
