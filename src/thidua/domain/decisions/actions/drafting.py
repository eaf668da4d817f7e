"""Drafting a decision from approved nominations, up to the signature."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, UnitRef, require
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.decisions.honors import award_of, form_and_giver, issuer_on
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.decisions.permissions import can_draft, can_draft_at
from thidua.domain.decisions.queries import lock_decision
from thidua.domain.decisions.queries.decisions import ready_for
from thidua.domain.decisions.states import DecisionAct, DecisionKind, DecisionState
from thidua.domain.decisions.workflow import move
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.routes import insist_on_deciding, is_decided_at
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import unit_ref
from thidua.domain.people.states import SubjectKind

KIND_ORDER = {SubjectKind.COLLECTIVE: 0, SubjectKind.HOUSEHOLD: 1, SubjectKind.PERSON: 2}
EDITABLE = ("summary", "signer", "signer_post", "authority_line", "place", "symbol")
BASES = (
    "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
    "Căn cứ Điều lệ Công đoàn Việt Nam",
)


@transaction.atomic
def draft_decision(
    *,
    organization: Organization,
    award_code: str,
    referral_ids: Collection[int] | None = None,
    round_id: int | None = None,
    signer: str = "",
    signer_post: str = "Chủ tịch",
    actor: Actor,
    at: datetime,
) -> Decision:
    """This will draft one decision of an award at a unit from approved nominations (all that are ready for None).

    Refused when nothing is ready, and for a nomination that is not approved here or stands in another draft.
    """
    require(can_draft_at(actor, organization.pk))
    on = day_of(at)
    issuer = issuer_on(organization.pk, on)
    rows = _ready(issuer.unit, on, award_code, referral_ids, round_id)
    form, giver = form_and_giver(award_of(award_code), issuer)
    rounds = {row.nomination.submission.round_id for row in rows}
    decision = Decision.objects.create(
        organization=organization,
        award_code=award_code,
        round_id=rounds.pop() if len(rounds) == 1 else None,
        summary=f"tặng {form} của {giver}"[:300],
        bases=[*BASES, f"Xét đề nghị của {_proposer(rows, issuer.unit, on)}"],
        symbol=issuer.symbol,
        place=issuer.place,
        authority_line=issuer.authority_line,
        signer=nfc(signer.strip()),
        signer_post=nfc(signer_post.strip()),
        created_at=at,
    )
    _append(decision, rows, on)
    record("decision.drafted", decision, actor=actor, at=at, award=award_code, lines=len(rows))
    return decision


def _proposer(rows: Sequence[Referral], unit: UnitRef, on: date) -> str:
    """Who proposes: the council that voted; without a vote, the unit that nominated, or its officers for its own."""
    if any(row.council_result for row in rows):
        return f"Hội đồng Thi đua – Khen thưởng {unit.short_name}"
    senders = {row.nomination.submission.organization_id for row in rows}
    sender = unit_ref(senders.pop(), on) if len(senders) == 1 else None
    if sender is None:
        return "các đơn vị trực thuộc"
    return f"bộ phận thi đua, khen thưởng {unit.short_name}" if sender.id == unit.id else sender.name


def _ready(
    unit: UnitRef,
    on: date,
    award_code: str,
    referral_ids: Collection[int] | None,
    round_id: int | None = None,
) -> list[Referral]:
    """What the unit itself decides of what is ready, or of that those asked for."""
    rows = list(
        ready_for(unit.id, award_code, round_id)
        .select_for_update(of=("self",))
        .select_related("nomination__submission__round", "nomination__submission__organization")
    )
    if referral_ids is not None:
        wanted = set(referral_ids)
        rows = [row for row in rows if row.pk in wanted]
        if len(rows) < len(wanted):
            raise Refused(
                _(
                    "%(n)s đề nghị không còn ở bước được thông qua hoặc đã nằm trong quyết định khác. Tải lại trang."
                )
                % {"n": len(wanted) - len(rows)}
            )
        for row in rows:
            insist_on_deciding(row.nomination, unit.kind, on)
    else:
        rows = [row for row in rows if is_decided_at(row.nomination, unit.kind, on)]
    if not rows:
        raise Refused(_("Chưa có đề nghị nào của hình thức này được thông qua mà chưa có quyết định."))
    return sorted(rows, key=_place)


def _place(row: Referral) -> tuple[int, int, int]:
    nomination = row.nomination
    return (
        KIND_ORDER[SubjectKind(nomination.subject_kind)],
        nomination.submission.organization.position,
        nomination.rank,
    )


def _append(decision: Decision, rows: Sequence[Referral], on: date) -> None:
    start = decision.lines.count()
    DecisionLine.objects.bulk_create(
        DecisionLine(
            decision=decision,
            order=number,
            nomination=row.nomination,
            **bonus_fields(decision.award_code, row.nomination.subject_kind, on),
        )
        for number, row in enumerate(rows, start + 1)
    )


def bonus_fields(award_code: str, subject_kind: str, on: date) -> dict[str, Any]:
    """The money of a line by the law of a day: coefficient, base salary, đồng; empty where no table is held."""
    bonus = library().bonus(award_code, subject_kind, on)
    return {
        "coefficient": float(bonus.coefficient) if bonus.coefficient is not None else None,
        "base_salary_vnd": bonus.base_salary,
        "bonus_vnd": bonus.amount,
    }


@transaction.atomic
def add_lines(*, decision_id: int, referral_ids: Collection[int], actor: Actor, at: datetime) -> int:
    """This will add approved nominations of the same award to a draft; gives how many."""
    decision = _lock_draft(decision_id, actor)
    _insist_on_grant(decision)
    on = day_of(at)
    rows = _ready(issuer_on(decision.organization_id, on).unit, on, decision.award_code, referral_ids)
    _append(decision, rows, on)
    record("decision.lines_added", decision, actor=actor, at=at, nominations=[r.nomination_id for r in rows])
    return len(rows)


@transaction.atomic
def remove_line(*, line_id: int, actor: Actor, at: datetime) -> None:
    """This will take one line out of a draft; its nomination stays approved and can go in another decision."""
    decision_id = DecisionLine.objects.values_list("decision_id", flat=True).get(pk=line_id)
    decision = _lock_draft(decision_id, actor)
    line = DecisionLine.objects.get(pk=line_id)
    record(
        "decision.line_removed", decision, actor=actor, at=at,
        nomination=line.nomination_id, refers_to=line.refers_to_id,
    )  # fmt: skip
    line.delete()
    rest = list(decision.lines.order_by("order", "id"))
    for number, row in enumerate(rest, 1):
        row.order = number
    DecisionLine.objects.bulk_update(rest, ["order"])


@transaction.atomic
def edit_decision(
    *, decision_id: int, bases: Sequence[str] | None = None, actor: Actor, at: datetime, **words: str
) -> Decision:
    """This will set words of a draft: summary, signer, signer_post, authority_line, place, symbol, and the bases."""
    decision = _lock_draft(decision_id, actor)
    unknown = set(words) - set(EDITABLE)
    if unknown:
        raise ValueError(f"a decision has no words {sorted(unknown)}")
    for name, value in words.items():
        setattr(decision, name, nfc(value.strip()))
    if bases is not None:
        decision.bases = [nfc(base.strip()) for base in bases if base.strip()]
    if not decision.summary or not decision.symbol:
        raise Refused(_("Quyết định phải có trích yếu và ký hiệu."), field="summary")
    decision.save(update_fields=[*EDITABLE, "bases"])
    record("decision.edited", decision, actor=actor, at=at, fields=sorted(words))
    return decision


@transaction.atomic
def send_to_sign(*, decision_id: int, actor: Actor, at: datetime) -> Decision:
    """This will pass a draft to the signer. Refused without lines, bases or the signer's name."""
    decision = lock_decision(decision_id)
    if not decision.lines.exists():
        raise Refused(_("Quyết định chưa có ai trong danh sách. Thêm đề nghị đã thông qua."))
    if not decision.signer or not decision.signer_post:
        raise Refused(_("Ghi họ tên và chức vụ người ký."), field="signer")
    if not decision.bases:
        raise Refused(_("Ghi ít nhất một căn cứ ban hành."), field="bases")
    move(decision, DecisionAct.SEND_TO_SIGN, actor=actor, at=at)
    return decision


@transaction.atomic
def take_back(*, decision_id: int, actor: Actor, at: datetime) -> Decision:
    """This will take a decision back from the signer to change it."""
    decision = lock_decision(decision_id)
    move(decision, DecisionAct.TAKE_BACK, actor=actor, at=at)
    return decision


@transaction.atomic
def cancel(*, decision_id: int, reason: str, actor: Actor, at: datetime) -> Decision:
    """This will drop a draft: its nominations stay approved and are free for another decision."""
    decision = lock_decision(decision_id)
    if not reason.strip():
        raise Refused(_("Ghi lý do bỏ bản thảo."), field="reason")
    freed = list(decision.lines.values_list("nomination_id", flat=True))
    move(decision, DecisionAct.CANCEL, actor=actor, at=at, reason=reason.strip(), nominations=freed)
    decision.lines.all().delete()
    return decision


def _lock_draft(decision_id: int, actor: Actor) -> Decision:
    decision = lock_decision(decision_id)
    require(can_draft(actor, decision))
    if decision.state != DecisionState.DRAFT:
        raise Refused(_("Quyết định không còn là bản thảo. Lấy lại để sửa trước khi thay đổi."))
    return decision


def _insist_on_grant(decision: Decision) -> None:
    if decision.kind != DecisionKind.GRANT:
        raise Refused(_("Chỉ quyết định khen thưởng mới thêm đề nghị vào danh sách."))
