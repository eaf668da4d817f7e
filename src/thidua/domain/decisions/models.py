"""Tables of decisions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.decisions.states import DecisionKind, DecisionState, RevocationGround, SeriesPurpose
from thidua.domain.nominations.models import Nomination, Round
from thidua.domain.organizations.models import Organization
from thidua.domain.register.models import Entry


class NumberSeries(models.Model):
    """The next free number of an issuer's series in a year: no gaps, no number twice."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="number_series")
    year = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=20, choices=SeriesPurpose.choices)
    prefix = models.CharField(max_length=20, blank=True)  # letters before the year in the register: PT
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "purpose"], name="number_series_once"),
            models.UniqueConstraint(
                fields=["year", "prefix"], condition=models.Q(purpose="register"), name="register_prefix_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.purpose} {self.year}: {self.last}"


def written_number(number: int | None, symbol: str) -> str:
    """As on the paper: ``05/QĐ-LĐLĐ``; nothing while there is none."""
    return f"{number:02d}/{symbol}" if number else ""


class Decision(models.Model):
    """A signed act that confers, annuls or corrects."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=DecisionKind.choices, default=DecisionKind.GRANT)
    award_code = models.CharField(max_length=20, blank=True)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="decisions")
    summary = models.CharField(_("trích yếu"), max_length=300)
    bases = models.JSONField(_("căn cứ"), default=list)
    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=30, blank=True)  # QĐ-LĐLĐ
    issued_on = models.DateField(null=True)
    place = models.CharField(max_length=80, blank=True)
    authority_line = models.CharField(max_length=200, blank=True)  # TM. BAN THƯỜNG VỤ
    signer = models.CharField(max_length=200, blank=True)
    signer_post = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=DecisionState.choices, default=DecisionState.DRAFT)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=DecisionState.values), name="decision_known_state"
            ),
            models.UniqueConstraint(
                fields=["organization", "symbol", "number", "issued_on"],
                condition=models.Q(number__isnull=False),
                name="decision_number_once",
            ),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="decision_of_unit")]

    def __str__(self) -> str:
        return self.full_number or self.summary

    @property
    def full_number(self) -> str:
        return written_number(self.number, self.symbol)


class DecisionLine(models.Model):
    """One honouree of a decision, or one entry it annuls or corrects."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    order = models.PositiveIntegerField()
    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, related_name="decision_lines")
    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, related_name="decision_lines", db_constraint=False
    )
    refers_to = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_constraint=False)
    coefficient = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    base_salary_vnd = models.BigIntegerField(null=True)
    bonus_vnd = models.BigIntegerField(null=True)
    bonus_paid_on = models.DateField(null=True)
    bonus_recovered_on = models.DateField(null=True)  # on the line of an annulment
    ground = models.CharField(max_length=12, choices=RevocationGround.choices, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)  # of a correction: field of the register, what it shall say
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    image_sha256 = models.CharField(max_length=64, blank=True)  # the certificate as a small picture
    handed_over_on = models.DateField(null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination"],
                condition=models.Q(nomination__isnull=False),
                name="decision_line_nomination_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}/{self.order}"


class PrinterLayout(models.Model):
    """Offsets in millimetres of one printer for pre-printed blanks."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="printer_layouts")
    name = models.CharField(max_length=80)
    shift_x_mm = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    shift_y_mm = models.DecimalField(max_digits=5, decimal_places=1, default=0)

    def __str__(self) -> str:
        return self.name
