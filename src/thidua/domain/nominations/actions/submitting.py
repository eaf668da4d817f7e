"""Checking and sending a submission; the unit's own answers on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.batches import update_rows
from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import fold, sort_key
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.nominations.actions.grid import lock_draft
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.matching import match_rows
from thidua.domain.nominations.models import (
    Evidence,
    FindingDecision,
    Nomination,
    NominationVersion,
    Referral,
    RoundDeadline,
    Submission,
)
from thidua.domain.nominations.permissions import can_appraise, can_edit_at
from thidua.domain.nominations.queries.reports import report
from thidua.domain.nominations.queries.submissions import lock_submission
from thidua.domain.nominations.routes import appraisal_due, route
from thidua.domain.nominations.rows import current_values
from thidua.domain.nominations.states import FindingVerdict, RoundState, SubmissionAct, SubmissionState
from thidua.domain.nominations.values import CheckReport
from thidua.domain.nominations.workflow import move_submission, send_nominations
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level
from thidua.domain.people.models import Collective, Duplicate, Household, Person, Subject
from thidua.domain.people.queries import roots_of
from thidua.domain.people.states import SubjectKind


@transaction.atomic
def check(*, submission_id: int, actor: Actor, at: datetime) -> CheckReport:
    """This will match and judge every row of a draft again and give the whole report."""
    submission = lock_draft(submission_id, actor)
    on = day_of(at)
    match_rows(submission, list(submission.nominations.values_list("pk", flat=True)), on=on)
    check_rows(submission, None, on=on, at=at)
    record("submission.checked", submission, actor=actor, at=at)
    return report(submission, on)


@transaction.atomic
def choose_match(*, nomination_id: int, subject_id: int | None, actor: Actor, at: datetime) -> Nomination:
    """This will settle who a nominee is: a known subject, or somebody new for None.

    Refused for a subject of another kind and for one already on the submission for the same award.
    """
    row = (
        Nomination.objects.select_for_update(of=("self",)).select_related("submission").get(pk=nomination_id)
    )
    submission = lock_draft(row.submission_id, actor)
    note = {name: value for name, value in row.match_note.items() if name in {"identity", "candidates"}}
    if subject_id is None:
        row.subject_id, row.match_note = None, note | {"how": "new"}
    else:
        row.subject_id = _chosen(row, subject_id)
        row.match_note = note | {"how": "chosen", "by": actor.name}
    row.revision += 1
    row.save(update_fields=["subject", "match_note", "revision"])
    check_rows(submission, [row.pk], on=day_of(at), at=at)
    record(
        "nomination.matched",
        row,
        actor=actor,
        at=at,
        organization_id=submission.organization_id,
        matched_to=row.subject_id,
    )
    return row


def _chosen(row: Nomination, subject_id: int) -> int:
    root = roots_of([subject_id]).get(subject_id, subject_id)
    subject = Subject.objects.filter(pk=root, kind=row.subject_kind).first()
    if subject is None:
        raise Refused(_("Không có người này trong danh bạ; chọn một người khác hoặc ghi là người mới."))
    twin = (
        Nomination.objects.filter(submission=row.submission_id, subject=subject, award_code=row.award_code)
        .exclude(pk=row.pk)
        .exclude(state="withdrawn")
        .exclude(award_code="")
        .first()
    )
    if twin:
        raise Refused(
            _("%(name)s đã có ở dòng %(rank)s cho cùng hình thức. Bỏ một trong hai dòng.")
            % {"name": subject.name, "rank": twin.rank}
        )
    return subject.pk


@transaction.atomic
def decide_finding(
    *, nomination_id: int, condition: str, verdict: FindingVerdict, reason: str, actor: Actor, at: datetime
) -> FindingDecision:
    """This will answer, with a reason, a condition that no record can answer, and judge the row again.

    The submitting unit answers while it writes; afterwards the office that holds the nomination does.
    """
    row = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("submission__round", "submission__organization")
        .get(pk=nomination_id)
    )
    if not reason.strip():
        raise Refused(_("Ghi lý do: căn cứ vào giấy tờ, số liệu nào."), field="reason")
    organization_id = _who_answers(row, actor)
    known = {found["condition"] for found in row.findings}
    if condition not in known:
        raise Refused(_("Điều kiện này không thuộc hồ sơ; kiểm tra lại hồ sơ rồi trả lời."))
    made = FindingDecision.objects.create(
        nomination=row,
        condition=condition,
        verdict=verdict,
        reason=reason.strip(),
        decided_by=actor.name,
        organization_id=organization_id,
        decided_at=at,
    )
    check_rows(row.submission, [row.pk], on=day_of(at), at=at)
    record(
        "nomination.finding_decided", row, actor=actor, at=at, organization_id=organization_id,
        condition=condition, verdict=str(verdict), reason=made.reason,
    )  # fmt: skip
    return made


def _who_answers(row: Nomination, actor: Actor) -> int:
    latest = row.referrals.order_by("-id").first()
    if latest is None or latest.state == "returned":
        answer, unit = can_edit_at(actor, row.submission.organization_id), row.submission.organization_id
    else:
        latest.nomination = row
        answer, unit = can_appraise(actor, latest), latest.office_id
    if not answer:
        raise Refused(answer.reason)
    return unit


@transaction.atomic
def submit(
    *,
    submission_id: int,
    actor: Actor,
    at: datetime,
    number: str = "",
    signer: str = "",
    signer_post: str = "",
) -> Submission:
    """This will send a submission: each nomination to the first office on its way.

    Refused, with the report in ``details``, while anything must be fixed. Sending twice is the same as once.
    """
    submission = lock_submission(submission_id)
    if submission.state == SubmissionState.SUBMITTED and can_edit_at(actor, submission.organization_id):
        return submission
    submission = lock_draft(submission_id, actor)
    if submission.round.state != RoundState.OPEN:
        raise Refused(
            _("Đợt “%(title)s” đã đóng, không nhận tờ trình nữa.") % {"title": submission.round.title}
        )
    on = day_of(at)
    found = check(submission_id=submission_id, actor=actor, at=at)
    if found.must_fix:
        raise Refused(
            _("Chưa trình được: còn %(count)s việc phải sửa. Xem mục Kiểm tra.")
            % {"count": len(found.must_fix)},
            details=[
                line.text
                if line.rank is None
                else _("Dòng %(rank)s, %(name)s:") % {"rank": line.rank, "name": line.name} + f" {line.text}"
                for line in found.must_fix
            ],
        )
    send(submission, actor=actor, at=at, on=on, number=number, signer=signer, signer_post=signer_post)
    return submission


def send(
    submission: Submission,
    *,
    actor: Actor,
    at: datetime,
    on: date,
    due_at: datetime | None = None,
    **words: str,
) -> None:
    """Write subjects, versions and referrals, and move the submission; the caller checked that it may be sent."""
    rows = list(submission.nominations.select_for_update().exclude(state="withdrawn").order_by("rank", "id"))
    _make_subjects(submission, rows, at)
    keep_versions(rows, at)
    _refer(submission, rows, at=at, on=on, due_at=due_at)
    send_nominations([row.pk for row in rows], received_on=on)
    for name, value in words.items():
        setattr(submission, name, value.strip() or getattr(submission, name))
    move_submission(submission, SubmissionAct.SUBMIT, actor=actor, at=at, nominations=len(rows))


def keep_versions(rows: list[Nomination], at: datetime) -> None:
    """Keep each nomination as it is sent now."""
    files: dict[int, list[dict[str, Any]]] = defaultdict(list)
    kept = Evidence.objects.filter(nomination__in=[row.pk for row in rows], removed_at=None).order_by("id")
    for one in kept:
        files[one.nomination_id].append(file_version(one))
    NominationVersion.objects.bulk_create(
        NominationVersion(nomination=row, at=at, data=current_values(row) | {"evidence": files[row.pk]})
        for row in rows
    )


def file_version(one: Evidence) -> dict[str, Any]:
    """A file as versions keep it."""
    return {"id": one.pk, "title": one.title, "file_name": one.file_name, "sha256": one.sha256}


def _refer(
    submission: Submission, rows: list[Nomination], *, at: datetime, on: date, due_at: datetime | None
) -> None:
    ways = {code: route(code, submission.organization_id, on) for code in {row.award_code for row in rows}}
    lost = [code for code, offices in ways.items() if not offices]
    if lost:
        raise Refused(_("Đơn vị không còn hoạt động trong ngày hôm nay nên chưa có nơi nhận tờ trình."))
    deadlines = dict(RoundDeadline.objects.filter(round=submission.round_id).values_list("level", "due_on"))
    referrals = []
    for row in rows:
        office = ways[row.award_code][0]
        level = Level(LEVEL_OF_KIND[office.kind])
        referrals.append(
            Referral(
                nomination=row,
                sender_id=submission.organization_id,
                office_id=office.id,
                level=level,
                received_at=at,
                due_on=due_at.date() if due_at else appraisal_due(deadlines.get(level), on),
                due_at=due_at,
            )
        )
    Referral.objects.bulk_create(referrals)


def _make_subjects(submission: Submission, rows: list[Nomination], at: datetime) -> None:
    """Give everybody unmatched a subject of their own; look-alikes are noted for the stewards of people."""
    new = [row for row in rows if not row.subject_id]
    subjects = Subject.objects.bulk_create(
        Subject(
            kind=row.subject_kind,
            name=row.name,
            folded=fold(row.name),
            sort_key=sort_key(row.name),
            organization_id=submission.organization_id,
            created_at=at,
        )
        for row in new
    )
    for row, subject in zip(new, subjects, strict=True):
        row.subject = subject
    update_rows(new, ["subject"])
    people = [row for row in new if row.subject_kind == SubjectKind.PERSON]
    Person.objects.bulk_create(_person(row) for row in people)
    Duplicate.objects.bulk_create(_look_alikes(people), ignore_conflicts=True)
    Collective.objects.bulk_create(
        Collective(subject=row.subject) for row in new if row.subject_kind == SubjectKind.COLLECTIVE
    )
    Household.objects.bulk_create(
        Household(subject=row.subject) for row in new if row.subject_kind == SubjectKind.HOUSEHOLD
    )


def _person(row: Nomination) -> Person:
    return Person(
        subject=row.subject,
        birth_date=row.birth_date,
        birth_year=row.birth_year,
        sex=row.sex,
        is_ethnic_minority=row.is_ethnic_minority,
        identity_sealed=row.identity_sealed,
        identity_hash=row.identity_hash,
        job=row.job,
        position_class=row.position_class,
    )


def _look_alikes(people: list[Nomination]) -> Iterable[Duplicate]:
    for row in people:
        for candidate in row.match_note.get("candidates", []):
            first, second = sorted((int(candidate["subject"]), int(row.subject_id or 0)))
            yield Duplicate(first_id=first, second_id=second, score=60, reasons=candidate["same"])
