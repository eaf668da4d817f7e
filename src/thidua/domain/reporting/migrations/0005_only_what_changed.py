"""What queued lines change is told without looking up the units of lines that they leave as they were."""

from importlib import import_module

from django.db import migrations

FORMER = import_module("thidua.domain.reporting.migrations.0002_cube_from_the_register").UNMERGED.replace(
    "create function", "create or replace function"
)
# A line that stands before and after, and is the first or not the first both times, adds up to nothing.
ALL = "          from standing_lines e\n"
CHANGED = """          from (select l.*, sum(case when l.is_after then 1 else -1 end) over (partition by l.id, l.is_first) as change
                  from standing_lines l) e
         where e.change <> 0 or e.was_minority
"""
assert FORMER.count(ALL) == 1
UNMERGED = FORMER.replace(ALL, CHANGED)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_more_rollups")]

    operations = [migrations.RunSQL(UNMERGED, FORMER)]
