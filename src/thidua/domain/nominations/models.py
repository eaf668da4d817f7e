"""Tables of nominations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.movements.models import Movement
from thidua.domain.nominations.states import (
    FindingVerdict,
    NominationState,
    OpinionState,
    PostingState,
    ReferralState,
    RoundKind,
    RoundState,
    Stance,
    SubmissionState,
)
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.states import Level
from thidua.domain.people.models import Subject
from thidua.domain.people.states import PositionClass, Sex, SubjectKind


class Round(models.Model):
    """A call for nominations by a unit to its subtree."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=15, choices=RoundKind.choices)
    title = models.CharField(_("tên đợt"), max_length=200)
    year = models.PositiveSmallIntegerField(_("năm"))
    period = DateRangeField(_("kỳ thành tích"))
    movement = models.ForeignKey(Movement, models.PROTECT, null=True, related_name="rounds")
    opens_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    min_direct_percent = models.PositiveSmallIntegerField(null=True)  # share of direct workers asked for
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=RoundState.values), name="round_known_state")
        ]

    def __str__(self) -> str:
        return self.title


class RoundAward(models.Model):
    """An award that may be asked for in a round, with the number allowed to each submitting unit, if limited."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="awards")
    award_code = models.CharField(max_length=20)
    quota_per_unit = models.PositiveIntegerField(null=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "award_code"], name="round_award_once")]

    def __str__(self) -> str:
        return self.award_code


class RoundDeadline(models.Model):
    """By when units of a level must have sent."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="deadlines")
    level = models.CharField(max_length=12, choices=Level.choices)
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "level"], name="round_deadline_once")]

    def __str__(self) -> str:
        return f"{self.level}: {self.due_on}"


class Submission(models.Model):
    """A unit's tờ trình in a round. ``revision`` grows with every saved edit and guards against lost updates."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="submissions")
    number = models.CharField(_("số tờ trình"), max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    ldtt_count = models.PositiveIntegerField(_("số LĐTT của đơn vị"), null=True)
    women_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # of the unit's workers
    meeting_votes_for = models.PositiveSmallIntegerField(null=True)
    meeting_votes_total = models.PositiveSmallIntegerField(null=True)
    signer = models.CharField(max_length=200, blank=True)
    signer_post = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "organization"], name="submission_once_a_round"),
            models.CheckConstraint(
                condition=models.Q(state__in=SubmissionState.values), name="submission_known_state"
            ),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="submission_of_unit")]

    def __str__(self) -> str:
        return self.number or str(self.pk)


class Nomination(models.Model):
    """One nominee for one award. What was typed is kept as typed; ``subject`` is who it was matched to."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="nominations")
    client_key = models.CharField(max_length=40, null=True)  # the grid's own name of a row it made
    rank = models.PositiveIntegerField()
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="nominations")
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices, default=SubjectKind.PERSON)
    name = models.CharField(_("họ và tên"), max_length=300)
    birth_date = models.DateField(null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    identity_sealed = models.BinaryField(null=True)
    identity_hash = models.BinaryField(max_length=32, null=True)
    job = models.CharField(_("việc đang làm"), max_length=200, blank=True)
    position_class = models.CharField(max_length=10, choices=PositionClass.choices, blank=True)
    person_class = models.CharField(max_length=20, blank=True)
    is_ethnic_minority = models.BooleanField(default=False)
    award_code = models.CharField(_("đề nghị"), max_length=20, blank=True)
    achievement = models.TextField(_("câu thành tích"), blank=True)  # what the certificate will print
    report = models.TextField(_("báo cáo thành tích"), blank=True)
    state = models.CharField(max_length=10, choices=NominationState.choices, default=NominationState.DRAFT)
    match_note = models.JSONField(
        default=dict
    )  # how the subject was matched, or the candidates to choose from
    verdict = models.CharField(
        max_length=15, blank=True
    )  # eligible, not_eligible, needs_person; "" unchecked
    findings = models.JSONField(default=list)
    problems = models.JSONField(
        default=list
    )  # what must be mended or looked at: level, rule, text, cell, cure
    law_version = models.CharField(max_length=64, blank=True)
    regime = models.CharField(max_length=10, blank=True)
    checked_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)  # chooses the regime
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=NominationState.values), name="nomination_known_state"
            ),
            models.UniqueConstraint(
                fields=["submission", "subject", "award_code"],
                condition=models.Q(subject__isnull=False)
                & ~models.Q(state="withdrawn")
                & ~models.Q(award_code=""),
                name="nomination_once_for_an_award",
            ),
            models.UniqueConstraint(fields=["submission", "client_key"], name="nomination_client_key_once"),
        ]
        indexes = [
            models.Index(fields=["submission", "rank"], name="nomination_of_submission"),
            models.Index(fields=["subject"], name="nomination_subject"),
            models.Index(fields=["award_code"], name="nomination_award"),
            GinIndex(fields=["achievement"], name="nomination_achievement_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class ImportReceipt(models.Model):
    """Rows brought in from one workbook or paste; ``token`` makes a repeated request harmless."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="receipts")
    token = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(max_length=255, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)
    added = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list)  # row number, name, what became of it, reasons

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.added}"


class NominationVersion(models.Model):
    """The nomination as it was sent, so that what changed since a return can be shown."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="versions")
    at = models.DateTimeField()
    data = models.JSONField()

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.at}"


class Evidence(models.Model):
    """A file behind a nomination: content-addressed, inspected, never altered; ``opinion`` when an office added it."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="evidence")
    paper_code = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)
    opinion = models.ForeignKey("OpinionRequest", models.PROTECT, null=True, related_name="papers")

    class Meta:
        indexes = [models.Index(fields=["nomination"], name="evidence_of_nomination")]

    def __str__(self) -> str:
        return self.title


class Referral(models.Model):
    """A nomination at one level: received by ``office``, appraised, returned, approved, forwarded or decided.

    ``position`` is the office's stable position, for lists by scope. ``attempt`` counts returns.
    """

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="referrals")
    sender = models.ForeignKey(Organization, models.PROTECT, related_name="referrals_sent")
    office = models.ForeignKey(Organization, models.PROTECT, related_name="referrals")
    level = models.CharField(max_length=12, choices=Level.choices)
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.RECEIVED)
    suspended_from = models.CharField(max_length=12, blank=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True)  # the hour, on the ad hoc path
    attempt = models.PositiveSmallIntegerField(default=1)
    return_reasons = ArrayField(models.CharField(max_length=40), default=list)
    note = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True)
    resubmitted_at = models.DateTimeField(null=True)
    appraised_at = models.DateTimeField(null=True)
    appraised_by = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    council_result = models.JSONField(default=dict)  # yes, denominator, needed, meeting
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReferralState.values), name="referral_known_state"
            ),
            models.UniqueConstraint(fields=["nomination", "office"], name="referral_once_per_office"),
        ]
        indexes = [
            models.Index(fields=["office", "state", "due_on"], name="referral_queue"),
            models.Index(fields=["nomination", "-id"], name="referral_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id}@{self.office_id}"


class FindingDecision(models.Model):
    """A person's answer to a finding that a computer must not answer."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="finding_decisions")
    condition = models.CharField(max_length=80)
    verdict = models.CharField(max_length=15, choices=FindingVerdict.choices)
    reason = models.TextField()
    decided_by = models.CharField(max_length=200)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.condition}: {self.verdict}"


class OpinionRequest(models.Model):
    """One letter (hiệp y) in which an office asks another body about nominees; ``unit`` when a union unit is asked."""

    office = models.ForeignKey(Organization, models.PROTECT, related_name="opinions_asked")
    body = models.CharField(_("Cơ quan, đơn vị được hỏi"), max_length=200)
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="opinions_to_give")
    letter_no = models.CharField(_("Số công văn"), max_length=60, blank=True)
    question = models.TextField(_("Nội dung hỏi"))
    state = models.CharField(max_length=10, choices=OpinionState.choices, default=OpinionState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    due_on = models.DateField()
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    answer_no = models.CharField(_("Số văn bản trả lời"), max_length=60, blank=True)
    answered_on = models.DateField(null=True)
    note = models.TextField(blank=True)  # why it was ended without an answer
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=OpinionState.values), name="opinion_known_state"
            )
        ]
        indexes = [
            models.Index(fields=["office", "state", "due_on"], name="opinion_of_office"),
            models.Index(fields=["unit", "state", "due_on"], name="opinion_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.state}"


class Opinion(models.Model):
    """What the body asked says of one nominee; ``stance`` is empty until it is given."""

    request = models.ForeignKey(OpinionRequest, models.PROTECT, related_name="opinions")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="opinions")
    stance = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    remarks = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "referral"], name="opinion_once_a_letter")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.stance}"


class Posting(models.Model):
    """Names posted for comment by an office, for the working days that the law asks."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="postings")
    round = models.ForeignKey(Round, models.PROTECT, related_name="postings")
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()  # last day on which comments are taken
    working_days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PostingState.choices, default=PostingState.OPEN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    nominations: models.ManyToManyField[Nomination, models.Model] = models.ManyToManyField(
        Nomination, related_name="postings"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=PostingState.values), name="posting_known_state"
            )
        ]
        indexes = [models.Index(fields=["state", "ends_on"], name="posting_open")]

    def __str__(self) -> str:
        return self.title


class PostingComment(models.Model):
    """A comment on a posted name. The commenter's name and address are kept sealed."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="comments")
    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, related_name="comments")
    text = models.TextField()
    sender_sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.posting_id}: {self.received_at}"
