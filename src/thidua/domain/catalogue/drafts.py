"""Drafting a change of the law: kept with its instrument, withdrawn with a reason; the law itself stays as it is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.catalogue.changes import Change, NewInstrument
from thidua.domain.catalogue.drafting import drafted_library
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.models import RuleDraft
from thidua.domain.catalogue.permissions import can_draft
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.provisions import NEW, Provision, find_provision, of_rule, provisions
from thidua.domain.catalogue.states import DraftState, ProvisionKind
from thidua.domain.catalogue.verifying import Rule, RuleKey


@transaction.atomic
def draft_change(change: Change, *, note: str, actor: Actor, at: datetime) -> RuleDraft:
    """This will keep a change of one provision. Refused unless it lies ahead, cites an article and differs, and
    unless the law would still load with it.
    """
    allowed = can_draft(actor)
    if not allowed:
        raise Refused(allowed.reason)
    if actor.user_id is None:
        raise Refused(_("Thay đổi quy định phải do một người soạn."))
    provision = find_provision(library(), change.kind, change.key)
    if provision is None:
        raise Refused(_("Danh mục không còn quy định này."))
    _check_days(change, provision, at.date())
    if not change.article.strip():
        raise Refused(_("Ghi điều của văn bản quy định thay đổi."), field="article")
    if change.values is not None and not change.title_vi and not _differs(change, provision):
        raise Refused(_("Chưa có gì khác quy định hiện hành. Sửa một số, một chữ, hoặc chọn bãi bỏ."))
    _check_law(change)
    row = RuleDraft.objects.create(
        kind=change.kind, award_code=change.key.award, version=change.key.version, condition=change.key.condition,
        since=change.key.since, starts_on=change.starts_on, instrument=change.instrument,
        new_instrument=_plain(change.text), article=change.article.strip(), clause=change.clause.strip(),
        values=None if change.values is None else dict(change.values), title_vi=change.title_vi,
        title_en=change.title_en, note=note.strip(), drafted_by_id=actor.user_id, drafted_name=actor.name, drafted_at=at,
    )  # fmt: skip
    record("law.change_drafted", row, actor=actor, at=at, **_said(row))
    return row


@transaction.atomic
def withdraw_change(*, draft_id: int, reason: str, actor: Actor, at: datetime) -> RuleDraft:
    """This will take a drafted change back, with a reason."""
    row = RuleDraft.objects.select_for_update().get(pk=draft_id)
    allowed = can_draft(actor)
    if not allowed:
        raise Refused(allowed.reason)
    if row.state == DraftState.WITHDRAWN:
        raise Refused(_("Bản soạn này đã rút rồi."))
    if not reason.strip():
        raise Refused(_("Ghi lý do rút."), field="reason")
    row.state, row.reason = DraftState.WITHDRAWN, reason.strip()
    row.withdrawn_name, row.withdrawn_at = actor.name, at
    row.save()
    record("law.change_withdrawn", row, actor=actor, at=at, reason=row.reason, **_said(row))
    return row


def key_of(row: RuleDraft) -> RuleKey:
    """The provision that a row changes."""
    return RuleKey(row.award_code, row.version, row.condition, row.since)


def change_of(row: RuleDraft) -> Change:
    """The change that a row keeps."""
    new = row.new_instrument
    return Change(
        key=key_of(row),
        kind=row.kind,
        starts_on=row.starts_on,
        instrument=row.instrument,
        article=row.article,
        clause=row.clause,
        values=None
        if row.values is None
        else tuple((place, _frozen(v)) for place, v in sorted(row.values.items())),
        title_vi=row.title_vi,
        title_en=row.title_en,
        text=NewInstrument(**{**new, "issued": date.fromisoformat(new["issued"])}) if new else None,
    )


def is_in_the_data(row: RuleDraft) -> bool:
    """Whether the law as loaded already says what a row drafts: the change was taken into ``law/``."""
    stated = [one for one in _on_that_day(row) if row.condition in {one.key.condition, NEW}]
    if row.values is None:
        return not stated
    told = row.values.items()
    return any(
        one.since == row.starts_on
        and all((one.values.get(place) or "") == (value or "") for place, value in told)
        for one in stated
    )


def _on_that_day(row: RuleDraft) -> list[Provision]:
    """What the data says on the first day of a change: the conditions of its award, else all of its kind."""
    law = library()
    if row.kind != ProvisionKind.CONDITION:
        found = [one for one in provisions(law, row.kind) if one.key.award == row.award_code]
        return [one for one in found if one.since <= row.starts_on <= (one.until or date.max)]
    award = law.awards.get(row.award_code)
    version = award.version_on(row.starts_on) if award else None
    if award is None or version is None:
        return []
    key = RuleKey(row.award_code, version.id, row.condition, row.since)
    asked = version.asked_on(row.starts_on)
    return [of_rule(Rule(key, award, version, c)) for c in asked if c.id == row.condition]


def _check_days(change: Change, provision: Provision, today: date) -> None:
    if change.starts_on <= today:
        raise Refused(_("Ngày hiệu lực phải ở sau hôm nay."), field="starts_on")
    if provision.until and change.starts_on > provision.until:
        raise Refused(_("Ngày ấy quy định này đã hết hiệu lực."), field="starts_on")
    if change.text and change.text.issued > change.starts_on:
        raise Refused(_("Văn bản phải ban hành trước ngày hiệu lực."), field="issued")


def _differs(change: Change, provision: Provision) -> bool:
    now = provision.values
    return any(now.get(place) != (list(v) if isinstance(v, tuple) else v) for place, v in change.values or ())


def _check_law(change: Change) -> None:
    try:
        drafted_library(change)
    except LawError as error:
        words = "; ".join(str(problem) for problem in error.problems[:5])
        raise Refused(_("Danh mục không nhận thay đổi này: %(words)s") % {"words": words}) from error


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _plain(text: NewInstrument | None) -> dict[str, Any] | None:
    return {**asdict(text), "issued": text.issued.isoformat()} if text else None


def _said(row: RuleDraft) -> dict[str, Any]:
    return {
        "rule": f"{row.award_code} · {row.condition}",
        "starts_on": row.starts_on.isoformat(),
        "instrument": (row.new_instrument or {}).get("number") or row.instrument,
    }
