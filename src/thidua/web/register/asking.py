"""The search as an address: what the query string asks, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from thidua.core.typed import identifier
from thidua.core.vietnamese import nfc
from thidua.domain.access import Span
from thidua.domain.organizations.queries import crossed, sector_spans, structure_version, subtree_spans
from thidua.domain.register.queries.criteria import STATUSES, Criteria, Years
from thidua.domain.register.queries.search import Key
from thidua.web.register.columns import COLUMNS, DEFAULT

_BAND = re.compile(r"(\d{4})?-(\d{4})?")
_KEY = re.compile(r"(\d{1,18})\.(\d{1,5})\.(\d{1,18})")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the register: the criteria, columns, page, and the unit and the sector narrowed to."""

    criteria: Criteria
    columns: tuple[str, ...]
    after: Key | None
    unit_id: int | None
    sector_id: int | None = None


def spans_of(unit_id: int | None, sector_id: int | None, on: date) -> tuple[Span, ...] | None:
    """The positions of a unit and everything below, of a sector, or of both at once; nothing when none is named."""
    if not unit_id and not sector_id:
        return None
    version = structure_version()
    unit = subtree_spans(unit_id, on, version) if unit_id else None
    sector = sector_spans(sector_id, on, version) if sector_id else None
    if unit is None or sector is None:
        return sector if unit is None else unit
    return crossed(unit, sector)


def asked(values: QueryDict, today: date) -> Asked:
    """Read the query string; what it cannot mean is left out."""
    unit_id = identifier(values.get("don_vi", ""))
    sector_id = identifier(values.get("nganh", ""))
    spans = spans_of(unit_id, sector_id, today)
    criteria = Criteria(
        text=nfc(values.get("q", "").replace("\0", ""))[:LONGEST],
        awards=_given(values, "hinh_thuc"),
        years=tuple(band for band in map(_years, values.getlist("nam")) if band),
        classes=_given(values, "nguoi"),
        statuses=tuple(value for value in values.getlist("tinh_trang") if value in STATUSES),
        types=_given(values, "loai"),
        sexes=_given(values, "gioi"),
        spans=spans,
        provinces=_given(values, "tinh"),
        kinds=_given(values, "loai_nguoi"),
        person_classes=_given(values, "lop"),
        is_enterprise=True if values.get("dn") == "1" else None,
        decided_from=_day(values.get("tu", "")),
        decided_to=_day(values.get("den", "")),
    )
    columns = tuple(name for name in values.getlist("cot") if name in COLUMNS) or DEFAULT
    return Asked(criteria, columns, _key(values.get("sau", "")), unit_id, sector_id)


def band_value(years: Years) -> str:
    """How a band of years stands in an address: "2024-2026", "-2009"."""
    return f"{years.first or ''}-{years.last or ''}"


def key_value(key: Key) -> str:
    """How the end of a page stands in an address."""
    return f"{key.rank}.{key.year}.{key.id}"


def _given(values: QueryDict, name: str) -> tuple[str, ...]:
    """The values of a name; a box left at nothing sends an empty one."""
    return tuple(filter(None, values.getlist(name)))


def _key(text: str) -> Key | None:
    found = _KEY.fullmatch(text)
    return Key(int(found[1]), int(found[2]), int(found[3])) if found else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _years(text: str) -> Years | None:
    if text.isdecimal() and len(text) == 4:
        return Years(int(text), int(text))
    found = _BAND.fullmatch(text)
    if not found or not (found[1] or found[2]):
        return None
    return Years(int(found[1]) if found[1] else None, int(found[2]) if found[2] else None)
