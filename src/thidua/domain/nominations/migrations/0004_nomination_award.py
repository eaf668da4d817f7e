"""Who is proposed for an award is found without reading all nominations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("nominations", "0003_opinions")]

    operations = [
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(fields=["award_code"], name="nomination_award"),
        ),
    ]
