"""Drafting a change of the law, and seeing whom it would touch before it takes effect."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.catalogue.drafting import drafted_library, patch
from thidua.domain.catalogue.drafts import change_of, draft_change, is_in_the_data, key_of, withdraw_change
from thidua.domain.catalogue.library import EVERY_AWARD, library
from thidua.domain.catalogue.models import RuleDraft
from thidua.domain.catalogue.permissions import can_draft
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.provisions import NEW, Provision, find_provision
from thidua.domain.catalogue.states import DraftState, ProvisionKind
from thidua.domain.catalogue.touching import touched_cases
from thidua.domain.catalogue.values import Text
from thidua.domain.catalogue.verifying import RuleKey
from thidua.domain.nominations.touched import touched_dossiers
from thidua.domain.nominations.touched_besides import FOLLOW_LATER, touched_besides
from thidua.domain.organizations.queries.subtrees import unit_refs
from thidua.web.law.change_form import ChangeForm
from thidua.web.law.comparing import WithdrawalForm
from thidua.web.law.kinds import KINDS
from thidua.web.law.spans import value_words
from thidua.web.law.whatif import VERDICTS
from thidua.web.law.words import cited, place_words, said
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame
from thidua.web.shell.requests import ActorRequest


@require_GET
@workspace(Role.LAWYER)
def drafts(request: ActorRequest) -> HttpResponse:
    """Changes being drafted, and those taken back."""
    rows = [
        {
            "row": row,
            "about": _about(find_provision(library(), row.kind, key_of(row)), row),
            "is_in": is_in_the_data(row),
        }
        for row in RuleDraft.objects.order_by("state", "starts_on", "id")
    ]
    return render(request, "law/drafts.html", {"rows": rows, "said": said, "may": can_draft(request.actor)},
                  using="jinja2")  # fmt: skip


@workspace(Role.LAWYER)
def draft_rule(  # noqa: PLR0917 - the parts of the address
    request: ActorRequest, code: str, version: str, condition: str, since: str, kind: str = ""
) -> HttpResponse:
    """A lawyer writes how a provision is going to change."""
    provision = _provision_of(kind, code, version, condition, since)
    form = ChangeForm(request.POST or None, provision)
    if request.method == "POST" and form.is_valid():
        try:
            row = draft_change(
                form.change(), note=form.cleaned_data["note"], actor=request.actor, at=request.now
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            return redirect("draft", row.pk)
    context = {
        "provision": provision,
        "about": _about(provision),
        "form": form,
        "may": can_draft(request.actor),
        "said": said,
        "cited": cited,
        "award": provision.awards[0] if provision.awards else "",
    }
    return render(
        request, "law/draft_rule.html", context, status=422 if form.is_bound else 200, using="jinja2"
    )


def _provision_of(kind: str, code: str, version: str, condition: str, since: str) -> Provision:
    """The provision that the parts of an address name; 404 for none."""
    try:
        key = RuleKey(code, version, condition, date.fromisoformat(since))
        wanted = KINDS[kind] if kind else ProvisionKind.CONDITION
    except (ValueError, KeyError) as error:
        raise Http404 from error
    provision = find_provision(library(), wanted, key)
    if provision is None:
        raise Http404
    return provision


def _about(provision: Provision | None, row: RuleDraft | None = None) -> str:
    """The awards that a provision concerns."""
    awards = library().awards
    if provision is None:
        return row.award_code if row else ""
    known = [awards[code] for code in provision.awards if code in awards]
    if not known:
        return _("mọi hình thức") if not provision.awards else ", ".join(provision.awards)
    if len(known) == 1:
        return said(known[0].name)
    shown = ", ".join(award.short for award in known[:4])
    return (
        shown
        if len(known) <= 4
        else _("%(names)s và %(n)s hình thức khác") % {"names": shown, "n": len(known) - 4}
    )


@require_GET
@workspace(Role.LAWYER)
def draft(request: ActorRequest, draft_id: int) -> HttpResponse:
    """One drafted change: what it says, the worked cases and the open dossiers it would touch, the files it writes."""
    row = get_object_or_404(RuleDraft, pk=draft_id)
    provision = find_provision(library(), row.kind, key_of(row))
    context: dict[str, Any] = {
        "row": row,
        "provision": provision,
        "about": _about(provision, row),
        "is_in": is_in_the_data(row),
        "instrument": _instrument_words(row),
        "lines": _lines(row, provision),
        "withdrawal": WithdrawalForm(),
        "may": can_draft(request.actor),
        "said": said,
        "cited": cited,
        "verdicts": VERDICTS,
        "follows_later": row.kind in FOLLOW_LATER,
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
    if row.kind == ProvisionKind.CONDITION:
        touched = touched_dossiers(library(), after, row.starts_on, actor=request.actor)
    else:
        touched = touched_besides(library(), after, row.kind, row.starts_on, actor=request.actor)
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


def _lines(row: RuleDraft, provision: Provision | None) -> list[tuple[str, str, str]]:
    """What differs: (place in words, as it is, as it will be)."""
    now = provision.values if provision else {}
    lines = [
        (
            place_words(place),
            value_words(now.get(place, ""), row.kind, place),
            value_words(value, row.kind, place),
        )
        for place, value in (row.values or {}).items()
    ]
    if row.title_vi:
        before = said(provision.title) if provision and row.condition != NEW else ""
        lines.append((_("Lời của quy định"), before, said(Text(row.title_vi, row.title_en))))
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
    name = row.award_code if row.award_code != EVERY_AWARD else row.kind
    answer = HttpResponse(told, content_type="text/x-diff; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="law-{name}-{row.starts_on}.patch"'
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
