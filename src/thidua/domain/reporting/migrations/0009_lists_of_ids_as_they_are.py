"""Lists of ids in the queue are read once and gone: they are not worth being pressed together."""

from django.db import migrations

_COLUMNS = ("entries", "holders", "years")


def _kept(storage: str) -> str:
    return "alter table reporting_queued " + ", ".join(
        f"alter column {column} set storage {storage}" for column in _COLUMNS
    )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_what_is_not_asked_is_not_looked_up")]

    operations = [migrations.RunSQL(_kept("external"), _kept("extended"))]
