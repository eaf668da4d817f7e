"""The number of the structure is drawn at each change; the one that is there stays until the next."""

from django.db import migrations, models

from thidua.domain.organizations.models import drawn_number


class Migration(migrations.Migration):
    dependencies = [("organizations", "0005_what_ended")]

    operations = [
        migrations.AlterField(
            model_name="structureversion", name="number", field=models.BigIntegerField(default=drawn_number)
        )
    ]
