"""A search reads the rows of its names within their index, without the table behind it.

A page and a count look at a thousand rows, each of which lies in another block of a table of 20 million. Blocks are
marked as seen by all soon after they are written, or the index would have to be checked against the table again.
"""

from django.db import migrations, models

SWEPT = """
alter table register_standingline
  set (autovacuum_vacuum_insert_scale_factor = 0.005, autovacuum_vacuum_scale_factor = 0.02)
"""
UNSWEPT = """
alter table register_standingline reset (autovacuum_vacuum_insert_scale_factor, autovacuum_vacuum_scale_factor)
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0014_one_index_of_names")]

    operations = [
        migrations.RemoveIndex(model_name="standingline", name="standing_name_year"),
        migrations.AddIndex(
            model_name="standingline",
            index=models.Index(
                fields=["name_id", "-year", "unit_position", "profile_id", "-root_id"],
                include=["holder_id", "entry_id", "is_annulled"],
                name="standing_name_year",
            ),
        ),
        migrations.RunSQL(SWEPT, UNSWEPT),
    ]
