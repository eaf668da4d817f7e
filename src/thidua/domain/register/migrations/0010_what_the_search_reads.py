"""Dictionaries and narrow rows for the search, the keys of grants, and sums of lines; filled from the ledger."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

WORDS = models.Func(
    models.Func(
        models.F("folded"),
        models.Value("[^[:alnum:]]+"),
        models.Value(" "),
        models.Value("g"),
        function="regexp_replace",
        output_field=models.TextField(),
    ),
    template="to_tsvector('simple'::regconfig, %(expressions)s)",
)

# Made here and not by Django, which would add indexes for patterns to keys of text.
KEYS = """
create table register_grantkey (
    register_no varchar(30) not null,
    token varchar(22) not null,
    holder_id bigint not null,
    entry_id bigint not null,
    year smallint not null check (year >= 0),
    constraint register_grantkey_pkey primary key (register_no),
    constraint grant_token_once unique (token)
);
create trigger append_only before update or delete on register_grantkey
    for each row execute function forbid_change();
create trigger append_only_all before truncate on register_grantkey
    for each statement execute function forbid_change();
"""

# The columns in the order that wastes no bytes.
LINES = """
create table register_standingline (
    root_id bigint not null,
    holder_id bigint not null,
    entry_id bigint not null,
    unit_position bigint not null,
    name_id integer not null,
    decision_id integer not null,
    profile_id integer not null,
    year smallint not null check (year >= 0),
    is_annulled boolean not null default false,
    province_code varchar(2) not null,
    constraint register_standingline_pkey primary key (holder_id, root_id)
);
"""

INDEXES = """
create index standing_name_year on register_standingline (name_id, year desc, root_id desc);
create index standing_name_unit on register_standingline (name_id, unit_position, year);
create index standing_year_unit on register_standingline (year, unit_position);
create index standing_profile_year on register_standingline (profile_id, year);
create index standing_decision on register_standingline (decision_id);
create index standing_newest on register_standingline (year desc, root_id desc);
"""

# ``register_derived`` says from the ledger alone what stands; the narrow rows must always equal it.
DERIVE = """
create view register_derived with (security_invoker = true) as
select e.holder_id, coalesce(e.refers_to_id, e.id) as root_id, e.id as entry_id, e.unit_position, e.year,
       e.province_code, e.holder_name, e.decision_number, e.issuer_id, e.award_code, e.award_level,
       e.commendation_type, e.holder_kind, e.position_class, e.person_class, e.sex, e.is_enterprise,
       exists (select 1 from register_entry a
                where a.holder_id = e.holder_id and a.year = e.year and a.kind = 'annulment'
                  and a.refers_to_id = coalesce(e.refers_to_id, e.id)
                  and not exists (select 1 from register_entry b
                                   where b.holder_id = a.holder_id and b.year = a.year and b.kind = 'restoration'
                                     and b.refers_to_id = a.refers_to_id and b.id > a.id)) as is_annulled
  from register_entry e
 where e.kind in ('grant', 'correction')
   and not exists (select 1 from register_entry c
                    where c.holder_id = e.holder_id and c.year = e.year and c.kind = 'correction'
                      and c.refers_to_id = coalesce(e.refers_to_id, e.id) and c.id > e.id);

create view register_current with (security_invoker = true) as
select e.*, s.root_id, s.is_annulled, s.name_id, s.decision_id, s.profile_id
  from register_standingline s
  join register_entry e on e.holder_id = s.holder_id and e.year = s.year and e.id = s.entry_id;
"""

FILL = """
insert into register_grantkey (register_no, token, holder_id, year, entry_id)
select register_no, token, holder_id, year, id from register_entry where kind = 'grant';

insert into register_registeredname (folded, entries)
select distinct unaccent(lower(holder_name)), 0 from register_derived on conflict (folded) do nothing;

insert into register_registereddecision (number, year, issuer_id, running, signs)
select distinct decision_number, year, issuer_id, '', '' from register_derived;

insert into register_profile (award_code, award_level, commendation_type, holder_kind, position_class, person_class,
                              sex, is_enterprise)
select distinct award_code, award_level, commendation_type, holder_kind, position_class, person_class, sex,
       is_enterprise
  from register_derived;

insert into register_standingline
select d.root_id, d.holder_id, d.entry_id, d.unit_position, n.id, p.id, f.id, d.year, d.is_annulled, d.province_code
  from register_derived d
  join register_registeredname n on n.folded = unaccent(lower(d.holder_name))
  join register_registereddecision p
       on p.number = d.decision_number and p.year = d.year and p.issuer_id = d.issuer_id
  join register_profile f
       on (f.award_code, f.award_level, f.commendation_type, f.holder_kind, f.position_class, f.person_class, f.sex,
           f.is_enterprise)
        = (d.award_code, d.award_level, d.commendation_type, d.holder_kind, d.position_class, d.person_class, d.sex,
           d.is_enterprise);

insert into register_tally (profile_id, year, is_annulled, lines)
select profile_id, year, is_annulled, count(*) from register_standingline group by 1, 2, 3;
insert into register_tally (lines) select count(*) from register_standingline;
"""

ERASE = """
drop function register_erase(bigint[]);
create function register_erase(entry_ids bigint[]) returns integer
language plpgsql security definer set search_path = public as $$
declare
    nobody integer;
    done integer;
    touched integer[];
begin
    insert into register_registeredname (folded, entries) values ('', 0)
        on conflict (folded) do update set folded = excluded.folded returning id into nobody;
    with gone as (
        select s.name_id, count(*) as lines from register_standingline s
         where (s.holder_id, s.entry_id) in (select e.holder_id, e.id from register_entry e where e.id = any (entry_ids))
         group by 1
    ), fewer as (
        update register_registeredname n set entries = greatest(0, n.entries - gone.lines)
          from gone where n.id = gone.name_id returning n.id
    )
    select array_agg(id) into touched from fewer;
    update register_standingline s set name_id = nobody
     where (s.holder_id, s.entry_id) in (select e.holder_id, e.id from register_entry e where e.id = any (entry_ids));
    perform set_config('thidua.erasing', 'on', true);
    delete from register_salt
     where (holder_id, entry_id) in (select e.holder_id, e.id from register_entry e where e.id = any (entry_ids));
    perform set_config('thidua.erasing', '', true);
    update register_entry
       set holder_name = '', birth_year = null, post = '', achievement = '', is_ethnic_minority = false
     where id = any (entry_ids);
    get diagnostics done = row_count;
    delete from register_registeredname n
     where n.id = any (touched) and n.id <> nobody and n.entries = 0
       and not exists (select 1 from register_standingline s where s.name_id = n.id);
    return done;
end $$;
"""

# The ledger holds no foreign key to its holders: they may live on another machine. Nobody in it can be removed.
KEEP = """
create function keep_honored_subject() returns trigger language plpgsql as $$
begin
    if exists (select 1 from register_standingline where holder_id = old.id) then
        raise exception 'subject % is in the register', old.id using errcode = 'foreign_key_violation';
    end if;
    return old;
end $$;
create trigger keep_honored before delete on people_subject
    for each row execute function keep_honored_subject();
"""


def cut_numbers(apps, schema_editor):
    """Cut the numbers of decisions into their parts the way the search does."""
    from thidua.domain.register.numbers import parts_of

    decisions = apps.get_model("register", "RegisteredDecision")
    rows = list(decisions.objects.all())
    for row in rows:
        row.running, row.signs = parts_of(row.number)
    decisions.objects.bulk_update(rows, ["running", "signs"], batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("register", "0009_ledger_by_year")]

    operations = [
        migrations.RemoveIndex(model_name="registeredname", name="registered_name_words"),
        migrations.AlterField(
            model_name="registeredname", name="folded", field=models.CharField(max_length=300)
        ),
        migrations.AddField(
            model_name="registeredname",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=WORDS,
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddConstraint(
            model_name="registeredname",
            constraint=models.UniqueConstraint(fields=("folded",), name="registered_name_once"),
        ),
        migrations.AddIndex(
            model_name="registeredname",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["words"], name="registered_name_words"
            ),
        ),
        migrations.AddIndex(
            model_name="registeredname",
            index=models.Index(
                django.db.models.functions.text.Length("folded"), models.F("id"), name="registered_name_short"
            ),
        ),
        migrations.CreateModel(
            name="RegisteredDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                ("running", models.CharField(blank=True, max_length=12)),
                ("signs", models.CharField(blank=True, max_length=120)),
                (
                    "issuer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["running", "year"], name="registered_decision_running"),
                    models.Index(fields=["issuer", "year"], name="registered_decision_issuer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number", "year", "issuer"), name="registered_decision_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("award_code", models.CharField(max_length=20)),
                ("award_level", models.CharField(max_length=20)),
                ("commendation_type", models.CharField(max_length=15)),
                ("holder_kind", models.CharField(max_length=12)),
                ("position_class", models.CharField(blank=True, max_length=10)),
                ("person_class", models.CharField(blank=True, max_length=20)),
                ("sex", models.CharField(blank=True, max_length=6)),
                ("is_enterprise", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "award_code",
                            "award_level",
                            "commendation_type",
                            "holder_kind",
                            "position_class",
                            "person_class",
                            "sex",
                            "is_enterprise",
                        ),
                        name="profile_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.IntegerField(null=True)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("is_annulled", models.BooleanField(null=True)),
                ("lines", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["profile_id"], name="tally_profile", include=("lines",))]
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(KEYS),
                migrations.RunSQL(LINES),
                migrations.RunSQL(DERIVE),
                migrations.RunSQL(FILL),
                migrations.RunSQL(INDEXES),
                migrations.RunSQL(ERASE),
                migrations.RunSQL(KEEP),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="GrantKey",
                    fields=[
                        ("register_no", models.CharField(max_length=30, primary_key=True, serialize=False)),
                        ("token", models.CharField(max_length=22)),
                        ("holder_id", models.BigIntegerField()),
                        ("year", models.PositiveSmallIntegerField()),
                        ("entry_id", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("token",), name="grant_token_once")]
                    },
                ),
                migrations.CreateModel(
                    name="StandingLine",
                    fields=[
                        ("root_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("holder_id", models.BigIntegerField()),
                        ("entry_id", models.BigIntegerField()),
                        ("unit_position", models.BigIntegerField()),
                        ("name_id", models.IntegerField()),
                        ("decision_id", models.IntegerField()),
                        ("profile_id", models.IntegerField()),
                        ("year", models.PositiveSmallIntegerField()),
                        ("is_annulled", models.BooleanField(default=False)),
                        ("province_code", models.CharField(blank=True, max_length=2)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["name_id", "-year", "-root_id"], name="standing_name_year"),
                            models.Index(fields=["name_id", "unit_position", "year"], name="standing_name_unit"),
                            models.Index(fields=["year", "unit_position"], name="standing_year_unit"),
                            models.Index(fields=["profile_id", "year"], name="standing_profile_year"),
                            models.Index(fields=["decision_id"], name="standing_decision"),
                            models.Index(fields=["-year", "-root_id"], name="standing_newest"),
                        ]
                    },
                ),
            ],
        ),
        migrations.RunPython(cut_numbers, migrations.RunPython.noop),
    ]
