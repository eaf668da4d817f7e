"""From settled rows to the register: judged as any list is, entered in one transaction with the page beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.errors import Refused
from thidua.core.vietnamese import NotADay, parse_day
from thidua.domain.access import Actor
from thidua.domain.archive.actions import open_dossier
from thidua.domain.archive.gathering import Paper, put_in
from thidua.domain.archive.states import ItemKind
from thidua.domain.capture.fields import LABELS, ORDINAL
from thidua.domain.capture.models import Page, Row
from thidua.domain.capture.queries import lock_page
from thidua.domain.capture.states import BookKind, PageAct
from thidua.domain.capture.workflow import move, verdict
from thidua.domain.people.actions import register_together
from thidua.domain.people.queries import roots_of
from thidua.domain.register.imports.judging import stage_honors
from thidua.domain.register.imports.reading import Lots, Told, read_rows
from thidua.domain.register.imports.values import PlannedRow, ReadRow
from thidua.domain.register.loading import load_lines
from thidua.domain.register.models import Entry
from thidua.domain.register.states import Confidence, Source

_DAYS = ("birth", "decided_on")
Problems = dict[int, dict[str, str]]


@dataclass(frozen=True)
class _KeyedRows:
    """The rows of a page as a list of former honors; rows are numbered by their ids."""

    rows: Sequence[Row]
    issuer: str

    def read_lots(self, on: date) -> Lots:
        read = [_cells(row.final, self.issuer) for row in self.rows]
        keys = {key for cells, _above, _problems in read for key in cells}
        columns = {key: [cells.get(key) for cells, _above, _problems in read] for key in keys}
        told = Told(columns, [above for _cells, above, _problems in read], {})
        problems = {place: problems for place, (_cells, _above, problems) in enumerate(read)}
        found = read_rows(told, [row.pk for row in self.rows], problems, on=on)
        return Lots.of([_lenient(one, row.final) for one, row in zip(found, self.rows, strict=True)])


def _cells(
    values: Mapping[str, str], issuer: str
) -> tuple[dict[str, Any], Mapping[str, str], dict[str, str]]:
    cells: dict[str, Any] = {key: text for key, text in values.items() if key != ORDINAL}
    problems = {}
    for key in _DAYS:
        try:
            cells[key] = parse_day(cells[key]) if cells.get(key) else None
        except NotADay as error:
            cells[key], problems[key] = None, str(error)
    return cells, {"issuer": issuer} if issuer else {}, problems


def _lenient(row: ReadRow, values: Mapping[str, str]) -> ReadRow:
    """Old books often tell no year of birth: then the line stands with a person of its own, for a steward to compare."""
    if not values.get("birth") and "birth" in row.errors:
        row.warnings["birth"] = row.errors.pop("birth")
    return row


def check_rows(
    page: Page, rows: Sequence[Row], *, actor: Actor, at: datetime, is_settling: bool = False
) -> Problems:
    """Why rows could not become lines of the register, by row and field; nothing is written.

    A steward who settles keeps no register: the rows are then judged by the rights of the program.
    """
    judge = Actor(user_id=actor.user_id, name=actor.name, is_system=True) if is_settling else actor
    return {one.row: dict(one.errors) for one in _staged(page, rows, judge, at) if one.errors}


def _staged(page: Page, rows: Sequence[Row], actor: Actor, at: datetime) -> list[PlannedRow]:
    file = _KeyedRows(rows, page.batch.issuer)
    return stage_honors(file, actor=actor, at=at, unit_code=page.batch.unit.code) if rows else []


@transaction.atomic
def enter_page(page_id: int, *, actor: Actor, at: datetime) -> list[Entry]:
    """This will enter the settled rows of a page in one go: all of them, or none with the reasons by row and field.

    The picture of the page goes into the dossier of each decision it tells of, and its hash into each line.
    """
    with (
        connection.cursor() as cursor
    ):  # lists and pages enter one after the other, so that nobody enters twice
        cursor.execute("select pg_advisory_xact_lock(hashtext('register_import'))")
    page = lock_page(page_id)
    answer = verdict(PageAct.ENTER, page, actor)
    if not answer:
        raise Refused(answer.reason)
    rows = list(page.rows.filter(left_out="").order_by("place"))
    staged = _staged(page, rows, actor, at)
    problems = {one.row: dict(one.errors) for one in staged if one.errors}
    if problems:
        raise Refused(_problem_words(rows, problems), details=problems)
    entries = _enter(page, rows, staged, actor, at)
    _keep_page(page, entries, actor, at)
    fields = {"entered_at": at}
    move(page, PageAct.ENTER, actor=actor, at=at, fields=fields, entries=[entry.pk for entry in entries])
    return entries


def _problem_words(rows: Sequence[Row], problems: Problems) -> str:
    """The first reasons, each with the row and the field it is about."""
    places = {row.pk: at for at, row in enumerate(rows, start=1)}
    told = [
        _("Dòng %(row)s, %(field)s: %(why)s")
        % {"row": places[pk], "field": str(LABELS.get(key, "")).lower() or _("cả dòng"), "why": why}
        for pk, reasons in problems.items()
        for key, why in reasons.items()
    ]
    return " ".join([_("Trang chưa vào sổ."), *told[:3]])


def _enter(
    page: Page, rows: Sequence[Row], staged: Sequence[PlannedRow], actor: Actor, at: datetime
) -> list[Entry]:
    if not staged:
        return []
    acting = _acting(actor)
    holders = _holders(staged, acting, at)
    facts = [
        {
            **one.line,
            "holder_id": holders[one.row],
            "register_no": f"SC-{page.pk}-{one.line['decided_on'].year % 100:02}-{number:03}",
            "decision_line": _ordinal(row) if page.batch.kind == BookKind.DECISION else None,
            "source": Source.CAPTURE,
            "confidence": Confidence.COMPARED,
            "scan_sha256": page.original.sha256,
        }
        for number, (row, one) in enumerate(zip(rows, staged, strict=True), start=1)
    ]
    ids = load_lines(facts, actor=acting, at=at)
    for row, entry_id, fact in zip(rows, ids, facts, strict=True):
        row.entry_id, row.register_no = entry_id, fact["register_no"]
    Row.objects.bulk_update(rows, ["entry_id", "register_no"])
    found = Entry.objects.select_related("issuer").in_bulk(ids)
    return [found[entry_id] for entry_id in ids]


def _acting(actor: Actor) -> Actor:
    """Whoever enters, once every row has been judged by their rights."""
    return Actor(user_id=actor.user_id, name=actor.name, is_system=True)


def _ordinal(row: Row) -> int | None:
    text = row.final.get(ORDINAL, "").strip(".) ")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def _holders(staged: Sequence[PlannedRow], actor: Actor, at: datetime) -> dict[int, int]:
    """The holder of each row: known, or brought by the first row that names them."""
    newcomers = {one.row: one.newcomer for one in staged if one.newcomer is not None}
    made = register_together(actor=actor, at=at, newcomers=list(newcomers.values())) if newcomers else []
    brought = dict(zip(newcomers, made, strict=True))
    known = [one.holder_id for one in staged if one.holder_id is not None]
    roots = roots_of(known) if known else {}
    return {
        one.row: roots.get(one.holder_id, one.holder_id) if one.holder_id else brought[one.first_row or 0]
        for one in staged
    }


def _keep_page(page: Page, entries: Sequence[Entry], actor: Actor, at: datetime) -> None:
    """The page lies in the dossier of each decision: a decision's for all it names, a book's for those who keep it."""
    decisions: dict[tuple[int, str, date], Entry] = defaultdict()
    for entry in entries:
        decisions.setdefault((entry.issuer_id, entry.decision_number, entry.decided_on), entry)
    original, batch = page.original, page.batch
    kind = ItemKind.SCAN if batch.kind == BookKind.DECISION else ItemKind.OTHER
    for entry in decisions.values():
        dossier = open_dossier(entry=entry, actor=_acting(actor), at=at)
        paper = Paper(
            original.sha256, original.mime, original.size, original.pages, kind,
            _title(page, batch.title), page.file_name,
            batch.unit.position, f"capture:{page.pk}", at, actor.name,
        )  # fmt: skip
        put_in(dossier, [paper])


@transaction.atomic
def discard(page_id: int, *, actor: Actor, at: datetime) -> Page:
    """This will put a page away that is not to enter; its original stays."""
    page = lock_page(page_id)
    move(page, PageAct.DISCARD, actor=actor, at=at)
    return page


@override("vi")  # a paper of the archive bears one title for everybody
def _title(page: Page, batch_title: str) -> str:
    return _("%(title)s, trang %(no)s") % {"title": batch_title, "no": page.number}
