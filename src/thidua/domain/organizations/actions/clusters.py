"""Yearly clusters and blocks of peer units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Cluster, Organization
from thidua.domain.organizations.permissions import can_keep_clusters


@transaction.atomic
def make_cluster(
    *,
    actor: Actor,
    at: datetime,
    organization_id: int,
    year: int,
    name: str,
    member_ids: Sequence[int],
    lead_id: int | None = None,
) -> Cluster:
    """Draw up a cluster for a year. Refused: fewer than two members, a lead from outside, a unit in two clusters."""
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    require(can_keep_clusters(actor, organization))
    members = set(member_ids)
    if len(members) < 2:
        raise Refused(_("Một cụm cần ít nhất hai đơn vị."), field="members")
    _require_member(lead_id, members)
    twice = Cluster.objects.filter(organization=organization, year=year, members__in=members).first()
    if twice is not None:
        raise Refused(
            _("Có đơn vị đã thuộc %(cluster)s năm %(year)d.") % {"cluster": twice.name, "year": year},
            field="members",
        )
    cluster = Cluster.objects.create(organization=organization, year=year, name=nfc(name), lead_id=lead_id)
    cluster.members.set(members)
    record("cluster.made", cluster, actor=actor, at=at, year=year, members=sorted(members), lead=lead_id)
    return cluster


@transaction.atomic
def appoint_cluster_lead(*, actor: Actor, at: datetime, cluster_id: int, lead_id: int) -> Cluster:
    """Name the member that leads the cluster this year."""
    cluster = Cluster.objects.select_for_update().get(pk=cluster_id)
    require(can_keep_clusters(actor, cluster.organization))
    _require_member(lead_id, set(cluster.members.values_list("pk", flat=True)))
    cluster.lead_id = lead_id
    cluster.save(update_fields=["lead"])
    record("cluster.lead_appointed", cluster, actor=actor, at=at, lead=lead_id)
    return cluster


def _require_member(lead_id: int | None, members: set[int]) -> None:
    if lead_id is not None and lead_id not in members:
        raise Refused(_("Cụm trưởng phải là một đơn vị trong cụm."), field="lead")
