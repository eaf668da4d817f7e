"""Draw ``icons.svg``, the sprite of Tabler outline icons, from the packed npm package.

Usage: add a name to ``tools/assets/icons.txt``, ``npm pack @tabler/icons@3.51.0`` into a folder, then
``python tools/assets_icons.py FOLDER``. The stroke (1.6) is set by CSS on the ``<svg>`` that uses a symbol.
"""

from __future__ import annotations

import re
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ROOT / "tools/assets/icons.txt"
SPRITE = ROOT / "src/thidua/ui/static/ui/icons.svg"
ARCHIVE = "tabler-icons-3.51.0.tgz"
FRAME = re.compile(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>\s*')


def symbol(name: str, source: str) -> str:
    """Return one ``<symbol>``: the drawing without Tabler's invisible frame and attributes that CSS sets."""
    body = source[source.index(">") + 1 : source.rindex("</svg>")]
    drawing = "".join(line.strip() for line in FRAME.sub("", body).splitlines())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def main(folder: Path) -> None:
    names = sorted(set(NAMES.read_text().split()))
    with tarfile.open(folder / ARCHIVE) as archive:
        symbols = []
        for name in names:
            stream = archive.extractfile(f"package/icons/outline/{name}.svg")
            assert stream is not None
            symbols.append(symbol(name, stream.read().decode()))
    NAMES.write_text("\n".join(names) + "\n")
    SPRITE.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")
    print(f"{len(names)} icons, {SPRITE.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
