"""The few whom the union pays, for the titles that the law keeps for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_traits_of_newcomers")]

    operations = [
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["subject"], name="person_on_payroll", condition=models.Q(is_on_union_payroll=True)
            ),
        ),
    ]
