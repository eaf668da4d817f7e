import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('nominations', '0001_initial'),
        ('organizations', '0002_initial'),
        ('register', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grant', 'Khen thưởng'), ('annulment', 'Hủy bỏ'), ('correction', 'Đính chính')], default='grant', max_length=12)),
                ('award_code', models.CharField(blank=True, max_length=20)),
                ('summary', models.CharField(max_length=300, verbose_name='trích yếu')),
                ('bases', models.JSONField(default=list, verbose_name='căn cứ')),
                ('number', models.PositiveIntegerField(null=True)),
                ('symbol', models.CharField(blank=True, max_length=30)),
                ('issued_on', models.DateField(null=True)),
                ('place', models.CharField(blank=True, max_length=80)),
                ('authority_line', models.CharField(blank=True, max_length=200)),
                ('signer', models.CharField(blank=True, max_length=200)),
                ('signer_post', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('draft', 'Bản thảo'), ('signing', 'Trình ký'), ('issued', 'Đã ban hành'), ('cancelled', 'Bỏ bản thảo')], default='draft', max_length=10)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='organizations.organization')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='nominations.round')),
            ],
        ),
        migrations.CreateModel(
            name='DecisionLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField()),
                ('coefficient', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('base_salary_vnd', models.BigIntegerField(null=True)),
                ('bonus_vnd', models.BigIntegerField(null=True)),
                ('bonus_paid_on', models.DateField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('certificate_sha256', models.CharField(blank=True, max_length=64)),
                ('handed_over_on', models.DateField(null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='decisions.decision')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision_lines', to='register.entry')),
                ('nomination', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision_lines', to='nominations.nomination')),
                ('refers_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('purpose', models.CharField(max_length=20)),
                ('last', models.PositiveIntegerField(default=0)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='number_series', to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='PrinterLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('shift_x_mm', models.DecimalField(decimal_places=1, default=0, max_digits=5)),
                ('shift_y_mm', models.DecimalField(decimal_places=1, default=0, max_digits=5)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printer_layouts', to='organizations.organization')),
            ],
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['organization', 'state'], name='decision_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'signing', 'issued', 'cancelled'])), name='decision_known_state'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('organization', 'symbol', 'number', 'issued_on'), name='decision_number_once'),
        ),
        migrations.AddConstraint(
            model_name='decisionline',
            constraint=models.UniqueConstraint(condition=models.Q(('nomination__isnull', False)), fields=('nomination',), name='decision_line_nomination_once'),
        ),
        migrations.AddConstraint(
            model_name='numberseries',
            constraint=models.UniqueConstraint(fields=('organization', 'year', 'purpose'), name='number_series_once'),
        ),
    ]
