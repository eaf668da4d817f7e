"""Lines of the register as lists show them, fetched from the partitions where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

FIELDS = (
    "id", "root_id", "register_no", "token", "year", "holder_id", "holder_kind", "holder_name", "birth_year", "sex",
    "position_class", "post", "organization_id", "unit_position", "unit_name", "province_code", "award_code",
    "award_level", "commendation_type", "achievement", "achievement_year", "issuer_id", "issuer_name",
    "decision_number", "decided_on", "decision_line", "signer", "signer_post", "bonus_vnd", "kind", "is_annulled",
)  # fmt: skip
_OWN = tuple(name for name in FIELDS if name not in {"root_id", "is_annulled"})
# By the whole key: each look-up goes into one partition (and, distributed, to one machine).
_READ = f"""
    select k.place, {", ".join(f"e.{name}" for name in _OWN)}
      from unnest(%s::bigint[], %s::smallint[], %s::bigint[]) with ordinality k(holder_id, year, entry_id, place)
      join register_entry e on e.holder_id = k.holder_id and e.year = k.year and e.id = k.entry_id
     order by k.place
"""  # noqa: S608  # fixed names


class Line(NamedTuple):
    """One line as lists show it; ``root_id`` is the grant, whose page it opens."""

    id: int
    root_id: int
    register_no: str
    token: str
    year: int
    holder_id: int
    holder_kind: str
    holder_name: str
    birth_year: int | None
    sex: str
    position_class: str
    post: str
    organization_id: int
    unit_position: int
    unit_name: str
    province_code: str
    award_code: str
    award_level: str
    commendation_type: str
    achievement: str
    achievement_year: int | None
    issuer_id: int
    issuer_name: str
    decision_number: str
    decided_on: date
    decision_line: int | None
    signer: str
    signer_post: str
    bonus_vnd: int | None
    kind: str
    is_annulled: bool


class Found(NamedTuple):
    """A row of the search: where the line that holds today lies. ``rank`` orders by name."""

    rank: int
    year: int
    root_id: int
    holder_id: int
    entry_id: int
    is_annulled: bool


def lines_of(found: Sequence[Found]) -> list[Line]:
    """The lines of rows, in their order."""
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _READ,
            [[row.holder_id for row in found], [row.year for row in found], [row.entry_id for row in found]],
        )
        rows = cursor.fetchall()
    lines = []
    for place, *values in rows:
        row = found[place - 1]
        facts = dict(zip(_OWN, values, strict=True))
        lines.append(Line(**facts, root_id=row.root_id, is_annulled=row.is_annulled))
    return lines
