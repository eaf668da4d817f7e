"""Lines of the register as lists show them, fetched from the partitions where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from thidua.core.last import LastOf
from thidua.core.statements import Prepared
from thidua.domain.register.queries.criteria import Range, array

FIELDS = (
    "id", "root_id", "register_no", "token", "year", "holder_id", "holder_kind", "holder_name", "birth_year", "sex",
    "position_class", "post", "organization_id", "unit_position", "unit_name", "province_code", "award_code",
    "award_level", "commendation_type", "achievement", "achievement_year", "issuer_id", "issuer_name",
    "decision_number", "decided_on", "decision_line", "signer", "signer_post", "bonus_vnd", "kind", "is_annulled",
)  # fmt: skip
_OWN = tuple(name for name in FIELDS if name not in {"root_id", "is_annulled"})
# Parameters of prepared statements stand in a select of their own, so that the planner cannot see them: a plan made for
# the few rows of the first calls would look cheaper than the one that is kept, and each call would be planned again.
# By the whole key: each look-up goes into one partition (and, distributed, to one machine).
_LAST_YEAR = 9_999
_ENTRY = ", ".join(f"e.{name}" for name in _OWN)
_LINES = f"""
    select k.place, {_ENTRY}
      from unnest((select %(holders)s::bigint[]), (select %(years)s::smallint[]), (select %(entries)s::bigint[]))
           with ordinality k(holder_id, year, entry_id, place)
      join register_entry e on e.holder_id = k.holder_id and e.year = k.year and e.id = k.entry_id
     order by k.place
"""  # noqa: S608  # fixed names
_READ = Prepared("register_lines", _LINES)
_BORNE = """s.name_id = k.id
                                and s.unit_position between (select %(low)s::bigint) and (select %(high)s::bigint)
                                and s.year between (select %(first)s::smallint) and (select %(last)s::smallint)"""
# One bit for each profile. What is compared by "any" or "in" is sought anew for each row when the planner cannot see it.
_OF_KINDS = "and get_bit((select %(profiles)s::bytea), least(s.profile_id, (select %(newest)s::int))) = 1"
# The holders of more lines than are looked at are never told.
_COUNTED = """
    with counted as materialized (
        select s.holder_id from unnest((select %(names)s::int[])) k(id)
         cross join lateral (select holder_id from register_standingline s where {borne}) s
         limit (select %(cap)s::int))
    select count(*),
           case when count(*) < (select %(cap)s::int) then (select count(distinct holder_id) from counted) else 0 end
      from counted
"""
# The commonest search, whole: rows of names in their order, newest first, with their lines, and how many there are.
_OF_NAMES = """
    with met as (
        select k.place, s.year, s.root_id, s.holder_id, s.entry_id, s.is_annulled
          from unnest((select %(names)s::int[])) with ordinality k(id, place)
         cross join lateral (select * from register_standingline s where {borne}
                              order by s.year desc, s.root_id desc limit (select %(limit)s::int)) s
         order by k.place, s.year desc, s.root_id desc limit (select %(limit)s::int))
    select m.place, m.root_id, m.is_annulled,
           case when (select %(cap)s::int) > 0 then (select array[c.count, c.count_1] from ({counted}) c(count, count_1))
           end, {entry}
      from met m join register_entry e on e.holder_id = m.holder_id and e.year = m.year and e.id = m.entry_id
     order by m.place, m.year desc, m.root_id desc
"""


def _both(name: str, statement: str) -> tuple[Prepared, Prepared]:
    """A statement on rows of names within units and years; and the same for some profiles."""
    borne = (_BORNE, f"{_BORNE} {_OF_KINDS}")
    plain, of_kinds = (
        statement.format(borne=one, counted=_COUNTED.format(borne=one), entry=_ENTRY) for one in borne
    )
    return Prepared(name, plain), Prepared(f"{name}_of_kinds", of_kinds)


_FIRST_OF_NAMES = _both("register_lines_of_names", _OF_NAMES)
_COUNT_OF_NAMES = _both("register_count_of_names", _COUNTED)
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
    """A row of the search: where the line that holds today lies. ``rank`` orders by name.

    ``line`` is the line itself, where it was read with the row.
    """

    rank: int
    year: int
    root_id: int
    holder_id: int
    entry_id: int
    is_annulled: bool
    line: Line | None = None


def lines_of(found: Sequence[Found]) -> list[Line]:
    """The lines of rows, in their order."""
    unread = [row for row in found if row.line is None]
    read = {row.root_id: row.line for row in found if row.line is not None} | _read(unread)
    return [read[row.root_id] for row in found if row.root_id in read]


def _read(unread: Sequence[Found]) -> dict[int, Line]:
    """Lines by their grants."""
    if not unread:
        return {}
    key = {
        "holders": array(row.holder_id for row in unread),
        "years": array(row.year for row in unread),
        "entries": array(row.entry_id for row in unread),
    }
    rows = ((unread[place - 1], told) for place, *told in _READ.rows(key))
    return {row.root_id: _line(row.root_id, told, is_annulled=row.is_annulled) for row, told in rows}


def found_of_names(
    ranks: Sequence[int], name_ids: Sequence[int], within: Range, limit: int, *, cap: int = 0
) -> tuple[list[Found], tuple[int, int] | None]:
    """The first rows of names within a range, with their lines.

    ``cap``: also how many rows there are and how many holders they have, looking at no more than so many.
    """
    told = _rows_of(_FIRST_OF_NAMES, name_ids, within, limit=limit, cap=cap)
    found = []
    for place, root_id, is_annulled, _counted, *entry in told:
        line = _line(root_id, entry, is_annulled=is_annulled)
        found.append(Found(ranks[place - 1], line.year, root_id, line.holder_id, line.id, is_annulled, line))
    if not cap:
        return found, None
    lines, holders = told[0][3] if told else (0, 0)
    return found, (int(lines), int(holders))


def count_of_names(name_ids: Sequence[int], within: Range, cap: int) -> tuple[int, int]:
    """How many rows of names there are within a range, and of how many holders, looking at no more than ``cap``."""
    ((lines, holders),) = _rows_of(_COUNT_OF_NAMES, name_ids, within, cap=cap)
    return int(lines), int(holders)


def _rows_of(
    statements: tuple[Prepared, Prepared], name_ids: Sequence[int], within: Range, **more: int
) -> list[tuple[Any, ...]]:
    span, years, profiles = within
    values = {
        "names": array(name_ids), "low": span.low, "high": span.high, "first": years.first or 0,
        "last": years.last or _LAST_YEAR, **more,
    }  # fmt: skip
    if profiles is None:
        return statements[0].rows(values)
    bits, newest = _bits_of(profiles)
    return statements[1].rows(values | {"profiles": bits, "newest": newest})


def _bits(profiles: tuple[int, ...]) -> tuple[bytes, int]:
    """A bit for each profile, and the number behind the last one, which stands for all that are newer."""
    newest = max(profiles, default=0) + 1
    bits = bytearray(newest // 8 + 1)
    for one in profiles:
        bits[one // 8] |= 1 << one % 8
    return bytes(bits), newest


_bits_of = LastOf(_bits)


def lines_of_subject(subject_id: int) -> list[Line]:
    """The newest 500 lines of a subject, through joined records, the newest decision first."""
    rows = _OF_SUBJECT.rows({"subject": subject_id})
    return [_line(root_id, told, is_annulled=is_annulled) for root_id, is_annulled, *told in rows]


def _line(root_id: int, told: Sequence[Any], *, is_annulled: bool) -> Line:
    """The columns of a line in their order: the grant behind the id, what became of it at the end."""
    return Line._make((told[0], root_id, *told[1:], is_annulled))
