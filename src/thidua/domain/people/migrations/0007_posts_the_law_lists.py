"""The post as the law on commendations lists it, beside the words of whoever recorded it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_traits_in_less_time")]

    operations = [
        migrations.AddField(
            "service",
            "listed_post",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddIndex(
            "service",
            models.Index(fields=["person"], name="service_listed", condition=~models.Q(listed_post="")),
        ),
    ]
