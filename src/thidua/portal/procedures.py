"""The procedures of commending, for everyone: what each award asks for on a day, papers, days, who decides, and forms."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thidua.domain.catalogue.awards import Award, AwardVersion
from thidua.domain.catalogue.blanks import blank_docx, blanks_for
from thidua.domain.catalogue.citing import Use, article_key, uses_of
from thidua.domain.catalogue.library import Library, library
from thidua.domain.catalogue.papers import Paper
from thidua.domain.catalogue.telling import SUBJECTS, deadline_words, dong, due_words, vote_words
from thidua.domain.catalogue.values import Bonus, Citation, Condition, Text
from thidua.domain.catalogue.verifying import current_library
from thidua.portal.pages import page, public

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LEVELS = {
    "state": gettext_lazy("Cấp Nhà nước"),
    "ministry": gettext_lazy("Cấp bộ, ngành, tỉnh"),
    "confederation": gettext_lazy("Cấp Tổng Liên đoàn"),
    "province": gettext_lazy("Cấp tỉnh, ngành"),
    "upper": gettext_lazy("Cấp trên trực tiếp cơ sở"),
    "grassroots": gettext_lazy("Cấp cơ sở"),
}


@public
def procedures(request: HttpRequest) -> HttpResponse:
    """Every title and form that goes through the union on a day, by level; and how to check a certificate, to have it
    corrected, to keep one's year of birth off the page."""
    law, on = current_library(), _asked_day(request)
    awards = [award for award in law.awards_on(on) if not award.outside]
    groups = [
        (label, [_line(law, a, on) for a in awards if a.level == level]) for level, label in LEVELS.items()
    ]
    context = {
        "site_title": _("Cổng thi đua, khen thưởng"),
        "groups": [group for group in groups if group[1]],
        "on": on,
        "is_today": on == _today(request),
        "blanks": list(law.blanks.values()),
        "said": said,
    }
    return page(request, "portal/procedures.html", context)


def _line(law: Library, award: Award, on: date) -> dict[str, Any]:
    version = law.version_on(award.code, on)
    subjects = ", ".join(str(SUBJECTS[kind]) for kind in award.subjects)
    return {"award": award, "authority": said(law.authority_of(award.code, on).name), "subjects": subjects,
            "is_unread": version.status != "held"}  # fmt: skip


@public
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One title or form on a day: conditions, limits, papers, sets, forms, days, who decides, votes, money."""
    law, on = current_library(), _asked_day(request)
    award = law.awards.get(code)
    if award is None or award.outside:
        raise Http404
    version = award.version_on(on)
    if version is None:
        return _outside(request, award, on)
    papers = law.dossier(code, on)
    context = {
        "site_title": _("Cổng thi đua, khen thưởng"),
        "award": award,
        "version": version,
        "on": on,
        "conditions": [_condition(c) for c in version.conditions if c.covers(on) and c.kind != "no_text"],
        "limits": [(said(q.title), cited(q.citation), q.severity == "warns") for q in version.quotas_on(on)],
        "papers": [_paper(paper, law) for paper in papers],
        "blanks": blanks_for(law.blanks, award, papers),
        "facts": _facts(law, award, version, on),
        "versions": [(v, v.covers(on)) for v in award.versions],
        "said": said,
        "cited": cited,
    }
    return page(request, "portal/procedure.html", context)


def _outside(request: HttpRequest, award: Award, on: date) -> HttpResponse:
    """A day that no rule kept here holds on: said in words, with the periods that are kept."""
    context = {"site_title": _("Cổng thi đua, khen thưởng"), "award": award, "on": on, "said": said}
    answer = page(request, "portal/procedure_unknown_day.html", context)
    answer.status_code = 404
    return answer


def _condition(condition: Condition) -> dict[str, Any]:
    branches = condition.params.get("of") if condition.kind in {"any", "all"} else None
    subjects = ", ".join(str(SUBJECTS[kind]) for kind in condition.subjects)
    return {
        "title": said(condition.title),
        "subjects": subjects,
        "branches": [_title(one) for one in branches or ()],
        "article": cited(condition.citation),
        "is_read": condition.severity == "refuses",
        "verified_on": condition.verified_on,
    }


def _title(branch: dict[str, Any]) -> str:
    title = branch.get("title", {})
    return said(Text(title.get("vi", branch.get("kind", "")), title.get("en", "")))


def _paper(paper: Paper, law: Library) -> dict[str, Any]:
    return {
        "label": said(paper.label),
        "form": paper.form,
        "slug": law.blanks[paper.form].slug if paper.form in law.blanks else "",
        "due": due_words(paper),
    }


def _facts(law: Library, award: Award, version: AwardVersion, on: date) -> list[tuple[str, str, str]]:
    """Label, value, note: who decides, votes, days, sets, money."""
    posting = law.publication_days(award.code, on)
    vote = law.voting_rule(award.code, on)
    rows = [
        (_("Người quyết định"), said(law.authority_of(award.code, on).name), ""),
        (_("Số bộ hồ sơ"), str(version.formalities_on(on).copies), ""),
        (_("Thời điểm"), said(law.told(version.timing)), ""),
        (_("Công khai"), _("%(days)s ngày làm việc trước khi họp Hội đồng") % {"days": posting} if posting
         else _("không bắt buộc"), ""),
        (_("Hội đồng"), vote_words(vote), cited(vote.citation) if vote.required else ""),
        *((said(one.title), deadline_words(one), cited(one.citation)) for one in version.deadlines_on(on)),
        *((_("Tiền thưởng (%(who)s)") % {"who": SUBJECTS[kind]}, *bonus_words(law.bonus(award.code, kind, on)))
          for kind in award.subjects),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def bonus_words(bonus: Bonus) -> tuple[str, str]:
    """The money and the note beside it."""
    if bonus.amount is None:
        return _("chưa có văn bản"), ""
    return dong(bonus.amount), cited(bonus.citation) if bonus.citation else ""


@public
def form_file(request: HttpRequest, form: str) -> HttpResponse:
    """A blank form as DOCX."""
    blank = next((blank for blank in current_library().blanks.values() if blank.slug == form), None)
    if blank is None:
        raise Http404
    answer = HttpResponse(blank_docx(blank, at=_now(request)), content_type=_DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{blank.slug}.docx"'
    return answer


@public
def text(request: HttpRequest, code: str) -> HttpResponse:
    """One legal text: when it is in force, and which rules of which awards rest on which article."""
    law = current_library()
    if code not in law.instruments:
        raise Http404
    articles: dict[str, list[Use]] = defaultdict(list)
    for use in uses_of(law):
        if use.citation.instrument == code and not (use.award and law.awards[use.award].outside):
            articles[use.citation.article].append(use)
    context = {
        "site_title": _("Cổng thi đua, khen thưởng"),
        "instrument": law.instruments[code],
        "articles": [(key, articles[key]) for key in sorted(articles, key=article_key)],
        "names": {award.code: said(award.name) for award in law.awards.values()},
        "said": said,
    }
    return page(request, "portal/text.html", context)


def said(words: Text) -> str:
    """The text in the language of the page."""
    return words.said(get_language())


def cited(citation: Citation) -> SafeString:
    """The article in words, as a link to the public page of its text."""
    if citation.instrument not in library().instruments:
        return escape(citation.label)
    anchor = f"#dieu-{citation.article}" if citation.article else ""
    kept = "?ngon_ngu=en" if get_language() == "en" else ""
    address = reverse("public_text", args=[citation.instrument]) + kept + anchor
    return format_html('<a href="{}">{}</a>', address, citation.label)


def _asked_day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return _today(request)


def _today(request: HttpRequest) -> date:
    return cast(date, request.today)  # type: ignore[attr-defined]  # set by the middleware


def _now(request: HttpRequest) -> datetime:
    return cast(datetime, request.now)  # type: ignore[attr-defined]  # set by the middleware
