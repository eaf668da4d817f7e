"""What a Vietnamese syllable may look like; the yardstick for guessing encodings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of dictionaries
_TONES = re.compile(f"[{TONE_MARKS}]")

_ONSETS = "ngh|ng|nh|n|gh|gi|g|kh|k|ch|c|ph|p|th|tr|t|qu|b|d|đ|h|l|m|r|s|v|x"
_NUCLEI = (
    "uyê|uya|uyu|iêu|yêu|oai|oao|oay|oeo|uôi|uây|ươi|ươu|uơ|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|oi|ôi|ơi|oo|ôô|ua|uâ|uê|ui|uô|uy|ưa|ưi|ươ|ưu|"
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_CODAS = "ch|c|m|ng|nh|n|p|t"
_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?:{_NUCLEI})(?:{_CODAS})?")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Say whether a word has the shape of one Vietnamese syllable with at most one tone."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    bare, tone_count = _TONES.subn("", decomposed)
    return tone_count <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
