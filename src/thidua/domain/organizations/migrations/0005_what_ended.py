"""What ended under a unit is found without looking at what still stands there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_words_live_in_memory")]

    operations = [
        migrations.AddIndex(
            "placement",
            models.Index(fields=["parent"], name="placement_ended", condition=models.Q(during__upper_inf=False)),
        ),
    ]
