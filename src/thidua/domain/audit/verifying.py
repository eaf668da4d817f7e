"""Finding what was changed behind the program's back, and naming it.

Each log is walked once from its first leaf to its last: rows against leaves, leaves against the tiles above them, the
tree against every seal and signed head. Rows are read some thousand at a time.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, connection, transaction
from django.utils.translation import gettext as _

from thidua.domain.audit.heads import head_problems
from thidua.domain.audit.lots import (
    BEFORE_ALL,
    TABLES,
    Extra,
    Lot,
    Row,
    lot_after,
    lot_of,
    next_xid,
    snapshot_now,
)
from thidua.domain.audit.merkle import TILE_WIDTH, Frontier, leaf_hash
from thidua.domain.audit.models import Event, Seal, Verification
from thidua.domain.audit.problems import AuditProblem
from thidua.domain.audit.queries import last_seal, last_verification
from thidua.domain.audit.record import row_hash
from thidua.domain.audit.tiles import Tiles, leaves_between, widths

_BATCH = 8_192

Check = Callable[[Sequence[Row]], dict[int, str]]
"""Looks at rows and says, by id, what is wrong with the content of those whose own hash does not agree."""


@dataclass(frozen=True, slots=True)
class Checks:
    """How the rows of one log are looked at, and what their leaves say besides the row's hash."""

    content: Check
    leaf_extra: Extra | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a comparison looked at: how many rows, what did not agree, and the last seal of each log it came to.

    ``is_whole`` says that it began at the first leaf of every log.
    """

    rows: int
    problems: list[AuditProblem]
    reached: dict[str, int]
    is_whole: bool


def verify(
    checks: Mapping[str, Checks], *, known_heads: Sequence[str] = (), since: Mapping[str, int] | None = None
) -> Outcome:
    """Compare every log with its tree, from its first leaf on or from the seals (ids by log) in ``since``.

    ``checks`` recompute the content of rows by log (``check_events`` here; each capability brings its own).
    ``known_heads`` are signed notes that somebody kept elsewhere: nothing in the database can have changed those.
    """
    rows, is_whole = 0, True
    problems: list[AuditProblem] = []
    reached: dict[str, int] = {}
    for log in TABLES:
        walk = _Walk(log, checks[log], _start(log, (since or {}).get(log)))
        problems += walk.problems()
        problems += head_problems(log, known_heads)
        rows += walk.seen
        is_whole &= walk.start is None
        if walk.last is not None:
            reached[log] = walk.last.pk
    return Outcome(rows, problems, reached, is_whole)


def _start(log: str, seal_id: int | None) -> Seal | None:
    """The seal behind which a walk may begin: one that stands as it stood, else none and everything is walked."""
    one = Seal.objects.filter(log=log, pk=seal_id).first() if seal_id else None
    if one is None or not one.is_complete:
        return None
    told = Frontier.of(one.size, bytes(one.peaks))
    is_sound = told.root == bytes(one.root) and len(told.peaks) == one.size.bit_count()
    return one if is_sound else None


def verify_and_keep(
    checks: Mapping[str, Checks], *, at: datetime, known_heads: Sequence[str] = (), only_new: bool = False
) -> Verification:
    """Verify and keep what was found, for the pages that say when the logs were last compared.

    ``only_new`` begins where the comparison before ended. What that one found is told again, until everything was
    compared and is right.
    """
    before = last_verification() if only_new else None
    found = verify(checks, known_heads=known_heads, since=before.reached if before else None)
    problems = problems_as_data(found.problems)
    known = before.problems if before and not found.is_whole else []
    return Verification.objects.create(
        at=at,
        rows=found.rows,
        problems=[*(one for one in known if one not in problems), *problems],
        reached=found.reached,
        is_whole=found.is_whole,
    )


def problems_as_data(problems: Iterable[AuditProblem]) -> list[dict[str, Any]]:
    """Problems as plain values for machines."""
    return [asdict(problem) for problem in problems]


def check_events(rows: Sequence[Row]) -> dict[int, str]:
    """The events among ``rows`` whose content is not what was hashed."""
    found = {}
    for event in Event.objects.filter(pk__in=[row.id for row in rows]):
        digest = row_hash(
            at=event.at,
            name=event.name,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            organization_id=event.organization_id,
            actor_id=event.actor_id,
            actor_name=event.actor_name,
            data=event.data,
            salt=bytes(event.salt),
        )
        if not hmac.compare_digest(digest, bytes(event.hash)):
            found[event.pk] = _("%(name)s: nội dung khác lúc ghi") % {"name": event.name}
    return found


class _Walk:
    """One log from its first leaf, or the one behind the seal ``start``, to its last."""

    def __init__(self, log: str, checks: Checks, start: Seal | None) -> None:
        self.log, self.checks = log, checks
        self.start = self.last = start
        self.seen = 0
        self.tiles = Tiles(log)
        self.frontier = Frontier.of(start.size, bytes(start.peaks)) if start else Frontier()
        self.missing: dict[int, Seal] = {}
        self.foreign: set[int] = set()
        self.altered: set[int] = set()

    def problems(self) -> Iterator[AuditProblem]:
        for seals in _runs(self.log, self.start):
            yield from self._chain_problems(seals, self.last)
            yield from self._run_problems(seals, self.last)
            self.last = seals[-1]
        yield from self._tile_problems(self.last.size if self.last else 0)
        yield from self._unsealed_problems()
        yield from self._misplaced_problems()

    def _chain_problems(self, seals: list[Seal], previous: Seal | None) -> Iterator[AuditProblem]:
        """Seals follow one another without a gap."""
        for one in seals:
            follows = one.size == one.count + (previous.size if previous else 0)
            if previous is not None and not previous.is_complete:
                follows &= (one.since, one.snapshot) == (previous.since, previous.snapshot)
            else:
                follows &= one.since == (previous.snapshot if previous else BEFORE_ALL)
            if not follows or f":{one.next_xid}:" not in one.snapshot:
                yield self._problem("seal", _("niêm phong %(seal)s không nối với niêm phong trước"), seal=one)
            previous = one

    def _run_problems(self, seals: list[Seal], previous: Seal | None) -> Iterator[AuditProblem]:
        found = self._rows(lot_of(seals, previous))
        rows = {row.id: row for row in found}
        self.seen += len(found)
        yield from self._twice_problems(found)
        yield from self._content_problems(found)
        extras = self.checks.leaf_extra(list(rows.values())) if self.checks.leaf_extra else {}
        now = {row.id: leaf_hash(row.leaf(extras.get(row.id, b""))) for row in rows.values() if row.hash}
        leaves = leaves_between(self.log, seals[0].size - seals[0].count, seals[-1].size)
        at = 0
        for one in seals:
            part, at = leaves[at : at + one.count], at + one.count
            yield from self._seal_problems(one, part, now)
        self.foreign |= rows.keys() - {row_id for row_id, _digest in leaves if row_id in now}

    def _rows(self, lot: Lot, limit: int | None = None) -> list[Row]:
        """The rows of a lot; nothing when its snapshot can no longer be read, and then every row is missed."""
        try:
            with transaction.atomic():
                return lot.rows(self.log, limit)
        except (ValueError, DataError):
            return []

    def _seal_problems(
        self, one: Seal, leaves: list[tuple[int, bytes]], rows: Mapping[int, bytes]
    ) -> Iterator[AuditProblem]:
        """Leaves against the rows' leaf hashes of now, and the tree they make against the seal."""
        repaired, start = [], self.frontier.copy()
        for place, (row_id, digest) in enumerate(leaves, start.size):
            now = rows.get(row_id)
            if now is None:
                self.missing[row_id] = one
            elif now != digest:
                repaired.append((place, row_id))
            yield from self._add(digest)
            start.add(now or digest)
        if self.frontier.root == bytes(one.root) and self.frontier.size == one.size:
            yield from self._altered(repaired, one)
        elif start.root == bytes(one.root) and start.size == one.size:
            yield from (self._bad_tile(0, place // TILE_WIDTH, one) for place, _row in repaired)
            self.frontier = start
        else:
            yield from self._altered(repaired, one)
            yield self._problem("seal", _("niêm phong %(seal)s không khớp với cây"), seal=one)
            self._trust(one)

    def _add(self, digest: bytes) -> Iterator[AuditProblem]:
        """Take in a leaf; the tiles that this completes must stand in the level above."""
        position = self.frontier.size
        for level, root in enumerate(self.frontier.add(digest), start=1):
            index = position >> 8 * level
            number, at = divmod(index, TILE_WIDTH)
            if self.tiles.hashes(level, number)[at * 32 : at * 32 + 32] != root:
                yield self._bad_tile(level, number)

    def _trust(self, one: Seal) -> None:
        """Go on from a seal whose peaks at least agree with its root, so that one fault is not told a thousand times."""
        told = Frontier.of(one.size, bytes(one.peaks))
        if told.root == bytes(one.root) and len(told.peaks) == one.size.bit_count():
            self.frontier = told

    def _tile_problems(self, size: int) -> Iterator[AuditProblem]:
        """There are exactly the tiles of a tree of ``size`` leaves."""
        found = {(level, number): width for level, number, width in widths(self.log)}
        expected: dict[tuple[int, int], int] = {}
        level, count = 0, size
        while count:
            full, rest = divmod(count, TILE_WIDTH)
            expected |= {(level, number): TILE_WIDTH for number in range(full)}
            expected |= {(level, full): rest} if rest else {}
            level, count = level + 1, full
        wrong = {key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)}
        yield from (self._bad_tile(*key) for key in sorted(wrong))

    def _unsealed_problems(self) -> Iterator[AuditProblem]:
        """Rows that wait for their seal are looked at too; rows that no transaction can have written are named."""
        waiting = lot_after(last_seal(self.log))
        while rows := self._rows(waiting, _BATCH):
            self.seen += len(rows)
            yield from self._content_problems(rows)
            self.foreign |= {row.id for row in rows if not row.hash}
            waiting = Lot(waiting.since, waiting.snapshot, after=(rows[-1].xid, rows[-1].id))
        with connection.cursor() as cursor:
            cursor.execute(
                f"select id from {TABLES[self.log]} where xid is null or xid < 1 or xid >= %s",  # noqa: S608  # fixed names
                [next_xid(snapshot_now())],
            )
            self.foreign |= {int(row[0]) for row in cursor.fetchall()}

    def _misplaced_problems(self) -> Iterator[AuditProblem]:
        """Rows that are gone, that were slipped in, or that stand at another place than they were sealed at."""
        for row_id, one in self.missing.items():
            if row_id in self.foreign:
                yield self._problem("reordered", _("dòng %(row)s bị đổi chỗ"), row_id=row_id, seal=one)
            else:
                yield self._problem("deleted", _("dòng %(row)s đã bị xóa"), row_id=row_id, seal=one)
        for row_id in sorted(self.foreign - self.missing.keys()):
            yield self._problem("inserted", _("dòng %(row)s được chèn ngoài phần mềm"), row_id=row_id)

    def _twice_problems(self, rows: list[Row]) -> Iterator[AuditProblem]:
        """Partitions cannot keep an id from being given twice."""
        for row_id, times in Counter(row.id for row in rows).items():
            if times > 1:
                yield self._problem("inserted", _("dòng %(row)s được chèn ngoài phần mềm"), row_id=row_id)

    def _content_problems(self, rows: list[Row]) -> Iterator[AuditProblem]:
        for row_id, words in self.checks.content(rows).items():
            self.altered.add(row_id)
            yield AuditProblem(self.log, "altered", row_id, None, words)

    def _altered(self, places: list[tuple[int, int]], one: Seal) -> Iterator[AuditProblem]:
        """Rows that agree with their own hash and not with their leaf."""
        for _place, row_id in places:
            if row_id not in self.altered:
                yield self._problem("altered", _("dòng %(row)s bị sửa cả mã băm"), row_id=row_id, seal=one)

    def _bad_tile(self, level: int, number: int, one: Seal | None = None) -> AuditProblem:
        words = _("ô %(tile)s của cây không khớp") % {"tile": f"{level}/{number}"}
        return AuditProblem(self.log, "tile", None, one.pk if one else None, words)

    def _problem(
        self, kind: str, words: str, *, row_id: int | None = None, seal: Seal | None = None
    ) -> AuditProblem:
        seal_id = seal.pk if seal else None
        return AuditProblem(self.log, kind, row_id, seal_id, words % {"row": row_id, "seal": seal_id})


def _runs(log: str, start: Seal | None) -> Iterator[list[Seal]]:
    """The seals of a log behind ``start`` in order, in runs that one query can answer for (``lot_of``)."""
    run: list[Seal] = []
    rows, is_whole = 0, True
    seals = Seal.objects.filter(log=log, size__gt=start.size if start else -1).order_by("size")
    for one in seals.iterator(chunk_size=2_000):
        goes_on = bool(run) and (not run[-1].is_complete or (is_whole and one.is_complete))
        if run and (not goes_on or rows + one.count > _BATCH):
            yield run
            is_whole = run[-1].is_complete  # else this one begins with the rest of a snapshot
            run, rows = [], 0
        is_whole &= one.is_complete
        run.append(one)
        rows += one.count
    if run:
        yield run
