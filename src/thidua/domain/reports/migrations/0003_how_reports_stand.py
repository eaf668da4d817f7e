"""How an assignment stands is counted from one narrow index, the one that keeps a unit from reporting twice."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_append_only")]

    operations = [
        migrations.RemoveConstraint("report", "report_once_a_unit"),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(
                fields=["assignment", "organization"],
                name="report_once_a_unit",
                include=["office", "state", "due_on", "first_sent_at"],
            ),
        ),
        migrations.AlterField(
            "report",
            "assignment",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="reports.assignment",
            ),
        ),
    ]
