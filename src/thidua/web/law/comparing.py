"""Comparing rules with their texts: what nobody has read yet, who compared what, and the second person's word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.catalogue import actions
from thidua.domain.catalogue.actions import key_of
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.models import TextComparison
from thidua.domain.catalogue.permissions import can_compare, can_confirm
from thidua.domain.catalogue.provisions import leaves
from thidua.domain.catalogue.states import ComparisonState
from thidua.domain.catalogue.values import Severity, Text
from thidua.domain.catalogue.verifying import (
    Rule,
    RuleKey,
    as_yaml,
    confirmed,
    find_rule,
    fingerprint,
    rules_of,
)
from thidua.web.law.spans import labelled
from thidua.web.law.words import CONFIDENCE, cited, place_words, said
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame
from thidua.web.shell.requests import ActorRequest


class ComparisonForm(forms.Form):
    document = forms.CharField(label=gettext_lazy("Văn bản đã đối chiếu"), max_length=300)
    compared_on = forms.DateField(
        label=gettext_lazy("Ngày đối chiếu"), widget=forms.DateInput({"type": "date"})
    )


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do rút"), max_length=500)


@require_GET
@workspace(Role.LAWYER)
def comparisons(request: ActorRequest) -> HttpResponse:
    """The rules in force on a day that only warn, what waits for a second person, and what was confirmed."""
    on = _asked_day(request)
    rows = {key_of(row): row for row in TextComparison.objects.exclude(state=ComparisonState.WITHDRAWN)}
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for rule in rules_of(library()):
        found = rows.get(rule.key)
        warns = rule.condition.severity is Severity.WARNS and _in_force(rule, on)
        if found or warns:
            groups[found.state if found else "open"].append(_line(rule, found))
    context = {"groups": groups, "on": on, "said": said, "cited": cited}
    return render(request, "law/comparisons.html", context, using="jinja2")


def _in_force(rule: Rule, on: date) -> bool:
    condition = rule.condition
    in_span = condition.since <= on and (condition.until is None or on <= condition.until)
    return rule.version.covers(on) and in_span


def _line(rule: Rule, row: TextComparison | None) -> dict[str, Any]:
    stale = row is not None and row.fingerprint != fingerprint(rule.condition)
    return {"rule": rule, "url": _address(rule.key), "row": row, "is_stale": stale}


def _address(key: RuleKey) -> str:
    return reverse("comparison_rule", args=[key.award, key.version, key.condition, key.since.isoformat()])


def _asked_day(request: ActorRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return request.today


@workspace(Role.LAWYER)
def comparison_rule(
    request: ActorRequest, code: str, version: str, condition: str, since: str
) -> HttpResponse:
    """One rule with what was said about it; a lawyer proposes that it was compared with its text."""
    rule = rule_of(code, version, condition, since)
    form = ComparisonForm(request.POST or None, initial={"compared_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_comparison(key=rule.key, **form.cleaned_data, actor=request.actor, at=request.now)
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Đã ghi lần đối chiếu. Một cán bộ pháp chế khác cần xác nhận."))
            return redirect(_address(rule.key))
    status = 422 if form.is_bound else 200
    return render(
        request, "law/comparison.html", _context(request, rule, form), status=status, using="jinja2"
    )


def _context(request: ActorRequest, rule: Rule, form: forms.Form) -> dict[str, Any]:
    rows = list(
        TextComparison.objects.filter(
            award_code=rule.key.award,
            version=rule.key.version,
            condition=rule.key.condition,
            since=rule.key.since,
        ).order_by("-first_at")
    )
    current = next((row for row in rows if row.state != ComparisonState.WITHDRAWN), None)
    return {
        "rule": rule,
        "rows": rows,
        "current": current,
        "is_stale": current is not None and current.fingerprint != fingerprint(rule.condition),
        "form": form,
        "withdrawal": WithdrawalForm(),
        "may_compare": can_compare(request.actor),
        "may_confirm": can_confirm(request.actor, current) if current else None,
        "refuses": rule.condition.severity is Severity.REFUSES,
        "confidence": _how_sure(rule, current),
        "params": numbers_of(
            {k: v for k, v in rule.condition.params.items() if not isinstance(v, list) or k != "of"}
        ),
        "branches": [(said_of(one), numbers_of(one)) for one in branches_of(rule.condition.params)],
        "note": said(library().told(rule.condition.note)),
        "said": said,
        "cited": cited,
    }


def _how_sure(rule: Rule, current: TextComparison | None) -> str:
    """How sure the data is, unless two people have confirmed these very words since."""
    is_confirmed = (
        current is not None
        and current.state == ComparisonState.CONFIRMED
        and current.fingerprint == fingerprint(rule.condition)
    )
    if is_confirmed:
        return _("hai người đã đối chiếu với văn bản")
    return str(CONFIDENCE.get(rule.condition.confidence, rule.condition.confidence))


def numbers_of(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The numbers and words of a rule or branch: all that the comparison answers for."""
    return [(place_words(place), labelled(value)) for place, value in leaves(params)]


def branches_of(params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The branches of a rule made of rules; ``of`` is a code in others."""
    found = params.get("of")
    return found if isinstance(found, list) else []


def said_of(branch: dict[str, Any]) -> str:
    """The title of a branch of a rule."""
    title = branch.get("title", {})
    return said(Text(title.get("vi", branch.get("kind", "")), title.get("en", "")))


def rule_of(code: str, version: str, condition: str, since: str) -> Rule:
    """The rule that the parts of an address name; 404 for none."""
    try:
        key = RuleKey(code, version, condition, date.fromisoformat(since))
    except ValueError as error:
        raise Http404 from error
    rule = find_rule(library(), key)
    if rule is None:
        raise Http404
    return rule


@workspace(Role.LAWYER)
@require_POST
def comparison_act(request: ActorRequest, comparison_id: int, act: str) -> HttpResponse:
    """Confirm as the second person, or withdraw with a reason."""
    if act not in {"xac-nhan", "rut"}:
        raise Http404
    try:
        if act == "xac-nhan":
            row = actions.confirm_comparison(comparison_id=comparison_id, actor=request.actor, at=request.now)
            messages.success(request, _("Đã xác nhận. Từ nay quy định này được dùng để loại."))
        else:
            reason = request.POST.get("reason", "")
            row = actions.withdraw_comparison(
                comparison_id=comparison_id, reason=reason, actor=request.actor, at=request.now
            )
            messages.success(request, _("Đã rút. Quy định này lại chỉ nhắc."))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return redirect(_address(key_of(row)))


@require_GET
@workspace(Role.LAWYER)
def comparisons_file(request: ActorRequest) -> HttpResponse:
    """What was confirmed, as the file that goes into the law's folder."""
    answer = HttpResponse(as_yaml(confirmed()), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verifications.yaml"'
    return answer
