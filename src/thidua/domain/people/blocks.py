"""Whom the people of a list meet in the directory: candidates by blocks, a whole lot by a few statements.

Nobody is compared with everybody. A row meets those who share a block with it: the same birth day and given name, the
same name born on that day of another year, the same unit and year and given name … Each block is one index, and each
row takes at most ``MOST_OF_A_BLOCK`` from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from zlib import crc32

import polars as pl
from django.db import connection

from thidua.core.batches import ask_beside, copy_frame, run_beside
from thidua.core.vietnamese import folded
from thidua.domain.people.identity import identity_hash

MOST_OF_A_BLOCK = 200
_RARE = 20  # so few bearers of a name are all looked at


class Stated(NamedTuple):
    """What one row says of a person. ``identity``: the cleaned digits of a number. ``unit_id``: an organization."""

    key: int
    name: str
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    unit_id: int | None = None
    native_place: str = ""
    identity: str = ""


_STATED = """
    create temp table stated on commit drop as
    select i.*, people_digest(i.folded) as name_digest,
           people_digest(regexp_replace(i.folded, '^.*\\s', '')) as given_digest,
           people_initials(i.folded) as initials, people_born(i.birth_date) as born,
           people_born(i.birth_date) % 10000 as day_month, people_digest(nullif(i.place, '')) as place_digest
      from stated_raw i
"""
_AROUND = """
    analyze stated;
    create temp table stated_unit on commit drop as
    with recursive kin (unit, other) as (
        select distinct unit_id, unit_id from stated where unit_id is not null
        union
        select k.unit, next.id from kin k cross join lateral (
            select s.successor_id as id from organizations_succession s
             where s.predecessor_id = k.other and s.successor_id is not null
            union
            select s.predecessor_id from organizations_succession s
             where s.successor_id = k.other and s.predecessor_id is not null) next
    )
    select unit, other from kin;
    create temp table rare_name on commit drop as
    select n.name_digest from (select distinct name_digest from stated order by name_digest) n
     where (select count(*) from (select from people_trait t where t.name_digest = n.name_digest
                                   limit {rare} + 1) found) <= {rare};
    analyze stated_unit, rare_name;
"""
# A colleague of quite another name is somebody else (see ``likeness``) unless the whole birth day says otherwise, which
# is the first block: two middle names that begin otherwise are not looked at.
# In the order of the index that is asked: what lies together is read together, also from the disk.
_BLOCKS = """
    create temp table met on commit drop as
    with by_birth as not materialized (select * from stated order by born, initials),
         by_name as not materialized (select * from stated order by name_digest, day_month),
         by_unit as not materialized (
             select s.*, u.other from stated s join stated_unit u on u.unit = s.unit_id
              order by u.other, s.year, s.given_digest)
    select distinct key, person_id from (
        select s.key, x.person_id from by_birth s cross join lateral (
            select t.person_id from people_trait t
             where t.born = s.born and t.given_digest = s.given_digest
               and left(t.initials, 1) = left(s.initials, 1) limit {most}) x
        union all
        select s.key, x.person_id from by_birth s cross join lateral (
            select t.person_id from people_trait t
             where t.born = s.born and t.initials = s.initials limit {most}) x
        union all
        select s.key, x.person_id from by_name s cross join lateral (
            select t.person_id from people_trait t
             where t.name_digest = s.name_digest and t.day_month = s.day_month
               and abs(t.year - s.year) <= 1 limit {most}) x
        union all
        select s.key, x.person_id from by_unit s cross join lateral (
            select t.person_id from people_trait t
             where t.unit_id = s.other and t.year between s.year - 1 and s.year + 1
               and t.given_digest = s.given_digest
               and left(t.initials, 1) = left(s.initials, 1)
               and (length(t.initials) <> length(s.initials)
                    or levenshtein_less_equal(t.initials, s.initials, 1) <= 1) limit {most}) x
        union all
        select s.key, x.person_id from by_name s cross join lateral (
            select t.person_id from people_trait t
             where t.name_digest = s.name_digest and t.year = s.year and t.place_digest = s.place_digest
             limit {most}) x
        union all
        select s.key, t.person_id from stated s
          join rare_name n on n.name_digest = s.name_digest
          join people_trait t on t.name_digest = s.name_digest
           and (t.year is null or s.year is null or abs(t.year - s.year) <= 1)
        union all
        select s.key, p.subject_id from stated s join people_person p on p.identity_hash = s.identity
    ) met where person_id is not null;
    analyze met;
"""
# Common names have hundreds of thousands of bearers, so only those are counted of which it matters, and once for all
# lots of a list.
_BEARERS = """
    create temp table if not exists name_count (name_digest int, bearers bigint) on commit drop;
    insert into name_count
    select n.name_digest, c.bearers
      from (select s.name_digest from met join stated s on s.key = met.key
            except select name_digest from name_count order by name_digest) n
     cross join lateral (select count(*) as bearers from people_trait t where t.name_digest = n.name_digest) c;
    analyze name_count;
"""
# Whoever was met lies anywhere among millions. What is asked for in the order of the table is read ahead, many blocks
# at a time; the question behind this one would wait for each by itself.
_READ_AHEAD = """
    set local enable_indexscan = off;
    select count(folded) from people_subject where id = any(array(select distinct person_id from met));
    select count(sex) from people_person where subject_id = any(array(select distinct person_id from met));
    set local enable_indexscan = on;
"""
# Quite another name in quite another unit is nobody, whatever else agrees (see ``likeness``): most who share a birth day.
_PAIRS = """
    create temp table pair on commit drop as
    with recursive up (asked, id, next) as (
        select s.id, s.id, s.merged_into_id from people_subject s
         where s.id in (select person_id from met)
        union all
        select up.asked, s.id, s.merged_into_id from up join people_subject s on s.id = up.next
    )
    select distinct s.key, s.person_id, s.name, s.folded, s.birth_date, s.year, s.sex, s.unit_id, s.place, s.identity,
           o.id as other_id, o.name as other_name, o.folded as other_folded, p.birth_date as other_birth_date,
           p.birth_year as other_year, p.sex as other_sex, o.organization_id as other_unit_id,
           lower(unaccent(p.native_place)) as other_place, p.identity_hash as other_identity,
           u.unit is not null as is_same_unit, n.bearers
      from met join stated s on s.key = met.key
      join up on up.asked = met.person_id and up.next is null
      join people_subject o on o.id = up.id
      join people_person p on p.subject_id = o.id
      join name_count n on n.name_digest = s.name_digest
      left join stated_unit u on u.unit = s.unit_id and u.other = o.organization_id
     where o.id is distinct from s.person_id and o.folded <> ''
       and (o.folded = s.folded or u.unit is not null or p.identity_hash = s.identity
            or levenshtein_less_equal(left(o.folded, 255), left(s.folded, 255), 2) <= 2
            or (split_part(o.folded, ' ', 1) = split_part(s.folded, ' ', 1)
                and split_part(o.folded, ' ', -1) = split_part(s.folded, ' ', -1)
                and (string_to_array(o.folded, ' ') <@ string_to_array(s.folded, ' ')
                     or string_to_array(s.folded, ' ') <@ string_to_array(o.folded, ' '))))
       and not exists (select 1 from people_duplicate d
                        where d.first_id = least(o.id, s.person_id) and d.second_id = greatest(o.id, s.person_id))
"""
# How many work in a unit matters of colleagues only.
_CROWDS = """
    create temp table if not exists crowd (unit_id bigint, people bigint) on commit drop;
    insert into crowd
    select unit_id, count(*) from people_trait
     where unit_id in (select other_unit_id from pair where is_same_unit except select unit_id from crowd)
     group by unit_id;
"""
_CROWDS_OF_PAIRS = """
    select unit_id, people from crowd where unit_id in (select other_unit_id from pair where is_same_unit)
"""
# The province of a unit is that of its latest placement.
_PROVINCES = """
    select distinct on (organization_id) organization_id, province_code from organizations_placement
     where organization_id in (select unit_id from pair union select other_unit_id from pair)
     order by organization_id, lower(during) desc
"""
# How many there are weighs little: of a large directory the planner's figure will do, counting millions takes too long.
_PEOPLE = """
    select case when c.reltuples > 500000 then c.reltuples::bigint else (select count(*) from people_trait) end
      from pg_class c where c.oid = 'people_trait'::regclass
"""


def begin() -> None:
    """All who are to be found have traits, and nothing is known of an earlier list in the same transaction."""
    run_beside("select people_settle_arrivals()")
    run_beside("drop table if exists name_count, crowd")
    run_beside("set local default_statistics_target = 10")  # the planner need not know a lot more closely


def stage(rows: Sequence[Stated]) -> None:
    """The rows of a lot with what they are found by, as the database would make it of them."""
    frame = _stated_frame(rows)
    _fresh()
    run_beside(f"create temp table stated ({_COLUMNS}) on commit drop")
    copy_frame("stated", frame)


_COLUMNS = (
    "key bigint, person_id bigint, name text, folded text, birth_date date, year int, sex text, unit_id bigint,"
    " place text, identity bytea, name_digest int, given_digest int, initials text, born int, day_month int,"
    " place_digest int"
)


def _stated_frame(rows: Sequence[Stated]) -> pl.DataFrame:
    names, places = [folded(row.name) for row in rows], [folded(row.native_place) for row in rows]
    hashes = [identity_hash(row.identity) if row.identity else None for row in rows]
    given = [name.rpartition(" ")[2] for name in names]
    return pl.DataFrame(
        {
            "key": pl.Series([row.key for row in rows], dtype=pl.Int64),
            "name": pl.Series([row.name for row in rows], dtype=pl.String),
            "folded": pl.Series(names, dtype=pl.String),
            "birth_date": pl.Series([row.birth_date for row in rows], dtype=pl.Date),
            "year": pl.Series(
                [row.birth_date.year if row.birth_date else row.birth_year for row in rows], dtype=pl.Int64
            ),
            "sex": pl.Series([str(row.sex) for row in rows], dtype=pl.String),
            "unit_id": pl.Series([row.unit_id for row in rows], dtype=pl.Int64),
            "place": pl.Series(places, dtype=pl.String),
            "identity": pl.Series(hashes, dtype=pl.Binary),
            "name_digest": pl.Series([_digest(name) for name in names], dtype=pl.Int64),
            "given_digest": pl.Series([_digest(name) for name in given], dtype=pl.Int64),
            "initials": pl.Series(
                ["".join(word[0] for word in name.split())[:12] for name in names], dtype=pl.String
            ),
            "born": pl.Series([_born(row.birth_date) for row in rows], dtype=pl.Int64),
            "place_digest": pl.Series(
                [_digest(place) if place else None for place in places], dtype=pl.Int64
            ),
        }
    ).with_columns(day_month=pl.col("born") % 10_000)


def _digest(words: str) -> int:
    """As ``people_digest`` of the database."""
    return crc32(words.encode()) - 2_147_483_648


def _born(day: date | None) -> int | None:
    """As ``people_born`` of the database: the first of January stands for a year of which no more is known."""
    if day is None or (day.month, day.day) == (1, 1):
        return None
    low, high = sorted((day.month, day.day))
    return day.year * 10_000 + low * 100 + high


def stage_directory(condition: str, parameters: list[Any]) -> None:
    """The records of the directory that meet one of two fixed conditions, as if a list had named them."""
    begin()
    _fresh()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            create temp table stated_raw on commit drop as
            select s.id as key, s.id as person_id, s.name::text, s.folded::text, p.birth_date,
                   coalesce(p.birth_year, extract(year from p.birth_date)::int) as year, p.sex::text,
                   s.organization_id as unit_id, lower(unaccent(p.native_place)) as place, p.identity_hash as identity
              from people_person p join people_subject s on s.id = p.subject_id
              join organizations_organization o on o.id = s.organization_id
             where s.merged_into_id is null and s.folded <> '' and {condition}
            """,  # noqa: S608  # one of two fixed conditions
            parameters,
        )
        cursor.execute(_STATED)


def _fresh() -> None:
    run_beside("drop table if exists stated_raw, stated, stated_unit, rare_name, met, pair")


@dataclass(frozen=True, slots=True)
class Meeting:
    """Pairs of a stated person and a record, how many people there are at all and in the records' units, and the
    provinces of units.
    """

    pairs: Sequence[Any]
    people: int
    crowds: Mapping[int, int]
    provinces: Mapping[int, str]


def meet() -> Callable[[], Meeting]:
    """Let everybody who was staged meet records; what comes back tells whom."""
    run_beside(_AROUND.format(rare=_RARE))
    run_beside(_BLOCKS.format(most=MOST_OF_A_BLOCK))
    run_beside(_BEARERS)
    run_beside(_READ_AHEAD)
    run_beside(_PAIRS)
    run_beside(_CROWDS)
    asked = ("select * from pair", _PEOPLE, _CROWDS_OF_PAIRS, _PROVINCES)
    pairs, people, crowds, provinces = map(ask_beside, asked)
    return lambda: Meeting(pairs(), int(people()[0][0]), dict(crowds()), dict(provinces()))
