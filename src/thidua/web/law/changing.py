"""Drafting a change of the law, and seeing whom it would touch before it takes effect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thidua.core.errors import Refused
from thidua.core.vietnamese import fold
from thidua.domain.access import Role
from thidua.domain.catalogue.drafting import Change, NewInstrument, drafted_library, leaves, patch
from thidua.domain.catalogue.drafts import change_of, draft_change, is_in_the_data, withdraw_change
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.models import RuleDraft
from thidua.domain.catalogue.permissions import can_draft
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.states import DraftState
from thidua.domain.catalogue.touching import touched_cases
from thidua.domain.catalogue.values import Text
from thidua.domain.catalogue.verifying import Rule, RuleKey, find_rule
from thidua.domain.nominations.touched import touched_dossiers
from thidua.domain.organizations.queries.subtrees import unit_refs
from thidua.web.law.comparing import WithdrawalForm, rule_of
from thidua.web.law.spans import value_words
from thidua.web.law.whatif import VERDICTS
from thidua.web.law.words import cited, place_words, said
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame
from thidua.web.shell.requests import ActorRequest

_NEW = "+"
_KINDS = (
    ("law", gettext_lazy("luật")),
    ("decree", gettext_lazy("nghị định")),
    ("circular", gettext_lazy("thông tư")),
    ("decision", gettext_lazy("quyết định")),
    ("guidance", gettext_lazy("hướng dẫn")),
    ("resolution", gettext_lazy("nghị quyết")),
)
_CHANGE, _END = "change", "end"
_DAY = {"type": "date"}


class ChangeForm(forms.Form):
    """What changes, from when, and by which text; the numbers and words of the rule have a field each."""

    starts_on = forms.DateField(label=gettext_lazy("Hiệu lực từ ngày"), widget=forms.DateInput(_DAY))
    act = forms.ChoiceField(
        label=gettext_lazy("Văn bản làm gì"),
        choices=((_CHANGE, gettext_lazy("sửa quy định này")), (_END, gettext_lazy("bãi bỏ quy định này"))),
        widget=forms.RadioSelect,
        initial=_CHANGE,
    )
    title_vi = forms.CharField(label=gettext_lazy("Quy định mới"), max_length=300, required=False)
    title_en = forms.CharField(label=gettext_lazy("Bằng tiếng Anh"), max_length=300, required=False)
    instrument = forms.ChoiceField(label=gettext_lazy("Theo văn bản"))
    number = forms.CharField(label=gettext_lazy("Số, ký hiệu văn bản mới"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"), choices=_KINDS, required=False, initial="decision"
    )
    name = forms.CharField(label=gettext_lazy("Trích yếu"), max_length=300, required=False)
    issued = forms.DateField(
        label=gettext_lazy("Ban hành ngày"), required=False, widget=forms.DateInput(_DAY)
    )
    article = forms.CharField(label=gettext_lazy("Điều"), max_length=20, required=False)
    clause = forms.CharField(label=gettext_lazy("Khoản, điểm"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=500, required=False)

    def __init__(self, data: Any, rule: Rule) -> None:
        super().__init__(
            data, initial={"title_vi": rule.condition.title.vi, "title_en": rule.condition.title.en}
        )
        self.rule = rule
        choices = [(_NEW, _("văn bản mới, chưa có trong danh mục"))]
        choices += [(code, text.short) for code, text in library().instruments.items()]
        field = self.fields["instrument"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices
        self.places = dict(leaves(rule.condition.params))
        for place, value in self.places.items():
            self.fields[f"v:{place}"] = _value_field(place, value, _branch(rule.condition.params, place))

    def value_fields(self) -> list[forms.BoundField]:
        """The fields of the rule's own numbers and words."""
        return [self[f"v:{place}"] for place in self.places]

    def clean(self) -> dict[str, Any]:
        """A new text is told in full."""
        told = super().clean() or {}
        if told.get("instrument") == _NEW:
            for name in ("number", "name", "issued"):
                if not told.get(name):
                    self.add_error(name, _("Ghi đủ số, trích yếu và ngày ban hành của văn bản mới."))
        return told

    def change(self) -> Change:
        """The change as told."""
        told = self.cleaned_data
        values = tuple(
            (place, new)
            for place, old in self.places.items()
            if (new := _typed(told[f"v:{place}"], old)) != _plain(old)
        )
        title = self.rule.condition.title
        renamed = told["title_vi"] not in {"", title.vi}
        return Change(
            key=self.rule.key,
            starts_on=told["starts_on"],
            instrument="" if told["instrument"] == _NEW else told["instrument"],
            article=told["article"].strip(),
            clause=told["clause"].strip(),
            values=None if told["act"] == _END else values,
            title_vi=told["title_vi"] if renamed else "",
            title_en=told["title_en"] if renamed else "",
            text=self._text() if told["instrument"] == _NEW else None,
        )

    def _text(self) -> NewInstrument:
        told = self.cleaned_data
        code = re.sub(r"[^A-Z0-9]+", "-", fold(told["number"]).upper()).strip("-")
        year = str(told["issued"].year)
        code = code if year in code.split("-") else f"{code}-{year}"
        return NewInstrument(code, told["number"], told["kind"], told["name"], told["issued"])


def _value_field(place: str, value: Any, branch: str) -> forms.Field:
    label = place_words(place)
    if isinstance(value, bool):
        return forms.BooleanField(label=label, initial=value, required=False, help_text=branch)
    if isinstance(value, int):
        return forms.IntegerField(label=label, initial=value, min_value=0, help_text=branch)
    several = _("cách nhau bằng dấu phẩy") if isinstance(value, (list, tuple)) else ""
    help_text = "; ".join(part for part in (branch, several) if part)
    return forms.CharField(label=label, initial=value_words(value), max_length=400, help_text=help_text)


def _branch(params: Mapping[str, Any], place: str) -> str:
    """The title of the branch in which a place stands, empty outside of branches."""
    found: Any = params
    title = ""
    for step in place.split(".")[:-1]:
        found = found[int(step)] if step.isdigit() else found[step]
        if isinstance(found, Mapping) and "title" in found:
            title = said(Text(found["title"]["vi"], found["title"].get("en", "")))
    return title


def _typed(told: Any, old: Any) -> Any:
    if isinstance(old, (list, tuple)):
        return tuple(part.strip() for part in str(told).split(",") if part.strip())
    return told


def _plain(old: Any) -> Any:
    return tuple(map(str, old)) if isinstance(old, (list, tuple)) else old


@require_GET
@workspace(Role.LAWYER)
def drafts(request: ActorRequest) -> HttpResponse:
    """Changes being drafted, and those taken back."""
    rows = [
        {"row": row, "award": library().awards.get(row.award_code), "is_in": is_in_the_data(row)}
        for row in RuleDraft.objects.order_by("state", "starts_on", "id")
    ]
    return render(request, "law/drafts.html", {"rows": rows, "said": said, "may": can_draft(request.actor)},
                  using="jinja2")  # fmt: skip


@workspace(Role.LAWYER)
def draft_rule(request: ActorRequest, code: str, version: str, condition: str, since: str) -> HttpResponse:
    """A lawyer writes how a rule is going to change."""
    rule = rule_of(code, version, condition, since)
    form = ChangeForm(request.POST or None, rule)
    if request.method == "POST" and form.is_valid():
        try:
            row = draft_change(
                form.change(), note=form.cleaned_data["note"], actor=request.actor, at=request.now
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            return redirect("draft", row.pk)
    context = {"rule": rule, "form": form, "may": can_draft(request.actor), "said": said, "cited": cited}
    return render(
        request, "law/draft_rule.html", context, status=422 if form.is_bound else 200, using="jinja2"
    )


@require_GET
@workspace(Role.LAWYER)
def draft(request: ActorRequest, draft_id: int) -> HttpResponse:
    """One drafted change: what it says, the worked cases and the open dossiers it would touch, the files it writes."""
    row = get_object_or_404(RuleDraft, pk=draft_id)
    rule = find_rule(library(), RuleKey(row.award_code, row.version, row.condition, row.since))
    context: dict[str, Any] = {
        "row": row,
        "rule": rule,
        "award": library().awards.get(row.award_code),
        "is_in": is_in_the_data(row),
        "instrument": _instrument_words(row),
        "lines": _lines(row, rule),
        "withdrawal": WithdrawalForm(),
        "may": can_draft(request.actor),
        "said": said,
        "cited": cited,
        "verdicts": VERDICTS,
    }
    if row.state == DraftState.DRAFTED and not context["is_in"]:
        context |= _impact(request, row)
    return render(request, "law/draft.html", context, using="jinja2")


def _impact(request: ActorRequest, row: RuleDraft) -> dict[str, Any]:
    change = change_of(row)
    try:
        after = drafted_library(change)
        cases = touched_cases(change)
        told = patch(change)
    except LawError as error:
        return {"problems": [str(problem) for problem in error.problems]}
    touched = touched_dossiers(library(), after, row.starts_on, actor=request.actor)
    files = [line.removeprefix("+++ b/") for line in told.splitlines() if line.startswith("+++ b/")]
    units = unit_refs([one.row.submission.organization_id for one in touched.dossiers], request.today)
    names = {pk: unit.name for pk, unit in units.items()}
    return {"cases": cases, "touched": touched, "patch": told, "files": files, "units": names}


def _instrument_words(row: RuleDraft) -> str:
    if row.new_instrument:
        day = date.fromisoformat(row.new_instrument["issued"])
        return f"{row.new_instrument['number']}, {day:%d/%m/%Y}: {row.new_instrument['name']}"
    text = library().instruments.get(row.instrument)
    return text.short if text else row.instrument


def _lines(row: RuleDraft, rule: Rule | None) -> list[tuple[str, str, str]]:
    """What differs: (place in words, as it is, as it will be)."""
    now = dict(leaves(rule.condition.params)) if rule else {}
    lines = [
        (place_words(place), value_words(now[place]) if place in now else "", value_words(value))
        for place, value in (row.values or {}).items()
    ]
    if row.title_vi:
        lines.append((_("Lời của quy định"), rule.condition.title.vi if rule else "", row.title_vi))
    return lines


@require_GET
@workspace(Role.LAWYER)
def draft_patch(_request: ActorRequest, draft_id: int) -> HttpResponse:
    """The change as a patch of ``law/``, for whoever keeps the data."""
    row = get_object_or_404(RuleDraft, pk=draft_id)
    try:
        told = patch(change_of(row))
    except LawError as error:
        raise Http404 from error
    answer = HttpResponse(told, content_type="text/x-diff; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="law-{row.award_code}-{row.starts_on}.patch"'
    return answer


@workspace(Role.LAWYER)
@require_POST
def draft_withdraw(request: ActorRequest, draft_id: int) -> HttpResponse:
    """Take a drafted change back, with a reason."""
    try:
        withdraw_change(
            draft_id=draft_id, reason=request.POST.get("reason", ""), actor=request.actor, at=request.now
        )
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return redirect("draft", draft_id)
