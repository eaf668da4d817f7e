"""Sealing the logs into chained Merkle roots, and finding what was changed behind the program's back.

Rows are sealed by the id of the transaction that wrote them, once no older transaction is still running: serial
numbers commit out of order, so a watermark on them would lose rows.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from thidua.domain.audit.merkle import chain, merkle_root
from thidua.domain.audit.models import Event, Seal, Verification
from thidua.domain.audit.record import row_hash

LEAF_BYTES = 40
TABLES: Mapping[str, str] = {"events": "audit_event", "register": "register_entry"}
"""The sealed tables; each has ``id``, ``xid`` and ``hash``."""
_SEALING = 7_716_001
_BATCH = 5_000

Check = Callable[[Sequence[int]], dict[int, str]]
"""Looks at rows by id and says what is wrong with the content of those whose own hash does not agree."""


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """One row, or one seal, that is not as it was written. ``kind``: altered, deleted, inserted or seal."""

    log: str
    kind: str
    row_id: int | None
    seal_id: int | None
    words: str


@transaction.atomic
def seal(*, at: datetime) -> list[Seal]:
    """Seal every row of transactions that are surely over; return the new seals. Safe to run twice at once."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_SEALING])
        cursor.execute("select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint")
        until = int(cursor.fetchone()[0])
    made = (_seal_log(log, until, at) for log in TABLES)
    return [one for one in made if one is not None]


def verify(checks: Mapping[str, Check]) -> tuple[int, list[AuditProblem]]:
    """Compare every log with its seals; return the number of rows looked at and everything that does not agree.

    ``checks`` recompute the content of rows by log (``check_events`` here; each capability brings its own).
    """
    rows = 0
    problems: list[AuditProblem] = []
    for log in TABLES:
        present = _rows(log)
        rows += len(present)
        problems += _seal_problems(log, present)
        problems += _content_problems(log, list(present), checks.get(log))
    return rows, problems


def verify_and_keep(checks: Mapping[str, Check], *, at: datetime) -> Verification:
    """Verify and keep what was found, for the pages that say when the logs were last compared."""
    rows, problems = verify(checks)
    return Verification.objects.create(at=at, rows=rows, problems=[asdict(problem) for problem in problems])


def last_verification() -> Verification | None:
    """The newest comparison of the logs with their seals."""
    return Verification.objects.order_by("-at").first()


def leaf(row_id: int, digest: bytes) -> bytes:
    """What a Merkle leaf is taken over: the id (8 bytes, big endian) and the row's hash (32 bytes)."""
    return row_id.to_bytes(8, "big") + digest


def check_events(ids: Sequence[int]) -> dict[int, str]:
    """The events among ``ids`` whose content is not what was hashed."""
    found = {}
    for event in Event.objects.filter(pk__in=ids):
        digest = row_hash(
            at=event.at,
            name=event.name,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            organization_id=event.organization_id,
            actor_id=event.actor_id,
            actor_name=event.actor_name,
            data=event.data,
        )
        if not hmac.compare_digest(digest, bytes(event.hash)):
            found[event.pk] = f"{event.name}: nội dung khác lúc ghi"
    return found


def _seal_log(log: str, until: int, at: datetime) -> Seal | None:
    previous = Seal.objects.filter(log=log).order_by("-until_xid").first()
    start = previous.until_xid if previous else 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, hash from {TABLES[log]} where xid >= %s and xid < %s and hash is not null order by id",  # noqa: S608  # fixed names
            [start, until],
        )
        leaves = [leaf(int(row_id), bytes(digest)) for row_id, digest in cursor.fetchall()]
    if not leaves:
        return None
    root = merkle_root(leaves)
    before = bytes(previous.chained) if previous else b""
    return Seal.objects.create(
        at=at,
        log=log,
        from_xid=start,
        until_xid=until,
        count=len(leaves),
        leaves=b"".join(leaves),
        root=root,
        chained=chain(before, log, start, until, len(leaves), root),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    xid: int | None
    digest: bytes


def _rows(log: str) -> dict[int, _Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"select id, xid, hash from {TABLES[log]} order by id")  # noqa: S608  # fixed names
        return {
            int(row_id): _Row(xid, bytes(digest) if digest is not None else b"")
            for row_id, xid, digest in cursor.fetchall()
        }


def _seal_problems(log: str, present: Mapping[int, _Row]) -> Iterator[AuditProblem]:
    sealed: set[int] = set()
    before, end = b"", 0
    for one in Seal.objects.filter(log=log).order_by("until_xid").iterator(chunk_size=100):
        leaves = _leaves(bytes(one.leaves))
        yield from _broken_seal(one, before, end)
        for row_id, digest in leaves:
            row = present.get(row_id)
            if row is None:
                yield AuditProblem(log, "deleted", row_id, one.pk, f"dòng {row_id} đã bị xóa")
            elif row.digest != digest:
                yield AuditProblem(log, "altered", row_id, one.pk, f"dòng {row_id} bị sửa cả mã băm")
        sealed.update(row_id for row_id, _digest in leaves)
        before, end = bytes(one.chained), one.until_xid
    for row_id, row in present.items():
        if row_id not in sealed and (row.xid is None or not row.digest or row.xid < end):
            yield AuditProblem(log, "inserted", row_id, None, f"dòng {row_id} được chèn ngoài phần mềm")


def _broken_seal(one: Seal, before: bytes, end: int) -> Iterable[AuditProblem]:
    leaves = [leaf(*pair) for pair in _leaves(bytes(one.leaves))]
    root = merkle_root(leaves)
    expected = chain(before, one.log, one.from_xid, one.until_xid, one.count, root)
    whole = (
        root == bytes(one.root)
        and expected == bytes(one.chained)
        and one.count == len(leaves)
        and one.from_xid == end
    )
    if not whole:
        yield AuditProblem(one.log, "seal", None, one.pk, f"niêm phong {one.pk} không khớp với chuỗi")


def _content_problems(log: str, ids: list[int], check: Check | None) -> Iterator[AuditProblem]:
    if check is None:
        return
    for start in range(0, len(ids), _BATCH):
        for row_id, words in check(ids[start : start + _BATCH]).items():
            yield AuditProblem(log, "altered", row_id, None, words)


def _leaves(packed: bytes) -> list[tuple[int, bytes]]:
    parts = (packed[at : at + LEAF_BYTES] for at in range(0, len(packed), LEAF_BYTES))
    return [(int.from_bytes(part[:8], "big"), part[8:]) for part in parts]


def problems_as_data(problems: Iterable[AuditProblem]) -> list[dict[str, Any]]:
    """Problems as plain values for machines."""
    return [asdict(problem) for problem in problems]
