"""What feeds the cube: a queue written with each line, the facts of the register, and what the queue adds to them.

The queue holds which lines are new, not what they count: a figure is what the register says without the queued lines
(the cells), plus what these change (``reporting_unmerged``). So no writer waits for another one and late grants,
corrections, annulments and restorations need no case of their own.
"""

from django.db import migrations

TRIGGERS = """
create function reporting_queue_new() returns trigger language plpgsql as $$
begin
    insert into reporting_queued (entry_id, holder_id, is_new, was_minority)
    select id, holder_id, true, false from new_rows;
    return null;
end $$;
create function reporting_queue_erased() returns trigger language plpgsql as $$
begin
    insert into reporting_queued (entry_id, holder_id, is_new, was_minority)
    select o.id, o.holder_id, false, true
      from old_rows o join new_rows n on n.id = o.id
     where o.is_ethnic_minority and not n.is_ethnic_minority;
    return null;
end $$;
create trigger reporting_queue_new after insert on register_entry
    referencing new table as new_rows for each statement execute function reporting_queue_new();
create trigger reporting_queue_erased after update on register_entry
    referencing old table as old_rows new table as new_rows
    for each statement execute function reporting_queue_erased();
"""
NO_TRIGGERS = """
drop trigger reporting_queue_new on register_entry;
drop trigger reporting_queue_erased on register_entry;
drop function reporting_queue_new();
drop function reporting_queue_erased();
"""

# The unit as it stood on a day: its last placement that had begun, or its first one.
PLACE = """
    (select {what} from organizations_placement p
      where p.organization_id = e.organization_id and p.line = 'union'
      order by coalesce(lower(p.during), '-infinity') <= e.decided_on desc,
               abs(e.decided_on - coalesce(lower(p.during), date '0001-01-01'))
      limit 1)"""
TOP = "coalesce(ltree2text(subpath(p.path, least(1, nlevel(p.path) - 1), 1)), '')"

# The same for all units at once: each placement holds until the next begins, the first one since ever.
STAY = f"""
create view reporting_stay with (security_invoker = true) as
select organization_id, {TOP} as top, sector::text as sector,
       case when row_number() over of_unit = 1 then '-infinity' else lower(during) end as since,
       coalesce(lead(lower(during)) over of_unit, 'infinity') as until
  from organizations_placement p where line = 'union'
window of_unit as (partition by organization_id order by lower(during) nulls first);
"""

FACT = f"""
create view reporting_fact with (security_invoker = true) as
select s.entry_id as id, s.root_id, s.holder_id, e.organization_id, s.unit_position, s.year,
       extract(month from e.decided_on)::smallint as month, e.decided_on,
       case when s.province_code = '' then ''
            when s.year < 2025 then s.province_code
            when s.year > 2025 or e.decided_on >= date '2025-07-01' then s.province_code || '+'
            else s.province_code end::text as province,
       {PLACE.format(what=TOP)} as top,
       f.award_code::text as award, f.award_level::text as level, f.commendation_type::text as type,
       f.holder_kind::text as kind, f.position_class::text as position, f.person_class::text as person,
       case when f.is_enterprise then '1' else '' end::text as enterprise, f.sex::text as sex,
       case when e.is_ethnic_minority then '1' else '' end::text as minority,
       {PLACE.format(what="p.sector::text")} as sector,
       case when not exists (
           select 1 from register_standingline o
            where o.holder_id = s.holder_id and not o.is_annulled and o.root_id <> s.root_id
              and (o.year < s.year
                   or (o.year = s.year
                       and exists (select 1 from register_entry x
                                    where x.holder_id = o.holder_id and x.year = o.year and x.id = o.entry_id
                                      and (x.decided_on, o.root_id) < (e.decided_on, s.root_id))))) then '1' else '' end::text as first
  from register_standingline s
  left join register_profile f on f.id = s.profile_id
  left join register_entry e on e.holder_id = s.holder_id and e.year = s.year and e.id = s.entry_id
 where not s.is_annulled;
"""

UNMERGED = f"""
create function reporting_unmerged() returns table (
    holder_id bigint, unit_position bigint, year smallint, month smallint, decided_on date,
    province text, top text, award text, level text, type text, kind text, "position" text, person text,
    enterprise text, sex text, minority text, sector text, first text, count integer)
language plpgsql stable as $$
#variable_conflict use_column
begin
    if not exists (select 1 from reporting_queued) then
        return;
    end if;
    return query
    with queue as materialized (
        select entry_id, bool_or(is_new) as is_new, bool_or(was_minority) as was_minority
          from reporting_queued group by entry_id
    ), touched as materialized (
        select distinct s.holder_id, s.year
          from (select distinct holder_id from reporting_queued) d
          join register_standingline s on s.holder_id = d.holder_id
    ), lines as materialized (
        select x.*, coalesce(x.refers_to_id, x.id) as root, coalesce(q.is_new, false) as is_new,
               coalesce(q.was_minority, false) as was_minority
          from touched t
          cross join lateral (select * from register_entry r
                               where r.holder_id = t.holder_id and r.year = t.year offset 0) x
          left join queue q on q.entry_id = x.id
    ), states as (
        select s.is_after, l.id, l.kind, l.root
          from lines l cross join (values (false), (true)) s(is_after)
         where s.is_after or not l.is_new
    ), standing as (
        select is_after, root, max(id) filter (where kind in ('grant', 'correction')) as content_id,
               max(id) filter (where kind = 'annulment') as annulled,
               max(id) filter (where kind = 'restoration') as restored
          from states group by is_after, root
    ), standing_lines as (
        select s.is_after, l.*,
               row_number() over (partition by s.is_after, l.holder_id order by l.decided_on, l.root) = 1 as is_first
          from standing s join lines l on l.id = s.content_id
         where s.annulled is null or s.restored > s.annulled
    ), facts as (
        select e.holder_id, e.unit_position, e.year::smallint as year,
               extract(month from e.decided_on)::smallint as month, e.decided_on, e.is_after,
               case when e.province_code = '' then ''
                    when e.decided_on < date '2025-07-01' then e.province_code
                    else e.province_code || '+' end::text as province,
               {PLACE.format(what=TOP)} as top,
               e.award_code::text as award, e.award_level::text as level, e.commendation_type::text as type,
               e.holder_kind::text as kind, e.position_class::text as position, e.person_class::text as person,
               case when e.is_enterprise then '1' else '' end::text as enterprise, e.sex::text as sex,
               case when e.is_ethnic_minority or (e.was_minority and not e.is_after) then '1' else '' end::text
                   as minority,
               {PLACE.format(what="p.sector::text")} as sector,
               case when e.is_first then '1' else '' end::text as first
          from standing_lines e
    )
    select f.holder_id, f.unit_position, f.year, f.month, f.decided_on, f.province, f.top, f.award, f.level, f.type,
           f.kind, f."position", f.person, f.enterprise, f.sex, f.minority, f.sector, f.first,
           sum(case when f.is_after then 1 else -1 end)::integer
      from facts f
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
    having sum(case when f.is_after then 1 else -1 end) <> 0;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_cube"),
        ("register", "0010_what_the_search_reads"),
        ("organizations", "0003_find_units_by_words"),
    ]

    operations = [
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(STAY, "drop view reporting_stay"),
        migrations.RunSQL(FACT, "drop view reporting_fact"),
        migrations.RunSQL(UNMERGED, "drop function reporting_unmerged()"),
    ]
