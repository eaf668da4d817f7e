"""The ledger by year, keyed so that it can be distributed by holder; see docs/adr on the ledger.

The lines are copied as they are, hashes, ids and transaction ids included: every seal still holds.
"""

import django.db.models.deletion
from django.db import migrations, models

# Foreign keys of one column cannot point at a table whose key has three.
LOOSEN = """
do $$
declare one record;
begin
    for one in select conrelid::regclass as tab, conname from pg_constraint
                where contype = 'f' and confrelid = 'register_entry'::regclass loop
        execute format('alter table %s drop constraint %I', one.tab, one.conname);
    end loop;
end $$;
drop view register_current;
"""

PARTITION = """
alter table register_entry rename to register_entry_flat;
create table register_entry (
    like register_entry_flat including defaults including constraints,
    confidence varchar(10) not null default 'issued',
    scan_sha256 varchar(64) not null default '',
    layout smallint not null default 2 check (layout >= 0)
) partition by range (year);
alter table register_entry drop column registered_name_id;
create table register_entry_until_2004 partition of register_entry for values from (minvalue) to (2005);
create table register_entry_other partition of register_entry default;

create function register_make_year(wanted integer) returns boolean
language plpgsql security definer set search_path = public as $$
declare
    part constant text := 'register_entry_y' || wanted;
    early bigint;
begin
    if wanted not between 2005 and 2200 then
        raise exception 'the register has no partition of its own for the year %', wanted;
    end if;
    perform pg_advisory_xact_lock(hashtext('register_make_year'));
    if to_regclass(part) is not null then
        return false;
    end if;
    execute format('create table %I (like register_entry including all)', part);
    -- Lines that were entered before their year had a partition move as they are.
    execute format('insert into %I select * from register_entry_other where year = %s', part, wanted);
    get diagnostics early = row_count;
    if early > 0 then
        alter table register_entry_other disable trigger append_only;
        delete from register_entry_other where year = wanted;
        alter table register_entry_other enable trigger append_only;
    end if;
    execute format(
        'alter table register_entry attach partition %I for values from (%s) to (%s)', part, wanted, wanted + 1);
    execute format(
        'create trigger append_only_all before truncate on %I for each statement execute function forbid_change()',
        part);
    return true;
end $$;
"""

FILL = """
update register_salt s set holder_id = e.holder_id from register_entry_flat e where e.id = s.entry_id;
do $$
declare names text;
begin
    for one in 2005..extract(year from now())::int + 2 loop
        perform register_make_year(one);
    end loop;
    select string_agg(quote_ident(attname), ', ' order by attnum) into names from pg_attribute
     where attrelid = 'register_entry_flat'::regclass and attnum > 0 and not attisdropped
       and attname <> 'registered_name_id';
    execute format('insert into register_entry (%s, layout) select %s, 1 from register_entry_flat', names, names);
end $$;
"""

SWAP = """
drop table register_entry_flat cascade;
create sequence register_entry_id_seq owned by register_entry.id;
select setval('register_entry_id_seq', coalesce((select max(id) from register_entry), 0) + 1, false);
alter table register_entry alter id set default nextval('register_entry_id_seq');
alter table register_entry add constraint register_entry_pkey primary key (holder_id, year, id);
alter table register_entry add constraint entry_refers_to_grant
    foreign key (holder_id, year, refers_to_id) references register_entry (holder_id, year, id);
create index entry_id on register_entry (id);
create index entry_sealing on register_entry (xid, id);
create index entry_refers on register_entry (refers_to_id) where refers_to_id is not null;

alter table register_salt drop constraint register_salt_pkey;
alter table register_salt alter holder_id drop default;
alter table register_salt add constraint register_salt_pkey primary key (holder_id, entry_id);
"""

GUARD = """
create or replace function guard_register_entry() returns trigger language plpgsql as $$
declare
    personal constant text[] := array['holder_name', 'birth_year', 'post', 'achievement', 'is_ethnic_minority'];
begin
    if tg_op = 'UPDATE' and new.holder_name = '' and new.birth_year is null and new.post = ''
       and new.achievement = '' and not new.is_ethnic_minority
       and (to_jsonb(new) - personal) = (to_jsonb(old) - personal) then
        return new;
    end if;
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on register_entry
    for each row execute function guard_register_entry();
do $$
declare part regclass;
begin
    for part in select relid from pg_partition_tree('register_entry')
                 where not exists (select 1 from pg_trigger where tgrelid = relid and tgname = 'append_only_all') loop
        execute format('create trigger append_only_all before truncate on %s'
                       ' for each statement execute function forbid_change()', part);
    end loop;
end $$;

create function guard_register_salt() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('thidua.erasing', true) = 'on' then
        return old;
    end if;
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on register_salt
    for each row execute function guard_register_salt();
create trigger append_only_all before truncate on register_salt
    for each statement execute function forbid_change();
"""

STATE = [
    migrations.RemoveConstraint(model_name="entry", name="entry_register_no_once"),
    migrations.RemoveConstraint(model_name="entry", name="entry_token_once"),
    *(
        migrations.RemoveIndex(model_name="entry", name=f"entry_{name}")
        for name in ("name_year", "name_unit", "unit_year", "holder", "decision", "year")
    ),
    migrations.RemoveField(model_name="entry", name="registered_name"),
    migrations.AddField(
        model_name="entry",
        name="confidence",
        field=models.CharField(
            choices=[
                ("issued", "Quyết định ban hành trong hệ thống"),
                ("compared", "Đã đối chiếu với bản gốc"),
                ("listed", "Theo danh sách, chưa đối chiếu bản gốc"),
                ("read", "Đọc từ bản quét, chưa đối chiếu"),
                ("doubtful", "Chưa chắc chắn, cần đối chiếu"),
            ],
            default="issued",
            max_length=10,
            verbose_name="độ tin cậy",
        ),
    ),
    migrations.AddField(model_name="entry", name="layout", field=models.PositiveSmallIntegerField(default=2)),
    migrations.AddField(
        model_name="entry",
        name="scan_sha256",
        field=models.CharField(blank=True, default="", max_length=64),
    ),
    *(
        migrations.AlterField(
            model_name="entry",
            name=name,
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name=related,
                to=target,
            ),
        )
        for name, related, target in (
            ("holder", "entries", "people.subject"),
            ("issuer", "entries_issued", "organizations.organization"),
            ("organization", "entries", "organizations.organization"),
        )
    ),
    migrations.AlterField(
        model_name="entry",
        name="refers_to",
        field=models.ForeignKey(
            db_constraint=False,
            db_index=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="later_entries",
            to="register.entry",
        ),
    ),
    migrations.AddIndex(model_name="entry", index=models.Index(fields=["id"], name="entry_id")),
    migrations.AlterField(
        model_name="salt",
        name="entry",
        field=models.OneToOneField(
            db_constraint=False,
            on_delete=django.db.models.deletion.PROTECT,
            primary_key=True,
            related_name="salt",
            serialize=False,
            to="register.entry",
        ),
    ),
    migrations.AlterField(
        model_name="importedrow",
        name="entry",
        field=models.OneToOneField(
            db_constraint=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="imported_from",
            to="register.entry",
        ),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_find_units_by_words"),
        ("people", "0003_initiative_used_by_entry"),
        ("register", "0008_sealing_order"),
    ]

    operations = [
        migrations.RunSQL(LOOSEN),
        migrations.AddField(
            model_name="salt",
            name="holder_id",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunSQL(PARTITION),
        migrations.RunSQL(FILL),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SWAP), migrations.RunSQL(GUARD)],
            state_operations=STATE,
        ),
    ]
