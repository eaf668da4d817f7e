"""Processes keep the names of the register in memory and ask for those that were added since.

Names that are there already are older than any transaction to come; a walk along the shortest names is not needed any
more.
"""

import django.db.models.functions.comparison
from django.db import migrations, models

_OWN_XID = django.db.models.functions.comparison.Cast(
    django.db.models.functions.comparison.Cast(
        models.Func(function="pg_current_xact_id", output_field=models.TextField()), models.TextField()
    ),
    models.BigIntegerField(),
)


class Migration(migrations.Migration):
    dependencies = [("register", "0015_rows_within_the_index_of_names")]

    operations = [
        # A constant first, so that no row is rewritten.
        migrations.AddField(
            model_name="registeredname", name="added_xid", field=models.BigIntegerField(db_default=0)
        ),
        migrations.AlterField(
            model_name="registeredname", name="added_xid", field=models.BigIntegerField(db_default=_OWN_XID)
        ),
        migrations.RemoveIndex(model_name="registeredname", name="registered_name_short"),
        migrations.AddIndex(
            model_name="registeredname",
            index=models.Index(fields=["added_xid"], name="registered_name_added"),
        ),
    ]
