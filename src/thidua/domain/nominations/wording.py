"""What is kept with a row is kept in both languages: Vietnamese is the record, English is how it is told to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

ENGLISH = "_en"
Kept = Mapping[str, Any]


def in_both(
    record: Sequence[Kept], english: Sequence[Kept], names: Sequence[str], parts: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """This will put the English words beside the Vietnamese ones of the same lines; nothing of the record changes.

    ``names`` are the words of a line, ``parts`` those of its branches.
    """
    return [_beside(own, other, names, parts) for own, other in zip(record, english, strict=True)]


def _beside(own: Kept, other: Kept, names: Sequence[str], parts: Sequence[str]) -> dict[str, Any]:
    told = {**own, **{name + ENGLISH: other[name] for name in names}}
    return told | {"parts": in_both(own["parts"], other["parts"], parts)} if parts else told


def told(kept: Kept, name: str) -> str:
    """A kept text in the reader's language.

    Lines kept before there were two languages say it in Vietnamese; a sentence without names in it is translated.
    """
    text = str(kept.get(name) or "")
    if not text or get_language() != "en":
        return text
    return str(kept.get(name + ENGLISH) or "") or _(text)


def is_in_both(kept: Sequence[Kept], name: str) -> bool:
    """Whether every line was kept in both languages."""
    return all(name + ENGLISH in one for one in kept)


def identity_doubts(kept: Mapping[str, Any]) -> list[str]:
    """Why an identity number looks odd, in the reader's language; numbers kept before tell it in Vietnamese."""
    reasons = list(kept.get("reasons", ()))
    return list(kept.get("reasons_en", reasons)) if get_language() == "en" else reasons
