"""Disposal: what a valuation council decided is destroyed, and a record of it stays for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.core.vietnamese import nfc
from thidua.domain.access import ALLOWED, Actor, Verdict, refused
from thidua.domain.archive.models import Derivative, Disposal, Dossier, Item, Original, PageText
from thidua.domain.archive.permissions import can_dispose
from thidua.domain.archive.queries import items_of, lock_dossier, standing_hold
from thidua.domain.audit.record import record
from thidua.domain.councils.models import Meeting
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.nominations.models import Evidence


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what a disposal rests: the decision of the valuation council and its reason. ``is_acknowledged`` says that a
    person has compared the period with the text, where the law folder does not hold it.
    """

    paper: str
    paper_on: date
    reason: str
    is_acknowledged: bool = False


@transaction.atomic
def dispose(
    *,
    dossier_id: int,
    grounds: Grounds,
    content_root: Path,
    actor: Actor,
    at: datetime,
) -> Disposal:
    """This will destroy the papers of a dossier by the decision of a valuation council and record what they were.

    Contents that another dossier or record still needs stay. Refused while a hold stands, before the period is
    over, without the council's decision, and for those who may not. It cannot be undone.
    """
    dossier = lock_dossier(dossier_id)
    for verdict in (can_dispose(actor, dossier), may_be_disposed(dossier, day_of(at))):
        if not verdict:
            raise Refused(verdict.reason)
    _insist_on(grounds, dossier, day_of(at))
    items = list(items_of(dossier))
    gone = _only_here(dossier, items)
    disposal = Disposal.objects.create(
        dossier=dossier, paper=nfc(grounds.paper)[:120], paper_on=grounds.paper_on, reason=nfc(grounds.reason),
        contents=[_line(item, is_destroyed=item.original_id in gone) for item in items],
        done_at=at, done_by=actor.name,
    )  # fmt: skip
    dossier.disposed_at = at
    dossier.save(update_fields=["disposed_at"])
    hashes = _forget(gone, at)
    record(
        "archive.disposed", dossier, actor=actor, at=at, organization_id=dossier.issuer_id,
        paper=disposal.paper, papers=len(items), destroyed=len(gone),
    )  # fmt: skip
    # Bytes go last: were they to go first, a failed transaction would leave papers without content.
    transaction.on_commit(partial(_destroy, content_root, hashes))
    return disposal


def may_be_disposed(dossier: Dossier, on: date) -> Verdict:
    """Whether anything stands in the way of a disposal on a day; the database asks the same."""
    if dossier.disposed_at is not None:
        return refused(_("Hồ sơ này đã tiêu hủy."))
    if hold := standing_hold(dossier):
        return refused(
            _("Hồ sơ đang bị tạm giữ từ %(day)s: %(reason)s. Thôi tạm giữ trước, nếu có căn cứ.")
            % {"day": f"{day_of(hold.placed_at):%d/%m/%Y}", "reason": hold.reason}
        )
    if dossier.keep_until is None:
        return refused(_("Hồ sơ phải giữ vĩnh viễn, hoặc chưa có văn bản nào cho phép hủy."))
    if dossier.keep_until >= on:
        return refused(
            _("Còn trong thời hạn bảo quản đến hết %(day)s.") % {"day": f"{dossier.keep_until:%d/%m/%Y}"}
        )
    return ALLOWED


def _insist_on(grounds: Grounds, dossier: Dossier, on: date) -> None:
    if not grounds.paper.strip():
        raise Refused(_("Ghi số quyết định tiêu hủy của Hội đồng xác định giá trị tài liệu."), field="paper")
    if grounds.paper_on > on:
        raise Refused(_("Ngày quyết định tiêu hủy không được sau hôm nay."), field="paper_on")
    if not grounds.reason.strip():
        raise Refused(_("Ghi lý do: hết thời hạn theo loại nào, Hội đồng kết luận gì."), field="reason")
    if not dossier.rule.get("is_verified") and not grounds.is_acknowledged:
        raise Refused(
            _(
                "Thời hạn của hồ sơ này lấy từ văn bản chưa được đối chiếu. Đối chiếu với văn bản rồi đánh dấu "
                "xác nhận."
            ),
            field="is_acknowledged",
        )


def _line(item: Item, *, is_destroyed: bool) -> dict[str, Any]:
    return {
        "title": item.title, "kind": item.kind, "file": item.file_name, "register_no": item.register_no,
        "sha256": item.original.sha256, "size": item.original.size, "pages": item.original.pages,
        "is_destroyed": is_destroyed,
    }  # fmt: skip


def _only_here(dossier: Dossier, items: Iterable[Item]) -> set[int]:
    """The originals that nothing but this dossier needs."""
    mine = {item.original_id: item.original.sha256 for item in items}
    elsewhere = set(
        Item.objects.filter(original__in=mine, dossier__disposed_at=None)
        .exclude(dossier=dossier)
        .values_list("original_id", flat=True)
    )
    needed = _needed_by_records(set(mine.values()), dossier, [item.source for item in items])
    return {pk for pk, sha256 in mine.items() if pk not in elsewhere and sha256 not in needed}


def _needed_by_records(hashes: set[str], dossier: Dossier, sources: Iterable[str]) -> set[str]:
    """Contents that other nominations, meetings, decisions or certificates point at."""
    own = {source.partition(":")[2] for source in sources if source.startswith("evidence:")}
    meetings = {source.partition(":")[2] for source in sources if source.startswith("meeting:")}
    evidence = Evidence.objects.filter(sha256__in=hashes, removed_at=None).exclude(pk__in=own)
    minutes = Meeting.objects.filter(minutes_sha256__in=hashes).exclude(pk__in=meetings)
    decisions = Decision.objects.filter(pdf_sha256__in=hashes).exclude(pk=dossier.decision_id or 0)
    certificates = DecisionLine.objects.filter(certificate_sha256__in=hashes)
    return {
        *evidence.values_list("sha256", flat=True),
        *minutes.values_list("minutes_sha256", flat=True),
        *decisions.values_list("pdf_sha256", flat=True),
        *certificates.values_list("certificate_sha256", flat=True),
    }


def _forget(originals: set[int], at: datetime) -> list[str]:
    """Remove what was read from the originals and return the hashes whose bytes are to go."""
    PageText.objects.filter(original__in=originals).delete()
    derivatives = Derivative.objects.filter(original__in=originals)
    hashes = list(derivatives.values_list("sha256", flat=True))
    derivatives.delete()
    Original.objects.filter(pk__in=originals).update(destroyed_at=at)
    return [*hashes, *Original.objects.filter(pk__in=originals).values_list("sha256", flat=True)]


def _destroy(content_root: Path, hashes: Iterable[str]) -> None:
    store = ContentStore(content_root)
    for sha256 in hashes:
        store.remove(sha256)
