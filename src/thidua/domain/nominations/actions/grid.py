"""The grid's autosave: rows put in, changed, moved and taken out while a submission is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from thidua.core.batches import update_rows
from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.catalogue.wordings import award_words
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.matching import match_rows
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.nominations.queries.submissions import lock_submission
from thidua.domain.nominations.rows import RowData, current_values, read_row
from thidua.domain.nominations.states import NominationState, SubmissionAct
from thidua.domain.nominations.values import RowConflict, SavedRow, SaveResult
from thidua.domain.nominations.workflow import submission_verdict

_MOST_ROWS = 5_000
_IDENTITY_CELLS = {"name", "birth", "identity", "subject_kind"}
_WRITTEN = (
    "name", "birth_date", "birth_year", "sex", "identity_sealed", "identity_hash", "job", "position_class",
    "award_code", "achievement", "report", "subject_kind", "is_ethnic_minority", "subject", "match_note", "revision",
)  # fmt: skip
_COUNT_CELLS = {"ldtt_count", "women_percent", "meeting_votes_for", "meeting_votes_total", "number"}


@dataclass(frozen=True, slots=True)
class RowEdit:
    """Cells changed in one row. ``id`` names a stored row, ``key`` one the grid made; ``revision`` is what was seen."""

    cells: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None
    key: str = ""
    revision: int = 0

    @property
    def name(self) -> str:
        return str(self.id) if self.id else self.key


@transaction.atomic
def save_rows(
    *,
    submission_id: int,
    rows: Sequence[RowEdit] = (),
    removed: Sequence[int] = (),
    order: Sequence[str] = (),
    expected_revision: int,
    actor: Actor,
    at: datetime,
) -> SaveResult:
    """This will write the edits of a draft, row by row, and check the rows again.

    A row that somebody else changed meanwhile to something else is not written: it comes back as a conflict with both
    texts; all other rows are saved. A cell that cannot be read comes back as an error by row and cell. The same call
    repeated changes nothing more. ``order`` lists row names (id or key) in the new order of preference.
    """
    submission = lock_draft(submission_id, actor)
    stored = {row.pk: row for row in submission.nominations.select_for_update()}
    gone = [pk for pk in removed if pk in stored]
    others_saved = submission.revision != expected_revision
    writer = _Writer(submission, stored, at)
    for edit in rows:
        writer.take(edit)
    writer.write()
    _remove(submission, gone, stored)
    moved = _reorder(writer, order)
    if writer.touched or gone or moved:
        _finish(submission, writer, gone, actor=actor, at=at)
    return SaveResult(
        revision=submission.revision,
        saved=tuple(SavedRow(r.pk, r.client_key or "", r.rank, r.revision) for r in writer.seen),
        conflicts=tuple(writer.conflicts),
        errors=writer.errors,
        removed=tuple(gone),
        others_saved=others_saved,
        saved_at=submission.saved_at,
    )


def lock_draft(submission_id: int, actor: Actor) -> Submission:
    """The submission, locked, when the actor may still write it; raises Refused."""
    submission = lock_submission(submission_id)
    answer = submission_verdict(SubmissionAct.SUBMIT, submission, actor)
    if not answer:
        raise Refused(answer.reason)
    return submission


class _Writer:
    """Takes edits one by one and writes them together."""

    def __init__(self, submission: Submission, stored: dict[int, Nomination], at: datetime) -> None:
        self.submission, self.stored, self.at = submission, stored, at
        self.by_key = {row.client_key: row for row in stored.values() if row.client_key}
        self.words = award_words(tuple(submission.round.awards.values_list("award_code", flat=True)))
        self.next_rank = max((row.rank for row in stored.values()), default=0) + 1
        self.new: list[Nomination] = []
        self.touched: list[Nomination] = []
        self.seen: list[Nomination] = []
        self.rematch: set[int] = set()
        self.conflicts: list[RowConflict] = []
        self.errors: dict[str, dict[str, str]] = {}

    def take(self, edit: RowEdit) -> None:
        row = self.stored.get(edit.id or 0) or self.by_key.get(edit.key)
        if row is None and edit.id:
            return self._report_removed(edit)
        data = read_row(edit.cells, on=day_of(self.at), awards=self.words)
        if data.errors:
            self.errors[edit.name] = dict(data.errors)
        if row is None:
            return self._add(edit, data)
        return self._change(row, edit, data)

    def _report_removed(self, edit: RowEdit) -> None:
        self.conflicts.append(RowConflict(edit.id or 0, 0, {}, dict(edit.cells), 0))

    def _add(self, edit: RowEdit, data: RowData) -> None:
        if len(self.stored) + len(self.new) >= _MOST_ROWS:
            raise Refused(_("Một tờ trình có tối đa %(most)s dòng.") % {"most": _MOST_ROWS})
        row = new_row(self.submission, data, rank=self.next_rank, at=self.at, key=edit.key)
        self.next_rank += 1
        self.new.append(row)
        self.seen.append(row)

    def _change(self, row: Nomination, edit: RowEdit, data: RowData) -> None:
        self.seen.append(row)
        different = {name: value for name, value in data.values.items() if not _same(row, name, value)}
        if not different:
            return
        if edit.id and edit.revision and edit.revision < row.revision:
            mine = {name: edit.cells[name] for name in edit.cells if name != "identity"}
            self.conflicts.append(RowConflict(row.pk, row.rank, current_values(row), mine, row.revision))
            return
        for name, value in different.items():
            setattr(row, name, value)
        if _IDENTITY_CELLS & set(edit.cells):
            self.rematch.add(row.pk)
            row.subject_id = None
            row.match_note = _note(data, row.match_note)
        row.revision += 1
        self.touched.append(row)

    def write(self) -> None:
        Nomination.objects.bulk_create(self.new)
        self.rematch.update(row.pk for row in self.new)
        update_rows(self.touched, _WRITTEN)
        self.touched += self.new


def new_row(submission: Submission, data: RowData, *, rank: int, at: datetime, key: str = "") -> Nomination:
    """A draft row not yet stored."""
    row = Nomination(submission=submission, rank=rank, created_at=at, client_key=key or None, revision=1)
    for name, value in data.values.items():
        setattr(row, name, value)
    row.match_note = _note(data, {})
    return row


def _note(data: RowData, before: Mapping[str, Any]) -> dict[str, Any]:
    identity = before.get("identity") if data.identity is None else data.identity
    return {"identity": identity} if identity else {}


def _same(row: Nomination, name: str, value: Any) -> bool:
    if name == "identity_sealed":
        return True  # sealed anew each time; the keyed hash beside it tells whether the number changed
    held = getattr(row, name)
    if isinstance(held, memoryview):
        held = bytes(held)
    return bool(held == value)


def _remove(submission: Submission, gone: list[int], stored: dict[int, Nomination]) -> None:
    if gone:
        submission.nominations.filter(
            pk__in=gone, state=NominationState.DRAFT, evidence__isnull=False
        ).update(client_key=None)
        for row in [stored.pop(pk) for pk in gone]:
            row.evidence.all().delete()
            row.finding_decisions.all().delete()
            row.delete()


def _reorder(writer: _Writer, order: Sequence[str]) -> bool:
    """Put rows in the order named; rows not named keep their place after them."""
    if not order:
        return False
    rows = sorted([*writer.stored.values(), *writer.new], key=lambda row: row.rank)
    places = {name: place for place, name in enumerate(order)}
    last = len(places)

    def place(row: Nomination) -> int:
        return min(places.get(str(row.pk), last), places.get(row.client_key or "", last))

    moved = []
    for rank, row in enumerate(sorted(rows, key=place), start=1):
        if row.rank != rank:
            row.rank = rank
            moved.append(row)
    update_rows(moved, ["rank"])
    return bool(moved)


def _finish(submission: Submission, writer: _Writer, gone: list[int], *, actor: Actor, at: datetime) -> None:
    submission.revision += 1
    submission.saved_at = at
    submission.save(update_fields=["revision", "saved_at"])
    match_rows(submission, writer.rematch - set(gone), on=day_of(at))
    check_rows(submission, [row.pk for row in writer.touched if row.pk], on=day_of(at), at=at)
    record(
        "submission.edited",
        submission,
        actor=actor,
        at=at,
        revision=submission.revision,
        rows=[row.pk for row in writer.touched][:300],
        removed=gone,
    )


@transaction.atomic
def save_details(*, submission_id: int, details: Mapping[str, Any], actor: Actor, at: datetime) -> Submission:
    """This will set the counts the limits need and the number of the tờ trình.

    Keys: ldtt_count, women_percent, meeting_votes_for, meeting_votes_total (numbers or None), number (text).
    """
    submission = lock_draft(submission_id, actor)
    changed = {name: value for name, value in details.items() if name in _COUNT_CELLS}
    votes = changed.get("meeting_votes_for"), changed.get("meeting_votes_total")
    if votes[0] is not None and votes[1] is not None and votes[0] > votes[1]:
        raise Refused(
            _("Số phiếu đồng ý lớn hơn số người dự họp; xem lại biên bản."), field="meeting_votes_for"
        )
    for name, value in changed.items():
        setattr(submission, name, value)
    submission.saved_at = at
    submission.save(update_fields=[*changed, "saved_at"])
    record("submission.described", submission, actor=actor, at=at, fields=sorted(changed))
    return submission


def last_rank(submission: Submission) -> int:
    """The rank of the last row, 0 when there is none."""
    return submission.nominations.aggregate(last=Max("rank"))["last"] or 0
