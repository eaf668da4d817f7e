"""Copy third-party assets out of their npm packages and write the manifest.

Usage: ``npm pack`` the packages of ``PACKAGES`` at these versions into one folder, then
``python tools/assets_vendor.py FOLDER``. Inter is cut to digits and signs with ``fonttools`` and
``brotli``, which nothing else in the project needs.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "src/thidua/ui/static/ui/vendor"
MANIFEST = VENDOR / "vendor.json"

# package -> (archive, licence)
PACKAGES = {
    "htmx.org@2.0.11": ("htmx.org-2.0.11.tgz", "0BSD"),
    "@tabler/core@1.6.1": ("tabler-core-1.6.1.tgz", "MIT"),
    "@tabler/icons@3.51.0": ("tabler-icons-3.51.0.tgz", "MIT"),
    "@fontsource/be-vietnam-pro@5.3.0": ("fontsource-be-vietnam-pro-5.3.0.tgz", "OFL-1.1"),
    "@fontsource/inter@5.3.0": ("fontsource-inter-5.3.0.tgz", "OFL-1.1"),
    "@fontsource/playfair-display@5.3.0": ("fontsource-playfair-display-5.3.0.tgz", "OFL-1.1"),
    "@svg-maps/vietnam@2.0.0": ("svg-maps-vietnam-2.0.0.tgz", "CC-BY-4.0"),
    "axe-core@4.14.1": ("axe-core-4.14.1.tgz", "MPL-2.0"),
}
PRO, INTER, SERIF = list(PACKAGES)[3:6]

# (package, file in the package, file in the project)
FILES = [
    ("htmx.org@2.0.11", "dist/htmx.min.js", "src/thidua/ui/static/ui/vendor/htmx.min.js"),
    ("htmx.org@2.0.11", "LICENSE", "src/thidua/ui/static/ui/vendor/htmx.LICENSE.txt"),
    ("@tabler/core@1.6.1", "dist/css/tabler.min.css", "tools/assets/tabler.min.css"),
    ("@tabler/icons@3.51.0", "LICENSE", "src/thidua/ui/static/ui/vendor/tabler-icons.LICENSE.txt"),
    (PRO, "LICENSE", "src/thidua/ui/static/ui/vendor/fonts/be-vietnam-pro.LICENSE.txt"),
    (INTER, "LICENSE", "src/thidua/ui/static/ui/vendor/fonts/inter.LICENSE.txt"),
    (SERIF, "LICENSE", "src/thidua/ui/static/ui/vendor/fonts/playfair-display.LICENSE.txt"),
    ("@svg-maps/vietnam@2.0.0", "LICENSE.md", "src/thidua/ui/static/ui/vendor/svg-maps-vietnam.LICENSE.md"),
    ("@svg-maps/vietnam@2.0.0", "vietnam.svg", "tools/assets/vietnam.svg"),
    ("axe-core@4.14.1", "axe.min.js", "tests/vendor/axe.min.js"),
    ("axe-core@4.14.1", "LICENSE", "tests/vendor/axe.LICENSE.txt"),
    *(
        (
            PRO,
            f"files/be-vietnam-pro-{part}-{weight}-normal.woff2",
            f"{VENDOR.relative_to(ROOT)}/fonts/pro-{part}-{weight}.woff2",
        )
        for part in ("latin", "vietnamese")
        for weight in (400, 500, 600)
    ),
    *(
        (
            SERIF,
            f"files/playfair-display-{part}-700-normal.woff2",
            f"{VENDOR.relative_to(ROOT)}/fonts/serif-{part}-700.woff2",
        )
        for part in ("latin", "vietnamese")
    ),
]
DIGITS = [
    (
        INTER,
        f"files/inter-latin-{weight}-normal.woff2",
        f"{VENDOR.relative_to(ROOT)}/fonts/digits-{weight}.woff2",
    )
    for weight in (400, 500, 600)
]


def member(folder: Path, package: str, name: str) -> bytes:
    """Return the bytes of one file of a packed npm package; KeyError when the package has no such file."""
    with tarfile.open(folder / PACKAGES[package][0]) as archive:
        stream = archive.extractfile(f"package/{name}")
        assert stream is not None
        return stream.read()


def only_digits(font: bytes) -> bytes:
    """Cut a woff2 font to digits and ``% + , - . /`` with tabular figures kept."""
    from fontTools import subset  # type: ignore[import-not-found,unused-ignore]
    from fontTools.ttLib import TTFont  # type: ignore[import-not-found,unused-ignore]

    options = subset.Options(flavor="woff2", layout_features=["tnum", "kern"], name_IDs=["*"])
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    parsed = TTFont(io.BytesIO(font))
    cutter.populate(text="0123456789%+,-./")
    cutter.subset(parsed)
    out = io.BytesIO()
    parsed.flavor = "woff2"
    parsed.save(out)
    return out.getvalue()


def entry(package: str, source: str, target: str, data: bytes, *, changed: str = "") -> dict[str, str]:
    name, _, version = package.rpartition("@")
    row = {
        "file": target,
        "package": name,
        "version": version,
        "licence": PACKAGES[package][1],
        "source": source,
    }
    if changed:
        row["changed"] = changed
    return row | {"sha256": hashlib.sha256(data).hexdigest()}


def write(target: str, data: bytes) -> None:
    path = ROOT / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def main(folder: Path) -> None:
    rows = []
    for package, source, target in FILES:
        data = member(folder, package, source)
        write(target, data)
        rows.append(entry(package, source, target, data))
    for package, source, target in DIGITS:
        data = only_digits(member(folder, package, source))
        write(target, data)
        rows.append(entry(package, source, target, data, changed="only digits and % + , - . /"))
    MANIFEST.write_text(json.dumps(sorted(rows, key=lambda row: row["file"]), indent=1) + "\n")
    print(f"{len(rows)} files")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
