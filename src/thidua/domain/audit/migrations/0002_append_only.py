"""The log can only grow: the database refuses to change or remove what was written, whoever asks."""

from django.db import migrations

FORWARD = """
create function forbid_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on audit_event
    for each row execute function forbid_change();
create trigger append_only_all before truncate on audit_event
    for each statement execute function forbid_change();
create trigger append_only before update or delete on audit_seal
    for each row execute function forbid_change();
create trigger append_only_all before truncate on audit_seal
    for each statement execute function forbid_change();
"""
BACKWARD = """
drop trigger append_only on audit_event; drop trigger append_only_all on audit_event;
drop trigger append_only on audit_seal; drop trigger append_only_all on audit_seal;
drop function forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
