"""The fields of a row, which of them are keyed twice, and when two keyings say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.core.vietnamese import NotADay, fold, nfc, parse_day
from thidua.domain.catalogue.wordings import ALIASES, award_words
from thidua.domain.register.imports.columns import LABELS as COLUMN_LABELS

ORDINAL = "ordinal"
DOUBLE = ("name", "award", "decision_number", "decided_on")
"""What matters, and is therefore keyed twice."""
ALWAYS = (ORDINAL, "name", "birth", "unit", "award", "decision_number", "decided_on")
"""Fields that every page offers, whether it has such a column or not."""
OTHERS = ("sex", "post", "issuer", "signer", "achievement")
FIELDS = ("ordinal", "name", "birth", "sex", "post", "unit", "award", "decision_number", "decided_on", "issuer",
          "signer", "achievement")  # fmt: skip
LABELS: dict[str, str | Promise] = {
    ORDINAL: _("Số thứ tự"),
    **{key: COLUMN_LABELS[key] for key in FIELDS[1:]},
}
LONGEST = 4000
DITTO = frozenset({'"', "''", "”", "“", "″", "〃", "-nt-", "nt", "-//-"})


def tidy(values: Mapping[str, Any]) -> dict[str, str]:
    """Known fields only, as text in NFC with single spaces, empty ones left out."""
    clean = {key: " ".join(nfc(str(values.get(key) or "")[:LONGEST]).split()) for key in FIELDS}
    bare = clean["award"].replace(" của ", " ")
    if not award_code(clean["award"]) and award_code(bare):
        clean["award"] = bare
    return {key: text for key, text in clean.items() if text}


def award_code(text: str) -> str:
    """The honor a text names, or nothing."""
    words = fold(" ".join(text.split()))
    return award_words().get(words) or ALIASES.get(words, "")


def sameness(key: str, text: str) -> str:
    """What two keyings of a field must share: a day is a day and an honor an honor, however they are written.

    Names are compared with their diacritics and without regard to capitals; a unit is found without diacritics.
    """
    if key in {"decided_on", "birth"}:
        try:
            return str(parse_day(text))
        except NotADay:
            return text
    if key == "award":
        return award_code(text) or fold(text)
    if key == "unit":
        return fold(text)
    if key == "decision_number":
        return "".join(text.upper().split())
    return " ".join(nfc(text).casefold().split())


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """The twice keyed fields in which two keyings differ."""
    return [key for key in DOUBLE if sameness(key, first.get(key, "")) != sameness(key, second.get(key, ""))]
