"""Changes of limits, deadlines, votes, money and papers, not of conditions alone."""

from django.db import migrations, models

KINDS = [
    ("condition", "điều kiện"),
    ("quota", "giới hạn số lượng"),
    ("deadline", "thời hạn"),
    ("posting", "niêm yết lấy ý kiến"),
    ("vote", "biểu quyết"),
    ("money", "tiền thưởng"),
    ("salary", "lương cơ sở"),
    ("paper", "giấy tờ trong hồ sơ"),
]


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_rule_drafts")]

    operations = [
        migrations.AddField(
            model_name="ruledraft",
            name="kind",
            field=models.CharField(choices=KINDS, default="condition", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="ruledraft",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]), name="rule_draft_known_kind"
            ),
        ),
    ]
