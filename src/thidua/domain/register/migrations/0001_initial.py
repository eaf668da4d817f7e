import django.contrib.postgres.indexes
import django.contrib.postgres.search
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
            name='RegisteredName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded', models.CharField(max_length=300, unique=True)),
                ('entries', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('folded', config='simple'), fastupdate=False, name='registered_name_words')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grant', 'Khen thưởng'), ('correction', 'Đính chính'), ('annulment', 'Hủy bỏ, thu hồi'), ('reissue', 'Cấp lại'), ('restoration', 'Khôi phục')], default='grant', max_length=12)),
                ('register_no', models.CharField(max_length=30, verbose_name='số vào sổ')),
                ('token', models.CharField(max_length=22)),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('holder_kind', models.CharField(choices=[('person', 'Cá nhân'), ('collective', 'Tập thể'), ('household', 'Hộ gia đình')], max_length=12)),
                ('holder_name', models.CharField(max_length=300)),
                ('birth_year', models.PositiveSmallIntegerField(null=True)),
                ('sex', models.CharField(blank=True, choices=[('male', 'Nam'), ('female', 'Nữ')], max_length=6)),
                ('is_ethnic_minority', models.BooleanField(default=False)),
                ('position_class', models.CharField(blank=True, choices=[('direct', 'Trực tiếp'), ('indirect', 'Gián tiếp'), ('manager', 'Quản lý')], max_length=10)),
                ('person_class', models.CharField(blank=True, max_length=20)),
                ('is_enterprise', models.BooleanField(default=False)),
                ('post', models.CharField(blank=True, max_length=200)),
                ('unit_position', models.BigIntegerField()),
                ('unit_name', models.CharField(max_length=300)),
                ('province_code', models.CharField(blank=True, max_length=2)),
                ('award_code', models.CharField(max_length=20)),
                ('award_level', models.CharField(max_length=20)),
                ('commendation_type', models.CharField(choices=[('merit', 'Công trạng'), ('adhoc', 'Đột xuất'), ('movement', 'Phong trào, chuyên đề'), ('contribution', 'Quá trình cống hiến'), ('seniority', 'Niên hạn'), ('foreign', 'Đối ngoại'), ('resistance', 'Kháng chiến')], max_length=15)),
                ('achievement', models.TextField(blank=True)),
                ('achievement_year', models.PositiveSmallIntegerField(null=True)),
                ('issuer_name', models.CharField(max_length=300)),
                ('decision_number', models.CharField(max_length=60)),
                ('decided_on', models.DateField()),
                ('decision_line', models.PositiveIntegerField(null=True)),
                ('signer', models.CharField(blank=True, max_length=200)),
                ('signer_post', models.CharField(blank=True, max_length=200)),
                ('bonus_vnd', models.BigIntegerField(null=True)),
                ('source', models.CharField(choices=[('decision', 'Quyết định trong hệ thống'), ('import', 'Nhập từ danh sách'), ('capture', 'Số hóa sổ cũ')], default='decision', max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('entered_at', models.DateTimeField()),
                ('xid', models.BigIntegerField(null=True)),
                ('hash', models.BinaryField(max_length=32, null=True)),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='people.subject')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries_issued', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='organizations.organization')),
                ('refers_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later_entries', to='register.entry')),
                ('registered_name', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.registeredname')),
            ],
            options={
                'indexes': [models.Index(fields=['registered_name', '-year', '-id'], name='entry_name_year'), models.Index(fields=['registered_name', 'unit_position', 'year'], name='entry_name_unit'), models.Index(fields=['unit_position', 'year'], name='entry_unit_year'), models.Index(fields=['holder', '-decided_on'], name='entry_holder'), models.Index(fields=['decision_number'], name='entry_decision'), models.Index(fields=['-year', '-id'], name='entry_year'), models.Index(condition=models.Q(('refers_to__isnull', False)), fields=['refers_to'], name='entry_refers')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'grant')), fields=('register_no',), name='entry_register_no_once'), models.UniqueConstraint(condition=models.Q(('kind', 'grant')), fields=('token',), name='entry_token_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'grant'), ('refers_to__isnull', True)), models.Q(models.Q(('kind', 'grant'), _negated=True), ('refers_to__isnull', False)), _connector='OR'), name='entry_refers_unless_grant')],
            },
        ),
    ]
