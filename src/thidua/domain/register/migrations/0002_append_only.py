"""The register is a ledger: corrections and annulments are new entries."""

from django.db import migrations

FORWARD = """
create trigger append_only before update or delete on register_entry
    for each row execute function forbid_change();
create trigger append_only_all before truncate on register_entry
    for each statement execute function forbid_change();
"""
BACKWARD = "drop trigger append_only on register_entry; drop trigger append_only_all on register_entry;"


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
