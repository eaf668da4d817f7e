import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import thidua.domain.organizations.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [('organizations', '0001_extensions')]

    operations = [
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='mã đơn vị')),
                ('position', models.BigIntegerField(unique=True)),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='StructureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Cluster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clusters_led', to='organizations.organization')),
                ('members', models.ManyToManyField(related_name='clusters', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clusters_run', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'year', 'name'), name='cluster_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(choices=[('union', 'Hệ thống công đoàn'), ('sector', 'Ngành, chuyên môn')], default='union', max_length=10)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('path', thidua.domain.organizations.models.LtreeField()),
                ('name', models.CharField(max_length=300, verbose_name='tên đơn vị')),
                ('short_name', models.CharField(max_length=120, verbose_name='tên ngắn')),
                ('folded', models.CharField(max_length=300)),
                ('kind', models.CharField(choices=[('TLD', 'Tổng Liên đoàn'), ('PROV_FED', 'LĐLĐ tỉnh, thành phố'), ('NAT_INDUSTRY', 'Công đoàn ngành trung ương'), ('CORP_UNION', 'Công đoàn tổng công ty'), ('DISTRICT_FED', 'LĐLĐ quận, huyện'), ('LOCAL_INDUSTRY', 'Công đoàn ngành địa phương'), ('ZONE_UNION', 'Công đoàn khu công nghiệp'), ('CORP_UNION_2', 'Công đoàn tổng công ty thuộc ngành, tỉnh'), ('COMMUNE_UNION', 'Công đoàn xã, phường, đặc khu'), ('CDCS', 'Công đoàn cơ sở'), ('NGHIEP_DOAN', 'Nghiệp đoàn'), ('CDCS_TV', 'Công đoàn cơ sở thành viên'), ('CDBP', 'Công đoàn bộ phận'), ('TO_CD', 'Tổ công đoàn')], max_length=20)),
                ('province_code', models.CharField(blank=True, max_length=2)),
                ('sector', models.CharField(blank=True, max_length=20)),
                ('has_legal_personality', models.BooleanField(default=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='organizations.organization')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children_placements', to='organizations.organization')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GistIndex(fields=['path'], name='placement_path'), models.Index(fields=['parent', 'line'], name='placement_parent'), django.contrib.postgres.indexes.GinIndex(fields=['folded'], name='placement_folded_trgm', opclasses=['gin_trgm_ops'])],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('organization', '='), ('line', '='), ('during', '&&')], name='placement_one_per_day'), models.CheckConstraint(condition=models.Q(('kind__in', ['TLD', 'PROV_FED', 'NAT_INDUSTRY', 'CORP_UNION', 'DISTRICT_FED', 'LOCAL_INDUSTRY', 'ZONE_UNION', 'CORP_UNION_2', 'COMMUNE_UNION', 'CDCS', 'NGHIEP_DOAN', 'CDCS_TV', 'CDBP', 'TO_CD'])), name='placement_known_kind')],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('create', 'Thành lập'), ('rename', 'Đổi tên'), ('move', 'Chuyển đơn vị quản lý'), ('merge', 'Hợp nhất'), ('split', 'Chia tách'), ('absorb', 'Sáp nhập'), ('dissolve', 'Kết thúc hoạt động')], max_length=10)),
                ('effective_on', models.DateField()),
                ('instrument', models.CharField(max_length=300, verbose_name='văn bản')),
                ('carries_achievement', models.BooleanField(default=True)),
                ('predecessor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='organizations.organization')),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='precessions', to='organizations.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['effective_on'], name='succession_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('predecessor__isnull', False), ('successor__isnull', False), _connector='OR'), name='succession_names_a_unit')],
            },
        ),
    ]
