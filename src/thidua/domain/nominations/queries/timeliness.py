"""How fast an office works, from its own referrals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from thidua.core.vietnamese import format_number
from thidua.domain.access import Actor
from thidua.domain.nominations.permissions import OFFICE

_PACE = """
select count(*),
       count(*) filter (where (done at time zone 'Asia/Ho_Chi_Minh')::date <= due_on),
       percentile_cont(0.5) within group (order by extract(epoch from done - received_at) / 86400)
  from (select received_at, due_on, coalesce(returned_at, appraised_at, closed_at) as done
          from nominations_referral
         where office_id = any(%s) and received_at >= %s) handled
 where done is not null
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Referrals handled this year, how many of them in time, and the median days from receipt to the first act."""

    handled: int
    on_time: int
    median_days: float

    @property
    def median_text(self) -> str:
        return format_number(round(self.median_days, 1))

    @property
    def on_time_text(self) -> str:
        return format_number(round(100 * self.on_time / self.handled, 1)) if self.handled else ""


def own_pace(actor: Actor, on: date) -> Pace:
    """The pace in the year of ``on`` of the offices where the actor appraises; one query."""
    offices = sorted({grant.unit.id for grant in actor.grants if grant.role in OFFICE})
    if not offices:
        return Pace(0, 0, 0.0)
    with connection.cursor() as cursor:
        cursor.execute(_PACE, [offices, date(on.year, 1, 1)])
        handled, on_time, median = cursor.fetchone()
    return Pace(handled, on_time, float(median or 0))
