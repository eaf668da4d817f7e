"""Service, yearly ratings, initiatives and discipline: what eligibility is later judged by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.batches import update_rows
from thidua.core.errors import Refused
from thidua.core.periods import between
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record, record_each
from thidua.domain.people.actions.registering import lock_person
from thidua.domain.people.models import Discipline, Initiative, Service, Subject, YearlyRating
from thidua.domain.people.permissions import can_keep


@transaction.atomic
def add_service(
    *,
    actor: Actor,
    at: datetime,
    person_id: int,
    unit_id: int,
    since: date,
    until: date | None,
    post: str,
    position_class: str = "",
    union_post: str = "",
    listed_post: str = "",
    is_full_time_union: bool = False,
) -> Service:
    """Record a post held in a unit from ``since`` up to, not including, ``until``."""
    person = lock_person(person_id)
    require(can_keep(actor, person.subject))
    if until is not None and until <= since:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."), field="until")
    if not nfc(post):
        raise Refused(_("Ghi chức vụ, công việc."), field="post")
    service = Service.objects.create(
        person=person,
        organization_id=unit_id,
        during=between(since, until),
        post=nfc(post),
        position_class=position_class,
        union_post=nfc(union_post),
        listed_post=listed_post,
        is_full_time_union=is_full_time_union,
    )
    record(
        "person.service_added", person, actor=actor, at=at, organization_id=person.subject.organization_id,
        service=service.pk, unit=unit_id, since=since, until=until,
    )  # fmt: skip
    return service


@transaction.atomic
def set_rating(
    *, actor: Actor, at: datetime, subject_id: int, year: int, rating: str, instrument: str = ""
) -> YearlyRating:
    """Record how a year was rated; a second entry for the year replaces the first, and both are in the log."""
    subject = _lock_subject(subject_id)
    require(can_keep(actor, subject))
    if year > at.year:
        raise Refused(_("Chưa thể xếp loại năm %(year)d.") % {"year": year}, field="year")
    before = YearlyRating.objects.filter(subject=subject, year=year).values_list("rating", flat=True).first()
    row, _is_new = YearlyRating.objects.update_or_create(
        subject=subject, year=year, defaults={"rating": rating, "instrument": nfc(instrument)}
    )
    record("subject.rated", subject, actor=actor, at=at, year=year, rating=rating, before=before)
    return row


@transaction.atomic
def record_initiative(
    *,
    actor: Actor,
    at: datetime,
    person_id: int,
    title: str,
    level: str,
    recognized_on: date,
    decision_number: str = "",
    benefit_vnd: int | None = None,
) -> Initiative:
    """Record a recognized initiative."""
    person = lock_person(person_id)
    require(can_keep(actor, person.subject))
    if not nfc(title):
        raise Refused(_("Ghi tên sáng kiến."), field="title")
    initiative = Initiative.objects.create(
        person=person,
        title=nfc(title),
        level=level,
        recognized_on=recognized_on,
        decision_number=nfc(decision_number),
        benefit_vnd=benefit_vnd,
    )
    record(
        "person.initiative_recorded", person, actor=actor, at=at,
        organization_id=person.subject.organization_id, initiative=initiative.pk, level=level,
    )  # fmt: skip
    return initiative


@transaction.atomic
def consume_initiative(*, actor: Actor, at: datetime, initiative_id: int, award_code: str) -> Initiative:
    """Mark an initiative as used for an award; one initiative serves one award."""
    initiative = (
        Initiative.objects.select_for_update(of=("self",))
        .select_related("person__subject__organization")
        .get(pk=initiative_id)
    )
    subject = initiative.person.subject
    require(can_keep(actor, subject))
    if initiative.consumed_by:
        raise Refused(
            _("Sáng kiến này đã dùng để xét %(award)s, không dùng lại được.")
            % {"award": initiative.consumed_by}
        )
    initiative.consumed_by = award_code
    initiative.save(update_fields=["consumed_by"])
    record(
        "person.initiative_consumed", initiative.person, actor=actor, at=at,
        organization_id=subject.organization_id, initiative=initiative.pk, award=award_code,
    )  # fmt: skip
    return initiative


@transaction.atomic
def consume_initiatives(
    *, actor: Actor, at: datetime, uses: Mapping[int, tuple[str, int]]
) -> list[Initiative]:
    """Mark initiatives as used up by honours just entered: award and line of the register by initiative.

    For the issue of a decision, which has asked who may; in its transaction. One that another award used in the
    meantime stays with that award. Returns those marked.
    """
    free = list(
        Initiative.objects.select_for_update(of=("self",))
        .filter(pk__in=uses, consumed_by="")
        .select_related("person__subject")
        .order_by("pk")
    )
    for initiative in free:
        initiative.consumed_by, initiative.consumed_entry = uses[initiative.pk]
    update_rows(free, ["consumed_by", "consumed_entry"])
    _recorded("person.initiative_consumed", free, actor=actor, at=at)
    return free


@transaction.atomic
def give_back_initiatives(*, actor: Actor, at: datetime, entry_ids: Collection[int]) -> list[Initiative]:
    """Free the initiatives that annulled lines of the register had used up. For the issue of an annulment."""
    used = list(
        Initiative.objects.select_for_update(of=("self",))
        .filter(consumed_entry__in=entry_ids)
        .select_related("person__subject")
        .order_by("pk")
    )
    _recorded("person.initiative_given_back", used, actor=actor, at=at)
    for initiative in used:
        initiative.consumed_by, initiative.consumed_entry = "", None
    update_rows(used, ["consumed_by", "consumed_entry"])
    return used


def _recorded(event: str, initiatives: Sequence[Initiative], *, actor: Actor, at: datetime) -> None:
    if initiatives:
        record_each(
            event,
            [
                (
                    one.person,
                    one.person.subject.organization_id,
                    {"initiative": one.pk, "award": one.consumed_by, "entry": one.consumed_entry},
                )
                for one in initiatives
            ],
            actor=actor,
            at=at,
        )


@transaction.atomic
def record_discipline(
    *,
    actor: Actor,
    at: datetime,
    subject_id: int,
    kind: str,
    since: date,
    until: date | None,
    instrument: str,
) -> Discipline:
    """Record a disciplinary measure and how long it lasts."""
    subject = _lock_subject(subject_id)
    require(can_keep(actor, subject))
    if not nfc(instrument):
        raise Refused(_("Kỷ luật phải có quyết định. Ghi số, ngày và cơ quan ban hành."), field="instrument")
    discipline = Discipline.objects.create(
        subject=subject, kind=kind, during=between(since, until), instrument=nfc(instrument)
    )
    record("subject.disciplined", subject, actor=actor, at=at, discipline=discipline.pk)
    return discipline


def _lock_subject(subject_id: int) -> Subject:
    return Subject.objects.select_for_update(of=("self",)).select_related("organization").get(pk=subject_id)
