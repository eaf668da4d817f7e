"""Those whom a list brings wait for what they are found by, until somebody looks for people.

Six indexes of what people are found by were a quarter of what a list of 100,000 newcomers cost the database, and nobody
looks into them before the next list or the look at newcomers, which follows a list of its own accord. One person who is
entered alone is found at once, as before.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

_TRAITS = """    insert into people_trait (person_id, name_digest, given_digest, initials, born, day_month, year, unit_id, place_digest)
    select s.id, people_digest(s.folded), people_digest(split_part(s.folded, ' ', -1)),
           people_initials(s.folded), people_born(p.birth_date), people_born(p.birth_date) % 10000,
           coalesce(p.birth_year, date_part('year', p.birth_date)::integer), s.organization_id,
"""
"""How traits are made, but for the place of birth."""

FUNCTIONS = f"""
create or replace function people_initials(folded text) returns text language sql immutable strict parallel safe as
$$ select left(split_part(folded, ' ', 1), 1) || left(split_part(folded, ' ', 2), 1) || left(split_part(folded, ' ', 3), 1) ||
       left(split_part(folded, ' ', 4), 1) || case when split_part(folded, ' ', 5) = '' then '' else
       left(split_part(folded, ' ', 5), 1) || left(split_part(folded, ' ', 6), 1) ||
       left(split_part(folded, ' ', 7), 1) || left(split_part(folded, ' ', 8), 1) || left(split_part(folded, ' ', 9), 1) ||
       left(split_part(folded, ' ', 10), 1) || left(split_part(folded, ' ', 11), 1) || left(split_part(folded, ' ', 12), 1)
       end $$;

create function people_add_traits(ids bigint[]) returns void
language sql security definer set search_path = public as $$
{_TRAITS}           case when p.native_place <> '' then people_digest(nullif(lower(unaccent(p.native_place)), '')) end
      from people_person p join people_subject s on s.id = p.subject_id
     where p.subject_id = any (ids) and s.merged_into_id is null and s.folded <> ''
        on conflict (person_id) do nothing;
$$;
create or replace function people_keep_traits(ids bigint[]) returns void
language plpgsql security definer set search_path = public as $$
begin
    delete from people_trait where person_id = any (ids);
    perform people_add_traits(ids);
end $$;

create function people_person_entered() returns trigger
language plpgsql security definer set search_path = public as $$
declare
    ids bigint[] = array(select subject_id from changed);
begin
    if cardinality(ids) < 100 then
        perform people_add_traits(ids);
    else
        insert into people_arrival (people) values (ids);
    end if;
    return null;
end $$;
drop trigger keep_traits on people_person;
create trigger keep_traits after insert on people_person
    referencing new table as changed for each statement execute function people_person_entered();

-- Whoever looks for people calls this before; a second one waits for the first and then finds nothing to do.
create function people_settle_arrivals() returns void
language plpgsql security definer set search_path = public as $$
declare
    ids bigint[];
begin
    if exists (select from people_arrival) then
        with gone as (delete from people_arrival returning people)
        select array(select unnest(people) from gone) into ids;
        perform people_add_traits(ids);
    end if;
end $$;
"""
BACK = f"""
select people_settle_arrivals();
drop function people_settle_arrivals();
drop trigger keep_traits on people_person;
create trigger keep_traits after insert on people_person
    referencing new table as changed for each statement execute function people_person_changed();
drop function people_person_entered();
create or replace function people_keep_traits(ids bigint[]) returns void
language sql security definer set search_path = public as $$
    delete from people_trait where person_id = any (ids);
{_TRAITS}           people_digest(nullif(lower(unaccent(p.native_place)), ''))
      from people_person p join people_subject s on s.id = p.subject_id
     where s.id = any (ids) and s.merged_into_id is null and s.folded <> '';
$$;
drop function people_add_traits(bigint[]);
create or replace function people_initials(folded text) returns text language sql immutable strict parallel safe as
$$ select left(split_part(folded, ' ', 1), 1) || left(split_part(folded, ' ', 2), 1) || left(split_part(folded, ' ', 3), 1) ||
       left(split_part(folded, ' ', 4), 1) || left(split_part(folded, ' ', 5), 1) || left(split_part(folded, ' ', 6), 1) ||
       left(split_part(folded, ' ', 7), 1) || left(split_part(folded, ' ', 8), 1) || left(split_part(folded, ' ', 9), 1) ||
       left(split_part(folded, ' ', 10), 1) || left(split_part(folded, ' ', 11), 1) || left(split_part(folded, ' ', 12), 1) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_posts_the_law_lists")]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("people", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
