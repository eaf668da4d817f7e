"""Bring ``locale/en`` up to date with the texts of the source; new ones wait for their English."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tools.messages import CATALOG, HEADER, english, found_messages


def main() -> None:
    catalog = english()
    catalog.update(found_messages(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    _sign(catalog)
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    with CATALOG.open("wb") as stream:
        write_po(stream, catalog, width=110, sort_output=True, no_location=True, omit_header=False)
    missing = sum(1 for message in catalog if message.id and not message.string)
    print(f"{len(catalog)} texts, {missing} without English")


def _sign(catalog: Catalog) -> None:
    """Fill the header with what does not change from run to run, so that a diff shows texts alone."""
    catalog.header_comment, catalog.fuzzy = HEADER, False
    catalog.project, catalog.version = "thidua", "1"
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "thidua"
    catalog.revision_date = catalog.creation_date


if __name__ == "__main__":
    main()
