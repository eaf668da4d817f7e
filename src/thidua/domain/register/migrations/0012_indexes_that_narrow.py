"""The indexes of names tell what narrows a search, and the decisions of an issuer are found by their key.

A row of a frequent name is not looked at when its index says already that its unit, year or profile is not asked for.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0011_import_in_parts")]

    operations = [
        migrations.RemoveIndex(model_name="standingline", name="standing_name_year"),
        migrations.RemoveIndex(model_name="standingline", name="standing_name_unit"),
        migrations.AddIndex(
            model_name="standingline",
            index=models.Index(
                fields=["name_id", "-year", "-root_id", "unit_position", "profile_id"], name="standing_name_year"
            ),
        ),
        migrations.AddIndex(
            model_name="standingline",
            index=models.Index(
                fields=["name_id", "unit_position", "year", "profile_id"], name="standing_name_unit"
            ),
        ),
        migrations.RemoveIndex(model_name="registereddecision", name="registered_decision_issuer"),
        migrations.RemoveConstraint(model_name="registereddecision", name="registered_decision_once"),
        migrations.AddConstraint(
            model_name="registereddecision",
            constraint=models.UniqueConstraint(
                fields=("issuer", "year", "number"), name="registered_decision_once"
            ),
        ),
    ]
