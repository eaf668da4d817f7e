"""Opening and closing calls for nominations, and starting a unit's submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.periods import year as whole_year
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.movements.models import Movement
from thidua.domain.nominations.models import Round, RoundAward, RoundDeadline, Submission
from thidua.domain.nominations.permissions import can_edit_at, can_open_rounds
from thidua.domain.nominations.states import RoundAct, RoundKind, RoundState
from thidua.domain.nominations.workflow import move_round
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import ancestors
from thidua.domain.organizations.states import Level


@dataclass(frozen=True, slots=True)
class AwardQuota:
    """An award of a round, and how many of it each submitting unit may ask for (None: no limit)."""

    code: str
    per_unit: int | None = None


@transaction.atomic
def open_round(
    *,
    organization: Organization,
    kind: RoundKind,
    title: str,
    year: int,
    awards: Sequence[AwardQuota],
    deadlines: Mapping[Level, date],
    actor: Actor,
    at: datetime,
    movement: Movement | None = None,
    period: tuple[date, date] | None = None,
    min_direct_percent: int | None = None,
) -> Round:
    """This will call for nominations in the subtree of ``organization`` and open the call at once.

    ``deadlines`` say by when units of a level must have sent; ``period`` (first day, day after the last) is the time
    rewarded, the whole of ``year`` when not given. Refused without a title, awards, or with a day already past.
    """
    allowed = can_open_rounds(actor, organization.pk)
    if not allowed:
        raise Refused(allowed.reason)
    _insist_on_sense(title, awards, deadlines, day_of(at))
    span = whole_year(year) if period is None else _span(period)
    row = Round.objects.create(
        organization=organization,
        kind=kind,
        title=title.strip(),
        year=year,
        period=span,
        movement=movement,
        opens_on=day_of(at),
        min_direct_percent=min_direct_percent,
        created_at=at,
    )
    RoundAward.objects.bulk_create(
        RoundAward(round=row, award_code=award.code, quota_per_unit=award.per_unit, order=order)
        for order, award in enumerate(awards)
    )
    RoundDeadline.objects.bulk_create(
        RoundDeadline(round=row, level=level, due_on=day) for level, day in deadlines.items()
    )
    move_round(
        row, RoundAct.OPEN, actor=actor, at=at, title=row.title, awards=[award.code for award in awards]
    )
    return row


def _span(period: tuple[date, date]) -> object:
    from thidua.core.periods import between

    if period[1] <= period[0]:
        raise Refused(_("Kỳ thành tích phải kết thúc sau ngày bắt đầu."), field="period")
    return between(*period)


def _insist_on_sense(
    title: str, awards: Sequence[AwardQuota], deadlines: Mapping[Level, date], on: date
) -> None:
    if not title.strip():
        raise Refused(_("Đợt khen thưởng chưa có tên. Ghi tên đợt rồi mở lại."), field="title")
    if not awards:
        raise Refused(_("Chưa chọn danh hiệu, hình thức nào. Chọn ít nhất một."), field="awards")
    unknown = [award.code for award in awards if award.code not in library().awards]
    if unknown:
        raise Refused(_("Danh mục không có: %(codes)s.") % {"codes": ", ".join(unknown)}, field="awards")
    past = [day for day in deadlines.values() if day < on]
    if past:
        raise Refused(
            _("Hạn %(day)s đã qua; chọn ngày từ hôm nay trở đi.") % {"day": f"{past[0]:%d/%m/%Y}"},
            field="deadlines",
        )


@transaction.atomic
def close_round(*, round_id: int, actor: Actor, at: datetime) -> Round:
    """This will stop new submissions of a round; what was sent goes on."""
    row = Round.objects.select_for_update().get(pk=round_id)
    move_round(row, RoundAct.CLOSE, actor=actor, at=at)
    return row


@transaction.atomic
def start_submission(*, round_id: int, organization: Organization, actor: Actor, at: datetime) -> Submission:
    """This will give the unit's submission in a round, making it on first asking.

    Refused when the round is not open or was not called by a unit above (or by the unit itself).
    """
    allowed = can_edit_at(actor, organization.pk)
    if not allowed:
        raise Refused(allowed.reason)
    call = Round.objects.select_for_update().get(pk=round_id)
    found = Submission.objects.filter(round=call, organization=organization).first()
    if found is not None:
        return found
    if call.state != RoundState.OPEN:
        raise Refused(_("Đợt “%(title)s” không còn nhận tờ trình.") % {"title": call.title})
    line = {unit.id for unit in ancestors(organization.pk, day_of(at))}
    if call.organization_id not in line:
        raise Refused(_("Đợt “%(title)s” không mở cho đơn vị của bạn.") % {"title": call.title})
    row = Submission.objects.create(round=call, organization=organization, created_at=at, saved_at=at)
    record("submission.started", row, actor=actor, at=at, round=call.pk)
    return row
