"""Adding scans to dossiers: admitted, kept by their hash, never altered."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.files import ContentStore, FileFacts, RefusedFile, admit
from thidua.core.files.admission import SCANNED
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.archive.gathering import Paper, put_in
from thidua.domain.archive.jobs import read_soon
from thidua.domain.archive.models import Dossier, Item, Original
from thidua.domain.archive.permissions import can_keep_at
from thidua.domain.archive.queries import lock_dossier
from thidua.domain.archive.retention import period_for
from thidua.domain.archive.states import ItemKind
from thidua.domain.audit.record import record
from thidua.domain.register.models import Entry


@transaction.atomic
def open_dossier(*, entry: Entry, actor: Actor, at: datetime) -> Dossier:
    """This will find or open the dossier of the decision behind a line of the register, made here or long ago.

    Refused for those who do not keep dossiers of the unit that decided.
    """
    position = entry.issuer.position
    allowed = can_keep_at(actor, position)
    if not allowed:
        raise Refused(allowed.reason)
    dossier, is_new = Dossier.objects.get_or_create(
        issuer_id=entry.issuer_id,
        decision_number=entry.decision_number,
        decided_on=entry.decided_on,
        defaults={
            "unit_position": position,
            "title": f"{entry.issuer_name}"[:300],
            "award_code": entry.award_code,
            "opened_at": at,
            **period_for(entry.award_code, entry.decided_on).fields(),
        },
    )
    if is_new:
        record("archive.dossier_opened", dossier, actor=actor, at=at, organization_id=dossier.issuer_id)
    return dossier


@transaction.atomic
def keep_original(
    *,
    dossier_id: int,
    content: bytes,
    file_name: str,
    title: str,
    content_root: Path,
    actor: Actor,
    at: datetime,
    kind: str = ItemKind.SCAN,
    register_no: str = "",
) -> Item:
    """This will admit a file, keep it by its hash and put it into a dossier; the same file twice is one paper.

    ``register_no`` names the line it is about; without one it is about the whole decision. Refused for a file that is
    dangerous or not what it says, for a dossier that was disposed of, and for those who do not keep it.
    """
    dossier = lock_dossier(dossier_id)
    allowed = can_keep_at(actor, dossier.unit_position)
    if not allowed:
        raise Refused(allowed.reason)
    if dossier.disposed_at is not None:
        raise Refused(_("Hồ sơ này đã tiêu hủy theo quyết định, không nhận thêm tài liệu."))
    if kind not in ItemKind.values:
        raise Refused(_("Chọn loại tài liệu trong danh sách."), field="kind")
    facts = _admitted(content, file_name)
    position = _position_of(dossier, register_no)
    ContentStore(content_root).put(BytesIO(content))
    paper = Paper(
        facts.sha256, facts.mime, facts.size, facts.pages, ItemKind(kind), nfc(title) or Path(file_name).stem,
        file_name, position, "scan", at, actor.name, register_no,
    )  # fmt: skip
    added = put_in(dossier, [paper])
    if SCANNED in facts.flags:
        Original.objects.filter(sha256=facts.sha256).update(is_scanned=True)
    item = dossier.items.select_related("original").get(
        original__sha256=facts.sha256, register_no=register_no
    )
    if added:
        record(
            "archive.original_kept", dossier, actor=actor, at=at, organization_id=dossier.issuer_id,
            item=item.pk, sha256=facts.sha256, file=item.file_name, flags=list(facts.flags),
        )  # fmt: skip
        read_soon(item.original_id)
    return item


def _admitted(content: bytes, file_name: str) -> FileFacts:
    try:
        return admit(content, file_name)
    except RefusedFile as error:
        raise Refused(str(error), field="file") from error


def _position_of(dossier: Dossier, register_no: str) -> int:
    """The unit whose paper it is: that of the line, or the one that decided."""
    if not register_no:
        return dossier.unit_position
    line = Entry.objects.filter(
        register_no=register_no, decision_number=dossier.decision_number, issuer=dossier.issuer_id
    ).first()
    if line is None:
        raise Refused(
            _("Quyết định này không có dòng %(no)s trong sổ. Kiểm tra lại số vào sổ.") % {"no": register_no},
            field="register_no",
        )
    return line.unit_position
