import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0002_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'Cá nhân'), ('collective', 'Tập thể'), ('household', 'Hộ gia đình')], max_length=12)),
                ('name', models.CharField(max_length=300, verbose_name='tên')),
                ('folded', models.CharField(max_length=300)),
                ('sort_key', models.CharField(max_length=300)),
                ('created_at', models.DateTimeField()),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='people.subject')),
                ('organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Duplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('open', 'Chờ xem'), ('merged', 'Đã gộp'), ('distinct', 'Hai người khác nhau')], default='open', max_length=10)),
                ('moved', models.JSONField(default=dict)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Initiative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300)),
                ('level', models.CharField(choices=[('co_so', 'Cơ sở'), ('bo', 'Bộ, ngành, tỉnh'), ('tinh', 'Tỉnh'), ('toan_quoc', 'Toàn quốc')], max_length=10)),
                ('recognized_on', models.DateField()),
                ('decision_number', models.CharField(blank=True, max_length=60)),
                ('benefit_vnd', models.BigIntegerField(null=True)),
                ('consumed_by', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='household', serialize=False, to='people.subject')),
                ('place', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='person', serialize=False, to='people.subject')),
                ('birth_date', models.DateField(null=True)),
                ('birth_year', models.PositiveSmallIntegerField(null=True)),
                ('sex', models.CharField(blank=True, choices=[('male', 'Nam'), ('female', 'Nữ')], max_length=6)),
                ('is_ethnic_minority', models.BooleanField(default=False)),
                ('ethnicity_sealed', models.BinaryField(null=True)),
                ('identity_sealed', models.BinaryField(null=True)),
                ('identity_hash', models.BinaryField(max_length=32, null=True)),
                ('data_key', models.BinaryField(null=True)),
                ('native_place', models.CharField(blank=True, max_length=200)),
                ('job', models.CharField(blank=True, max_length=200, verbose_name='việc đang làm')),
                ('position_class', models.CharField(blank=True, choices=[('direct', 'Trực tiếp'), ('indirect', 'Gián tiếp'), ('manager', 'Quản lý')], max_length=10)),
                ('leader_class', models.CharField(blank=True, choices=[('leader_ministry', 'Lãnh đạo cấp bộ, tỉnh trở lên'), ('leader_department', 'Lãnh đạo cấp vụ, sở, ngành'), ('entrepreneur', 'Doanh nhân'), ('leader_other', 'Lãnh đạo khác từ phó phòng trở lên'), ('direct_worker', 'Người trực tiếp lao động')], max_length=20)),
                ('is_on_union_payroll', models.BooleanField(default=False)),
                ('member_since', models.DateField(null=True)),
                ('education', models.CharField(blank=True, max_length=20)),
                ('erased_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Discipline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('khien_trach', 'Khiển trách'), ('canh_cao', 'Cảnh cáo'), ('ha_bac_luong', 'Hạ bậc lương'), ('giang_chuc', 'Giáng chức'), ('cach_chuc', 'Cách chức'), ('buoc_thoi_viec', 'Buộc thôi việc')], max_length=20)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('instrument', models.CharField(blank=True, max_length=200)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disciplines', to='people.subject')),
            ],
        ),
        migrations.CreateModel(
            name='YearlyRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('rating', models.CharField(choices=[('HTXSNV', 'Hoàn thành xuất sắc'), ('HTTNV', 'Hoàn thành tốt'), ('HTNV', 'Hoàn thành'), ('KHTNV', 'Không hoàn thành')], max_length=6)),
                ('instrument', models.CharField(blank=True, max_length=200)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='people.subject')),
            ],
        ),
        migrations.CreateModel(
            name='Collective',
            fields=[
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='collective', serialize=False, to='people.subject')),
                ('is_enterprise', models.BooleanField(default=False)),
                ('member_count', models.PositiveIntegerField(null=True)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='as_collective', to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('post', models.CharField(max_length=200)),
                ('position_class', models.CharField(blank=True, choices=[('direct', 'Trực tiếp'), ('indirect', 'Gián tiếp'), ('manager', 'Quản lý')], max_length=10)),
                ('union_post', models.CharField(blank=True, max_length=120)),
                ('is_full_time_union', models.BooleanField(default=False)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='organizations.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='people.person')),
            ],
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(fields=('identity_hash',), name='person_identity_once'),
        ),
        migrations.AddField(
            model_name='initiative',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='people.person'),
        ),
        migrations.AddField(
            model_name='household',
            name='head',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='households', to='people.person'),
        ),
        migrations.AddField(
            model_name='duplicate',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='duplicate',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='subject',
            index=django.contrib.postgres.indexes.GinIndex(fields=['folded'], name='subject_folded_trgm', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='subject',
            index=models.Index(fields=['organization', 'kind', 'sort_key'], name='subject_of_unit'),
        ),
        migrations.AddIndex(
            model_name='subject',
            index=models.Index(fields=['folded'], name='subject_folded'),
        ),
        migrations.AddConstraint(
            model_name='subject',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'collective', 'household'])), name='subject_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='yearlyrating',
            constraint=models.UniqueConstraint(fields=('subject', 'year'), name='rating_once_a_year'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(fields=['person'], name='service_person'),
        ),
        migrations.AddIndex(
            model_name='initiative',
            index=models.Index(fields=['person', 'recognized_on'], name='initiative_person'),
        ),
        migrations.AddConstraint(
            model_name='duplicate',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='duplicate_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='duplicate',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_pair_ordered'),
        ),
    ]
