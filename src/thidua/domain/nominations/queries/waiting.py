"""What waits for somebody, what they sent and where it is, and how a round stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F
from django.utils.translation import gettext as _

from thidua.core.statements import Prepared
from thidua.domain.access import Actor, Grant, Role
from thidua.domain.catalogue.library import library
from thidua.domain.nominations.models import (
    Posting,
    Referral,
    Round,
    Submission,
)
from thidua.domain.nominations.permissions import EDITORS, OFFICE
from thidua.domain.nominations.queries.waiting_sql import WAITING
from thidua.domain.nominations.states import (
    PostingState,
    ReferralState,
    SubmissionState,
)
from thidua.domain.nominations.values import Waiting
from thidua.domain.organizations.queries import placements_on, units_by_kind
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level, UnitKind

# Sections and teams hand in through their grassroots union; they are not expected to send.
_INSIDE = {UnitKind.GRASSROOTS_MEMBER, UnitKind.SECTION, UnitKind.TEAM}
SENDERS = [kind for kind in LEVEL_OF_KIND if kind not in _INSIDE]
MOST_SILENT = 200
_SOON = timedelta(days=7)
_FAR = date.max


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """What waits for the actor, the nearest due first; one query.

    Kinds: returned, draft, call, appraise, adhoc, resubmitted, comment, posting_over, opinion, opinion_late.
    """
    asked = asked_for(actor, on)
    if asked is None:
        return []
    found = [_waiting(row) for row in WAITING.rows(asked)]
    return sorted(found, key=lambda item: (item.due_on or _FAR, item.title))


def asked_for(actor: Actor, on: date) -> dict[str, Any] | None:
    """What the query asks for; None when nothing can wait for somebody with these roles."""
    writes, judges = units_with(actor, EDITORS), units_with(actor, OFFICE)
    if not (writes or judges):
        return None
    return {
        "writes": writes,
        "judges": judges,
        "on": on,
        "own": actor.unit.id if actor.unit and actor.unit.id in writes else None,
    }


def units_with(actor: Actor, roles: Iterable[Role]) -> list[int]:
    """The units at which the actor holds one of ``roles``."""
    wanted = set(roles)
    return sorted({grant.unit.id for grant in actor.grants if grant.role in wanted})


def _waiting(row: tuple[Any, ...]) -> Waiting:
    kind, title, due_on, count, text, beside, figures, *ids = row
    return Waiting(
        kind, _named(kind, title, beside), due_on, count, _detail(kind, text, beside, figures), *ids
    )


def _named(kind: str, title: str, award_code: str) -> str:
    """A single nomination is known by its nominee and the award; an unanswered letter by who was asked."""
    award = library().awards.get(award_code) if kind in {"adhoc", "resubmitted"} else None
    return f"{title} — {award.short}" if award else title


def _detail(kind: str, text: str, beside: str, figures: list[int]) -> str:
    if kind == "returned" and text:
        return _("%(office)s trả lại: “%(reason)s”") % {"office": beside, "reason": text}
    if kind == "opinion":
        return _("%(office)s xin ý kiến") % {"office": beside}
    if kind == "opinion_late":
        urged = _("đã nhắc %(times)s lần") % {"times": figures[0]} if figures[0] else _("chưa nhắc lần nào")
        return f"{text} · {urged}" if text else urged
    if kind == "draft":
        said = _("%(people)s người đã nhập") % {"people": figures[0]}
        missing = _("%(count)s người chưa đủ thông tin") % {"count": figures[1]} if figures[1] else ""
        return ", ".join(part for part in (said, missing) if part)
    if kind == "appraise":
        return _("Tờ trình %(number)s") % {"number": text} + f" · {_standing(*figures)}"
    return text


def _standing(eligible: int, person: int, lacking: int) -> str:
    """What was found, without the kinds that do not occur."""
    said = (
        (eligible, _("%(count)s đủ điều kiện")),
        (person, _("%(count)s cần người xem")),
        (lacking, _("%(count)s chưa đủ")),
    )
    return ", ".join(words % {"count": count} for count, words in said if count) or _("chưa kiểm")


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How many units of a level sent by now in a round, of how many that stand below the caller."""

    round_id: int
    title: str
    level: str
    label: str
    due_on: date
    sent: int
    units: int

    @property
    def percent(self) -> int:
        return round(100 * self.sent / self.units) if self.units else 0


_PROGRESS = Prepared(
    "round_progress",
    """
select d.round_id, c.title, c.organization_id, d.level, d.due_on,
       (select count(*) from nominations_submission s
          join organizations_placement p on p.organization_id = s.organization_id and p.line = 'union'
           and p.during @> %(on)s::date
          join unnest(%(kinds)s::text[], %(levels)s::text[]) as t(kind, level) on t.kind = p.kind
         where s.round_id = d.round_id and s.state = 'submitted' and t.level = d.level),
       coalesce((select number from organizations_structureversion order by id limit 1), 0)
  from nominations_rounddeadline d
  join nominations_round c on c.id = d.round_id and c.state = 'open'
   and c.organization_id = any(%(units)s::bigint[])
 order by d.due_on, c.organization_id, d.id
""",
)


def round_deadlines(actor: Actor, on: date) -> list[RoundProgress]:
    """The coming days of the rounds the actor's units called, with the share of units that sent; one query."""
    grants = {grant.unit.id: grant for grant in actor.grants if grant.role in OFFICE}
    if not grants:
        return []
    asked: dict[str, Any] = {
        "units": sorted(grants), "on": on, "kinds": [str(kind) for kind in SENDERS],
        "levels": [str(LEVEL_OF_KIND[kind]) for kind in SENDERS],
    }  # fmt: skip
    return [
        RoundProgress(
            round_id,
            title,
            level,
            str(Level(level).label),
            due_on,
            sent,
            _senders(grants[unit], level, on, version),
        )
        for round_id, title, unit, level, due_on, sent, version in _PROGRESS.rows(asked)
    ]


def _senders(grant: Grant, level: str, on: date, version: int) -> int:
    """How many units of a level are expected to send to the grant's unit."""
    kinds = units_by_kind(grant.unit.id, grant.spans, on, version)
    return sum(kinds.get(kind, 0) for kind in SENDERS if LEVEL_OF_KIND[kind] == level)


def silent_units(call: Round, on: date) -> tuple[list[str], int]:
    """Units directly below the caller that have not sent in a round: the first names in the order of the tree, and how
    many there are.
    """
    sent = Submission.objects.filter(round=call, state=SubmissionState.SUBMITTED).values("organization")
    rows = placements_on(on).filter(parent=call.organization_id).exclude(organization__in=sent)
    names = list(rows.order_by("organization__position").values_list("short_name", flat=True)[:MOST_SILENT])
    return names, len(names) if len(names) < MOST_SILENT else rows.count()


def late_at(office_id: int, on: date) -> int:
    """How many nominations an office holds past their day."""
    return Referral.objects.filter(office=office_id, state=ReferralState.RECEIVED, due_on__lt=on).count()


def soon_at(office_id: int, on: date) -> int:
    """How many an office must handle within the week."""
    return Referral.objects.filter(
        office=office_id, state=ReferralState.RECEIVED, due_on__range=(on, on + _SOON)
    ).count()


def posted_publicly(on: date) -> list[Posting]:
    """Lists open for comment on a day, the soonest to end first, for the public pages."""
    return list(
        Posting.objects.filter(state=PostingState.OPEN, starts_on__lte=on, ends_on__gte=on)
        .annotate(people=Count("nominations"), caller=F("organization__code"))
        .select_related("organization", "round")
        .order_by("ends_on", "id")
    )
