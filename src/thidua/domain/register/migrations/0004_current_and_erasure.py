"""What stands today as a view, and the one change a line allows: forgetting the person at the law's demand."""

from django.db import migrations

VIEW = """
create view register_current with (security_invoker = true) as
select e.*, coalesce(e.refers_to_id, e.id) as root_id,
       coalesce(e.refers_to_id, e.id) in (
           select a.refers_to_id from register_entry a
            where a.kind = 'annulment' and a.refers_to_id is not null
              and not exists (select 1 from register_entry b
                               where b.refers_to_id = a.refers_to_id and b.kind = 'restoration' and b.id > a.id)
       ) as is_annulled
  from register_entry e
 where e.kind in ('grant', 'correction')
   and not exists (select 1 from register_entry c
                    where c.refers_to_id = coalesce(e.refers_to_id, e.id) and c.kind = 'correction' and c.id > e.id);
"""

GUARD = """
create function guard_register_entry() returns trigger language plpgsql as $$
declare
    personal constant text[] := array[
        'holder_name', 'birth_year', 'post', 'achievement', 'is_ethnic_minority', 'registered_name_id'];
begin
    if tg_op = 'UPDATE' and new.holder_name = '' and new.birth_year is null and new.post = ''
       and new.achievement = '' and not new.is_ethnic_minority
       and (to_jsonb(new) - personal) = (to_jsonb(old) - personal) then
        return new;
    end if;
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
drop trigger append_only on register_entry;
create trigger append_only before update or delete on register_entry
    for each row execute function guard_register_entry();

create function register_erase(entry_ids bigint[]) returns integer
language plpgsql security definer set search_path = public as $$
declare
    nobody bigint;
    done integer;
    touched bigint[];
begin
    insert into register_registeredname (folded, entries) values ('', 0)
        on conflict (folded) do update set folded = excluded.folded returning id into nobody;
    select array_agg(distinct registered_name_id) into touched from register_entry where id = any (entry_ids);
    update register_registeredname n set entries = greatest(0, n.entries - gone.count)
      from (select registered_name_id, count(*) as count from register_current
             where id = any (entry_ids) group by 1) gone
     where n.id = gone.registered_name_id;
    delete from register_salt where entry_id = any (entry_ids);
    update register_entry
       set holder_name = '', birth_year = null, post = '', achievement = '', is_ethnic_minority = false,
           registered_name_id = nobody
     where id = any (entry_ids);
    get diagnostics done = row_count;
    delete from register_registeredname n
     where n.id = any (touched) and n.id <> nobody
       and not exists (select 1 from register_entry e where e.registered_name_id = n.id);
    return done;
end $$;
"""

BACK = """
drop function register_erase(bigint[]);
drop trigger append_only on register_entry;
create trigger append_only before update or delete on register_entry
    for each row execute function forbid_change();
drop function guard_register_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0003_commitments_and_salts")]

    operations = [
        migrations.RunSQL(VIEW, "drop view register_current"),
        migrations.RunSQL(GUARD, BACK),
    ]
