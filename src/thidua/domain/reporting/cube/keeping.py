"""Keeping the cube equal to the register: merging what was queued, rebuilding, comparing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Min

from thidua.domain.organizations.models import Succession
from thidua.domain.organizations.queries import EVERYWHERE
from thidua.domain.reporting.cube.rollups import BASE, ROLLUPS, Rollup
from thidua.domain.reporting.models import Comparison, CubeState

KEY = "hashtext('reporting_cube')"
WHOLE = ROLLUPS[-1]
_COLUMNS = ", ".join(f'"{name}"' for name in BASE)
_TEXTS = ", ".join(f'"{name}" text' for name in BASE)
_WORK = f"""
create temp table if not exists reporting_work (
    unit_position bigint, year smallint, month smallint, {_TEXTS}, count integer, whole bigint) on commit delete rows;
create temp table if not exists reporting_seat (unit_position bigint, coarse bigint, fine bigint) on commit delete rows;
create temp table if not exists reporting_sum (year smallint, coarse bigint, whole bigint, count bigint)
    on commit delete rows;
create temp table if not exists reporting_first (year smallint, root_id bigint) on commit delete rows;
"""
_FILL = f"""
insert into reporting_work
select w.*, {WHOLE.hash()} from ({{source}}) w(unit_position, year, month, {_COLUMNS}, count)
"""  # noqa: S608  # made of constants only
# The queue and what it changes are read by one statement, so that both speak of the same moment.
_TAKE = "with gone as (delete from reporting_queued returning 1)" + _FILL.format(  # noqa: S608  # made of constants only
    source=f"select unit_position, year, month, {_COLUMNS}, count from reporting_unmerged()"  # noqa: S608  # made of constants only
)
# Days are looked at only where a holder has several honors in the first year.
_FIRSTS = """
truncate reporting_first;
insert into reporting_first
select distinct on (holder_id) year, root_id
  from (select s.holder_id, s.root_id, s.year,
               case when s.honors > 1 then
                   (select x.decided_on from register_entry x
                     where x.holder_id = s.holder_id and x.year = s.year and x.id = s.entry_id) end as decided_on
          from (select holder_id, root_id, entry_id, year, count(*) over (partition by holder_id, year) as honors,
                       min(year) over (partition by holder_id) as first_year
                  from register_standingline where not is_annulled) s
         where s.year = s.first_year) candidate
 order by holder_id, decided_on, root_id;
analyze reporting_first;
"""
_TOLD = {"top": "s.top", "sector": "s.sector", "first": "case when r.root_id is null then '' else '1' end"}
# What stands in the register less what is queued: one statement, so that no line is in one and not in the other.
# A first honor that was entered since ``_FIRSTS`` is queued, and with it all that it changes.
_COUNT_YEAR = _FILL.format(
    source=f"""
select f.unit_position, f.year, f.month, {", ".join(_TOLD.get(name, f'f."{name}"') for name in BASE)}, 1
  from reporting_fact f
  join reporting_stay s
    on s.organization_id = f.organization_id and f.decided_on >= s.since and f.decided_on < s.until
  left join (select root_id from reporting_first where year = %(year)s) r on r.root_id = f.root_id
 where f.year = %(year)s
union all
select unit_position, year, month, {_COLUMNS}, -count from reporting_unmerged() where year = %(year)s
"""  # noqa: S608  # made of constants only
)
_SMALLER = ROLLUPS[:-1]
_NO_SMALLER = ", null" * len(_SMALLER)
# Most rollups are by year and large blocks: they are made of sums of these, which are fewer than the lines.
_SUM = """
truncate reporting_sum;
insert into reporting_sum
select w.year, s.coarse, w.whole, sum(w.count) from reporting_work w join reporting_seat s using (unit_position)
 group by 1, 2, 3;
analyze reporting_sum;
"""
# Profiles met for the first time, with what the smaller rollups make of them.
_LEARN = f"""
analyze reporting_work;
with met as materialized (
    select distinct whole, {_COLUMNS} from reporting_work w
     where not exists (select 1 from reporting_profile p where p.id = w.whole)
)
insert into reporting_profile (id, {_COLUMNS}, {", ".join(f"in_{one.number}" for one in _SMALLER)})
select whole, {_COLUMNS}, {", ".join(one.hash() for one in _SMALLER)} from met w
union
{" union ".join(f"select {one.hash()}, {', '.join(one.profile())}{_NO_SMALLER} from met w" for one in _SMALLER)}
on conflict (id) do nothing;
"""  # noqa: S608  # made of constants only
_SEAT = f"""
truncate reporting_seat;
insert into reporting_seat
select unit_position,
       coalesce((select max(low) from reporting_block where low <= unit_position and is_coarse), {EVERYWHERE.low}),
       coalesce((select max(low) from reporting_block where low <= unit_position), {EVERYWHERE.low})
  from ({{positions}}) p;
analyze reporting_seat;
"""  # noqa: S608  # made of constants only
_SEAT_QUEUED = _SEAT.format(positions="select distinct unit_position from reporting_work")
_SEAT_ALL = _SEAT.format(positions="select position as unit_position from organizations_organization")
_UNITS_OF_BLOCKS = """
select low, bool_or(is_coarse) as is_coarse from (
    select %s::bigint as low, true as is_coarse
    union all
    select o.position, nlevel(p.path) <= 2
      from organizations_placement p join organizations_organization o on o.id = p.organization_id
     where p.line = 'union' and p.kind in ('TLD', 'PROV_FED', 'NAT_INDUSTRY', 'CORP_UNION', 'DISTRICT_FED',
                                           'LOCAL_INDUSTRY', 'ZONE_UNION', 'CORP_UNION_2', 'COMMUNE_UNION')
) found group by low
"""
_BLOCKS = f"""
insert into reporting_block (low, is_coarse) {_UNITS_OF_BLOCKS}
on conflict (low) do update set is_coarse = true where excluded.is_coarse and not reporting_block.is_coarse
"""
_NEW_BLOCKS = f"""
select count(*) from ({_UNITS_OF_BLOCKS}) u
 where not exists (select 1 from reporting_block b where b.low = u.low and b.is_coarse >= u.is_coarse)
"""  # noqa: S608  # made of constants only


def is_built() -> bool:
    """Whether the cube was ever built; before that, everything is counted from the lines."""
    return CubeState.objects.filter(rebuilt_at__isnull=False).exists()


def merge() -> int:
    """Bring what was queued into the cells, unless another worker is at it; return how many cells moved."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"select pg_try_advisory_xact_lock({KEY}), exists (select 1 from reporting_queued)"  # noqa: S608  # made of constants only
        )
        if cursor.fetchone() != (True, True):
            return 0
        cursor.execute(_WORK)
        cursor.execute("truncate reporting_work")
        cursor.execute(_TAKE)
        cursor.execute(_LEARN)
        cursor.execute(_SEAT_QUEUED)
        cursor.execute(_SUM)
        return sum(_add(rollup) for rollup in ROLLUPS)


def rebuild(*, at: datetime) -> int:
    """Count the whole register anew, while others read and write; return how many cells there are."""
    with _alone(), _one_moment(), connection.cursor() as cursor:
        newest = Succession.objects.aggregate(newest=Max("id"))["newest"] or 0
        cursor.execute(_BLOCKS, [EVERYWHERE.low])
        _recount(_years())
        CubeState.objects.update_or_create(pk=1, defaults={"last_succession_id": newest, "rebuilt_at": at})
        cursor.execute("select count(*) from reporting_cell")
        return int(cursor.fetchone()[0])


def follow_structure() -> list[int]:
    """Count again the years that a change of the tree reaches back into; return them.

    Only the top unit of then and the sector of a line depend on the tree. A change entered before its day reaches
    no line at all.
    """
    state, _made = CubeState.objects.get_or_create(pk=1)
    if not Succession.objects.filter(id__gt=state.last_succession_id).exists():
        return []
    with _alone(), _one_moment(), connection.cursor() as cursor:
        later = Succession.objects.filter(id__gt=state.last_succession_id)
        found = later.aggregate(newest=Max("id"), since=Min("effective_on"))
        cursor.execute(
            "select distinct year from register_standingline where year >= %s order by year",
            [found["since"].year],
        )
        years = [int(row[0]) for row in cursor.fetchall()]
        _recount(years)
        CubeState.objects.filter(pk=1).update(last_succession_id=found["newest"])
        return years


def compare(*, at: datetime) -> Comparison:
    """Count the register anew beside the cube, note how many cells differ, and return the note."""
    started, cells, differing = time.perf_counter(), 0, 0
    with _one_moment(), connection.cursor() as cursor:
        cursor.execute(_WORK)
        cursor.execute(_FIRSTS)
        cursor.execute(_SEAT_ALL)
        for year in _years():
            _count(year)
            for rollup in ROLLUPS:
                found, wrong = _differences(rollup, year)
                cells, differing = cells + found, differing + wrong
        cursor.execute(
            "select coalesce(sum(count), 0) from reporting_cell where rollup = %s", [ROLLUPS[0].number]
        )
        honors = int(cursor.fetchone()[0])
        cursor.execute(_NEW_BLOCKS, [EVERYWHERE.low])
        new_blocks = int(cursor.fetchone()[0])
    return Comparison.objects.create(
        at=at,
        cells=cells,
        differing=differing,
        honors=honors,
        new_blocks=new_blocks,
        seconds=time.perf_counter() - started,
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no one else writes cells, and keep others from it; before the moment that is read is chosen."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_advisory_lock({KEY})")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"select pg_advisory_unlock({KEY})")


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction whose statements all see the same moment; inside another one, that one's.

    The planner expects few lines where there are a year's, and knows nothing of tables that are filled for the first
    time: it would look things up one by one.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("set local enable_nestloop = off; set local work_mem = '256MB'")
        yield
        cursor.execute("set local enable_nestloop = default; set local work_mem = default")


def _years() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select year from (select distinct year from register_standingline"
            " union select distinct year from reporting_cell) found order by year"
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _recount(years: Sequence[int]) -> None:
    if not years:
        return
    with connection.cursor() as cursor:
        cursor.execute(_WORK)
        cursor.execute(_FIRSTS)
        cursor.execute(_SEAT_ALL)
        for year in years:
            _count(year)
            cursor.execute("delete from reporting_cell where year = %s", [year])
            for rollup in ROLLUPS:
                _add(rollup)


def _count(year: int) -> None:
    """The facts of a year as they stand without what is queued."""
    with connection.cursor() as cursor:
        cursor.execute("truncate reporting_work")
        cursor.execute(_COUNT_YEAR, {"year": year})
        cursor.execute(_LEARN)
        cursor.execute(_SUM)


def _grouped(rollup: Rollup) -> str:
    block = {"country": f"{EVERYWHERE.low}::bigint", "coarse": "w.coarse", "fine": "w.fine"}[rollup.grain]
    profile = "w.whole" if rollup is WHOLE else f"p.in_{rollup.number}"
    source, month = "reporting_sum w", "0::smallint"
    if rollup.by_month or rollup.grain == "fine":
        source = "(select * from reporting_work join reporting_seat using (unit_position)) w"
        month = "w.month" if rollup.by_month else month
    return f"""
        select w.year, {block} as block, {month} as month, {profile} as profile_id, sum(w.count) as count
          from {source} join reporting_profile p on p.id = w.whole
         group by 1, 2, 3, 4
    """  # noqa: S608  # made of constants only


def _add(rollup: Rollup) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into reporting_cell as c (rollup, year, block, month, profile_id, count)"  # noqa: S608  # made of constants only
            f" select {rollup.number}, g.* from ({_grouped(rollup)}) g where g.count <> 0 order by 3, 4, 5"
            " on conflict (rollup, year, block, month, profile_id) do update set count = c.count + excluded.count"
        )
        return int(cursor.rowcount)


def _differences(rollup: Rollup, year: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select count(*), count(*) filter (where coalesce(g.count, 0) <> coalesce(c.count, 0))
                  from (select * from ({_grouped(rollup)}) made where made.count <> 0) g
                  full join (select * from reporting_cell where rollup = %s and year = %s and count <> 0) c
                    using (block, month, profile_id)""",  # noqa: S608  # made of constants only
            [rollup.number, year],
        )
        cells, differing = cursor.fetchone()
        return int(cells), int(differing)
