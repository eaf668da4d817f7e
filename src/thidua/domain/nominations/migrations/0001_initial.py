import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('movements', '0001_initial'),
        ('organizations', '0002_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Nomination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveIntegerField()),
                ('subject_kind', models.CharField(choices=[('person', 'Cá nhân'), ('collective', 'Tập thể'), ('household', 'Hộ gia đình')], default='person', max_length=12)),
                ('name', models.CharField(max_length=300, verbose_name='họ và tên')),
                ('birth_date', models.DateField(null=True)),
                ('birth_year', models.PositiveSmallIntegerField(null=True)),
                ('sex', models.CharField(blank=True, choices=[('male', 'Nam'), ('female', 'Nữ')], max_length=6)),
                ('identity_sealed', models.BinaryField(null=True)),
                ('identity_hash', models.BinaryField(max_length=32, null=True)),
                ('job', models.CharField(blank=True, max_length=200, verbose_name='việc đang làm')),
                ('position_class', models.CharField(blank=True, choices=[('direct', 'Trực tiếp'), ('indirect', 'Gián tiếp'), ('manager', 'Quản lý')], max_length=10)),
                ('person_class', models.CharField(blank=True, max_length=20)),
                ('is_ethnic_minority', models.BooleanField(default=False)),
                ('award_code', models.CharField(blank=True, max_length=20, verbose_name='đề nghị')),
                ('achievement', models.TextField(blank=True, verbose_name='câu thành tích')),
                ('report', models.TextField(blank=True, verbose_name='báo cáo thành tích')),
                ('state', models.CharField(choices=[('draft', 'Đang soạn'), ('underway', 'Đang xét'), ('conferred', 'Đã khen'), ('rejected', 'Không khen'), ('withdrawn', 'Đã rút')], default='draft', max_length=10)),
                ('match_note', models.JSONField(default=dict)),
                ('verdict', models.CharField(blank=True, max_length=15)),
                ('findings', models.JSONField(default=list)),
                ('law_version', models.CharField(blank=True, max_length=64)),
                ('regime', models.CharField(blank=True, max_length=10)),
                ('checked_at', models.DateTimeField(null=True)),
                ('received_on', models.DateField(null=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='people.subject')),
            ],
            options={
                'ordering': ['rank', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FindingDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('condition', models.CharField(max_length=80)),
                ('verdict', models.CharField(choices=[('counts', 'Vẫn tính'), ('does_not_count', 'Không tính')], max_length=15)),
                ('reason', models.TextField()),
                ('decided_by', models.CharField(max_length=200)),
                ('decided_at', models.DateTimeField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finding_decisions', to='nominations.nomination')),
            ],
        ),
        migrations.CreateModel(
            name='NominationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('data', models.JSONField()),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='nominations.nomination')),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('working_days', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('open', 'Đang lấy ý kiến'), ('closed', 'Đã kết thúc')], default='open', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('nominations', models.ManyToManyField(related_name='postings', to='nominations.nomination')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='PostingComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('sender_sealed', models.BinaryField(null=True)),
                ('received_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=200)),
                ('nomination', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='nominations.nomination')),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='nominations.posting')),
            ],
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('annual', 'Thường xuyên hằng năm'), ('thematic', 'Chuyên đề'), ('adhoc', 'Đột xuất'), ('long_service', 'Quá trình cống hiến')], max_length=15)),
                ('title', models.CharField(max_length=200, verbose_name='tên đợt')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='kỳ thành tích')),
                ('opens_on', models.DateField()),
                ('min_direct_percent', models.PositiveSmallIntegerField(null=True)),
                ('state', models.CharField(choices=[('draft', 'Bản thảo'), ('open', 'Đang mở'), ('closed', 'Đã đóng')], default='draft', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('movement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='movements.movement')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='organizations.organization')),
            ],
        ),
        migrations.AddField(
            model_name='posting',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='nominations.round'),
        ),
        migrations.CreateModel(
            name='RoundAward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('award_code', models.CharField(max_length=20)),
                ('quota_per_unit', models.PositiveIntegerField(null=True)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='nominations.round')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RoundDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('national', 'Trung ương'), ('province', 'Tỉnh, ngành'), ('upper', 'Cấp trên trực tiếp cơ sở'), ('grassroots', 'Cơ sở')], max_length=12)),
                ('due_on', models.DateField()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='nominations.round')),
            ],
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='số tờ trình')),
                ('state', models.CharField(choices=[('draft', 'Đang soạn'), ('submitted', 'Đã trình')], default='draft', max_length=10)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('ldtt_count', models.PositiveIntegerField(null=True, verbose_name='số LĐTT của đơn vị')),
                ('women_percent', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ('meeting_votes_for', models.PositiveSmallIntegerField(null=True)),
                ('meeting_votes_total', models.PositiveSmallIntegerField(null=True)),
                ('signer', models.CharField(blank=True, max_length=200)),
                ('signer_post', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='organizations.organization')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='nominations.round')),
            ],
        ),
        migrations.AddField(
            model_name='nomination',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='nominations.submission'),
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper_code', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('file_name', models.CharField(max_length=255)),
                ('mime', models.CharField(max_length=100)),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.CharField(max_length=200)),
                ('removed_at', models.DateTimeField(null=True)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='nominations.nomination')),
            ],
            options={
                'indexes': [models.Index(fields=['nomination'], name='evidence_of_nomination')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('national', 'Trung ương'), ('province', 'Tỉnh, ngành'), ('upper', 'Cấp trên trực tiếp cơ sở'), ('grassroots', 'Cơ sở')], max_length=12)),
                ('state', models.CharField(choices=[('received', 'Chờ thẩm định'), ('returned', 'Trả lại để bổ sung'), ('appraised', 'Đã thẩm định'), ('approved', 'Hội đồng thông qua'), ('forwarded', 'Đã chuyển cấp trên'), ('decided', 'Đã quyết định'), ('rejected', 'Không thông qua'), ('suspended', 'Tạm dừng'), ('withdrawn', 'Đã rút')], default='received', max_length=12)),
                ('suspended_from', models.CharField(blank=True, max_length=12)),
                ('received_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('return_reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('note', models.TextField(blank=True)),
                ('returned_at', models.DateTimeField(null=True)),
                ('resubmitted_at', models.DateTimeField(null=True)),
                ('appraised_at', models.DateTimeField(null=True)),
                ('appraised_by', models.CharField(blank=True, max_length=200)),
                ('approved_at', models.DateTimeField(null=True)),
                ('council_result', models.JSONField(default=dict)),
                ('closed_at', models.DateTimeField(null=True)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='nominations.nomination')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='organizations.organization')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals_sent', to='organizations.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['office', 'state', 'due_on'], name='referral_queue'), models.Index(fields=['nomination', '-id'], name='referral_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['received', 'returned', 'appraised', 'approved', 'forwarded', 'decided', 'rejected', 'suspended', 'withdrawn'])), name='referral_known_state'), models.UniqueConstraint(fields=('nomination', 'office'), name='referral_once_per_office')],
            },
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'closed'])), name='round_known_state'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(fields=['state', 'ends_on'], name='posting_open'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'closed'])), name='posting_known_state'),
        ),
        migrations.AddConstraint(
            model_name='roundaward',
            constraint=models.UniqueConstraint(fields=('round', 'award_code'), name='round_award_once'),
        ),
        migrations.AddConstraint(
            model_name='rounddeadline',
            constraint=models.UniqueConstraint(fields=('round', 'level'), name='round_deadline_once'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['organization', 'state'], name='submission_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('round', 'organization'), name='submission_once_a_round'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted'])), name='submission_known_state'),
        ),
        migrations.AddIndex(
            model_name='nomination',
            index=models.Index(fields=['submission', 'rank'], name='nomination_of_submission'),
        ),
        migrations.AddIndex(
            model_name='nomination',
            index=models.Index(fields=['subject'], name='nomination_subject'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'underway', 'conferred', 'rejected', 'withdrawn'])), name='nomination_known_state'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.UniqueConstraint(condition=models.Q(('subject__isnull', False), models.Q(('state', 'withdrawn'), _negated=True), models.Q(('award_code', ''), _negated=True)), fields=('submission', 'subject', 'award_code'), name='nomination_once_for_an_award'),
        ),
    ]
