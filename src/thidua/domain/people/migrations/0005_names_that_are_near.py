"""The database tells near names from others itself, so that hopeless pairs never leave it."""

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0004_traits")]

    operations = [CreateExtension("fuzzystrmatch")]
