"""What lawyers wrote about the law: that a rule was compared with its text, and how a rule is going to change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.catalogue.states import ComparisonState, DraftState, ProvisionKind


class TextComparison(models.Model):
    """One rule of one version compared with its text. ``fingerprint`` ties it to the rule's words and numbers.

    It counts while it is confirmed and the rule in the data still has that fingerprint.
    """

    award_code = models.CharField(max_length=40)
    version = models.CharField(max_length=60)
    condition = models.CharField(max_length=60)
    since = models.DateField()
    fingerprint = models.CharField(max_length=64)
    document = models.CharField(_("văn bản đã đối chiếu"), max_length=300)
    compared_on = models.DateField(_("ngày đối chiếu"))
    state = models.CharField(max_length=10, choices=ComparisonState.choices, default=ComparisonState.PROPOSED)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_name = models.CharField(max_length=200)
    first_at = models.DateTimeField()
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_name = models.CharField(max_length=200, blank=True)
    second_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(_("lý do rút"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award_code", "version", "condition", "since"],
                condition=~models.Q(state="withdrawn"),
                name="comparison_once_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True) | ~models.Q(second_by=models.F("first_by")),
                name="comparison_by_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(second_by__isnull=False),
                name="comparison_confirmed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_code} {self.version} {self.condition}"


class RuleDraft(models.Model):
    """A change of one provision before it takes effect, with the instrument that orders it.

    ``award_code`` is that of the dossier for a paper and ``*`` for what concerns all awards. ``values`` holds what
    differs, by its place in the rule; null lets the rule end. ``new_instrument`` describes a text that is not among
    the instruments yet.
    """

    kind = models.CharField(max_length=10, choices=ProvisionKind.choices, default=ProvisionKind.CONDITION)
    award_code = models.CharField(max_length=40)
    version = models.CharField(max_length=60)
    condition = models.CharField(max_length=60)
    since = models.DateField()
    starts_on = models.DateField(_("hiệu lực từ ngày"))
    instrument = models.CharField(max_length=40)
    new_instrument = models.JSONField(null=True)
    article = models.CharField(_("điều"), max_length=20)
    clause = models.CharField(_("khoản, điểm"), max_length=60, blank=True)
    values = models.JSONField(null=True)
    title_vi = models.CharField(_("quy định mới"), max_length=300, blank=True)
    title_en = models.CharField(_("quy định mới bằng tiếng Anh"), max_length=300, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.DRAFTED)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_name = models.CharField(max_length=200)
    drafted_at = models.DateTimeField()
    withdrawn_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(_("lý do rút"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=DraftState.values), name="rule_draft_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ProvisionKind.values), name="rule_draft_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_code} {self.condition} {self.starts_on}"
