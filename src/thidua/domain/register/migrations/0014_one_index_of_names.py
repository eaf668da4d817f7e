"""Names within a unit are found as quickly by the index of names and years, which tells the unit too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0013_what_a_withdrawal_undid")]

    operations = [migrations.RemoveIndex(model_name="standingline", name="standing_name_unit")]
