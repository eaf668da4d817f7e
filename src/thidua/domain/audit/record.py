"""The only writer of the event log."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from thidua.core.batches import copy_frame, transaction_id
from thidua.domain.access import Actor
from thidua.domain.audit.models import Event

if TYPE_CHECKING:
    import polars as pl

SALT_BYTES = 16

_INSERT = """
    insert into audit_event
        (at, name, subject_type, subject_id, organization_id, actor_id, actor_name, data, salt, xid, hash)
    values (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, (pg_current_xact_id()::text)::bigint, %s)
"""


_ENCODE = DjangoJSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: Any) -> str:
    """The one JSON text of ``value`` that is hashed: sorted keys, no spaces, plain Unicode."""
    return _ENCODE(value)


def row_hash(
    *,
    at: datetime,
    name: str,
    subject_type: str,
    subject_id: int,
    organization_id: int | None,
    actor_id: int | None,
    actor_name: str,
    data: Any,
    salt: bytes,
) -> bytes:
    """SHA-256 over the salt and the canonical form of everything an event says (32 bytes)."""
    content = [
        at.timestamp(),
        name,
        subject_type,
        subject_id,
        organization_id,
        actor_id,
        actor_name,
        data,
    ]
    return _digest(content, salt)


def _digest(content: Sequence[Any], salt: bytes) -> bytes:
    return hashlib.sha256(salt + canonical(content).encode()).digest()


def record(
    event: str,
    subject: models.Model,
    *,
    actor: Actor,
    at: datetime,
    organization_id: int | None = None,
    **data: Any,
) -> int:
    """Record that ``event`` happened to ``subject`` and return the event's id.

    ``event`` is ``capability.past_participle``. ``data`` must be JSON. Refuses (``RuntimeError``) to run outside
    a transaction: an act and its record live or die together.
    """
    row = _row(event, subject, actor=actor, at=at, organization_id=organization_id, data=data)
    with connection.cursor() as cursor:
        cursor.execute(f"{_INSERT} returning id", row)
        found = cursor.fetchone()
    return int(found[0])


def record_each(
    event: str,
    subjects: Sequence[tuple[models.Model, int | None, Mapping[str, Any]]],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Record that ``event`` happened to each of many: (subject, organization id or None, data), as ``record`` does."""
    rows = [
        _row(event, subject, actor=actor, at=at, organization_id=organization_id, data=data)
        for subject, organization_id, data in subjects
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


def written_lot(
    event: str, kind: str, subjects: Sequence[tuple[int, int | None]], *, actor: Actor, at: datetime
) -> pl.DataFrame:
    """That ``event`` happened to each of many subjects of one kind: (id, organization id or None).

    ``kind`` is the model's name in small letters. The events have no data. They are recorded by ``record_written``;
    here nothing is asked of the database.
    """
    import polars as pl

    moment, salts = at.timestamp(), secrets.token_bytes(SALT_BYTES * len(subjects))
    salted = [salts[place : place + SALT_BYTES] for place in range(0, len(salts), SALT_BYTES)]
    # The canonical form of a list is that of its parts in a row; what is the same in every event is written once.
    before = canonical([moment, event, kind])[:-1].encode()
    after = canonical([actor.user_id, actor.name, {}])[1:].encode()
    hashes = [
        hashlib.sha256(
            b"%b%b,%d,%b,%b" % (salt, before, pk, b"null" if unit is None else b"%d" % unit, after)
        ).digest()
        for (pk, unit), salt in zip(subjects, salted, strict=True)
    ]
    columns = {
        "subject_id": pl.Series([pk for pk, _unit in subjects], dtype=pl.Int64),
        "organization_id": pl.Series([unit for _pk, unit in subjects], dtype=pl.Int64),
        "salt": pl.Series(salted, dtype=pl.Binary),
        "hash": pl.Series(hashes, dtype=pl.Binary),
    }
    same = {
        "at": at.isoformat(),
        "name": event,
        "subject_type": kind,
        "actor_name": actor.name,
        "data": "{}",
    }
    actor_id = pl.lit(actor.user_id, dtype=pl.Int64).alias("actor_id")
    return pl.DataFrame(columns).with_columns(actor_id, **{name: pl.lit(one) for name, one in same.items()})


def record_written(events: pl.DataFrame) -> None:
    """Record what ``written_lot`` wrote down, by ``COPY`` in the transaction of the act."""
    import polars as pl

    _insist_on_transaction()
    copy_frame("audit_event", events.with_columns(xid=pl.lit(transaction_id())))


def _row(
    event: str,
    subject: models.Model,
    *,
    actor: Actor,
    at: datetime,
    organization_id: int | None,
    data: Mapping[str, Any],
) -> list[Any]:
    """The values of ``_INSERT`` for one event."""
    _insist_on_transaction()
    text = canonical(data)
    facts: dict[str, Any] = {
        "at": at,
        "name": event,
        "subject_type": subject._meta.model_name or "",
        "subject_id": int(subject.pk),
        "organization_id": organization_id if organization_id is not None else _organization_of(subject),
        "actor_id": actor.user_id,
        "actor_name": actor.name,
    }
    salt = secrets.token_bytes(SALT_BYTES)
    return [*facts.values(), text, salt, row_hash(**facts, data=json.loads(text), salt=salt)]


def _insist_on_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded inside the transaction of its act")


def _organization_of(subject: models.Model) -> int | None:
    value = getattr(subject, "organization_id", None)
    return int(value) if value is not None else None


def history(subject: models.Model) -> models.QuerySet[Event]:
    """Everything that was done to ``subject``, newest first."""
    return Event.objects.filter(subject_type=subject._meta.model_name or "", subject_id=subject.pk).order_by(
        "-id"
    )
