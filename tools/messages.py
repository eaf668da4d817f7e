"""What the three message tools share: where catalogues are and how texts are found in the source.

Vietnamese is the language of the source; English is the one translation. Babel does the work, so that no system
package is needed.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = "# The English of every text of the pages; the texts themselves are Vietnamese."
METHODS = [
    ("**.py", "python"),
    ("**/dtl/**.html", "tools.messages:extract_django"),
    ("**/dtl/**.txt", "tools.messages:extract_django"),
    ("**.html", "jinja2"),
]
OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trimmed": "true", "silent": "false"}}
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip


def extract_django(fileobj, keywords, comment_tags, options):  # type: ignore[no-untyped-def]  # Babel's protocol
    """Find ``{% trans %}``/``{% translate %}`` texts in the few Django templates of third-party pages."""
    import re

    text = fileobj.read().decode()
    for match in re.finditer(r"""\{%\s*trans(?:late)?\s+(["'])(.+?)\1""", text):
        yield text.count("\n", 0, match.start()) + 1, "gettext", match.group(2), []
    for match in re.finditer(
        r"\{%\s*blocktrans(?:late)?[^%]*%\}(.+?)\{%\s*endblocktrans(?:late)?\s*%\}", text, re.S
    ):
        message = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", " ".join(match.group(1).split()))
        yield text.count("\n", 0, match.start()) + 1, "gettext", message, []


def found_messages() -> Catalog:
    """Every text of the source as a template catalogue."""
    template = Catalog(project="thidua", charset="utf-8")
    for folder in ("src/thidua", "config"):
        rows = extract_from_dir(ROOT / folder, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True)
        for filename, line, message, comments, context in rows:
            template.add(
                message, None, [(f"{folder}/{filename}", line)], auto_comments=comments, context=context
            )
    return template


def english() -> Catalog:
    """The English catalogue as it is on disk (empty when there is none yet)."""
    if not CATALOG.exists():
        return Catalog(locale="en", project="thidua", charset="utf-8", fuzzy=False, header_comment=HEADER)
    with CATALOG.open("rb") as stream:
        return read_po(stream, locale="en", charset="utf-8")
