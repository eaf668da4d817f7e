"""The folded name beside the day of birth, so that one index finds a person by both among millions.

The database keeps the copy: it is filled when a person is written and follows the name of the subject.
"""

from django.db import migrations

FORWARD = """
alter table people_person add column name_folded varchar(300) not null default '';
update people_person p set name_folded = s.folded from people_subject s where s.id = p.subject_id;

create function person_takes_name() returns trigger language plpgsql as $$
begin
    select folded into new.name_folded from people_subject where id = new.subject_id;
    new.name_folded := coalesce(new.name_folded, '');
    return new;
end $$;
create trigger person_takes_name before insert on people_person
    for each row when (new.name_folded = '') execute function person_takes_name();

create function person_follows_name() returns trigger language plpgsql as $$
begin
    update people_person set name_folded = new.folded where subject_id = new.id;
    return null;
end $$;
create trigger person_follows_name after update of folded on people_subject
    for each row when (new.folded is distinct from old.folded) execute function person_follows_name();

create index person_by_name_and_birth on people_person (name_folded, birth_year, birth_date);
"""
BACKWARD = """
drop trigger person_takes_name on people_person;
drop trigger person_follows_name on people_subject;
drop function person_takes_name();
drop function person_follows_name();
drop index person_by_name_and_birth;
alter table people_person drop column name_folded;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_initiative_used_by_entry")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
