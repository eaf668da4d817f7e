"""Compile ``locale/*/LC_MESSAGES/*.po`` where the compiled file is missing or older."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def main() -> None:
    for source in LOCALE.rglob("*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalog = read_po(stream, locale=source.parts[-3], charset="utf-8")
        with target.open("wb") as stream:
            write_mo(stream, catalog)


if __name__ == "__main__":
    main()
