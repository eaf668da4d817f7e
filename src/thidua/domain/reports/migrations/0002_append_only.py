"""What was reported and what was typed can only grow, whoever asks."""

from django.db import migrations

TABLES = ("reports_snapshot", "reports_change")
FORWARD = "".join(
    f"""
create trigger append_only before update or delete on {table}
    for each row execute function forbid_change();
create trigger append_only_all before truncate on {table}
    for each statement execute function forbid_change();
"""
    for table in TABLES
)
BACKWARD = "".join(
    f"drop trigger append_only on {table}; drop trigger append_only_all on {table};" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
