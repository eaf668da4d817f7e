"""A list of former honours has a life of its own, and its rows have receipts that point at lines by number alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEEP = """
alter table register_importedrow add column kept bigint;
update register_importedrow set kept = entry_id;
"""
GIVE_BACK = """
update register_importedrow r
   set entry_id = r.kept, holder_id = e.holder_id, year = e.year
  from register_entry e where e.id = r.kept;
set constraints all immediate;
alter table register_importedrow drop column kept;
update register_importbatch
   set state = 'entered', received_at = imported_at, total = count, done = count,
       unit_id = (select id from organizations_organization order by position limit 1);
set constraints all immediate;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_find_units_by_words'),
        ('register', '0010_what_the_search_reads'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RememberedColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=200)),
                ('wording', models.CharField(max_length=300)),
                ('key', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='importbatch',
            name='import_batch_file_once',
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='importedrow',
            name='entry',
        ),
        migrations.AddField(
            model_name='importbatch',
            name='bad',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='done',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='doubtful',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='layout',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='leaves_out',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='plan',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='received_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='received_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='source',
            field=models.CharField(blank=True, max_length=200, verbose_name='nguồn'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('draft', 'Chờ xem lại các cột'), ('checking', 'Đang đọc thử'), ('checked', 'Đã đọc thử'), ('entering', 'Đang vào sổ'), ('entered', 'Đã vào sổ'), ('withdrawing', 'Đang rút lại'), ('withdrawn', 'Đã rút lại'), ('discarded', 'Đã bỏ')], default='draft', max_length=12),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='total',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='trouble',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='withdrawal_reason',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='importedrow',
            name='entry_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='importedrow',
            name='holder_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='importedrow',
            name='left_out',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='importedrow',
            name='year',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='count',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='imported_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(GIVE_BACK, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='importbatch',
            name='received_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['unit', '-received_at'], name='import_batch_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['entering', 'entered', 'withdrawing'])), fields=('sha256', 'sheet'), name='import_batch_file_once'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'checking', 'checked', 'entering', 'entered', 'withdrawing', 'withdrawn', 'discarded'])), name='import_batch_known_state'),
        ),
        migrations.AddConstraint(
            model_name='importedrow',
            constraint=models.UniqueConstraint(fields=('entry_id',), name='imported_row_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='importedrow',
            constraint=models.CheckConstraint(condition=models.Q(('entry_id__isnull', True), ('left_out', ''), _connector='XOR'), name='imported_row_tells'),
        ),
        migrations.AddField(
            model_name='rememberedcolumn',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization'),
        ),
        migrations.AddConstraint(
            model_name='rememberedcolumn',
            constraint=models.UniqueConstraint(fields=('unit', 'source', 'wording'), name='remembered_column_once'),
        ),
    ]
