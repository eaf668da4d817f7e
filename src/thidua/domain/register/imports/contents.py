"""What a column holds, told from its cells alone: for headings nobody can read, and lists that have none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from thidua.core.identity_numbers import clean_identity_number
from thidua.core.vietnamese import NotADay, PartialDay, fold, is_plausible_name, parse_day
from thidua.domain.catalogue.wordings import ALIASES
from thidua.domain.register.numbers import read_register_number

SURE = 0.6
SURNAMES = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "dinh",
        "dao",
        "doan",
        "trinh",
        "truong",
        "lam",
        "mai",
        "ha",
        "cao",
        "luong",
        "luu",
        "ta",
        "chu",
        "to",
        "thai",
        "tang",
        "quach",
        "kieu",
        "nong",
        "vuong",
        "khuat",
        "bach",
        "dam",
        "nghiem",
    ]
)
_UNIT_HEADS = re.compile(
    r"(?:cong doan|cd|cdcs|ldld|lien doan|nghiep doan|cong ty|cty|truong|benh vien|so|phong|trung tam|chi nhanh)\b"
)
_POSTS = re.compile(
    r"\b(?:truong|pho|chu tich|nhan vien|giao vien|cong nhan|ke toan|can bo|giam doc|uy vien|bi thu|chuyen vien|"
    r"lai xe|bac si|y ta|ky su|thu quy|doi vien|bao ve)\b"
)
_DECISION = re.compile(r"(?:(?:quyet dinh|qd)\s*(?:so)?\s*[:.]?\s*)?\d{1,6}\s*[/-]?\s*(?:qd|kt|ld).*")
_MONEY = re.compile(r"\d{1,3}(?:[.,]\d{3}){1,4}|\d{2,9}000")
_DEEDS = re.compile(r"\b(?:thanh tich|hoan thanh|xuat sac|phong trao|sang kien|dong gop|lao dong gioi)\b")
_IDENTITY = re.compile(r"\d{9}|\d{12}")
_YEARS = range(1930, 2101)

Score = Callable[[Sequence[str], Mapping[str, str]], float]


def guess_columns(
    samples: Mapping[int, Sequence[str]], awards: Mapping[str, str], *, wanted: Sequence[str]
) -> dict[str, int]:
    """The keys of ``wanted`` that the cells of a column fit surely, with its number.

    ``samples`` are some filled cells of each free column; ``awards`` the folded wordings of honours.
    """
    folded = {column: [fold(text) for text in texts] for column, texts in samples.items() if texts}
    scored = sorted(
        (
            (_SCORES[key](texts, awards), -column, key)
            for key in wanted
            if key in _SCORES
            for column, texts in folded.items()
        ),
        reverse=True,
    )
    found: dict[str, int] = {}
    for score, column, key in scored:
        if score >= SURE and key not in found and -column not in found.values():
            found[key] = -column
    return _days_told_apart(found, folded, wanted)


def holds(key: str, text: str, awards: Mapping[str, str]) -> bool:
    """Whether one cell alone looks like what a column holds."""
    return _SCORES[key]([fold(text)], awards) > 0


def fits(key: str, texts: Sequence[str], awards: Mapping[str, str]) -> bool:
    """Whether the cells do not speak against what a column is taken for."""
    if key not in _SCORES or len(texts) < 5:
        return True
    folded = [fold(text) for text in texts]
    least = 0.0 if key in {"achievement", "post", "unit", "name", "bonus", "award"} else 0.2
    return _SCORES[key](folded, awards) >= least


def _share(texts: Sequence[str], is_so: Callable[[str], object]) -> float:
    return sum(bool(is_so(text)) for text in texts) / len(texts)


def _day(text: str) -> PartialDay | None:
    try:
        return parse_day(text)
    except NotADay:
        return None


def _is_date(text: str) -> bool:
    day = _day(text)
    return day is not None and day.year in _YEARS and not text.isdigit()


def _is_birth(text: str) -> bool:
    day = _day(text)
    return day is not None and 1925 <= day.year <= 2010


def _is_name(text: str) -> bool:
    return is_plausible_name(text) and (text.split(maxsplit=1)[0] in SURNAMES)


def _days_told_apart(
    found: dict[str, int], folded: Mapping[int, Sequence[str]], wanted: Sequence[str]
) -> dict[str, int]:
    """Of two columns of days the earlier one is of births."""
    both = [key for key in ("birth", "decided_on") if key in found]
    if len(both) == 1 and set(both) <= set(wanted):
        years = _years(folded[found[both[0]]])
        if years and both == ["birth"] and median(years) > 1999 and "decided_on" in wanted:
            found["decided_on"] = found.pop("birth")
    if len(both) == 2 and _median(folded[found["birth"]]) > _median(folded[found["decided_on"]]):
        found["birth"], found["decided_on"] = found["decided_on"], found["birth"]
    return found


def _years(texts: Sequence[str]) -> list[int]:
    return [day.year for text in texts if (day := _day(text))]


def _median(texts: Sequence[str]) -> float:
    years = _years(texts)
    return median(years) if years else 0


_SCORES: dict[str, Score] = {
    "name": lambda texts, _awards: _share(texts, _is_name),
    "award": lambda texts, awards: _share(texts, lambda text: text in awards or text in ALIASES),
    "decision_number": lambda texts, _awards: _share(texts, _DECISION.fullmatch),
    "identity": lambda texts, _awards: _share(texts, lambda text: _IDENTITY.fullmatch(clean_identity_number(text))),
    "sex": lambda texts, _awards: _share(texts, lambda text: text in {"nam", "nu"}),
    "kind": lambda texts, _awards: _share(texts, lambda text: text in {"ca nhan", "tap the", "ho gia dinh"}),
    "birth": lambda texts, _awards: _share(texts, _is_birth),
    "decided_on": lambda texts, _awards: _share(texts, _is_date) - 0.05,
    "unit": lambda texts, _awards: _share(texts, _UNIT_HEADS.match),
    "post": lambda texts, _awards: _share(texts, _POSTS.search) - 0.1,
    "bonus": lambda texts, _awards: _share(texts, _MONEY.fullmatch),
    "achievement": lambda texts, _awards: _share(texts, _DEEDS.search),
    "register_no": lambda texts, _awards: _share(texts, read_register_number) - 0.1,
}  # fmt: skip
