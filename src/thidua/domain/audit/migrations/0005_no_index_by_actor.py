"""Nobody asks for events by the number of their actor; every index costs every writer."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_merkle_log")]

    operations = [migrations.RemoveIndex("event", "audit_event_actor")]
