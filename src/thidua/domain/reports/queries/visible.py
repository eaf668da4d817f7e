"""What an actor may see: what their units asked for, and what is asked of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from thidua.domain.access import Actor
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import placements_on, within
from thidua.domain.reports.models import Assignment, Definition, Report, Snapshot


def _owners(actor: Actor, on: date) -> Q:
    """Rows of units within the scope, and of the units above them."""
    if actor.is_system:
        return Q()
    return within(actor.spans()) | Q(organization__in=units_above(actor, on))


def units_above(actor: Actor, on: date) -> set[int]:
    """The units of the actor's roles and all above them."""
    own = {grant.unit.id for grant in actor.grants}
    paths = placements_on(on).filter(organization_id__in=own).values_list("path", flat=True)
    return own | {int(label) for path in paths for label in path.split(".")}


def definitions(actor: Actor, on: date) -> QuerySet[Definition]:
    return Definition.objects.filter(_owners(actor, on)).select_related("organization")


def assignments(actor: Actor, on: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(_owners(actor, on)).select_related("organization", "definition")


def get_definition(actor: Actor, pk: int, on: date) -> Definition:
    """A definition that the actor may see; else ``DoesNotExist``."""
    return definitions(actor, on).get(pk=pk)


def get_assignment(actor: Actor, pk: int, on: date) -> Assignment:
    """An assignment that the actor may see; else ``DoesNotExist``."""
    return assignments(actor, on).get(pk=pk)


def get_report(actor: Actor, assignment: Assignment, unit_id: int) -> Report | None:
    """The report of a unit within the actor's scope, ``None`` while nothing was saved; else ``DoesNotExist``."""
    _insist_in_scope(actor, unit_id)
    return _report(assignment, unit_id)


def get_snapshot(actor: Actor, assignment: Assignment, unit_id: int, number: int) -> Snapshot:
    """What a unit within the actor's scope once reported; else ``DoesNotExist``."""
    _insist_in_scope(actor, unit_id)
    return Snapshot.objects.select_related("report__assignment__definition", "report__organization").get(
        report__assignment=assignment, report__organization_id=unit_id, number=number
    )


def _report(assignment: Assignment, unit_id: int) -> Report | None:
    return (
        Report.objects.filter(assignment=assignment, organization_id=unit_id)
        .select_related("assignment__definition", "organization")
        .first()
    )


def _insist_in_scope(actor: Actor, unit_id: int) -> None:
    position = Placement.objects.filter(organization_id=unit_id).values_list(
        "organization__position", flat=True
    )
    found = position.first()
    if found is None or not actor.covers(found):
        raise Report.DoesNotExist
