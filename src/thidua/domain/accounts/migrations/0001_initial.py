import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0002_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='thư điện tử')),
                ('full_name', models.CharField(max_length=200, verbose_name='họ và tên')),
                ('post', models.CharField(blank=True, max_length=200, verbose_name='chức vụ')),
                ('is_active', models.BooleanField(default=True)),
                ('preferences', models.JSONField(default=dict)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('officer', 'Cán bộ thi đua'), ('appraiser', 'Cán bộ thẩm định'), ('council_secretary', 'Thư ký Hội đồng'), ('council_member', 'Thành viên Hội đồng'), ('head', 'Người đứng đầu'), ('standing_office', 'Thường trực Tổng Liên đoàn'), ('inspector', 'Kiểm tra, giám sát'), ('lawyer', 'Pháp chế'), ('steward', 'Quản lý dữ liệu người'), ('clerk', 'Nhập liệu lưu trữ'), ('editor', 'Biên tập cổng thông tin'), ('operator', 'Quản trị vận hành')], max_length=20)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('instrument', models.CharField(blank=True, max_length=200, verbose_name='văn bản')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='organizations.organization')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('instrument', models.CharField(max_length=200, verbose_name='văn bản')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='accounts.rolegrant')),
            ],
        ),
        migrations.AddIndex(
            model_name='rolegrant',
            index=models.Index(fields=['organization', 'role'], name='grant_of_unit'),
        ),
    ]
