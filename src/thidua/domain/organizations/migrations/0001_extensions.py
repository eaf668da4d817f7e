"""The PostgreSQL extensions that the tables of every capability rely on. All are trusted ones."""

from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []

    operations = [BtreeGistExtension(), TrigramExtension(), UnaccentExtension(), CreateExtension("ltree")]
