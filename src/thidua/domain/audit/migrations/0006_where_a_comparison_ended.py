"""A comparison says where it ended, so that the next one goes on from there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_no_index_by_actor")]

    operations = [
        migrations.AddField("verification", "reached", models.JSONField(default=dict, db_default={})),
        migrations.AddField("verification", "is_whole", models.BooleanField(default=True, db_default=True)),
    ]
