"""Rows are sealed in the order of (xid, id): one index serves finding the unsealed ones and comparing the sealed."""

from django.db import migrations, models

ERASED = "create index audit_event_erased on audit_event (id) where name = 'register.erased'"

REMNANT = """
create trigger append_only before update or delete on register_remnant
    for each row execute function forbid_change();
create trigger append_only_all before truncate on register_remnant
    for each statement execute function forbid_change();
"""
NO_REMNANT = "drop trigger append_only on register_remnant; drop trigger append_only_all on register_remnant"


class Migration(migrations.Migration):
    dependencies = [("register", "0007_import_batches"), ("audit", "0004_merkle_log")]

    operations = [
        migrations.RemoveIndex("entry", "entry_xid"),
        migrations.AddIndex("entry", models.Index(fields=["xid", "id"], name="entry_sealing")),
        migrations.CreateModel(
            name="Remnant",
            fields=[
                ("entry_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shown", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.RunSQL(REMNANT, NO_REMNANT),
        migrations.RunSQL(ERASED, "drop index audit_event_erased"),
    ]
