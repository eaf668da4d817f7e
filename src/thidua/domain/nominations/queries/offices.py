"""What an office's queue can be narrowed by, and what it must answer within hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thidua.domain.nominations.models import Referral, Submission
from thidua.domain.nominations.queries.referrals import OPEN_STATES, WITH_NOMINATION
from thidua.domain.nominations.states import ReferralState, RoundKind


@dataclass(frozen=True, slots=True)
class QueueChoices:
    """Rounds (id, title), award codes and unit ids that stand in an office's queue."""

    rounds: tuple[tuple[int, str], ...]
    awards: tuple[str, ...]
    units: tuple[int, ...]


def queue_choices(office_id: int) -> QueueChoices:
    """This will list what the open queue of an office holds, in two queries."""
    rows = Referral.objects.filter(office=office_id, state__in=OPEN_STATES).order_by()
    pairs = rows.values_list(
        "nomination__submission__round", "nomination__submission__round__title", "nomination__award_code"
    ).distinct()
    found = sorted(pairs)
    units = rows.values_list("nomination__submission__organization", flat=True).distinct()
    return QueueChoices(
        rounds=tuple(dict.fromkeys((pk, title) for pk, title, _code in found)),
        awards=tuple(dict.fromkeys(code for _pk, _title, code in sorted(found, key=lambda row: row[2]))),
        units=tuple(units),
    )


def urgent_at(office_id: int) -> list[Referral]:
    """The ad hoc proposals an office has not answered, the soonest due first."""
    rows = Referral.objects.filter(
        office=office_id, state=ReferralState.RECEIVED, nomination__submission__round__kind=RoundKind.ADHOC
    )
    return list(rows.select_related(*WITH_NOMINATION).order_by("due_at", "id")[:20])


def referrals_at(office_id: int, ids: Sequence[int]) -> list[Referral]:
    """Those of ``ids`` that stand at an office, by due day; others are simply not there."""
    rows = Referral.objects.filter(office=office_id, pk__in=ids)
    return list(rows.select_related(*WITH_NOMINATION).order_by("due_on", "id"))


def referrals_of_submission(submission: Submission) -> list[Referral]:
    """Every referral of a submission's nominations, oldest first, with its nomination."""
    rows = Referral.objects.filter(nomination__submission=submission)
    return list(rows.select_related("nomination").order_by("nomination__rank", "id"))
