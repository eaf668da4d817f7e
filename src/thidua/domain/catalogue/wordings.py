"""The words by which people name an honour in lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from thidua.core.vietnamese import fold
from thidua.domain.catalogue.library import library

ALIASES = {
    "chien si thi dua cap bo, nganh, tinh, doan the trung uong": "CSTD_TLD",
    "co thi dua cap bo, nganh, tinh, doan the trung uong": "CO_TLD",
    "bang khen thu tuong chinh phu": "BKTTG",
    "bang khen cua thu tuong chinh phu": "BKTTG",
    "bang khen cap bo, nganh, tinh, doan the trung uong": "BK_TLD",
    "giay khen": "GK_CDCS",
    "giay khen cdcs": "GK_CDCS",
    "bang khen ldld tinh": "BK_LDLD",
    "bang ld sang tao": "LDST",
    "bang lao dong sang tao": "LDST",
}
"""Folded wordings of lists in use that are neither a code nor a name of the catalogue."""


def award_words(codes: tuple[str, ...] | None = None) -> dict[str, str]:
    """Every wording by which an honour is known (code, short and full name, folded), to its code.

    ``codes`` limits the answer to some honours.
    """
    law = library()
    wanted = tuple(law.awards) if codes is None else tuple(code for code in codes if code in law.awards)
    return dict(_words_of(law.version, wanted))


def award_meant(typed: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of ``words`` that a wording without its level may mean, such as "Bằng khen"; none when it is whole."""
    said = fold(" ".join(typed.split()))
    if not said or said in words:
        return ()
    return tuple(dict.fromkeys(code for word, code in words.items() if word.startswith(f"{said} ")))


@lru_cache(maxsize=64)
def _words_of(_version: str, codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    law = library()
    pairs = []
    for code in codes:
        award = law.awards[code]
        names = {code, award.short, award.name.vi, award.name.en}
        pairs += [(fold(name.strip()), code) for name in names if name]
    return tuple(pairs)
