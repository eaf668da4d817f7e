"""Whole lots of honours conferred before: many lines by a few statements, one event for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.register.models import Entry
from thidua.domain.register.values import NewEntry
from thidua.domain.register.writing import grant_line, write_lines

FIELDS = tuple(field.name for field in fields(NewEntry))
DEFAULTS = {field.name: field.default for field in fields(NewEntry) if field.default is not MISSING}


@transaction.atomic
def load_lines(facts: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime) -> list[int]:
    """Enter the facts of ``NewEntry``, those with a default left out at will; return the new ids in order.

    The database refuses a number given twice.
    """
    ids = write_lines([grant_line({**DEFAULTS, **one}, at=at) for one in facts])
    if ids:
        first = Entry.objects.get(
            holder_id=facts[0]["holder_id"], year=facts[0]["decided_on"].year, pk=ids[0]
        )
        record(
            "register.loaded",
            first,
            actor=actor,
            at=at,
            organization_id=first.issuer_id,
            count=len(ids),
            first_id=ids[0],
            last_id=ids[-1],
        )
    return ids
