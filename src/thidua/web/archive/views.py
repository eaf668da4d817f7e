"""The search over pages, transfer packages, and the comparison of files with their hashes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.core.files import scanner
from thidua.core.ocr import CURE, missing
from thidua.domain.archive import actions
from thidua.domain.archive.beside import WORDS
from thidua.domain.archive.models import Dossier, FixityRun, Item, Package
from thidua.domain.archive.permissions import READERS, can_check_fixity, can_package_at
from thidua.domain.archive.queries import MOST, figures_for, search
from thidua.domain.archive.queries.search import LIMIT
from thidua.domain.archive.states import DerivativeKind, ItemKind, Outcome
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import within
from thidua.web.archive.parts import ALL, number_of, store, tabs, year_of
from thidua.web.register.marking import marked
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

_SHOWN = 50


@require_GET
@workspace(*ALL)
def archive(request: ActorRequest) -> HttpResponse:
    """One box over every page that was read; without a question, how the archive stands."""
    text, year = request.GET.get("q", ""), year_of(request.GET)
    offset = number_of(request.GET, "tu", most=950)
    found = search(request.actor, text, year=year, offset=offset)
    context: dict[str, Any] = {
        "tabs": tabs(request, "archive"),
        "text": text,
        "year": year or "",
        "found": found,
        "hits": [
            {"hit": hit, "text": marked(hit.snippet, found.question.words), "kind": ItemKind(hit.kind).label}
            for hit in found.hits
        ],
        "next": offset + LIMIT if found.count > offset + LIMIT else 0,
        "offset": offset,
    }
    if found.question.is_empty:
        context |= {
            "figures": figures_for(request.actor, request.today),
            "most": MOST,
            "lacking": missing(),
            "cure": CURE,
            "has_scanner": scanner() is not None,
        }
    return render(request, "archive/search.html", context, using="jinja2")


@workspace(*READERS)
def packages(request: ActorRequest) -> HttpResponse:
    """The packages asked for in the actor's scope; by POST, ask for one of the dossiers chosen."""
    if request.method == "POST":
        return _ask(request)
    rows = Package.objects.filter(within(request.actor.spans(*READERS))).order_by("-asked_at", "-pk")[:_SHOWN]
    unit = request.actor.unit
    pack = can_package_at(request.actor, unit.position if unit else -1)
    context = {"tabs": tabs(request, "archive_packages"), "packages": rows, "pack": pack}
    return render(request, "archive/packages.html", context, using="jinja2")


def _ask(request: ActorRequest) -> HttpResponse:
    if request.actor.unit is None:
        raise Http404
    ids = [int(value) for value in request.POST.getlist("dossier") if value.isdecimal() and len(value) < 10]
    made = actions.ask_package(
        organization=Organization.objects.get(pk=request.actor.unit.id),
        dossier_ids=ids,
        title=request.POST.get("title", ""),
        actor=request.actor,
        at=request.now,
    )
    messages.success(request, _("Đã yêu cầu đóng gói; trang này cho biết khi xong."))
    return redirect("archive_package", made.pk)


def _package(request: ActorRequest, package_id: int) -> Package:
    rows = Package.objects.filter(within(request.actor.spans(*READERS))).select_related("organization")
    found = rows.filter(pk=package_id).first()
    if found is None:
        raise Http404
    return found


@require_GET
@workspace(*READERS)
def package(request: ActorRequest, package_id: int) -> HttpResponse:
    """One package: what it holds and where it can be had."""
    row = _package(request, package_id)
    context = {
        "package": row,
        "dossiers": Dossier.objects.filter(pk__in=row.dossier_ids).order_by("decided_on", "pk"),
        "may_take": can_package_at(request.actor, row.organization.position),
    }
    return render(request, "archive/package.html", context, using="jinja2")


@require_GET
@workspace(*READERS)
def package_file(request: ActorRequest, package_id: int) -> HttpResponse:
    """The zip of a package that is ready, for those who may pack."""
    row = _package(request, package_id)
    if row.outcome != Outcome.READY or not can_package_at(request.actor, row.organization.position):
        raise Http404
    answer = StreamingHttpResponse(store().blocks(row.sha256), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="giao-nop-{row.pk:05}.zip"'
    answer["Content-Length"] = str(store().size(row.sha256))
    return answer  # type: ignore[return-value]  # a stream is an answer too; Django has no type for both


@workspace(*ALL)
def fixity(request: ActorRequest) -> HttpResponse:
    """The comparisons so far; by POST, ask for one now."""
    if request.method == "POST":
        run = actions.ask_fixity(actor=request.actor, at=request.now)
        messages.success(request, _("Đã bắt đầu kiểm tra; trang này cho biết khi xong."))
        return redirect("fixity_run", run.pk)
    context = {
        "tabs": tabs(request, "archive_fixity"),
        "runs": FixityRun.objects.order_by("-started_at", "-pk")[:_SHOWN],
        "verdict": can_check_fixity(request.actor),
    }
    return render(request, "archive/fixity.html", context, using="jinja2")


@require_GET
@workspace(*ALL)
def fixity_run(request: ActorRequest, run_id: int) -> HttpResponse:
    """The report of one comparison: every content that is missing or altered, with the papers that need it."""
    run = FixityRun.objects.filter(pk=run_id).first()
    if run is None:
        raise Http404
    problems = run.problems[:_SHOWN]
    papers = Item.objects.filter(original__in=[problem["original"] for problem in problems])
    seen = papers.filter(within(request.actor.spans(*READERS), "unit_position")).select_related("dossier")
    context = {
        "run": run,
        "problems": [(one, [p for p in seen if p.original_id == one["original"]]) for one in problems],
        "words": {
            "missing": _("mất khỏi nơi lưu"), "damaged": _("nội dung đã bị thay đổi"),
            "resized": _("cỡ khác với khi nhận"),
        },
        "kinds": {**dict(DerivativeKind.choices), WORDS: _("Chữ đã đọc từ trang")},
    }  # fmt: skip
    return render(request, "archive/fixity_run.html", context, using="jinja2")
