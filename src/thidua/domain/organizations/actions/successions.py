"""Units become other units, or end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.organizations.actions.placing import (
    NewUnit,
    adopt_children,
    begin_change,
    change_from,
    close,
    found,
    replant,
    require_distinct_children,
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
def merge_units(
    *,
    actor: Actor,
    at: datetime,
    unit_ids: Sequence[int],
    into: NewUnit,
    parent_id: int,
    on: date,
    instrument: str,
    carries_achievement: bool = True,
) -> Organization:
    """Make one new unit of several from ``on``; what stood below them stands below it.

    The new unit may bear the name of an old one; it is another unit all the same. Refused: fewer than two
    units, one of them above another, children of one name meeting under the new unit.
    """
    begin_change()
    instrument = require_instrument(instrument)
    olds = _mergeable(actor, unit_ids, on)
    parent = standing(parent_id, on)
    require(can_place_under(actor, parent.organization))
    if any(f"{parent.path}.".startswith(f"{old.path}.") for old in olds):
        raise Refused(_("Đơn vị cấp trên mới đang nằm trong đơn vị bị hợp nhất."), field="parent")
    require_fitting_kind(into.kind, parent)
    require_free_name(into.name, parent_id, on, but=tuple(unit_ids))
    merged = found(into, parent, on, beside=tuple(old.path for old in olds))
    for old in olds:
        _hand_over(old, merged, on)
        _succeed(old, merged, SuccessionKind.MERGE, on, instrument, carries_achievement)
    require_distinct_children(merged, on)
    record(
        "organization.merged",
        merged.organization,
        actor=actor,
        at=at,
        organization_id=merged.organization_id,
        on=on,
        instrument=instrument,
        name=merged.name,
        predecessors=[old.organization_id for old in olds],
    )
    return merged.organization


@transaction.atomic
def absorb_unit(
    *,
    actor: Actor,
    at: datetime,
    unit_id: int,
    into_id: int,
    on: date,
    instrument: str,
    carries_achievement: bool = True,
) -> Organization:
    """End ``unit_id`` on ``on``; ``into_id`` goes on with what stood below it."""
    begin_change()
    instrument = require_instrument(instrument)
    old, heir = standing(unit_id, on), standing(into_id, on)
    require(can_change_unit(actor, old.organization))
    require(can_place_under(actor, heir.organization))
    if f"{heir.path}.".startswith(f"{old.path}."):
        raise Refused(_("Đơn vị nhận đang nằm dưới đơn vị bị sáp nhập."), field="into")
    require_quiet_subtree(old, on)
    _hand_over(old, heir, on)
    require_distinct_children(heir, on)
    _succeed(old, heir, SuccessionKind.ABSORB, on, instrument, carries_achievement)
    record(
        "organization.absorbed",
        old.organization,
        actor=actor,
        at=at,
        organization_id=unit_id,
        on=on,
        instrument=instrument,
        into=into_id,
    )
    return heir.organization


@transaction.atomic
def split_unit(
    *,
    actor: Actor,
    at: datetime,
    unit_id: int,
    into: Sequence[NewUnit],
    children: Mapping[int, str],
    on: date,
    instrument: str,
    carries_achievement: bool = True,
) -> list[Organization]:
    """End ``unit_id`` on ``on`` and found ``into`` in its place, under the same superior.

    ``children`` says for every live child which part (by code) takes it. Refused: fewer than two parts, a
    child without a part, an unknown part.
    """
    begin_change()
    instrument = require_instrument(instrument)
    old = standing(unit_id, on)
    require(can_change_unit(actor, old.organization))
    if len(into) < 2 or old.parent_id is None:
        raise Refused(
            _("Chia tách cần ít nhất hai đơn vị mới, dưới cùng cấp trên với đơn vị cũ."), field="into"
        )
    parent = standing(old.parent_id, on)
    require_quiet_subtree(old, on)
    parts = _found_parts(into, old, parent, on)
    _divide_children(old, parts, children, on)
    close([old.pk], on)
    for part in parts.values():
        _succeed(old, part, SuccessionKind.SPLIT, on, instrument, carries_achievement)
    record(
        "organization.split",
        old.organization,
        actor=actor,
        at=at,
        organization_id=unit_id,
        on=on,
        instrument=instrument,
        successors=[part.organization_id for part in parts.values()],
    )
    return [part.organization for part in parts.values()]


@transaction.atomic
def dissolve_unit(*, actor: Actor, at: datetime, unit_id: int, on: date, instrument: str) -> Organization:
    """End the unit on ``on`` (the first day it no longer stands) without a successor.

    Refused while units stand below it: they need a new superior, or an end, first.
    """
    begin_change()
    instrument = require_instrument(instrument)
    old = standing(unit_id, on)
    require(can_change_unit(actor, old.organization))
    _require_no_children(old, on)
    _require_past(old, on)
    close([old.pk], on)
    Succession.objects.create(
        predecessor_id=unit_id,
        kind=SuccessionKind.DISSOLVE,
        effective_on=on,
        instrument=instrument,
        carries_achievement=False,
    )
    record(
        "organization.dissolved",
        old.organization,
        actor=actor,
        at=at,
        organization_id=unit_id,
        on=on,
        instrument=instrument,
    )
    return old.organization


def _mergeable(actor: Actor, unit_ids: Sequence[int], on: date) -> list[Placement]:
    if len(set(unit_ids)) < 2:
        raise Refused(_("Hợp nhất cần ít nhất hai đơn vị. Nếu chỉ một, dùng “Đổi tên” hoặc “Sáp nhập”."))
    olds = [standing(unit_id, on) for unit_id in dict.fromkeys(unit_ids)]
    for old in olds:
        require(can_change_unit(actor, old.organization))
        _require_past(old, on)
        if any(other is not old and f"{other.path}.".startswith(f"{old.path}.") for other in olds):
            raise Refused(_("%(unit)s là cấp trên của đơn vị cùng hợp nhất.") % {"unit": old.name})
        require_quiet_subtree(old, on)
    return olds


def _require_past(old: Placement, on: date) -> None:
    """A unit founded this very day cannot end on it: it would never have stood."""
    earlier = Placement.objects.filter(
        organization_id=old.organization_id, line=Line.UNION, during__startswith__lt=on
    )
    if not earlier.exists():
        raise Refused(
            _("%(unit)s mới thành lập đúng ngày này nên chưa thể kết thúc. Xem lại ngày hiệu lực.")
            % {"unit": old.name},
            field="on",
        )


def _require_no_children(old: Placement, on: date) -> None:
    live = Placement.objects.filter(
        parent_id=old.organization_id, line=Line.UNION, during__endswith__isnull=True
    )
    count = live.count()
    later = (
        Placement.objects.filter(parent_id=old.organization_id, line=Line.UNION, during__endswith__gt=on)
        .order_by("-during")
        .first()
    )
    if count:
        raise Refused(
            _("%(unit)s còn %(count)d đơn vị trực thuộc. Chuyển hoặc kết thúc các đơn vị đó trước.")
            % {"unit": old.name, "count": count}
        )
    if later is not None:
        raise Refused(
            _("Đến %(day)s vẫn còn %(child)s trực thuộc. Chọn ngày kết thúc từ hôm đó trở đi.")
            % {"day": f"{later.during.upper:%d/%m/%Y}", "child": later.name},
            field="on",
        )


def _hand_over(old: Placement, heir: Placement, on: date) -> None:
    _require_past(old, on)
    replant(old.path, heir.path, on)
    adopt_children([old.organization_id], heir.organization_id, on)
    close([old.pk], on)


def _found_parts(
    into: Sequence[NewUnit], old: Placement, parent: Placement, on: date
) -> dict[str, Placement]:
    _require_past(old, on)
    parts: dict[str, Placement] = {}
    for unit in into:
        require_fitting_kind(unit.kind, parent)
        require_free_name(unit.name, parent.organization_id, on, but=(old.organization_id,))
        parts[unit.code] = found(unit, parent, on, beside=(old.path,))
    return parts


def _divide_children(
    old: Placement, parts: Mapping[str, Placement], children: Mapping[int, str], on: date
) -> None:
    live = Placement.objects.filter(parent_id=old.organization_id, line=Line.UNION, during__contains=on)
    for child in live.order_by("organization_id"):
        heir = parts.get(children.get(child.organization_id, ""))
        if heir is None:
            raise Refused(
                _("Chưa chọn đơn vị mới cho %(child)s. Mỗi đơn vị trực thuộc phải về một phần.")
                % {"child": child.name},
                field="children",
            )
        new_path = f"{heir.path}.{child.organization_id}"
        replant(child.path, new_path, on)
        change_from(child, on, parent_id=heir.organization_id, path=new_path)


def _succeed(  # noqa: PLR0917  # a row of the table, field by field
    old: Placement, heir: Placement, kind: str, on: date, instrument: str, carries_achievement: bool
) -> None:
    Succession.objects.create(
        predecessor_id=old.organization_id,
        successor_id=heir.organization_id,
        kind=kind,
        effective_on=on,
        instrument=instrument,
        carries_achievement=carries_achievement,
    )
