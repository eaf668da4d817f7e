"""Many subjects enter the directory at once, as a list of former honours asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.batches import copy_frame, draw_ids, plain_text
from thidua.core.errors import Refused
from thidua.core.identity_numbers import clean_identity_number
from thidua.core.vietnamese import folded, nfc, place_sort_key, sort_key
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record_written, written_lot
from thidua.domain.organizations.models import Organization
from thidua.domain.people.identity import identity_hash, new_person_keys, seal_identity
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


NEWCOMER: Mapping[str, Any] = {
    "kind": pl.String, "name": pl.String, "unit_id": pl.Int64, "birth_date": pl.Date, "birth_year": pl.Int64,
    "sex": pl.String, "identity": pl.String, "note": pl.String, "job": pl.String, "is_whole_unit": pl.Boolean,
}  # fmt: skip
"""The fields of ``Newcomer`` as columns."""


@dataclass(frozen=True, slots=True)
class ReadyNewcomers:
    """Newcomers as the rows they become, by table, and their events."""

    rows: Sequence[tuple[str, pl.DataFrame]]
    events: Sequence[pl.DataFrame]


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
    ids = draw_ids("people_subject", len(newcomers))
    columns = {
        name: pl.Series([plain_text(getattr(one, name)) for one in newcomers], dtype=kind)
        for name, kind in NEWCOMER.items()
    }
    register_ready(ready_newcomers(pl.DataFrame(columns), ids, actor=actor, at=at))
    return ids


def ready_newcomers(
    newcomers: pl.DataFrame, ids: Sequence[int], *, actor: Actor, at: datetime
) -> ReadyNewcomers:
    """Make subjects with these new ids ready to be registered: most of the work, and nothing is asked of the database.

    ``newcomers`` has the fields of ``Newcomer`` as columns. Refused when a name is missing. Whether ``actor`` may is
    for the caller to know.
    """
    made = newcomers.with_columns(
        id=pl.Series(ids, dtype=pl.Int64),
        name=_by_text(newcomers["name"], nfc),
    )
    if (made["name"] == "").any():
        raise Refused(_("Ghi tên."), field="name")
    rows, events = [("people_subject", _subjects(made, at))], []
    for kind, (table, event, columns) in _KINDS.items():
        own = made.filter(pl.col("kind") == str(kind))
        if not own.is_empty():
            rows.append((table, columns(own)))
            subjects = own.select("id", "unit_id").rows()
            events.append(written_lot(event, event.partition(".")[0], subjects, actor=actor, at=at))
    return ReadyNewcomers(rows, events)


def register_ready(ready: ReadyNewcomers) -> None:
    """Enter subjects that were made ready, with an event for each; runs in the caller's transaction."""
    for table, rows in ready.rows:
        copy_frame(table, rows)
    for events in ready.events:
        record_written(events)


def _subjects(made: pl.DataFrame, at: datetime) -> pl.DataFrame:
    named = list(made.select("kind", "name").iter_rows())
    keys = {one: _sort_key(*one) for one in set(named)}
    return made.select(
        "id",
        "kind",
        "name",
        folded=_by_text(made["name"], folded),
        sort_key=pl.Series([keys[one] for one in named], dtype=pl.String),
        organization_id="unit_id",
        created_at=pl.lit(at.isoformat()),
    )


def _by_text(texts: pl.Series, understood: Callable[[str], str]) -> pl.Series:
    """What each text becomes; many are alike, and each is looked at once."""
    known = {text: understood(text) for text in texts.unique()}
    return pl.Series([known[text] for text in texts], dtype=pl.String)


def _sort_key(kind: str, name: str) -> str:
    return (sort_key(name) if kind == SubjectKind.PERSON else place_sort_key(name))[:300]


def _persons(made: pl.DataFrame) -> pl.DataFrame:
    numbers = [clean_identity_number(number) for number in made["identity"]]
    sealed = [seal_identity(number) if number else None for number in numbers]
    hashes = [identity_hash(number) if number else None for number in numbers]
    jobs = {job: nfc(job)[:200] for job in made["job"].unique()}
    unknown = ("native_place", "position_class", "leader_class", "education")
    never = ("is_ethnic_minority", "is_on_union_payroll")
    return made.select(
        "birth_date",
        pl.coalesce(pl.col("birth_date").dt.year().cast(pl.Int64), "birth_year").alias("birth_year"),
        "sex",
        subject_id="id",
        job=pl.Series([jobs[job] for job in made["job"]], dtype=pl.String),
        data_key=pl.Series(new_person_keys(made["id"].to_list()), dtype=pl.Binary),
        identity_sealed=pl.Series(sealed, dtype=pl.Binary),
        identity_hash=pl.Series(hashes, dtype=pl.Binary),
        identity_note=pl.col("note").str.slice(0, 500),
        **{name: pl.lit("") for name in unknown},
        **{name: pl.lit(value=False) for name in never},
    )


def _collectives(made: pl.DataFrame) -> pl.DataFrame:
    whole = pl.when("is_whole_unit").then("unit_id").alias("unit_id")
    return made.select(whole, subject_id="id", is_enterprise=pl.lit(value=False))


def _households(made: pl.DataFrame) -> pl.DataFrame:
    return made.select(subject_id="id", place=pl.lit(""))


_KINDS: Mapping[str, tuple[str, str, Callable[[pl.DataFrame], pl.DataFrame]]] = {
    SubjectKind.PERSON: ("people_person", "person.registered", _persons),
    SubjectKind.COLLECTIVE: ("people_collective", "collective.registered", _collectives),
    SubjectKind.HOUSEHOLD: ("people_household", "household.registered", _households),
}
