"""Help."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.domain.accounts.models import ROLE_LABELS
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest


@require_GET
@workspace()
def show(request: ActorRequest) -> HttpResponse:
    """The way a dossier goes, the keys, and the roles of the reader."""
    mine = [
        (
            ROLE_LABELS[grant.role],
            grant.unit.name,
            _("thay %(name)s") % {"name": grant.on_behalf_of} if grant.on_behalf_of else "",
        )
        for grant in request.actor.grants
    ]
    return render(request, "help/page.html", {"mine": mine}, using="jinja2")
