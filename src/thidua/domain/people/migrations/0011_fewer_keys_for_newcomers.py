"""Most people have no identity number in the directory and were never joined to another record: no key says so.

Those of a unit are found by ``subject_of_unit``.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0006_drawn_structure_number'),
        ('people', '0010_newcomers_who_change'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='person',
            name='person_identity_once',
        ),
        migrations.AlterField(
            model_name='subject',
            name='merged_into',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='people.subject'),
        ),
        migrations.AlterField(
            model_name='subject',
            name='organization',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='organizations.organization'),
        ),
        migrations.AddIndex(
            model_name='subject',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='subject_merged'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('identity_hash__isnull', False)), fields=('identity_hash',), name='person_identity_once'),
        ),
    ]
