"""Two achievement sentences side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markupsafe import Markup

from thidua.domain.nominations.permissions import READERS
from thidua.domain.nominations.queries.changes import Change, words_between
from thidua.domain.nominations.queries.submissions import visible_nominations
from thidua.domain.nominations.similar import similar_sentences
from thidua.domain.nominations.values import Similar
from thidua.web.appraisal.filters import kept
from thidua.web.nominations.detail import visible
from thidua.web.nominations.marking import marked
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest


@require_GET
@workspace(*READERS)
def similar(request: ActorRequest, nomination_id: int) -> HttpResponse:
    """The nomination's sentence beside the most alike one, when that one may be read."""
    row = visible(request, nomination_id)
    found = similar_sentences([row.pk]).get(row.pk)
    context: dict[str, Any] = {"nomination": row, "found": found, "queue_query": kept(request.GET)}
    if found:
        context |= {
            "own": _against(found.text, row.achievement),
            "other": _against(row.achievement, found.text),
            "may_read": _may_read(request, found),
        }
    return render(request, "appraisal/similar.html", context, using="jinja2")


def _may_read(request: ActorRequest, found: Similar) -> bool:
    """Lines of the register are of the same unit; another nomination must be inside the reader's scope."""
    if found.kind == "entry":
        return True
    return visible_nominations(request.actor).filter(pk=found.row_id).exists()


def _against(base: str, text: str) -> Markup:
    """``text`` with the words that ``base`` does not have marked."""
    pieces = tuple(piece for piece in words_between(base, text) if piece.kind != "gone")
    return marked(Change(0, "achievement", "", pieces), text, numbered=False)
