"""Smaller rollups for boards and the country. What was counted is thrown away and counted again by the worker."""

from django.db import migrations, models

FORGET = """
delete from reporting_cell;
delete from reporting_profile;
delete from reporting_block;
update reporting_cubestate set rebuilt_at = null;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_saved_views")]

    operations = [
        migrations.RunSQL(FORGET, FORGET),
        *(
            migrations.AddField("profile", f"in_{number}", models.BigIntegerField(null=True))
            for number in range(4, 14)
        ),
    ]
