"""One row of the queue a statement, not a line; what waits is told from the years it touches; rollups of provinces.

What was counted is thrown away and counted again by the worker, so nothing of the old queue is needed.
"""

from importlib import import_module

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

_second = import_module("thidua.domain.reporting.migrations.0002_cube_from_the_register")
_fifth = import_module("thidua.domain.reporting.migrations.0005_only_what_changed")

FORGET = """
delete from reporting_queued;
delete from reporting_cell;
delete from reporting_profile;
delete from reporting_block;
update reporting_cubestate set rebuilt_at = null;
"""
NO_TRIGGERS = _second.NO_TRIGGERS + "drop function reporting_unmerged();"
FORMER_TRIGGERS = _second.TRIGGERS + _fifth.UNMERGED

# Arrays of some thousand lines stay in the row: compressing them would cost a writer more than writing them.
TRIGGERS = """
alter table reporting_queued set (toast_tuple_target = 8160);
create function reporting_queue_new() returns trigger language plpgsql as $$
begin
    insert into reporting_queued (entries, holders, years, is_new, was_minority)
    select array_agg(id), array_agg(holder_id), array_agg(year), true, false from new_rows having count(*) > 0;
    return null;
end $$;
create function reporting_queue_erased() returns trigger language plpgsql as $$
begin
    insert into reporting_queued (entries, holders, years, is_new, was_minority)
    select array_agg(o.id), array_agg(o.holder_id), array_agg(o.year), false, true
      from old_rows o join new_rows n on n.id = o.id
     where o.is_ethnic_minority and not n.is_ethnic_minority
    having count(*) > 0;
    return null;
end $$;
create trigger reporting_queue_new after insert on register_entry
    referencing new table as new_rows for each statement execute function reporting_queue_new();
create trigger reporting_queue_erased after update on register_entry
    referencing old table as old_rows new table as new_rows
    for each statement execute function reporting_queue_erased();
"""

# A later line lies in the year of its grant, so only the years of queued lines change; of the other years of a holder
# only the first matters, and its lines only when the first honor moves out of it or into it.
UNMERGED = """
create function reporting_unmerged() returns table (
    holder_id bigint, unit_position bigint, year smallint, month smallint, decided_on date,
    province text, top text, award text, level text, type text, kind text, "position" text, person text,
    enterprise text, sex text, minority text, sector text, first text, count integer)
language plpgsql stable rows 100 as $$
#variable_conflict use_column
begin
    if not exists (select 1 from reporting_queued) then
        return;
    end if;
    return query
    with queue as materialized (
        select u.entry_id, min(u.holder_id) as holder_id, min(u.year) as year, bool_or(q.is_new) as is_new,
               bool_or(q.was_minority) as was_minority
          from reporting_queued q cross join lateral unnest(q.entries, q.holders, q.years) u(entry_id, holder_id, year)
         group by u.entry_id
    ), places as materialized (
        select distinct holder_id, year from queue
    ), elsewhere as materialized (
        select h.holder_id,
               (select min(s.year) from register_standingline s
                 where s.holder_id = h.holder_id and not s.is_annulled
                   and (s.holder_id, s.year) not in (select p.holder_id, p.year from places p)) as year
          from (select distinct holder_id from places) h
    ), told as materialized (
        select {line}
          from places t
          cross join lateral (select * from register_entry r
                               where r.holder_id = t.holder_id and r.year = t.year offset 0) x
    ), lines as materialized (
        select t.*, coalesce(q.is_new, false) as is_new, coalesce(q.was_minority, false) as was_minority
          from told t left join queue q on q.entry_id = t.id
    ), states as (
        select s.is_after, l.id, l.kind, l.root
          from lines l cross join (values (false), (true)) s(is_after)
         where s.is_after or not l.is_new
    ), standing as materialized (
        select l.*, s.is_after
          from (select is_after, root, max(id) filter (where kind in ('grant', 'correction')) as content_id,
                       max(id) filter (where kind = 'annulment') as annulled,
                       max(id) filter (where kind = 'restoration') as restored
                  from states group by is_after, root) s
          join lines l on l.id = s.content_id
         where s.annulled is null or s.restored > s.annulled
    ), moved as materialized (
        select e.holder_id, e.year
          from elsewhere e
          left join standing s on s.holder_id = e.holder_id
         where e.year is not null
         group by e.holder_id, e.year
        having coalesce(min(s.year) filter (where s.is_after) < e.year, false)
            <> coalesce(min(s.year) filter (where not s.is_after) < e.year, false)
    ), others as (
        select {line}
          from moved t
          cross join lateral (select r.* from register_standingline s
                                join register_entry r
                                  on r.holder_id = s.holder_id and r.year = s.year and r.id = s.entry_id
                               where s.holder_id = t.holder_id and s.year = t.year and not s.is_annulled offset 0) x
    ), ranked as (
        select w.*, row_number() over (partition by w.is_after, w.holder_id order by w.year, w.decided_on, w.root) = 1
                    and (e.year is null or w.year <= e.year) as is_first
          from (select * from standing
                union all
                select o.*, false, false, s.is_after from others o cross join (values (false), (true)) s(is_after)) w
          join elsewhere e on e.holder_id = w.holder_id
    ), changed as (
        select * from (select r.*, sum(case when r.is_after then 1 else -1 end)
                                       over (partition by r.id, r.is_first) as change from ranked r) r
         where r.change <> 0 or r.was_minority
    )
    select e.holder_id, e.unit_position, e.year::smallint, extract(month from e.decided_on)::smallint, e.decided_on,
           case when e.province_code = '' then ''
                when e.decided_on < date '2025-07-01' then e.province_code
                else e.province_code || '+' end::text,
           p.top, e.award_code::text, e.award_level::text, e.commendation_type::text, e.holder_kind::text,
           e.position_class::text, e.person_class::text, case when e.is_enterprise then '1' else '' end::text,
           e.sex::text,
           case when e.is_ethnic_minority or (e.was_minority and not e.is_after) then '1' else '' end::text,
           p.sector, case when e.is_first then '1' else '' end::text,
           sum(case when e.is_after then 1 else -1 end)::integer
      from changed e
      left join lateral (
           select {top} as top, p.sector::text as sector from organizations_placement p
            where p.organization_id = e.organization_id and p.line = 'union'
            order by coalesce(lower(p.during), '-infinity') <= e.decided_on desc,
                     abs(e.decided_on - coalesce(lower(p.during), date '0001-01-01'))
            limit 1) p on true
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
    having sum(case when e.is_after then 1 else -1 end) <> 0;
end $$;
"""
LINE = """x.id, x.kind, coalesce(x.refers_to_id, x.id) as root, x.holder_id, x.year, x.decided_on, x.unit_position,
               x.organization_id, x.province_code, x.award_code, x.award_level, x.commendation_type, x.holder_kind,
               x.position_class, x.person_class, x.is_enterprise, x.sex, x.is_ethnic_minority"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_only_what_changed")]

    operations = [
        migrations.RunSQL(NO_TRIGGERS, FORMER_TRIGGERS),
        migrations.RunSQL(FORGET, FORGET),
        migrations.RemoveField("queued", "entry_id"),
        migrations.RemoveField("queued", "holder_id"),
        migrations.AddField(
            "queued", "entries", ArrayField(models.BigIntegerField(), default=list), preserve_default=False
        ),
        migrations.AddField(
            "queued", "holders", ArrayField(models.BigIntegerField(), default=list), preserve_default=False
        ),
        migrations.AddField(
            "queued", "years", ArrayField(models.SmallIntegerField(), default=list), preserve_default=False
        ),
        *(
            migrations.AddField("profile", f"in_{number}", models.BigIntegerField(null=True))
            for number in range(14, 17)
        ),
        migrations.AddIndex(
            "profile",
            models.Index(
                fields=["id"], name="profile_of_smaller", condition=models.Q(in_1=None),
                include=("province", "top", "award", "level", "type", "kind", "position", "person", "enterprise",
                         "sex", "minority", "sector", "first"),
            ),
        ),
        migrations.RunSQL(TRIGGERS + UNMERGED.format(line=LINE, top=_second.TOP), NO_TRIGGERS),
    ]  # fmt: skip
