"""Lines of the register as lists show them, fetched from the partitions where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from thidua.core.statements import Prepared
from thidua.domain.register.queries.criteria import array

FIELDS = (
    "id", "root_id", "register_no", "token", "year", "holder_id", "holder_kind", "holder_name", "birth_year", "sex",
    "position_class", "post", "organization_id", "unit_position", "unit_name", "province_code", "award_code",
    "award_level", "commendation_type", "achievement", "achievement_year", "issuer_id", "issuer_name",
    "decision_number", "decided_on", "decision_line", "signer", "signer_post", "bonus_vnd", "kind", "is_annulled",
)  # fmt: skip
_OWN = tuple(name for name in FIELDS if name not in {"root_id", "is_annulled"})
# By the whole key: each look-up goes into one partition (and, distributed, to one machine).
_ENTRY = ", ".join(f"e.{name}" for name in _OWN)
_LINES = f"""
    select k.place, {_ENTRY}
      from unnest(%(holders)s::bigint[], %(years)s::smallint[], %(entries)s::bigint[])
           with ordinality k(holder_id, year, entry_id, place)
      join register_entry e on e.holder_id = k.holder_id and e.year = k.year and e.id = k.entry_id
     order by k.place
"""  # noqa: S608  # fixed names
_READ = Prepared("register_lines", _LINES)
MERGED = """
with recursive up(id, into_id) as (
    select id, merged_into_id from people_subject where id = %(subject)s::bigint
  union all
    select s.id, s.merged_into_id from people_subject s join up on s.id = up.into_id
), same(id) as (
    select id from up where into_id is null
  union
    select s.id from people_subject s join same on s.merged_into_id = same.id
)
"""
"""``same``: every record that was joined into the same subject."""
_OF_SUBJECT = Prepared(
    "register_lines_of_subject",
    f"""{MERGED}
    select s.root_id, s.is_annulled, {_ENTRY}
      from (select year, root_id, holder_id, entry_id, is_annulled from register_standingline
             where holder_id = any(array(select id from same)) order by year desc, root_id desc limit 500) s
     cross join lateral (select * from register_entry e
                          where e.holder_id = s.holder_id and e.year = s.year and e.id = s.entry_id offset 0) e
     order by e.decided_on desc, e.id desc""",  # noqa: S608  # fixed names
)


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
    key = {
        "holders": array(row.holder_id for row in found),
        "years": array(row.year for row in found),
        "entries": array(row.entry_id for row in found),
    }
    return [
        _line(found[place - 1].root_id, told, is_annulled=found[place - 1].is_annulled)
        for place, *told in _READ.rows(key)
    ]


def lines_of_subject(subject_id: int) -> list[Line]:
    """The newest 500 lines of a subject, through joined records, the newest decision first."""
    rows = _OF_SUBJECT.rows({"subject": subject_id})
    return [_line(root_id, told, is_annulled=is_annulled) for root_id, is_annulled, *told in rows]


def _line(root_id: int, told: Sequence[Any], *, is_annulled: bool) -> Line:
    """The columns of a line in their order: the grant behind the id, what became of it at the end."""
    return Line._make((told[0], root_id, *told[1:], is_annulled))
