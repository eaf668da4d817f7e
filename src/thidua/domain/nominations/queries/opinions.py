"""Questions to other bodies: who may read them, what waits, and what was said of a nominee."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.nominations.models import Opinion, OpinionRequest
from thidua.domain.nominations.permissions import OFFICE
from thidua.domain.nominations.states import OpinionState
from thidua.domain.organizations.queries import within


def lock_request(request_id: int) -> OpinionRequest:
    """One question, locked; Refused when it is gone."""
    row = OpinionRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise Refused(_("Không còn thấy việc xin ý kiến này. Tải lại trang."))
    return row


def requests_visible_to(actor: Actor) -> QuerySet[OpinionRequest]:
    """Questions that offices in the actor's scope asked, and those put to the units where the actor works."""
    asked = within(actor.spans(*OFFICE), "office__position")
    own = [grant.unit.id for grant in actor.grants if grant.role in OFFICE]
    return OpinionRequest.objects.filter(asked | Q(unit__in=own))


def get_request(actor: Actor, request_id: int) -> OpinionRequest:
    """One question; raises ``OpinionRequest.DoesNotExist`` for who neither asked nor was asked."""
    return requests_visible_to(actor).select_related("office", "unit").get(pk=request_id)


def requests_at(unit_id: int) -> QuerySet[OpinionRequest]:
    """What a unit asked and was asked, the open ones first by day, with ``people``."""
    rows = OpinionRequest.objects.filter(Q(office=unit_id) | Q(unit=unit_id)).annotate(
        people=Count("opinions")
    )
    return rows.order_by(F("closed_at").desc(nulls_first=True), "due_on", "-pk")


def opinions_of(request_id: int) -> list[Opinion]:
    """The nominees a question is about, in order."""
    rows = Opinion.objects.filter(request=request_id).select_related("referral__nomination__submission")
    return list(rows.order_by("pk"))


def opinions_about(nomination_id: int) -> list[Opinion]:
    """What bodies were asked and said of a nomination, oldest first; questions taken back are not among them."""
    rows = Opinion.objects.filter(referral__nomination=nomination_id).select_related("request")
    return list(rows.exclude(request__state=OpinionState.CANCELED).order_by("pk"))


def waiting_for_opinion(referral_ids: Collection[int]) -> dict[int, OpinionRequest]:
    """The open question about each of these referrals that has one."""
    rows = Opinion.objects.filter(referral__in=list(referral_ids), request__state=OpinionState.ASKED)
    return {row.referral_id: row.request for row in rows.select_related("request").order_by("-pk")}
