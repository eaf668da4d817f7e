"""What people are found by when two records may be one: a narrow row a person, kept by the database itself."""

from django.db import migrations, models

FUNCTIONS = """
create function people_digest(words text) returns integer language sql immutable strict parallel safe as
$$ select (crc32(convert_to(words, 'UTF8')) - 2147483648)::integer $$;

create function people_initials(folded text) returns text language sql immutable strict parallel safe as
$$ select left(regexp_replace(folded, '(\\S)\\S*\\s*', '\\1', 'g'), 12) $$;

create function people_born(day date) returns integer language sql immutable strict parallel safe as
$$ select case when extract(month from day) = 1 and extract(day from day) = 1 then null else
       (extract(year from day) * 10000 + least(extract(month from day), extract(day from day)) * 100
        + greatest(extract(month from day), extract(day from day)))::integer end $$;

create function people_keep_traits(ids bigint[]) returns void
language sql security definer set search_path = public as $$
    delete from people_trait where person_id = any (ids);
    insert into people_trait (person_id, name_digest, given_digest, initials, born, day_month, year, unit_id, place_digest)
    select s.id, people_digest(s.folded), people_digest(regexp_replace(s.folded, '^.*\\s', '')),
           people_initials(s.folded), people_born(p.birth_date), people_born(p.birth_date) % 10000,
           coalesce(p.birth_year, extract(year from p.birth_date)::integer), s.organization_id,
           people_digest(nullif(lower(unaccent(p.native_place)), ''))
      from people_person p join people_subject s on s.id = p.subject_id
     where s.id = any (ids) and s.merged_into_id is null and s.folded <> '';
$$;

create function people_person_changed() returns trigger language plpgsql as $$
begin
    perform people_keep_traits(array(select subject_id from changed));
    return null;
end $$;
create function people_subject_changed() returns trigger language plpgsql as $$
begin
    perform people_keep_traits(array(
        select n.id from changed n join former o on o.id = n.id
         where n.kind = 'person' and (n.folded, n.organization_id, n.merged_into_id)
               is distinct from (o.folded, o.organization_id, o.merged_into_id)));
    return null;
end $$;
create trigger keep_traits after insert on people_person
    referencing new table as changed for each statement execute function people_person_changed();
create trigger keep_traits_of_changed after update on people_person
    referencing new table as changed for each statement execute function people_person_changed();
create trigger keep_traits after update on people_subject
    referencing old table as former new table as changed for each statement execute function people_subject_changed();

select people_keep_traits(array(select subject_id from people_person));
"""
BACK = """
drop trigger keep_traits on people_person; drop trigger keep_traits_of_changed on people_person;
drop trigger keep_traits on people_subject;
drop function people_person_changed(); drop function people_subject_changed();
drop function people_keep_traits(bigint[]); drop function people_born(date);
drop function people_initials(text); drop function people_digest(text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_initiative_used_by_entry")]

    operations = [
        migrations.CreateModel(
            name="Trait",
            fields=[
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("name_digest", models.IntegerField()),
                ("given_digest", models.IntegerField()),
                ("initials", models.CharField(max_length=12)),
                ("born", models.IntegerField(null=True)),
                ("day_month", models.SmallIntegerField(null=True)),
                ("year", models.SmallIntegerField(null=True)),
                ("unit_id", models.BigIntegerField(null=True)),
                ("place_digest", models.IntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["born", "given_digest"], name="trait_born_given"),
                    models.Index(fields=["born", "initials"], name="trait_born_initials"),
                    models.Index(fields=["name_digest", "day_month"], name="trait_name_day"),
                    models.Index(fields=["name_digest", "year", "place_digest"], name="trait_name_place"),
                    models.Index(fields=["unit_id", "year", "given_digest"], name="trait_unit_given"),
                ]
            },
        ),
        migrations.AddField("duplicate", "later_at", models.DateTimeField(null=True)),
        migrations.AddField("duplicate", "is_automatic", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("duplicate", "decided_by", models.CharField(blank=True, default="", db_default="", max_length=200)),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
