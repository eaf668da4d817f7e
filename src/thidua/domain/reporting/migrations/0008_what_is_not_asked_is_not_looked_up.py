"""What waits is told without first honors, or without units above, where a question is about neither.

For a first honor all years of a holder are read: half of the time of a board while an import waits.
"""

from importlib import import_module

from django.db import migrations

_second = import_module("thidua.domain.reporting.migrations.0002_cube_from_the_register")
_sixth = import_module("thidua.domain.reporting.migrations.0006_a_queue_of_statements")
_seventh = import_module("thidua.domain.reporting.migrations.0007_what_waits_is_joined_by_hash")

FORMER = _sixth.UNMERGED.format(line=_sixth.LINE, top=_second.TOP)
CHANGES = (
    ("function reporting_unmerged() returns",
     "function reporting_unmerged(with_first boolean default true, with_place boolean default true) returns"),
    ("from (select distinct holder_id from places) h", "from (select distinct holder_id from places where with_first) h"),
    ("row_number() over (partition by w.is_after, w.holder_id order by w.year, w.decided_on, w.root) = 1\n",
     "with_first\n"
     "                    and row_number() over (partition by w.is_after, w.holder_id"
     " order by w.year, w.decided_on, w.root) = 1\n"),
    ("          join elsewhere e on e.holder_id = w.holder_id\n",
     "          left join elsewhere e on e.holder_id = w.holder_id\n"),
    ("where p.organization_id = e.organization_id and p.line = 'union'\n",
     "where with_place and p.organization_id = e.organization_id and p.line = 'union'\n"),
)  # fmt: skip


def _changed(sql: str) -> str:
    for former, present in CHANGES:
        assert sql.count(former) == 1, former
        sql = sql.replace(former, present)
    return sql


# One plan for every question: to plan it takes as long as a hundred lines.
SETTINGS = """
alter function reporting_unmerged(boolean, boolean) set enable_nestloop = off;
alter function reporting_unmerged(boolean, boolean) set plan_cache_mode = force_generic_plan;
"""
FORWARD = "drop function reporting_unmerged();" + _changed(FORMER) + SETTINGS
BACKWARD = "drop function reporting_unmerged(boolean, boolean);" + FORMER + _seventh.BY_HASH


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_what_waits_is_joined_by_hash")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
