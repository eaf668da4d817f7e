"""The tree of unions on a day: finding a unit, and what stands under it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import StringConstraints

from thidua.domain.accounts.models import Scope
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import Node, children_on, get_unit, node_on, search_units
from thidua.integration.api.doors import Token, reader, today
from thidua.integration.api.parameters import Day, Identifier, Limit, Paging, numbers, written
from thidua.integration.api.problems import not_found

router = Router(tags=["units"], auth=Token(*Scope))


class Searching(Schema):
    q: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    on: Day | None = None
    limit: Limit = 12


class Hit(Schema):
    id: int
    code: str
    name: str
    short_name: str
    kind: str
    above: str
    old_name: str


class Hits(Schema):
    items: list[Hit]


class Walking(Paging):
    on: Day | None = None


class Unit(Schema):
    """A unit as it stood on the day; ``below`` counts the grassroots unions at or under it."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    below: int
    children: int


class Branch(Schema):
    unit: Unit
    items: list[Unit]
    next: str | None


@router.get("", response=Hits, operation_id="search_units")
def find_units(request: HttpRequest, asked: Query[Searching]) -> Hits:
    spans = reader(request).actor.spans()
    hits = search_units(asked.q, asked.on or today(request), spans, asked.limit)
    return Hits(items=[Hit(**{name: getattr(hit, name) for name in Hit.model_fields}) for hit in hits])


@router.get(
    "/{unit_id}",
    response=Branch,
    operation_id="unit",
)
def unit(request: HttpRequest, unit_id: Path[Identifier], asked: Query[Walking]) -> Branch:
    on = asked.on or today(request)
    try:
        get_unit(reader(request).actor, unit_id)
    except Organization.DoesNotExist:
        raise not_found() from None
    node = node_on(unit_id, on)
    if node is None:
        raise not_found()
    first = (numbers(asked.after, 1) or (0,))[0]
    members = children_on(unit_id, on)
    more = first + asked.limit < len(members)
    return Branch(
        unit=_told(node),
        items=[_told(member) for member in members[first : first + asked.limit]],
        next=written((first + asked.limit,)) if more else None,
    )


def _told(node: Node) -> Unit:
    return Unit(**{name: getattr(node, name) for name in Unit.model_fields})
