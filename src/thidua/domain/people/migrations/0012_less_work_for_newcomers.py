"""Many newcomers enter with less work.

Nobody looks for a whole folded name among subjects. Lists of ids are not worth being pressed together. That the unit of
a subject and the subject of a person are there is looked at once for all rows of a statement: a key that refers to
another table does it for each row by itself, which took longer than the row.
"""

import django.db.models.deletion
from django.db import migrations, models

_THERE = """
create function people_units_are_there() returns trigger language plpgsql as $$
begin
    perform from (select distinct organization_id from new_rows where organization_id is not null) told
      where not exists (select from organizations_organization o where o.id = told.organization_id);
    if found then
        raise exception 'a subject of a unit that is not there' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
create trigger units_are_there after insert on people_subject
    referencing new table as new_rows for each statement execute function people_units_are_there();
create trigger units_are_there_still after update on people_subject
    referencing new table as new_rows for each statement execute function people_units_are_there();

create function people_unit_has_subjects() returns trigger language plpgsql as $$
begin
    if exists (select from people_subject where organization_id = old.id) then
        raise exception 'unit % has subjects', old.id using errcode = 'foreign_key_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger keep_units_of_subjects before delete or update of id on organizations_organization
    for each row execute function people_unit_has_subjects();

create function people_subjects_are_there() returns trigger language plpgsql as $$
begin
    perform from new_rows p where not exists (select from people_subject s where s.id = p.subject_id);
    if found then
        raise exception 'a person who is no subject' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
create trigger subjects_are_there after insert on people_person
    referencing new table as new_rows for each statement execute function people_subjects_are_there();

create function people_person_stays() returns trigger language plpgsql as $$
begin
    raise exception 'person % is that subject for good', old.subject_id using errcode = 'foreign_key_violation';
end $$;
create trigger stay_the_subject before update of subject_id on people_person
    for each row when (old.subject_id <> new.subject_id) execute function people_person_stays();

create function people_subject_has_person() returns trigger language plpgsql as $$
begin
    if exists (select from people_person where subject_id = old.id) then
        raise exception 'subject % is a person', old.id using errcode = 'foreign_key_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger keep_subjects_of_people before delete or update of id on people_subject
    for each row execute function people_subject_has_person();
"""
_NOT_THERE = """
drop trigger keep_subjects_of_people on people_subject;
drop function people_subject_has_person();
drop trigger stay_the_subject on people_person;
drop function people_person_stays();
drop trigger subjects_are_there on people_person;
drop function people_subjects_are_there();
drop trigger keep_units_of_subjects on organizations_organization;
drop function people_unit_has_subjects();
drop trigger units_are_there_still on people_subject;
drop trigger units_are_there on people_subject;
drop function people_units_are_there();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_fewer_keys_for_newcomers")]

    operations = [
        migrations.RemoveIndex("subject", "subject_folded"),
        migrations.AlterField(
            "subject",
            "organization",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="subjects",
                to="organizations.organization",
            ),
        ),
        migrations.AlterField(
            "person",
            "subject",
            models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="person",
                serialize=False,
                to="people.subject",
            ),
        ),
        migrations.RunSQL(_THERE, _NOT_THERE),
        migrations.RunSQL(
            "alter table people_arrival alter column people set storage external",
            "alter table people_arrival alter column people set storage extended",
        ),
    ]
