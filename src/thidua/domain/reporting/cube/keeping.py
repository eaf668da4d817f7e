"""Keeping the cube equal to the register: merging what was queued, rebuilding, comparing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Min

from thidua.domain.organizations.models import Succession
from thidua.domain.organizations.queries import EVERYWHERE
from thidua.domain.reporting.cube.rollups import BASE, ROLLUPS, Rollup
from thidua.domain.reporting.models import Comparison, CubeState

LOCK = "select pg_advisory_xact_lock(hashtext('reporting_cube'))"
TRY_LOCK = "select pg_try_advisory_xact_lock(hashtext('reporting_cube'))"
_COLUMNS = ", ".join(f'"{name}"' for name in BASE)
_WORK = f"""
create temp table if not exists reporting_work (
    unit_position bigint, year smallint, month smallint, {", ".join(f'"{name}" text' for name in BASE)}, count integer
) on commit delete rows
"""
# The queue and what it changes are read by one statement, so that both speak of the same moment.
_TAKE = f"""
with gone as (delete from reporting_queued returning 1)
insert into reporting_work
select unit_position, year, month, {_COLUMNS}, count from reporting_unmerged()
"""
# What stands in the register less what is queued: one statement, so that no line is in one and not in the other.
_COUNT_YEAR = f"""
insert into reporting_work
select unit_position, year, month, {_COLUMNS}, count(*) from reporting_fact where year = %(year)s
 group by unit_position, year, month, {_COLUMNS}
union all
select unit_position, year, month, {_COLUMNS}, -count from reporting_unmerged() where year = %(year)s
"""  # noqa: S608  # made of constants only
_BLOCKS = """
insert into reporting_block (low, is_coarse)
select low, bool_or(is_coarse) from (
    select %s::bigint as low, true as is_coarse
    union all
    select o.position, nlevel(p.path) <= 2
      from organizations_placement p join organizations_organization o on o.id = p.organization_id
     where p.line = 'union' and p.kind in ('TLD', 'PROV_FED', 'NAT_INDUSTRY', 'CORP_UNION', 'DISTRICT_FED',
                                           'LOCAL_INDUSTRY', 'ZONE_UNION', 'CORP_UNION_2', 'COMMUNE_UNION')
) found group by low
on conflict (low) do update set is_coarse = true where excluded.is_coarse and not reporting_block.is_coarse
"""


def merge() -> int:
    """Bring what was queued into the cells, unless another worker is at it; return how many cells moved."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TRY_LOCK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("select exists (select 1 from reporting_queued)")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_WORK)
        cursor.execute("truncate reporting_work")
        cursor.execute(_TAKE)
        return sum(_add(rollup) for rollup in ROLLUPS)


def rebuild(*, at: datetime) -> int:
    """Count the whole register anew, while others read and write; return how many cells there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TRY_LOCK)
        if not cursor.fetchone()[0]:
            return []
        state, _made = CubeState.objects.get_or_create(pk=1)
        later = Succession.objects.filter(id__gt=state.last_succession_id)
        found = later.aggregate(newest=Max("id"), since=Min("effective_on"))
        if found["newest"] is None:
            return []
        cursor.execute(
            "select distinct year from register_entry where year >= %s and decided_on >= %s order by year",
            [found["since"].year, found["since"]],
        )
        years = [int(row[0]) for row in cursor.fetchall()]
        _recount(years)
        CubeState.objects.filter(pk=1).update(last_succession_id=found["newest"])
        return years


def compare(*, at: datetime) -> Comparison:
    """Count the register anew beside the cube, note how many cells differ, and return the note.

    What the cells should hold does not move while others write: each new line is queued with its own transaction.
    """
    started, cells, differing = time.perf_counter(), 0, 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(_WORK)
        for year in _years():
            _count(year)
            for rollup in ROLLUPS:
                found, wrong = _differences(rollup, year)
                cells, differing = cells + found, differing + wrong
        cursor.execute("select coalesce(sum(count), 0) from reporting_cell where rollup = %s", [ROLLUPS[0].number])
        honors = int(cursor.fetchone()[0])
    return Comparison.objects.create(
        at=at, cells=cells, differing=differing, honors=honors, seconds=time.perf_counter() - started
    )


def _years() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select year from (select distinct year from register_entry union select distinct year from reporting_cell)"
            " found order by year"
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _recount(years: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WORK)
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


def _grouped(rollup: Rollup) -> str:
    month = "w.month" if rollup.by_month else "0::smallint"
    kind = "and b.is_coarse" if rollup.is_coarse else ""
    return f"""
        select w.year, s.low as block, {month} as month, {rollup.hash()} as profile_id, sum(w.count) as count
          from reporting_work w
          join (select unit_position,
                       coalesce((select max(b.low) from reporting_block b where b.low <= unit_position {kind}),
                                {EVERYWHERE.low}) as low
                  from (select distinct unit_position from reporting_work) p) s using (unit_position)
         group by 1, 2, 3, 4
    """  # noqa: S608  # made of constants only


def _add(rollup: Rollup) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into reporting_profile (id, {_COLUMNS}) select distinct on (1) {rollup.hash()},"  # noqa: S608  # made of constants only
            f" {', '.join(rollup.profile())} from reporting_work w on conflict (id) do nothing"
        )
        cursor.execute(
            "insert into reporting_cell as c (rollup, year, block, month, profile_id, count)"  # noqa: S608  # made of constants only
            f" select {rollup.number}, g.* from ({_grouped(rollup)}) g where g.count <> 0"
            " on conflict (rollup, year, block, month, profile_id) do update set count = c.count + excluded.count"
        )
        return cursor.rowcount


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
