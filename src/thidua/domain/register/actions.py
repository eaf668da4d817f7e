"""Entering, correcting, annulling: every act adds lines, none changes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import fold, nfc
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.people.models import Subject
from thidua.domain.register.checking import row_of
from thidua.domain.register.loading import DEFAULTS, FIELDS, load_lines
from thidua.domain.register.models import Discretion, Entry
from thidua.domain.register.permissions import can_amend_entry, can_choose_discretion, can_erase_holder
from thidua.domain.register.queries.keys import entries_in_order, numbers_taken
from thidua.domain.register.queries.standing import latest_content, standing_of
from thidua.domain.register.showing import keep_digests
from thidua.domain.register.states import EntryKind
from thidua.domain.register.values import NewEntry, Paper
from thidua.domain.register.writing import FACTS, grant_line, write_lines

CORRECTABLE = frozenset({
    "holder_name", "birth_year", "sex", "is_ethnic_minority", "position_class", "person_class", "is_enterprise",
    "post", "unit_name", "achievement", "achievement_year", "decision_line", "signer", "signer_post", "bonus_vnd",
    "commendation_type",
})  # fmt: skip
"""What a correction may restate. Who was honoured, with what and by which decision takes an annulment instead."""


@transaction.atomic
def enter(grants: Sequence[NewEntry], *, actor: Actor, at: datetime) -> list[Entry]:
    """Enter honours in one go, in the transaction of the decision that confers them; return the entries in order.

    Refuses an empty list, a register number that is already taken or given twice, and a line without a name.
    """
    _refuse_bad_grants(grants)
    ids = write_lines([grant_line(asdict(grant), at=at) for grant in grants])
    entries = entries_in_order(grants, ids)
    record(
        "register.entered",
        entries[0],
        actor=actor,
        at=at,
        organization_id=entries[0].issuer_id,
        entries=ids,
        decision_number=entries[0].decision_number,
    )
    return entries


@transaction.atomic
def bulk_load(columns: Mapping[str, Sequence[Any]], *, actor: Actor, at: datetime) -> list[int]:
    """Load a former register by columns (names of ``NewEntry``, all of one length) and return the new ids.

    A missing column takes the default of ``NewEntry``; one without a default must be given. One event for the whole
    load; the database refuses a number given twice.
    """
    unknown, missing = set(columns) - set(FIELDS), set(FIELDS) - set(columns) - set(DEFAULTS)
    if unknown or missing:
        raise ValueError(f"the register has no columns {sorted(unknown)}, and needs {sorted(missing)}")
    names = tuple(columns)
    rows = zip(*columns.values(), strict=True)
    return load_lines([dict(zip(names, row, strict=True)) for row in rows], actor=actor, at=at)


@transaction.atomic
def correct(entry: Entry, changes: Mapping[str, Any], *, paper: Paper, actor: Actor, at: datetime) -> Entry:
    """Restate fields of a line (``CORRECTABLE``) by a paper; the line as it was stays in the register.

    Refuses an annulled entry, a change of nothing, and fields that only an annulment may touch.
    """
    root = _lock_root(entry, actor)
    _refuse_annulled(root)
    before = latest_content(root)
    changes = {name: nfc(value) if isinstance(value, str) else value for name, value in changes.items()}
    foreign = set(changes) - CORRECTABLE
    if foreign:
        raise Refused(
            _(
                "Đính chính không đổi được người, đơn vị, hình thức hay quyết định. "
                "Hãy hủy dòng này và vào sổ dòng mới."
            ),
            field=sorted(foreign)[0],
        )
    if all(getattr(before, name) == value for name, value in changes.items()):
        raise Refused(_("Đính chính chưa đổi gì so với dòng đang ghi. Sửa ít nhất một mục."))
    later = _add_later(root, before, EntryKind.CORRECTION, paper, at=at, **changes)
    record("register.corrected", root, actor=actor, at=at, by=later.pk, fields=sorted(changes))
    return later


@transaction.atomic
def annul(entry: Entry, *, paper: Paper, actor: Actor, at: datetime) -> Entry:
    """Annul an honour by a decision. The line stays, struck through. Refuses one that is annulled already."""
    root = _lock_root(entry, actor)
    _refuse_annulled(root)
    later = _add_later(root, latest_content(root), EntryKind.ANNULMENT, paper, at=at)
    record("register.annulled", root, actor=actor, at=at, by=later.pk, paper=paper.number)
    return later


@transaction.atomic
def restore(entry: Entry, *, paper: Paper, actor: Actor, at: datetime) -> Entry:
    """Put an annulled honour back in force by a decision. Refuses one that is in force."""
    root = _lock_root(entry, actor)
    if not standing_of(root).is_annulled:
        raise Refused(_("Dòng sổ này đang có hiệu lực, không cần khôi phục."))
    later = _add_later(root, latest_content(root), EntryKind.RESTORATION, paper, at=at)
    record("register.restored", root, actor=actor, at=at, by=later.pk, paper=paper.number)
    return later


@transaction.atomic
def erase_holder(holder_ids: Iterable[int], *, reason: str, actor: Actor, at: datetime) -> int:
    """Forget the personal fields of every line about these subjects and destroy the salts; return how many lines.

    The hashes and seals stay valid. It cannot be undone. ``reason`` stays in the log for good, so it names nobody.
    """
    ids = list(holder_ids)
    for subject in (
        Subject.objects.select_for_update(of=("self",)).select_related("organization").filter(pk__in=ids)
    ):
        _refuse_erasure(subject, reason, actor)
    entries = list(Entry.objects.filter(holder_id__in=ids).order_by("pk"))
    if not any(entry.holder_name for entry in entries):
        raise Refused(_("Sổ khen thưởng không có dòng nào còn ghi dữ liệu của người này."))
    keep_digests(row_of(entry) for entry in entries if entry.holder_name)
    with connection.cursor() as cursor:
        cursor.execute("select register_erase(%s::bigint[])", [[entry.pk for entry in entries]])
        done = int(cursor.fetchone()[0])
    record("register.erased", entries[0], actor=actor, at=at, entries=[e.pk for e in entries], reason=reason)
    return done


def _refuse_erasure(subject: Subject, reason: str, actor: Actor) -> None:
    allowed = can_erase_holder(actor, subject)
    if not allowed:
        raise Refused(allowed.reason)
    if not reason.strip():
        raise Refused(_("Nêu căn cứ và lý do xóa; nội dung này được giữ lại trong nhật ký."), field="reason")
    if fold(subject.name) in fold(reason):
        raise Refused(
            _("Lý do được giữ mãi trong nhật ký, nên không ghi tên người được xóa. Bỏ tên ra khỏi lý do."),
            field="reason",
        )


def _lock_root(entry: Entry, actor: Actor) -> Entry:
    root_id = entry.refers_to_id or entry.pk
    with connection.cursor() as cursor:  # the application may not lock rows that it may not change
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('register_entry'), (%s %% 2147483647)::int)", [root_id]
        )
    root = Entry.objects.get(pk=root_id)
    allowed = can_amend_entry(actor, root)
    if not allowed:
        raise Refused(allowed.reason)
    return root


def _refuse_annulled(root: Entry) -> None:
    standing = standing_of(root)
    if standing.is_annulled:
        raise Refused(
            _("Dòng %(no)s đã bị hủy theo %(paper)s. Khôi phục trước rồi mới sửa được.")
            % {"no": root.register_no, "paper": standing.act_number}
        )


def _add_later(
    root: Entry, content: Entry, kind: EntryKind, paper: Paper, *, at: datetime, **changes: Any
) -> Entry:
    if not paper.number.strip() or not paper.reason.strip():
        raise Refused(_("Ghi số văn bản và lý do: mọi thay đổi của sổ phải có căn cứ."), field="number")
    line = (
        {name: getattr(content, name) for name in FACTS}
        | changes
        | {
            "kind": kind,
            "refers_to_id": root.pk,
            "reason": nfc(paper.reason),
            "act_number": nfc(paper.number),
            "act_on": paper.on,
            "entered_at": at,
        }
    )
    return Entry.objects.get(pk=write_lines([line])[0])


def _refuse_bad_grants(grants: Sequence[NewEntry]) -> None:
    if not grants:
        raise Refused(_("Danh sách vào sổ đang trống."))
    nameless = next((grant for grant in grants if not grant.holder_name.strip()), None)
    if nameless:
        raise Refused(_("Dòng %(no)s chưa có tên. Ghi tên rồi vào sổ lại.") % {"no": nameless.register_no})
    numbers = [grant.register_no for grant in grants]
    taken = (
        sorted({no for no in numbers if numbers.count(no) > 1}) if len(set(numbers)) < len(numbers) else []
    )
    taken = taken or sorted(numbers_taken(numbers))
    if taken:
        raise Refused(
            _("Số vào sổ %(no)s đã dùng. Cấp số khác rồi vào sổ lại.") % {"no": ", ".join(taken[:5])},
            field="register_no",
            details=taken,
        )


@transaction.atomic
def show_birth_year(subject: Subject, *, shown: bool, actor: Actor, at: datetime) -> None:
    """Let the public pages show the year of birth of a person, or leave it out, as the person asked.

    Refuses anyone but the person and those who keep the register above their unit.
    """
    allowed = can_choose_discretion(actor, subject)
    if not allowed:
        raise Refused(allowed.reason)
    if shown:
        Discretion.objects.filter(subject=subject).delete()
    else:
        Discretion.objects.get_or_create(subject=subject, defaults={"asked_at": at})
    record(
        "register.birth_year_shown" if shown else "register.birth_year_hidden", subject, actor=actor, at=at
    )
