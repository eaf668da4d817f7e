"""Rows from a paste or a workbook: shown first, then brought in together, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.wordings import award_meant, award_words
from thidua.domain.nominations.actions.grid import last_rank, lock_draft, new_row
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.matching import match_rows
from thidua.domain.nominations.models import ImportReceipt, Nomination, Submission
from thidua.domain.nominations.queries.submissions import get_receipt
from thidua.domain.nominations.rows import RowData, name_doubt, read_row
from thidua.domain.nominations.values import StagedRow
from thidua.domain.nominations.wording import identity_doubts
from thidua.domain.people.states import SubjectKind

_MOST_ROWS = 5_000


def stage_rows(
    submission: Submission, rows: Sequence[tuple[int, Mapping[str, Any], Mapping[str, str]]], *, at: datetime
) -> list[StagedRow]:
    """This will read rows without writing anything: (row number, cells, problems of reading) each.

    A row is refused when a cell cannot be read, its name is missing, or it repeats a row of the list or the grid.
    """
    words = award_words(tuple(submission.round.awards.values_list("award_code", flat=True)))
    taken = {_key(row): row["rank"] for row in _existing(submission)}
    seen: dict[tuple[Any, ...], int] = {}
    staged = []
    for number, cells, problems in rows:
        meant = award_meant(str(cells.get("award_code") or ""), words)
        award = {"award_code": meant[0] if len(meant) == 1 else ""} if meant else {}
        data = read_row({**cells, **award}, on=day_of(at), awards=words)
        errors = {**data.errors, **problems}
        if not data.values.get("name") and "name" not in errors:
            errors["name"] = _nameless(data)
        key = _key(data.values)
        if not errors and key in seen:
            errors["name"] = _("Trùng với dòng %(row)s của danh sách này.") % {"row": seen[key]}
        elif not errors and key in taken:
            errors["name"] = _("Đã có ở dòng %(row)s của tờ trình.") % {"row": taken[key]}
        seen.setdefault(key, number)
        warnings = {key: text for key, text in _warnings(data, meant).items() if key not in errors}
        staged.append(StagedRow(number, dict(cells), data.values, data.identity, errors, warnings))
    return staged


def _nameless(data: RowData) -> str:
    alone = data.values.get("subject_kind", SubjectKind.PERSON) == SubjectKind.PERSON
    return _("Thiếu họ và tên.") if alone else _("Thiếu tên tập thể, hộ gia đình.")


def _existing(submission: Submission) -> Iterable[Mapping[str, Any]]:
    return submission.nominations.exclude(state="withdrawn").values(
        "rank", "name", "birth_date", "birth_year", "award_code", "identity_hash"
    )


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    known = row.get("identity_hash")
    if known:
        return bytes(known), row.get("award_code", "")
    born = row.get("birth_date") or row.get("birth_year")
    return fold(row.get("name") or ""), born, row.get("award_code", "")


def _warnings(data: RowData, meant: Sequence[str]) -> dict[str, str]:
    found = {}
    if data.identity and data.identity.get("reasons"):
        found["identity"] = " ".join(identity_doubts(data.identity))
    if doubt := name_doubt(data.values.get("name", ""), data.values.get("subject_kind", "person")):
        found["name"] = doubt
    if len(meant) > 1:
        names = ", ".join(library().award(code).short for code in meant)
        found["award_code"] = _("Có thể là %(names)s; chọn trong bảng sau khi nhập.") % {"names": names}
    elif not data.values.get("award_code"):
        found["award_code"] = _("Chưa có danh hiệu, hình thức; chọn trong bảng sau khi nhập.")
    return found


@transaction.atomic
def import_rows(
    *,
    submission_id: int,
    rows: Sequence[tuple[int, Mapping[str, Any], Mapping[str, str]]],
    token: str,
    actor: Actor,
    at: datetime,
    file_name: str = "",
) -> ImportReceipt:
    """This will add all good rows in one transaction and give the receipt, which also lists the rows refused and why.

    The same ``token`` again gives the first receipt and adds nothing. Refused when no row at all is good.
    """
    submission = lock_draft(submission_id, actor)
    done = get_receipt(submission_id, token)
    if done is not None:
        return done
    staged = stage_rows(submission, rows, at=at)
    good = [row for row in staged if not row.errors]
    if not good:
        raise Refused(
            _("Không dòng nào nhập được. Sửa các dòng bị báo rồi tải lại."),
            details=[_line(row) for row in staged],
        )
    _add_rows(submission, good, at=at)
    receipt = ImportReceipt.objects.create(
        submission=submission,
        token=token,
        file_name=file_name,
        imported_at=at,
        imported_by=actor.name,
        added=len(good),
        refused=len(staged) - len(good),
        rows=[_line(row) for row in staged],
    )
    record(
        "submission.imported", submission, actor=actor, at=at, added=len(good),
        refused=receipt.refused, file=file_name,
    )  # fmt: skip
    return receipt


def _add_rows(submission: Submission, good: Sequence[StagedRow], *, at: datetime) -> None:
    """Put the rows under the last one of the grid, find who they are and judge them."""
    start = last_rank(submission) + 1
    if start + len(good) > _MOST_ROWS:
        raise Refused(_("Một tờ trình có tối đa %(most)s dòng.") % {"most": _MOST_ROWS})
    made = [
        new_row(submission, RowData(dict(row.values), {}, _identity(row)), rank=rank, at=at)
        for rank, row in enumerate(good, start=start)
    ]
    Nomination.objects.bulk_create(made, batch_size=500)
    submission.revision += 1
    submission.saved_at = at
    submission.save(update_fields=["revision", "saved_at"])
    ids = [row.pk for row in made]
    match_rows(submission, ids, on=day_of(at))
    check_rows(submission, ids, on=day_of(at), at=at)


def _identity(row: StagedRow) -> dict[str, Any] | None:
    return dict(row.identity) if row.identity is not None else None


def _line(row: StagedRow) -> dict[str, Any]:
    return {"row": row.number, "name": row.name, "errors": dict(row.errors), "warnings": dict(row.warnings)}
