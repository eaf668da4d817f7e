"""A unit is founded, renamed, or put under another superior."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.periods import since
from thidua.core.vietnamese import fold, nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.organizations.actions.placing import (
    NewUnit,
    begin_change,
    change_from,
    found,
    replant,
    require_fitting_kind,
    require_free_name,
    require_instrument,
    require_quiet_subtree,
    standing,
)
from thidua.domain.organizations.models import Organization, Placement, Succession
from thidua.domain.organizations.permissions import can_change_unit, can_place_under
from thidua.domain.organizations.states import Line, SuccessionKind


@transaction.atomic
def create_unit(
    *, actor: Actor, at: datetime, unit: NewUnit, parent_id: int, on: date, instrument: str
) -> Organization:
    """Found ``unit`` under ``parent_id`` from ``on``.

    Refused: a parent that does not stand from that day, a kind that cannot stand there, a name or code taken.
    """
    begin_change()
    instrument = require_instrument(instrument)
    parent = standing(parent_id, on)
    require(can_place_under(actor, parent.organization))
    require_fitting_kind(unit.kind, parent)
    require_free_name(unit.name, parent_id, on)
    placement = found(unit, parent, on)
    Succession.objects.create(
        successor=placement.organization, kind=SuccessionKind.CREATE, effective_on=on, instrument=instrument
    )
    _recorded("organization.created", placement, actor=actor, at=at, on=on, instrument=instrument)
    return placement.organization


@transaction.atomic
def rename_unit(
    *,
    actor: Actor,
    at: datetime,
    unit_id: int,
    name: str,
    short_name: str = "",
    on: date,
    instrument: str,
) -> Placement:
    """Call the unit ``name`` from ``on``; earlier days keep the earlier name."""
    begin_change()
    instrument = require_instrument(instrument)
    placement = standing(unit_id, on)
    require(can_change_unit(actor, placement.organization))
    name = nfc(name)
    if not name or name == placement.name:
        raise Refused(
            _("Tên mới phải khác tên đang dùng “%(name)s”.") % {"name": placement.name}, field="name"
        )
    if placement.parent_id is not None:
        require_free_name(name, placement.parent_id, on, but=(unit_id,))
    before = placement.name
    renamed = change_from(
        placement, on, name=name, short_name=nfc(short_name) or name[:120], folded=fold(name)
    )
    _succeeded(unit_id, unit_id, SuccessionKind.RENAME, on, instrument)
    _recorded(
        "organization.renamed", renamed, actor=actor, at=at, on=on, instrument=instrument, before=before
    )
    return renamed


@transaction.atomic
def move_unit(
    *, actor: Actor, at: datetime, unit_id: int, parent_id: int, on: date, instrument: str
) -> Placement:
    """Put the unit, with everything below it, under ``parent_id`` from ``on``.

    Refused: under itself or its own descendant, and wherever ``create_unit`` would refuse.
    """
    begin_change()
    instrument = require_instrument(instrument)
    placement, parent = standing(unit_id, on), standing(parent_id, on)
    require(can_change_unit(actor, placement.organization))
    require(can_place_under(actor, parent.organization))
    _require_no_cycle(placement, parent)
    require_fitting_kind(placement.kind, parent)
    require_free_name(placement.name, parent_id, on, but=(unit_id,))
    require_quiet_subtree(placement, on)
    old_path, new_path, before = placement.path, f"{parent.path}.{unit_id}", placement.parent_id
    replant(old_path, new_path, on)
    moved = change_from(placement, on, parent_id=parent_id, path=new_path)
    _succeeded(unit_id, unit_id, SuccessionKind.MOVE, on, instrument)
    _recorded("organization.moved", moved, actor=actor, at=at, on=on, instrument=instrument, before=before)
    return moved


@transaction.atomic
def place_in_sector_line(
    *, actor: Actor, at: datetime, unit_id: int, parent_id: int, on: date, instrument: str
) -> Placement:
    """Give the unit a second superior, of its trade, from ``on``; the union line stays as it is.

    The path of this line names the superior and the unit only: sectors are not deeper than that.
    """
    begin_change()
    instrument = require_instrument(instrument)
    placement = standing(unit_id, on)
    standing(parent_id, on)
    require(can_change_unit(actor, placement.organization))
    if unit_id == parent_id:
        raise Refused(_("Đơn vị không thể trực thuộc chính mình."), field="parent")
    path = f"{parent_id}.{unit_id}"
    current = Placement.objects.filter(
        organization_id=unit_id, line=Line.SECTOR, during__overlap=since(on)
    ).first()
    if current is not None:
        placed = change_from(current, on, parent_id=parent_id, path=path)
    else:
        placement.pk, placement.line, placement.during = None, Line.SECTOR, since(on)
        placement.parent_id, placement.path = parent_id, path
        placement.save(force_insert=True)
        placed = placement
    _recorded("organization.placed_in_sector", placed, actor=actor, at=at, on=on, instrument=instrument)
    return placed


def _require_no_cycle(placement: Placement, parent: Placement) -> None:
    if f"{parent.path}.".startswith(f"{placement.path}."):
        raise Refused(
            _("%(parent)s đang nằm dưới %(unit)s, nên không thể là cấp trên của nó.")
            % {"parent": parent.name, "unit": placement.name},
            field="parent",
        )
    if placement.parent_id == parent.organization_id:
        raise Refused(_("%(unit)s đã trực thuộc đơn vị này.") % {"unit": placement.name}, field="parent")


def _succeeded(before: int, after: int, kind: str, on: date, instrument: str) -> None:
    Succession.objects.create(
        predecessor_id=before, successor_id=after, kind=kind, effective_on=on, instrument=instrument
    )


def _recorded(
    event: str, placement: Placement, *, actor: Actor, at: datetime, on: date, **data: object
) -> None:
    record(
        event,
        placement.organization,
        actor=actor,
        at=at,
        organization_id=placement.organization_id,
        on=on,
        name=placement.name,
        parent=placement.parent_id,
        **data,
    )
