"""Supposing: other facts, another day or another regime, beside things as they are. Read only, nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thidua.domain.catalogue.facts import Discipline, Facts, Initiative, PriorAward
from thidua.domain.catalogue.library import Library, library
from thidua.domain.catalogue.lookahead import awards_ahead
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Evaluation
from thidua.domain.catalogue.verifying import current_library
from thidua.domain.catalogue.whatif import Question, Supposed, compare
from thidua.domain.nominations.facts import facts_of_people
from thidua.domain.people.queries import get_person
from thidua.domain.people.states import DisciplineKind, InitiativeLevel, Rating
from thidua.web.law.ahead import line_of
from thidua.web.law.words import said
from thidua.web.organizations.units import crumbs
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

KINDS = {"met": "done", "not_met": "failed", "needs_person": "needs_person", "not_due": "pending"}
VERDICTS = {
    "eligible": ("done", gettext_lazy("đủ điều kiện")),
    "not_eligible": ("failed", gettext_lazy("không đủ điều kiện")),
    "needs_person": ("needs_person", gettext_lazy("cần người xét")),
}
_DAY = {"type": "date"}


class SupposeForm(forms.Form):
    """What is supposed, all optional: empty fields change nothing."""

    award = forms.ChoiceField(label=gettext_lazy("Hình thức đang xét"), required=False)
    on = forms.DateField(label=gettext_lazy("Ngày nhận hồ sơ"), required=False, widget=forms.DateInput(_DAY))
    regime = forms.ChoiceField(label=gettext_lazy("Hoặc chọn thời kỳ"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Năm xét"), required=False, min_value=2000, max_value=2100)
    got = forms.ChoiceField(label=gettext_lazy("Thêm một lần được tặng"), required=False)
    got_year = forms.IntegerField(
        label=gettext_lazy("Cho năm"), required=False, min_value=1990, max_value=2100
    )
    got_on = forms.DateField(
        label=gettext_lazy("Quyết định ngày"), required=False, widget=forms.DateInput(_DAY)
    )
    rating = forms.ChoiceField(label=gettext_lazy("Xếp loại là"), required=False)
    rating_year = forms.IntegerField(
        label=gettext_lazy("Của năm"), required=False, min_value=1990, max_value=2100
    )
    level = forms.ChoiceField(label=gettext_lazy("Thêm sáng kiến cấp"), required=False)
    level_year = forms.IntegerField(
        label=gettext_lazy("Công nhận năm"), required=False, min_value=1990, max_value=2100
    )
    discipline = forms.ChoiceField(label=gettext_lazy("Thêm kỷ luật"), required=False)
    since = forms.DateField(label=gettext_lazy("Từ ngày"), required=False, widget=forms.DateInput(_DAY))
    until = forms.DateField(label=gettext_lazy("Đến ngày"), required=False, widget=forms.DateInput(_DAY))

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        law = library()
        self.today = today
        awards = [(a.code, said(a.name)) for a in awards_ahead(law, today)]
        none = ("", _("không"))
        choices: dict[str, list[tuple[str, Any]]] = {
            "award": awards,
            "got": [none, *awards],
            "regime": [("", _("theo ngày nhận hồ sơ")), *((r.code, said(r.name)) for r in law.regimes)],
            "rating": [("", _("như đã ghi")), *Rating.choices],
            "level": [none, *InitiativeLevel.choices],
            "discipline": [none, *DisciplineKind.choices],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the fields above
            field.choices = options

    def clean(self) -> dict[str, Any]:
        """What is begun must be told to the end."""
        told = super().clean() or {}
        if told.get("rating") and not told.get("rating_year"):
            self.add_error("rating_year", _("Ghi năm được xếp loại."))
        if told.get("discipline") and not told.get("since"):
            self.add_error("since", _("Ghi ngày bắt đầu kỷ luật."))
        if told.get("until") and told.get("since") and told["until"] < told["since"]:
            self.add_error("until", _("Ngày kết thúc phải sau ngày bắt đầu."))
        return told

    def supposed(self, on: date, year: int) -> Supposed:
        """What is supposed on top of the records, for a dossier received on a day and judged for a year."""
        told = self.cleaned_data
        got_on = told.get("got_on")
        got_year = told.get("got_year") or (got_on.year if got_on else year)
        by_then = min(date(got_year, 12, 31), on)  # decided before it is asked
        award = PriorAward(told["got"], got_on or by_then, got_year, _("(giả định)"))
        level_year = told.get("level_year") or year
        return Supposed(
            awards=(award,) if told.get("got") else (),
            ratings=((told["rating_year"], told["rating"]),) if told.get("rating") else (),
            initiatives=(Initiative(told["level"], level_year, title=_("giả định")),)
            if told.get("level")
            else (),
            disciplines=(Discipline(told["discipline"], told["since"], told.get("until")),)
            if told.get("discipline")
            else (),
        )

    def day(self, axis: str) -> date:
        """The day supposed: the one told, unless a regime is chosen that does not hold then."""
        on: date = self.cleaned_data.get("on") or self.today
        chosen = next((r for r in library().regimes if r.code == self.cleaned_data.get("regime")), None)
        if chosen is None or chosen.axis != axis or chosen.covers(on):
            return on
        return chosen.until or chosen.since


@require_GET
@workspace()
def suppose(request: ActorRequest, person_id: int) -> HttpResponse:
    """One award for one person, as things are and as supposed, side by side."""
    person = or_404(get_person, request.actor, person_id)
    form = SupposeForm(request.GET or None, request.today)
    facts = facts_of_people([person.pk], request.today, request.today.year)[person.pk]
    unit_id = person.subject.organization_id
    trail = crumbs(request, unit_id) if unit_id else []
    context: dict[str, Any] = {
        "person": person,
        "form": form,
        "on": request.today,
        "breadcrumbs": [*trail, (person.subject.name, ""), (_("Thử thay đổi"), "")],
    }
    if form.is_valid():
        context |= _answer(form, facts, request.today, person.pk)
    return render(request, "law/suppose.html", context, using="jinja2")


def _answer(form: SupposeForm, facts: Facts, today: date, person_id: int) -> dict[str, Any]:
    law = current_library()
    code = form.cleaned_data.get("award") or awards_ahead(law, today)[0].code
    on = form.day(law.award(code).axis)
    year = form.cleaned_data.get("year") or on.year
    before = Question(facts, today, today.year)
    after = Question(form.supposed(on, year).upon(facts), on, year)
    try:
        found = compare(code, before, after, library=law)
        others = _others(law, code, before, after, today)
    except LawError as error:
        return {"refusal": str(error.problems[0].reason)}
    return {
        "award": law.award(code),
        "award_name": said(law.award(code).name),
        "comparison": found,
        "rows": [_row(pair, before, after, person_id) for pair in found.pairs],
        "sides": [_side(found.before), _side(found.after)],
        "others": others,
    }


def _row(pair: Any, before: Question, after: Question, person_id: int) -> dict[str, Any]:
    def side(finding: Any, question: Question) -> Any:
        if finding is None:
            return None
        kind = KINDS[finding.verdict]
        return line_of(finding, kind, question.facts, person_id, year=question.period_year)

    return {
        "title": said(pair.finding.title),
        "is_changed": pair.is_changed,
        "sides": [side(pair.before, before), side(pair.after, after)],
    }


def _side(result: Evaluation) -> dict[str, Any]:
    kind, word = VERDICTS[result.verdict]
    return {"kind": kind, "word": word, "reason": result.regime_reason, "on": result.received_on,
            "year": result.period_year}  # fmt: skip


def _others(law: Library, code: str, before: Question, after: Question, today: date) -> list[dict[str, Any]]:
    """The other awards whose answer changes."""
    others = (award.code for award in awards_ahead(law, today) if award.code != code)
    found = [compare(other, before, after, library=law) for other in others]
    return [
        {
            "name": said(law.award(one.award).name),
            "code": one.award,
            "before": VERDICTS[one.before.verdict],
            "after": VERDICTS[one.after.verdict],
            "count": sum(pair.is_changed for pair in one.pairs),
        }
        for one in found
        if one.is_changed
    ]
