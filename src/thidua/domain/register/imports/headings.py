"""Titles between the rows of a list, and what they say of the rows below: "II. Cá nhân", a unit, an honour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from thidua.core.vietnamese import fold, nfc
from thidua.domain.catalogue.wordings import ALIASES, award_words
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.layout import award_in

_ORDINAL = re.compile(
    r"\s*(?:(?P<roman>[IVX]{1,6})|(?P<letter>[A-Z])|(?P<number>\d{1,3}(?:\.\d{1,3})*)|(?P<small>[a-z]))"
    r"(?:[.)\-:/]+\s*|\s+|$)"
)
_COUNT = re.compile(
    r"\s*[(:]\s*\d+\s*(?:người|cá nhân|tập thể|đồng chí|đ/c|trường hợp|hộ)?\s*\)?\s*:?\s*$", re.IGNORECASE
)
_LEVELS = {"letter": 0, "roman": 1, "number": 2, "small": 3}
_DEEPEST = 4
_LONGEST_KIND = 8
_UNIT = re.compile(
    r"(?:don vi\s*:?\s+)?(?:cong doan|cd|cdcs|ldld|lien doan|nghiep doan|tong cong ty|cong ty|truong|benh vien|so|khoi)\b"
)
_LABEL = re.compile(r"đơn vị\s*:?\s+", re.IGNORECASE)
_GIVING = re.compile(r"^(?:(?:de nghi|duoc|tang thuong|tang|danh hieu|hinh thuc|cac|nhan)\s+)+")
_FOOT = re.compile(
    r"(?:tong cong|tong so|cong\s*(?:[:.(]|$)|danh sach (?:nay|tren) (?:co|gom)|an dinh danh sach|ghi chu|nguoi lap|"
    r"noi nhan|tm\. |t\.m|chu tich|thu truong|ky, |\(ky|.{0,40}, ngay .{0,12}thang)"
)
_YEAR = re.compile(r"nam\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a title says of the rows below it, by column key, and how deep it stands (0 is the highest)."""

    level: int
    told: Mapping[str, str]


@dataclass(slots=True)
class Context:
    """What the titles above a row say of it."""

    stack: list[Heading] = field(default_factory=list)

    def enter(self, heading: Heading) -> None:
        """A title ends those of its own depth and below."""
        self.stack = [one for one in self.stack if one.level < heading.level]
        self.stack.append(heading)

    def told(self) -> dict[str, str]:
        """All of it, the nearest title last."""
        return {key: value for heading in self.stack for key, value in heading.told.items()}


def read_heading(number: str, text: str) -> Heading:
    """Read a title, whose ordinal may stand in the column of running numbers or before its words."""
    level, words = _split(number, text)
    bare = _COUNT.sub("", words).strip(" .:-–")
    return Heading(level, _told(bare))


def is_ordinal_of_group(text: str) -> bool:
    """Whether a running number is one of a group: I, IV, B; Arabic numbers count the rows."""
    found = _ORDINAL.fullmatch(text)
    return bool(found and (found["roman"] or found["letter"]))


def is_foot(text: str) -> bool:
    """Whether a lonely text belongs under a list: a total, a place and day, a signature."""
    return bool(_FOOT.match(fold(text)))


def _split(number: str, text: str) -> tuple[int, str]:
    found = _ORDINAL.fullmatch(number.strip()) if number.strip() else None
    if found:
        return _level(found), text
    found = _ORDINAL.match(text)
    if found and found.end() < len(text) and (found[0].rstrip()[-1:] in ".)-:/" or found["roman"]):
        return _level(found), text[found.end() :]
    return _DEEPEST, text


def _level(found: re.Match[str]) -> int:
    return next(level for name, level in _LEVELS.items() if found[name])


def _told(text: str) -> dict[str, str]:
    folded = _GIVING.sub("", fold(text))
    told: dict[str, str] = {}
    award = award_words().get(folded) or ALIASES.get(folded) or award_in(folded)
    if award:
        told["award"] = award
    kind = _kind(folded) if not award or folded.startswith(("tap the duoc", "ca nhan duoc")) else ""
    if kind:
        told["kind"] = kind
    if year := _YEAR.search(folded):
        told["achievement_year"] = year[1]
    if not award and not kind and _UNIT.match(fold(text)):
        told["unit"] = _LABEL.sub("", nfc(text), count=1)
    return told


def _kind(folded: str) -> str:
    if len(folded.split()) > _LONGEST_KIND:
        return ""
    for words, kind in (
        ("ho gia dinh", SubjectKind.HOUSEHOLD),
        ("tap the", SubjectKind.COLLECTIVE),
        ("ca nhan", SubjectKind.PERSON),
    ):
        if words in folded:
            return kind
    return ""
