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

    Rows are read in batches, so that memory does not grow with the logs.
    ``checks`` recompute the content of rows by log (``check_events`` here; each capability brings its own).
    """
    rows = 0
    problems: list[AuditProblem] = []
    for log in TABLES:
        problems += _seal_problems(log)
        for ids in _batches(log):
            rows += len(ids)
            problems += _content_problems(log, ids, checks.get(log))
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
        leaves = [leaf(int(row_id), bytes(digest)) for row_id, digest in cursor]
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


def _batches(log: str) -> Iterator[list[int]]:
    """The ids of a log in order, some thousand at a time."""
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select id from {TABLES[log]} where id > %s order by id limit {_BATCH}",  # noqa: S608  # fixed names
                [last],
            )
            ids = [int(row[0]) for row in cursor.fetchall()]
        if not ids:
            return
        yield ids
        last = ids[-1]


def _seal_problems(log: str) -> Iterator[AuditProblem]:
    newest = Seal.objects.filter(log=log).order_by("-until_xid").first()
    covered_until = newest.until_xid if newest else 0
    before, end, covered = b"", 0, 0
    for one in Seal.objects.filter(log=log).order_by("until_xid").iterator(chunk_size=1):
        yield from _broken_seal(one, before, end)
        leaves = _leaves(bytes(one.leaves))
        for start in range(0, len(leaves), _BATCH):
            part = leaves[start : start + _BATCH]
            present = _rows(log, [row_id for row_id, _digest in part], covered_until)
            covered += sum(row.is_covered for row in present.values())
            yield from _leaf_problems(one, part, present)
        before, end = bytes(one.chained), one.until_xid
    if _count_covered(log, covered_until) != covered:
        yield from _inserted(log, covered_until)


@dataclass(frozen=True, slots=True)
class _Row:
    digest: bytes
    is_covered: bool


_COVERED = "(xid is null or hash is null or xid < %s)"
"""What ought to stand in a seal: the program writes neither rows without a hash nor rows behind the newest seal."""


def _rows(log: str, ids: list[int], until: int) -> dict[int, _Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, hash, {_COVERED} from {TABLES[log]} where id = any(%s)",  # noqa: S608  # fixed names
            [until, ids],
        )
        return {int(row_id): _Row(bytes(digest or b""), covered) for row_id, digest, covered in cursor}


def _leaf_problems(
    one: Seal, leaves: Iterable[tuple[int, bytes]], present: Mapping[int, _Row]
) -> Iterator[AuditProblem]:
    for row_id, digest in leaves:
        row = present.get(row_id)
        if row is None:
            yield AuditProblem(one.log, "deleted", row_id, one.pk, f"dòng {row_id} đã bị xóa")
        elif row.digest != digest:
            yield AuditProblem(one.log, "altered", row_id, one.pk, f"dòng {row_id} bị sửa cả mã băm")


def _count_covered(log: str, until: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {TABLES[log]} where {_COVERED}", [until])  # noqa: S608  # fixed names
        return int(cursor.fetchone()[0])


def _inserted(log: str, until: int) -> Iterator[AuditProblem]:
    """Which rows no seal holds; asked only when there are more than the seals hold."""
    sealed = {
        row_id
        for one in Seal.objects.filter(log=log).iterator(chunk_size=1)
        for row_id, _digest in _leaves(bytes(one.leaves))
    }
    for ids in _batches(log):
        present = _rows(log, [row_id for row_id in ids if row_id not in sealed], until)
        for row_id, row in sorted(present.items()):
            if row.is_covered:
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
    for row_id, words in (check(ids) if check else {}).items():
        yield AuditProblem(log, "altered", row_id, None, words)


def _leaves(packed: bytes) -> list[tuple[int, bytes]]:
    parts = (packed[at : at + LEAF_BYTES] for at in range(0, len(packed), LEAF_BYTES))
    return [(int.from_bytes(part[:8], "big"), part[8:]) for part in parts]


def problems_as_data(problems: Iterable[AuditProblem]) -> list[dict[str, Any]]:
    """Problems as plain values for machines."""
    return [asdict(problem) for problem in problems]
