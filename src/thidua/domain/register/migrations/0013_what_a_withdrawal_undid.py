"""A withdrawal says what it did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0012_indexes_that_narrow")]

    operations = [migrations.AddField("importbatch", "undone", models.JSONField(default=dict, db_default={}))]
