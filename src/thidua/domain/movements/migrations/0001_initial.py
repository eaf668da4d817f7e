import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0002_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goal', models.DecimalField(decimal_places=2, max_digits=16)),
            ],
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('template', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(choices=[('annual', 'Thường xuyên hằng năm'), ('campaign', 'Theo đợt'), ('thematic', 'Theo chuyên đề')], max_length=10)),
                ('title', models.CharField(max_length=200, verbose_name='tên phong trào')),
                ('theme', models.CharField(blank=True, max_length=200, verbose_name='chủ đề')),
                ('objective', models.TextField(blank=True, verbose_name='mục đích')),
                ('political_task', models.TextField(blank=True, verbose_name='nhiệm vụ chính trị')),
                ('contents', models.JSONField(default=list, verbose_name='nội dung')),
                ('measures', models.JSONField(default=list, verbose_name='biện pháp')),
                ('participant_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('participants', models.TextField(blank=True, verbose_name='đối tượng tham gia')),
                ('scoring', models.JSONField(default=list, verbose_name='bảng điểm')),
                ('awards', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('budget_vnd', models.BigIntegerField(null=True)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField(null=True)),
                ('registration_due', models.DateField(null=True)),
                ('interim_on', models.DateField(null=True)),
                ('final_on', models.DateField(null=True)),
                ('responsible', models.CharField(blank=True, max_length=200, verbose_name='người chịu trách nhiệm')),
                ('state', models.CharField(choices=[('draft', 'Bản thảo'), ('live', 'Đang chạy'), ('reviewed', 'Đã tổng kết'), ('stopped', 'Đã dừng')], default='draft', max_length=10)),
                ('overlap_note', models.TextField(blank=True)),
                ('override_note', models.TextField(blank=True)),
                ('override_by', models.CharField(blank=True, max_length=200)),
                ('launched_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=16)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('reported_at', models.DateTimeField()),
                ('pledge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progress', to='movements.pledge')),
            ],
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('titles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('note', models.TextField(blank=True)),
                ('registered_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('movement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='movements.movement')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movement_registrations', to='organizations.organization')),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movement_registrations', to='people.subject')),
            ],
        ),
        migrations.AddField(
            model_name='pledge',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pledges', to='movements.registration'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('interim', 'Sơ kết'), ('final', 'Tổng kết')], max_length=10)),
                ('held_on', models.DateField()),
                ('outcome', models.CharField(choices=[('keep', 'Giữ'), ('adjust', 'Sửa'), ('stop', 'Dừng')], max_length=10)),
                ('findings', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('movement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='movements.movement')),
            ],
        ),
        migrations.CreateModel(
            name='Ranking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.JSONField(default=dict)),
                ('total', models.DecimalField(decimal_places=2, max_digits=8)),
                ('rank', models.PositiveIntegerField()),
                ('proposed_award', models.CharField(blank=True, max_length=20)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rankings', to='movements.registration')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rankings', to='movements.review')),
            ],
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('name', models.CharField(max_length=200)),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('baseline', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('goal', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('movement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='movements.movement')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.AddField(
            model_name='pledge',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='movements.target'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['state', 'organization'], name='movement_state'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'live', 'reviewed', 'stopped'])), name='movement_known_state'),
        ),
        migrations.AddIndex(
            model_name='progress',
            index=models.Index(fields=['pledge', '-on', '-id'], name='progress_newest'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(fields=('movement', 'organization', 'subject'), name='registration_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='ranking',
            constraint=models.UniqueConstraint(fields=('review', 'registration'), name='ranking_once'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.UniqueConstraint(fields=('registration', 'target'), name='pledge_once'),
        ),
    ]
