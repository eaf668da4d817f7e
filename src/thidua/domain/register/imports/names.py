"""Names as lists write them: in capitals, with a form of address, several in one cell, "và 3 người"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from thidua.core.vietnamese import fold, is_plausible_name, nfc, title_name
from thidua.domain.people.states import Sex
from thidua.domain.register.imports.contents import SURNAMES

_ADDRESSES = (
    "ông", "bà", "anh", "chị", "đ/c", "đc", "đồng chí", "thầy", "cô", "em", "ths", "thạc sĩ", "ts", "tiến sĩ", "bs",
    "bác sĩ", "ks", "kỹ sư", "pgs", "gs",
)  # fmt: skip
_ADDRESS = re.compile(rf"(?P<who>{'|'.join(_ADDRESSES)})[.:]*\s+", re.IGNORECASE)
_SEX_OF = {
    "ông": Sex.MALE,
    "anh": Sex.MALE,
    "thầy": Sex.MALE,
    "bà": Sex.FEMALE,
    "chị": Sex.FEMALE,
    "cô": Sex.FEMALE,
}
_NUMBER_BEFORE = re.compile(r"^\d{1,4}\s*[.)]\s*")
_OTHERS = re.compile(
    r"(?P<first>.+?)[\s,]+(?:và|cùng|\+|&)\s*(?:(?:các|những|nhóm|tập thể|với)\s+)*(?:\d+\s*(?:người|đồng chí|đ/c|"
    r"cá nhân|nhân viên|công nhân|cán bộ|tác giả|cộng sự|anh em|chị em|thành viên|hộ)?|cộng sự|tác giả|"
    r"đồng tác giả|đồng nghiệp)"
    r"(?:\s+(?:khác|nữa|cùng tổ))?[.)]*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[;,&\n\r/+]|\bvà\b)\s*")
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_TELLING = frozenset({"và", "cùng", *(address.split()[0] for address in _ADDRESSES)})
"""Words with which a form of address or another person may begin; a cell of bare words without them is one name."""


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name in its proper case, the sex that the form of address tells, and how many people the cell speaks of."""

    name: str
    sex: str = ""
    people: int = 1
    has_others: bool = False


@lru_cache(maxsize=500_000)
def read_person(text: str) -> ReadName:
    """Read a cell that names a person; a cell of several people is told, and never cut by the program."""
    if _WORDS.fullmatch(text) and _TELLING.isdisjoint(nfc(text).lower().split()):
        return ReadName(title_name(text))
    clean = _NUMBER_BEFORE.sub("", nfc(text), count=1)
    if _OTHERS.fullmatch(clean):
        return ReadName(clean, has_others=True)
    people = [part for part in _BETWEEN.split(text) if part]
    if len(people) > 1 and all(_is_whole_name(_bare(nfc(part))[0]) for part in people):
        return ReadName(clean, people=len(people))
    bare, sex = _bare(clean)
    return ReadName(title_name(bare), sex)


def _bare(name: str) -> tuple[str, str]:
    """The name without forms of address, as long as a name with a usual surname is left: Ông is a surname too."""
    sex = ""
    while found := _ADDRESS.match(name):
        rest = name[found.end() :]
        if not _is_whole_name(rest) and not _ADDRESS.match(rest):
            break
        sex = sex or _SEX_OF.get(found["who"].lower(), "")
        name = rest
    return name, sex


def _is_whole_name(text: str) -> bool:
    words = fold(text).split()
    return len(words) >= 2 and words[0] in SURNAMES and is_plausible_name(text)
