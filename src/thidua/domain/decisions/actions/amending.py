"""Decisions about honours already in the register: annulling and correcting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.decisions.honors import issuer_on
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.decisions.permissions import can_draft_at
from thidua.domain.decisions.states import DecisionKind, DecisionState, RevocationGround
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import answers_for
from thidua.domain.register.actions import CORRECTABLE
from thidua.domain.register.models import Entry
from thidua.domain.register.permissions import can_amend_entry
from thidua.domain.register.queries.standing import latest_content, standing_of
from thidua.domain.register.states import EntryKind

REVOCATION_BASIS = "Căn cứ Điều 93 Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"


@dataclass(frozen=True, slots=True)
class Revocation:
    """An honour to annul: the grant in the register, the ground in the law, and what was found."""

    entry_id: int
    ground: str
    reason: str


@transaction.atomic
def draft_annulment(
    *,
    organization: Organization,
    revocations: Sequence[Revocation],
    signer: str,
    signer_post: str = "Chủ tịch",
    actor: Actor,
    at: datetime,
) -> Decision:
    """This will draft a decision that annuls honours on the grounds of Luật 2022, Điều 93 khoản 2.

    Refused without a ground and reason, for honours another unit conferred, and for those annulled already.
    """
    if not revocations:
        raise Refused(_("Chọn ít nhất một dòng trong sổ để hủy."))
    rows = [(_grant(each.entry_id, organization, actor, at), each) for each in revocations]
    for _entry, each in rows:
        if each.ground not in RevocationGround.values or not each.reason.strip():
            raise Refused(_("Chọn căn cứ hủy bỏ và ghi rõ sự việc, kết luận."), field="reason")
    bases = [REVOCATION_BASIS, "Căn cứ Điều lệ Công đoàn Việt Nam"]
    decision = _create(
        organization,
        DecisionKind.ANNULMENT,
        "hủy bỏ kết quả khen thưởng",
        bases,
        signer,
        signer_post,
        at,
    )
    DecisionLine.objects.bulk_create(
        DecisionLine(
            decision=decision, order=n, refers_to=entry, ground=each.ground, reason=nfc(each.reason.strip())
        )
        for n, (entry, each) in enumerate(rows, 1)
    )
    record("decision.annulment_drafted", decision, actor=actor, at=at, entries=[e.pk for e, _each in rows])
    return decision


@transaction.atomic
def draft_correction(
    *,
    organization: Organization,
    entry_id: int,
    changes: Mapping[str, Any],
    reason: str,
    signer: str,
    signer_post: str = "Chủ tịch",
    actor: Actor,
    at: datetime,
) -> Decision:
    """This will draft a decision that corrects what the register says of an honour (``CORRECTABLE`` fields).

    Refused without a reason, for a change of nothing, and for fields that take an annulment and a new award.
    """
    entry = _grant(entry_id, organization, actor, at)
    foreign = set(changes) - CORRECTABLE
    if foreign:
        raise Refused(_("Mục này không đính chính được; phải hủy và khen lại."), field=sorted(foreign)[0])
    now = latest_content(entry)
    real = {
        name: nfc(value.strip()) if isinstance(value, str) else value
        for name, value in changes.items()
        if (value.strip() if isinstance(value, str) else value) != getattr(now, name)
    }
    if not real:
        raise Refused(_("Chưa có mục nào khác với dòng đang ghi trong sổ. Sửa ít nhất một mục."))
    if not reason.strip():
        raise Refused(_("Ghi lý do đính chính."), field="reason")
    decision = _create(
        organization, DecisionKind.CORRECTION, "đính chính thông tin khen thưởng",
        ["Căn cứ Điều lệ Công đoàn Việt Nam", f"Căn cứ Quyết định số {entry.decision_number}"],
        signer, signer_post, at,
    )  # fmt: skip
    DecisionLine.objects.create(
        decision=decision, order=1, refers_to=entry, changes=real, reason=nfc(reason.strip())
    )
    record("decision.correction_drafted", decision, actor=actor, at=at, entry=entry.pk, fields=sorted(real))
    return decision


def _grant(entry_id: int, organization: Organization, actor: Actor, at: datetime) -> Entry:
    """The grant an act speaks of: conferred by this unit or one it grew out of, in force, in no other open draft."""
    require(can_draft_at(actor, organization.pk))
    found = Entry.objects.select_related("refers_to").get(pk=entry_id)
    entry = found.refers_to or found
    require(can_amend_entry(actor, entry))
    if not answers_for(organization.pk, entry.issuer_id, day_of(at)):
        raise Refused(
            _("Chỉ đơn vị đã ra quyết định khen thưởng, hoặc đơn vị kế thừa, hủy hay đính chính được.")
        )
    if entry.kind != EntryKind.GRANT or standing_of(entry).is_annulled:
        raise Refused(_("Dòng %(no)s đã bị hủy trước đây.") % {"no": entry.register_no})
    busy = DecisionLine.objects.filter(
        refers_to=entry, decision__state__in=[DecisionState.DRAFT, DecisionState.SIGNING]
    )
    if busy.exists():
        raise Refused(
            _("Dòng %(no)s đang nằm trong một bản thảo khác. Ban hành hoặc bỏ bản thảo đó trước.")
            % {"no": entry.register_no}
        )
    return entry


def _create(  # noqa: PLR0917  # the parts of a decision, given once by each caller above
    organization: Organization,
    kind: DecisionKind,
    summary: str,
    bases: list[str],
    signer: str,
    signer_post: str,
    at: datetime,
) -> Decision:
    issuer = issuer_on(organization.pk, day_of(at))
    return Decision.objects.create(
        organization=organization,
        kind=kind,
        summary=summary,
        bases=[*bases, f"Xét đề nghị của bộ phận thi đua, khen thưởng {issuer.unit.short_name}"],
        symbol=issuer.symbol,
        place=issuer.place,
        authority_line=issuer.authority_line,
        signer=nfc(signer.strip()),
        signer_post=nfc(signer_post.strip()),
        created_at=at,
    )
