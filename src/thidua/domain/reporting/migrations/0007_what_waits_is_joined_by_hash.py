"""What waits is worked out by hashing: the planner cannot know how many lines wait and would compare all with all."""

from django.db import migrations

# Look-ups by a key, which are written as laterals, stay look-ups.
BY_HASH = "alter function reporting_unmerged() set enable_nestloop = off"
AS_BEFORE = "alter function reporting_unmerged() reset enable_nestloop"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_a_queue_of_statements")]

    operations = [migrations.RunSQL(BY_HASH, AS_BEFORE)]
