"""The law as the program applies it: awards on a day, their conditions and papers, and the texts behind them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thidua.domain.access import Role
from thidua.domain.catalogue.awards import Award
from thidua.domain.catalogue.citing import Use, article_key, uses_of
from thidua.domain.catalogue.library import Library, library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.telling import deadline_words, due_words, vote_words
from thidua.domain.catalogue.verifying import current_library
from thidua.web.law.words import cited, said, standing
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

LEVELS = {
    "state": gettext_lazy("Cấp Nhà nước"),
    "ministry": gettext_lazy("Cấp bộ, ngành, tỉnh"),
    "confederation": gettext_lazy("Cấp Tổng Liên đoàn"),
    "province": gettext_lazy("Cấp tỉnh, ngành"),
    "upper": gettext_lazy("Cấp trên trực tiếp cơ sở"),
    "grassroots": gettext_lazy("Cấp cơ sở"),
}


def asked_day(request: ActorRequest) -> date:
    """The day in ``?ngay=``, today without one or for one that is no day."""
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return request.today


@require_GET
@workspace()
def awards(request: ActorRequest) -> HttpResponse:
    """Every award known on a day, by level."""
    on, law = asked_day(request), current_library()
    groups = [
        (label, [_line(law, award, on) for award in law.awards_on(on, level=level)])
        for level, label in LEVELS.items()
    ]
    context = {
        "groups": [g for g in groups if g[1]],
        "on": on,
        "version": law.version[:12],
        "said": said,
        "is_lawyer": request.actor.has(Role.LAWYER),
        "unit_id": request.actor.unit.id if request.actor.unit else None,
    }
    return render(request, "law/awards.html", context, using="jinja2")


def _line(law: Library, award: Award, on: date) -> dict[str, Any]:
    version = law.version_on(award.code, on)
    return {
        "award": award,
        "version": version,
        "authority": law.authority_of(award.code, on),
        "is_unread": version.status != "held",
    }


@require_GET
@workspace()
def award(request: ActorRequest, code: str) -> HttpResponse:
    """One award on a day: conditions with their articles, limits, papers, vote, money; and how the rules changed."""
    on, law = asked_day(request), current_library()
    found = law.awards.get(code)
    if found is None:
        raise Http404
    version = found.version_on(on)
    if version is None:
        context = {"award": found, "on": on, "said": said}
        return render(request, "law/award_unknown_day.html", context, status=404, using="jinja2")
    asked, vote = version.asked_on(on), law.voting_rule(code, on)
    conditions = [one for one in asked if one.kind != "no_text"]
    context = {
        "award": found,
        "version": version,
        "on": on,
        "said": said,
        "authority": law.authority_of(code, on),
        "copies": version.formalities_on(on).copies,
        "papers": [(paper, due_words(paper)) for paper in law.dossier(code, on)],
        "timing": said(law.told(version.timing)),
        "note": said(law.told(version.note)),
        "blanks": law.blanks,
        "conditions": conditions,
        "missing": [said(law.told(c.params["what"])) for c in asked if c.kind == "no_text"],
        "texts": dict.fromkeys([version.citation.instrument, *(c.citation.instrument for c in asked)]),
        "standing": standing,
        "quotas": version.quotas_on(on),
        "deadlines": [
            (said(one.title), deadline_words(one), cited(one.citation)) for one in version.deadlines_on(on)
        ],
        "vote": (vote_words(vote), cited(vote.citation) if vote.required else ""),
        "bonuses": [law.bonus(code, kind, on) for kind in found.subjects],
        "publication": law.publication_days(code, on),
        "cited": cited,
        "instruments": law.instruments,
    }
    return render(request, "law/award.html", context, using="jinja2")


@require_GET
@workspace()
def instrument(request: ActorRequest, code: str) -> HttpResponse:
    """One legal text: when it was in force and which rules rest on it."""
    law = library()
    try:
        found = law.instrument(code)
    except LawError as error:
        raise Http404 from error
    articles: dict[str, list[Use]] = defaultdict(list)
    for use in uses_of(law):
        if use.citation.instrument == code:
            articles[use.citation.article].append(use)
    context = {
        "instrument": found,
        "articles": [(key, articles[key]) for key in sorted(articles, key=article_key)],
        "names": {award.code: said(award.name) for award in law.awards.values()},
        "regimes": [r for r in law.regimes if code in r.instruments],
        "said": said,
    }
    return render(request, "law/instrument.html", context, using="jinja2")
