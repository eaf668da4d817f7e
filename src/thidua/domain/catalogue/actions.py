"""Comparing a rule with its text: one lawyer proposes, another confirms, any may withdraw with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.domain.access import Actor, Verdict
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.models import TextComparison
from thidua.domain.catalogue.permissions import can_compare, can_confirm
from thidua.domain.catalogue.states import ComparisonState
from thidua.domain.catalogue.values import Severity
from thidua.domain.catalogue.verifying import Rule, RuleKey, find_rule, fingerprint


@transaction.atomic
def propose_comparison(
    *, key: RuleKey, document: str, compared_on: date, actor: Actor, at: datetime
) -> TextComparison:
    """Record that the actor compared a rule with ``document`` on ``compared_on``; it counts once another confirms."""
    _allow(can_compare(actor))
    if actor.user_id is None:
        raise Refused(_("Việc đối chiếu phải do một người làm."))
    rule = _rule(key)
    if rule.condition.severity is Severity.REFUSES:
        raise Refused(_("Quy định này đã đọc nguyên văn, không cần đối chiếu thêm."))
    if not document.strip():
        raise Refused(_("Ghi số, ngày văn bản đã đối chiếu và điều khoản."), field="document")
    if compared_on > at.date():
        raise Refused(_("Ngày đối chiếu không thể ở tương lai."), field="compared_on")
    if _open(key):
        raise Refused(_("Quy định này đã có người đối chiếu. Xác nhận hoặc rút lần ấy trước."))
    row = TextComparison.objects.create(
        award_code=key.award, version=key.version, condition=key.condition, since=key.since,
        fingerprint=fingerprint(rule.condition), document=document.strip(), compared_on=compared_on,
        first_by_id=actor.user_id, first_name=actor.name, first_at=at,
    )  # fmt: skip
    record("law.comparison_proposed", row, actor=actor, at=at, **_said(row))
    return row


@transaction.atomic
def confirm_comparison(*, comparison_id: int, actor: Actor, at: datetime) -> TextComparison:
    """Confirm as the second person: from now on the rule may refuse. Refused when the rule's words changed since."""
    row = TextComparison.objects.select_for_update().get(pk=comparison_id)
    _allow(can_confirm(actor, row))
    if row.state != ComparisonState.PROPOSED:
        raise Refused(_("Lần đối chiếu này đã được xác nhận hoặc đã rút."))
    if fingerprint(_rule(key_of(row)).condition) != row.fingerprint:
        raise Refused(_("Quy định trong danh mục đã đổi sau lần đối chiếu. Rút lần này và đối chiếu lại."))
    row.state, row.second_by_id, row.second_name, row.second_at = (
        ComparisonState.CONFIRMED, actor.user_id, actor.name, at,
    )  # fmt: skip
    row.save()
    record("law.comparison_confirmed", row, actor=actor, at=at, **_said(row))
    return row


@transaction.atomic
def withdraw_comparison(*, comparison_id: int, reason: str, actor: Actor, at: datetime) -> TextComparison:
    """Withdraw a comparison, confirmed or not: the rule warns again."""
    row = TextComparison.objects.select_for_update().get(pk=comparison_id)
    _allow(can_compare(actor))
    if row.state == ComparisonState.WITHDRAWN:
        raise Refused(_("Lần đối chiếu này đã rút rồi."))
    if not reason.strip():
        raise Refused(_("Ghi lý do rút."), field="reason")
    row.state, row.reason = ComparisonState.WITHDRAWN, reason.strip()
    row.withdrawn_by_id, row.withdrawn_name, row.withdrawn_at = actor.user_id, actor.name, at
    row.save()
    record("law.comparison_withdrawn", row, actor=actor, at=at, reason=row.reason, **_said(row))
    return row


def key_of(row: TextComparison) -> RuleKey:
    """The rule a comparison speaks of."""
    return RuleKey(row.award_code, row.version, row.condition, row.since)


def _allow(verdict: Verdict) -> None:
    if not verdict:
        raise Refused(verdict.reason)


def _rule(key: RuleKey) -> Rule:
    rule = find_rule(library(), key)
    if rule is None:
        raise Refused(_("Danh mục không còn quy định này."))
    return rule


def _open(key: RuleKey) -> bool:
    return (
        TextComparison.objects.filter(
            award_code=key.award, version=key.version, condition=key.condition, since=key.since
        )
        .exclude(state=ComparisonState.WITHDRAWN)
        .exists()
    )


def _said(row: TextComparison) -> dict[str, Any]:
    return {
        "rule": f"{row.award_code} · {row.version} · {row.condition}",
        "document": row.document,
        "compared_on": row.compared_on.isoformat(),
    }
