"""An original stays what it was, papers and disposals are never rewritten, and nothing held is disposed of."""

from django.db import migrations

FORWARD = """
create function archive_keep_original() returns trigger language plpgsql as $$
begin
    if (new.sha256, new.size, new.mime) is distinct from (old.sha256, old.size, old.mime) then
        raise exception 'an original is never altered' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger archive_keep_original before update on archive_original
    for each row execute function archive_keep_original();
create trigger append_only before delete on archive_original for each row execute function forbid_change();
create trigger append_only before update or delete on archive_item for each row execute function forbid_change();
create trigger append_only before update or delete on archive_disposal for each row execute function forbid_change();
create trigger append_only before delete on archive_hold for each row execute function forbid_change();
create trigger append_only before delete on archive_dossier for each row execute function forbid_change();

create function archive_refuse_disposal() returns trigger language plpgsql as $$
begin
    if exists (select 1 from archive_hold where dossier_id = new.dossier_id and lifted_at is null) then
        raise exception 'the dossier is under a legal hold' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select 1 from archive_dossier where id = new.dossier_id
                     and keep_until < (new.done_at at time zone 'Asia/Ho_Chi_Minh')::date) then
        raise exception 'the dossier must still be kept' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger archive_refuse_disposal before insert on archive_disposal
    for each row execute function archive_refuse_disposal();
"""
BACKWARD = """
drop trigger archive_refuse_disposal on archive_disposal;
drop function archive_refuse_disposal();
drop trigger append_only on archive_dossier;
drop trigger append_only on archive_hold;
drop trigger append_only on archive_disposal;
drop trigger append_only on archive_item;
drop trigger append_only on archive_original;
drop trigger archive_keep_original on archive_original;
drop function archive_keep_original();
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
