"""One Merkle tree a log instead of a chain of small ones. The former seals are compared with the rows, then rebuilt."""

from django.db import migrations, models

LEAF_BYTES = 40
TABLES = {"events": "audit_event", "register": "register_entry"}


def compare_former_seals(apps, schema_editor):
    """Refuse to throw a seal away with which the rows do not agree: that is evidence."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select id, log, leaves from audit_seal order by id")
        for seal_id, log, packed in cursor.fetchall():
            packed = bytes(packed)
            parts = [packed[at : at + LEAF_BYTES] for at in range(0, len(packed), LEAF_BYTES)]
            leaves = {int.from_bytes(part[:8], "big"): part[8:] for part in parts}
            cursor.execute(f"select id, hash from {TABLES[log]} where id = any(%s)", [list(leaves)])
            if {row_id: bytes(digest) for row_id, digest in cursor.fetchall()} != leaves:
                raise RuntimeError(
                    f"the rows under seal {seal_id} ({log}) are not as they were sealed: "
                    "run `thidua audit verify` of the former version and keep a copy of the database first"
                )


SCHEMA = """
create trigger append_only before update or delete on audit_seal
    for each row execute function forbid_change();
create trigger append_only_all before truncate on audit_seal
    for each statement execute function forbid_change();
create trigger append_only before update or delete on audit_head
    for each row execute function forbid_change();
create trigger append_only_all before truncate on audit_head
    for each statement execute function forbid_change();
create trigger append_only before update or delete on audit_publickey
    for each row execute function forbid_change();
create trigger append_only_all before truncate on audit_publickey
    for each statement execute function forbid_change();

create function guard_audit_tile() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.id, new.log, new.level, new.number) = (old.id, old.log, old.level, old.number)
       and substring(new.hashes for length(old.hashes)) = old.hashes
       and substring(new.ids for length(old.ids)) = old.ids
       and length(old.hashes) < length(new.hashes) and length(new.hashes) <= 8192 then
        return new;
    end if;
    raise exception '% only grows: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on audit_tile
    for each row execute function guard_audit_tile();
create trigger append_only_all before truncate on audit_tile
    for each statement execute function forbid_change();
alter table audit_tile alter hashes set storage external, alter ids set storage external;

create function audit_extend_tile(a_log text, a_level int, a_number bigint, a_width int, a_hashes bytea, a_ids bytea)
returns void language plpgsql security definer set search_path = public as $$
begin
    if a_width = 0 then
        insert into audit_tile (log, level, number, hashes, ids) values (a_log, a_level, a_number, a_hashes, a_ids);
        return;
    end if;
    update audit_tile set hashes = hashes || a_hashes, ids = ids || a_ids
     where log = a_log and level = a_level and number = a_number and length(hashes) = a_width * 32;
    if not found then
        raise exception 'tile %/% of % has not % hashes', a_level, a_number, a_log, a_width;
    end if;
end $$;
"""
BACK = """
drop trigger append_only on audit_seal; drop trigger append_only_all on audit_seal;
drop trigger append_only on audit_head; drop trigger append_only_all on audit_head;
drop trigger append_only on audit_publickey; drop trigger append_only_all on audit_publickey;
drop trigger append_only on audit_tile; drop trigger append_only_all on audit_tile;
drop function audit_extend_tile(text, int, bigint, int, bytea, bytea);
drop function guard_audit_tile();
"""
BIG = 9223372036854775807


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_leaves_and_verifications"), ("register", "0007_import_batches")]

    operations = [
        migrations.RunPython(compare_former_seals, migrations.RunPython.noop),
        migrations.DeleteModel("Seal"),
        migrations.AddField("event", "salt", models.BinaryField(db_default=b"", max_length=16)),
        migrations.AlterField("event", "xid", models.BigIntegerField()),
        migrations.AddIndex("event", models.Index(fields=["xid", "id"], name="audit_event_sealing")),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("log", models.CharField(max_length=20)),
                ("since", models.TextField()),
                ("snapshot", models.TextField()),
                ("next_xid", models.BigIntegerField()),
                ("until_xid", models.BigIntegerField(default=BIG)),
                ("until_id", models.BigIntegerField(default=BIG)),
                ("count", models.PositiveIntegerField()),
                ("size", models.PositiveBigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("peaks", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["log", "next_xid", "id"], name="audit_seal_of_xid")],
                "constraints": [models.UniqueConstraint(fields=("log", "size"), name="audit_seal_size_once")],
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log", models.CharField(max_length=20)),
                ("level", models.PositiveSmallIntegerField()),
                ("number", models.PositiveBigIntegerField()),
                ("hashes", models.BinaryField()),
                ("ids", models.BinaryField(default=bytes)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("log", "level", "number"), name="audit_tile_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="PublicKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public", models.BinaryField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("first_used_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("size", models.PositiveBigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("log", "day"), name="audit_head_once_a_day")]
            },
        ),
        migrations.RunSQL(SCHEMA, BACK),
    ]
