"""Lines name entries of a partitioned table, which no constraint of one column can point at."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_series_letters_and_later_lines")]

    run_before = [("register", "0009_ledger_by_year")]

    operations = [
        migrations.AlterField(
            model_name="decisionline",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decision_lines",
                to="register.entry",
            ),
        ),
        migrations.AlterField(
            model_name="decisionline",
            name="refers_to",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="register.entry",
            ),
        ),
    ]
