"""Changes of who decides and of the number of sets."""

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
    ("authority", "người quyết định"),
    ("copies", "số bộ hồ sơ"),
]


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_drafts_of_every_provision")]

    operations = [
        migrations.AlterField(
            model_name="ruledraft",
            name="kind",
            field=models.CharField(choices=KINDS, default="condition", max_length=10),
        ),
        migrations.RemoveConstraint(model_name="ruledraft", name="rule_draft_known_kind"),
        migrations.AddConstraint(
            model_name="ruledraft",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]), name="rule_draft_known_kind"
            ),
        ),
    ]
