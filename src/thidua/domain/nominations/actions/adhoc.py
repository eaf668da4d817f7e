"""The ad hoc path: an outstanding deed, proposed and sent in one act, without council or posting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.periods import year as whole_year
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.wordings import award_words
from thidua.domain.nominations.actions.evidence import add_evidence
from thidua.domain.nominations.actions.grid import new_row
from thidua.domain.nominations.actions.submitting import send
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.matching import match_rows
from thidua.domain.nominations.models import Nomination, Round, RoundAward, Submission
from thidua.domain.nominations.permissions import can_edit_at
from thidua.domain.nominations.routes import AD_HOC_HOURS, route
from thidua.domain.nominations.rows import read_row
from thidua.domain.nominations.states import RoundAct, RoundKind
from thidua.domain.nominations.wording import told
from thidua.domain.nominations.workflow import open_call
from thidua.domain.organizations.models import Organization


def adhoc_awards(on: Any) -> list[str]:
    """The awards the ad hoc path may ask for on a day, in the order they are shown."""
    return [
        award.code
        for award in library().awards_on(on)
        if "adhoc" in award.commendation_types and not award.outside
    ]


@transaction.atomic
def submit_adhoc(
    *,
    organization: Organization,
    title: str,
    rows: Sequence[Mapping[str, Any]],
    actor: Actor,
    at: datetime,
    files: Sequence[tuple[str, bytes]] = (),
    content_root: Path = Path(),
) -> Submission:
    """This will propose nominees (cells as in the grid) for an outstanding deed and send them at once.

    ``files`` (name, content) are put behind each nominee and kept under ``content_root``. The first office has 24
    hours. Refused when a cell cannot be read or a nominee lacks name, award or deed; the reasons are in ``details``
    by row.
    """
    answer = can_edit_at(actor, organization.pk)
    if not answer:
        raise Refused(answer.reason)
    if not title.strip():
        raise Refused(_("Ghi việc làm nổi bật cần khen ngay."), field="title")
    if not rows:
        raise Refused(_("Chưa có ai được đề nghị."), field="rows")
    submission = _prepare(organization, title.strip(), actor, at)
    made = _rows(submission, rows, at)
    on = day_of(at)
    for file_name, content in files:
        for row in made:
            add_evidence(
                nomination_id=row.pk, content=content, file_name=file_name, content_root=content_root,
                actor=actor, at=at,
            )  # fmt: skip
    match_rows(submission, [row.pk for row in made], on=on)
    judged = check_rows(submission, None, on=on, at=at)
    _insist_on_complete(judged)
    send(submission, actor=actor, at=at, on=on, due_at=at + timedelta(hours=AD_HOC_HOURS))
    return submission


def _prepare(organization: Organization, title: str, actor: Actor, at: datetime) -> Submission:
    """A call of its own for the deed, made by the unit for itself."""
    on = day_of(at)
    call = Round.objects.create(
        organization=organization,
        kind=RoundKind.ADHOC,
        title=title,
        year=on.year,
        period=whole_year(on.year),
        opens_on=on,
        created_at=at,
    )
    RoundAward.objects.bulk_create(
        RoundAward(round=call, award_code=code, order=order) for order, code in enumerate(adhoc_awards(on))
    )
    open_call(call, RoundAct.OPEN)
    submission = Submission.objects.create(round=call, organization=organization, created_at=at, saved_at=at)
    record("submission.started", submission, actor=actor, at=at, round=call.pk, kind="adhoc")
    return submission


def _rows(submission: Submission, rows: Sequence[Mapping[str, Any]], at: datetime) -> list[Nomination]:
    words = award_words(tuple(submission.round.awards.values_list("award_code", flat=True)))
    read = [read_row(cells, on=day_of(at), awards=words) for cells in rows]
    errors = {number: dict(row.errors) for number, row in enumerate(read, start=1) if row.errors}
    if errors:
        number, reasons = next(iter(errors.items()))
        said = _("Dòng %(rank)s:") % {"rank": number} + f" {next(iter(reasons.values()))}"
        raise Refused(said, field="rows", details=errors)
    made = [new_row(submission, data, rank=rank, at=at) for rank, data in enumerate(read, start=1)]
    Nomination.objects.bulk_create(made)
    return made


def _insist_on_complete(rows: Sequence[Nomination]) -> None:
    lines = [
        f"{row.name or row.rank}: {told(found, 'text')}"
        for row in rows
        for found in row.problems
        if found["level"] == "must"
    ]
    if lines:
        raise Refused(_("Chưa gửi được: %(first)s") % {"first": lines[0]}, field="rows", details=lines)


def first_office(organization_id: int, award_code: str, at: datetime) -> str:
    """The name of the office an ad hoc proposal would go to; empty when there is none."""
    offices = route(award_code, organization_id, day_of(at))
    return offices[0].short_name if offices else ""
