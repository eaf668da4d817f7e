"""Many subjects enter the directory at once, as a list of former honours asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.batches import copy_frame, draw_ids
from thidua.core.errors import Refused
from thidua.core.identity_numbers import clean_identity_number
from thidua.core.vietnamese import folded, nfc, place_sort_key, sort_key
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record_lot
from thidua.domain.organizations.models import Organization
from thidua.domain.people.identity import identity_hash, new_person_key, seal_identity
from thidua.domain.people.permissions import can_keep_people_of
from thidua.domain.people.states import SubjectKind


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One subject of a unit to be entered. ``identity`` is a number already checked, ``note`` what was odd about it.

    ``is_whole_unit`` says that a collective is the unit itself.
    """

    kind: str
    name: str
    unit_id: int
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    identity: str = ""
    note: str = ""
    job: str = ""
    is_whole_unit: bool = False


@transaction.atomic
def register_together(*, actor: Actor, at: datetime, newcomers: Sequence[Newcomer]) -> list[int]:
    """Enter subjects by a few statements, whatever their number; return their ids in order.

    Each has an event of its own. Refused when the actor does not keep the people of one of the units, or a name is
    missing; nothing is entered then. The database refuses an identity number that somebody already has.
    """
    if not newcomers:
        return []
    for unit in Organization.objects.in_bulk({one.unit_id for one in newcomers}).values():
        require(can_keep_people_of(actor, unit))
    names = [nfc(one.name) for one in newcomers]
    if not all(names):
        raise Refused(_("Ghi tên."), field="name")
    ids = draw_ids("people_subject", len(newcomers))
    copy_frame("people_subject", _subjects(ids, names, newcomers, at))
    for kind, (table, event, columns) in _KINDS.items():
        made = [(pk, one) for pk, one in zip(ids, newcomers, strict=True) if one.kind == kind]
        if made:
            copy_frame(table, columns(made))
            subjects = [(pk, one.unit_id) for pk, one in made]
            record_lot(event, event.partition(".")[0], subjects, actor=actor, at=at)
    return ids


Made = Sequence[tuple[int, Newcomer]]


def _subjects(
    ids: Sequence[int], names: Sequence[str], newcomers: Sequence[Newcomer], at: datetime
) -> pl.DataFrame:
    keys = [
        sort_key(name) if one.kind == SubjectKind.PERSON else place_sort_key(name)
        for name, one in zip(names, newcomers, strict=True)
    ]
    return pl.DataFrame(
        {
            "id": ids,
            "kind": [str(one.kind) for one in newcomers],
            "name": names,
            "folded": [folded(name) for name in names],
            "sort_key": [key[:300] for key in keys],
            "organization_id": [one.unit_id for one in newcomers],
        }
    ).with_columns(created_at=pl.lit(at.isoformat()))


def _persons(made: Made) -> pl.DataFrame:
    numbers = [clean_identity_number(one.identity) for _pk, one in made]
    said = {
        "subject_id": pl.Series([pk for pk, _one in made], dtype=pl.Int64),
        "birth_date": pl.Series([one.birth_date for _pk, one in made], dtype=pl.Date),
        "birth_year": pl.Series(
            [one.birth_date.year if one.birth_date else one.birth_year for _pk, one in made], dtype=pl.Int64
        ),
        "sex": pl.Series([str(one.sex) for _pk, one in made], dtype=pl.String),
        "job": pl.Series([nfc(one.job)[:200] for _pk, one in made], dtype=pl.String),
        "data_key": pl.Series([new_person_key(pk) for pk, _one in made], dtype=pl.Binary),
        "identity_sealed": pl.Series(
            [seal_identity(number) if number else None for number in numbers], dtype=pl.Binary
        ),
        "identity_hash": pl.Series(
            [identity_hash(number) if number else None for number in numbers], dtype=pl.Binary
        ),
        "identity_note": pl.Series([one.note[:500] for _pk, one in made], dtype=pl.String),
    }
    unknown = ("native_place", "position_class", "leader_class", "education")
    never = ("is_ethnic_minority", "is_on_union_payroll")
    return pl.DataFrame(said).with_columns(
        **{name: pl.lit("") for name in unknown}, **{name: pl.lit(value=False) for name in never}
    )


def _collectives(made: Made) -> pl.DataFrame:
    whole = pl.Series([one.unit_id if one.is_whole_unit else None for _pk, one in made], dtype=pl.Int64)
    return pl.DataFrame({"subject_id": [pk for pk, _one in made], "unit_id": whole}).with_columns(
        is_enterprise=pl.lit(value=False)
    )


def _households(made: Made) -> pl.DataFrame:
    return pl.DataFrame({"subject_id": [pk for pk, _one in made]}).with_columns(place=pl.lit(""))


_KINDS: Mapping[str, tuple[str, str, Callable[[Made], pl.DataFrame]]] = {
    SubjectKind.PERSON: ("people_person", "person.registered", _persons),
    SubjectKind.COLLECTIVE: ("people_collective", "collective.registered", _collectives),
    SubjectKind.HOUSEHOLD: ("people_household", "household.registered", _households),
}
