"""From a movement's final ranking to nominations, nothing retyped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.batches import update_rows
from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import fold, format_number, sort_key
from thidua.domain.access import Actor
from thidua.domain.movements.models import Pledge, Ranking, Review
from thidua.domain.movements.queries import rankings_of
from thidua.domain.movements.states import ReviewKind
from thidua.domain.nominations.actions.grid import RowEdit, save_rows
from thidua.domain.nominations.actions.rounds import start_submission
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.organizations.queries import unit_refs
from thidua.domain.people.models import Collective, Subject
from thidua.domain.people.states import SubjectKind


@transaction.atomic
def nominate_ranked(*, review_id: int, round_id: int, actor: Actor, at: datetime) -> Submission:
    """This will put everyone a final review proposes for an award on the launching unit's submission of a round.

    Units are nominated as collectives. The sentence of achievement is made of the numbers they reported. The same
    call again adds nothing twice. Refused for a review that is not final or proposes nobody.
    """
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("movement__organization")
        .get(pk=review_id)
    )
    lines = list(rankings_of(review.pk).exclude(proposed_award=""))
    if review.kind != ReviewKind.FINAL or not lines:
        raise Refused(_("Tổng kết này chưa đề nghị khen ai. Chọn hình thức khen trong bảng xếp hạng."))
    submission = start_submission(
        round_id=round_id, organization=review.movement.organization, actor=actor, at=at
    )
    _insist_on_awards(submission, lines)
    subjects = _subjects(lines, at)
    known = set(
        Nomination.objects.filter(submission=submission, client_key__startswith="ranking-").values_list(
            "client_key", flat=True
        )
    )
    new = [line for line in lines if _key(line) not in known]
    save_rows(
        submission_id=submission.pk,
        rows=_edits(review, new, subjects),
        expected_revision=submission.revision,
        actor=actor,
        at=at,
    )
    _settle(submission, new, subjects, at)
    submission.refresh_from_db()
    return submission


def _key(line: Ranking) -> str:
    return f"ranking-{line.pk}"


def _insist_on_awards(submission: Submission, lines: Sequence[Ranking]) -> None:
    offered = set(submission.round.awards.values_list("award_code", flat=True))
    lacking = sorted({line.proposed_award for line in lines} - offered)
    if lacking:
        raise Refused(
            _("Đợt “%(title)s” không có hình thức %(codes)s. Chọn đợt khác hoặc mở đợt chuyên đề.")
            % {"title": submission.round.title, "codes": ", ".join(lacking)}
        )


def _subjects(lines: Sequence[Ranking], at: datetime) -> dict[int, Subject]:
    """Who each line is, by ranking id: the registered subject, else the unit itself as a collective."""
    units = {line.registration.organization_id for line in lines if line.registration.subject is None}
    as_collective = {
        row.unit_id: row.subject
        for row in Collective.objects.filter(unit__in=units, subject__merged_into=None).select_related(
            "subject"
        )
    }
    refs = unit_refs(units - set(as_collective), day_of(at))
    for unit_id, ref in refs.items():
        as_collective[unit_id] = _make_collective(unit_id, ref.name, at)
    return {
        line.pk: line.registration.subject or as_collective[line.registration.organization_id]
        for line in lines
    }


def _make_collective(unit_id: int, name: str, at: datetime) -> Subject:
    subject = Subject.objects.create(
        kind=SubjectKind.COLLECTIVE, name=name, folded=fold(name), sort_key=sort_key(name),
        organization_id=unit_id, created_at=at,
    )  # fmt: skip
    Collective.objects.create(subject=subject, unit_id=unit_id)
    return subject


def _edits(review: Review, lines: Sequence[Ranking], subjects: dict[int, Subject]) -> list[RowEdit]:
    pledges: dict[int, list[Pledge]] = {}
    wanted = [line.registration_id for line in lines]
    for pledge in (
        Pledge.objects.filter(registration__in=wanted).select_related("target").order_by("target__order")
    ):
        pledges.setdefault(pledge.registration_id, []).append(pledge)
    return [
        RowEdit(
            key=_key(line),
            cells={
                "name": subjects[line.pk].name,
                "subject_kind": subjects[line.pk].kind,
                "award_code": line.proposed_award,
                "achievement": _sentence(review, line, pledges.get(line.registration_id, [])),
            },
        )
        for line in lines
    ]


@override("vi")  # what certificates print is Vietnamese, whoever proposes
def _sentence(review: Review, line: Ranking, pledges: Sequence[Pledge]) -> str:
    """What was reached, in the words of the targets."""
    results = [
        f"{pledge.target.name[:1].lower()}{pledge.target.name[1:]}: "
        f"{format_number(pledge.value.normalize())} {pledge.target.unit}".strip()
        for pledge in pledges
        if pledge.value is not None
    ]
    opening = _("Xếp thứ %(rank)s trong phong trào thi đua %(title)s") % {
        "rank": line.rank, "title": review.movement.quoted,
    }  # fmt: skip
    return f"{opening}; {'; '.join(results)}" if results else opening


def _settle(
    submission: Submission, lines: Sequence[Ranking], subjects: dict[int, Subject], at: datetime
) -> None:
    """Tie the rows to the very subjects that were ranked, and judge them again."""
    by_key = {_key(line): line for line in lines}
    rows = list(Nomination.objects.filter(submission=submission, client_key__in=by_key))
    for row in rows:
        subject = subjects[by_key[row.client_key or ""].pk]
        row.subject, row.match_note = subject, {"how": "chosen", "by": submission.round.title}
        person = getattr(subject, "person", None) if subject.kind == SubjectKind.PERSON else None
        if person:
            row.birth_date, row.birth_year, row.sex = person.birth_date, person.birth_year, person.sex
            row.job, row.position_class = person.job, person.position_class
            row.identity_sealed, row.identity_hash = person.identity_sealed, person.identity_hash
    update_rows(
        rows,
        ["subject", "match_note", "birth_date", "birth_year", "sex", "job", "position_class", "identity_sealed",
         "identity_hash"],
    )  # fmt: skip
    check_rows(submission, [row.pk for row in rows], on=day_of(at), at=at)
