"""Whole lots of honours conferred before: many lines by a few statements, one event for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from thidua.core.batches import plain_text
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.register.lots import SCHEMA, write_grants
from thidua.domain.register.models import Entry
from thidua.domain.register.values import NewEntry

FIELDS = tuple(field.name for field in fields(NewEntry))
DEFAULTS = {field.name: field.default for field in fields(NewEntry) if field.default is not MISSING}


def load_lines(facts: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime) -> list[int]:
    """Enter the facts of ``NewEntry``, those with a default left out at will; return the new ids in order.

    The database refuses a number given twice.
    """
    columns = {
        name: pl.Series([plain_text(one.get(name, DEFAULTS.get(name))) for one in facts], dtype=SCHEMA[name])
        for name in FIELDS
    }
    return load_columns(pl.DataFrame(columns), actor=actor, at=at)


@transaction.atomic
def load_columns(facts: pl.DataFrame, *, actor: Actor, at: datetime) -> list[int]:
    """Enter the facts of ``NewEntry`` by columns, those with a default left out at will; return the new ids in order."""
    facts = with_defaults(facts)
    ids = write_grants(facts, at=at)
    if ids:
        record_loaded(ids, facts["issuer_id"][0], actor=actor, at=at)
    return ids


def with_defaults(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts of ``NewEntry`` by columns, with the defaults of those that were left out."""
    given = facts.columns
    return facts.with_columns(
        pl.lit(plain_text(one), dtype=SCHEMA[name]).alias(name)
        for name, one in DEFAULTS.items()
        if name not in given
    )


def record_loaded(ids: Sequence[int], issuer_id: int, *, actor: Actor, at: datetime) -> None:
    """Record that lines with these ids entered together; the event stands with the first, of an issuer."""
    record(
        "register.loaded",
        Entry(pk=ids[0]),
        actor=actor,
        at=at,
        organization_id=issuer_id,
        count=len(ids),
        first_id=ids[0],
        last_id=ids[-1],
    )
