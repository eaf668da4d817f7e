"""Kept views by mail: the table in words, its workbook, where it opens and where the letters end."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.clock import day_of
from thidua.core.sheets import write_form
from thidua.core.vietnamese import format_number
from thidua.domain.access import WORKING, Actor
from thidua.domain.accounts.acting import actor_for
from thidua.domain.reporting.models import Mailing
from thidua.domain.reporting.pivot import pivot
from thidua.domain.reporting.queries import mailings_due, views_for
from thidua.domain.reporting.states import Rhythm
from thidua.domain.reporting.tables import PivotTable
from thidua.web.statistics.asking import Asked, asked
from thidua.web.statistics.exports import XLSX, pivot_sheet
from thidua.web.statistics.pickers import NAMES, title_of

SHOWN_ROWS = 20


def send_due(*, at: datetime, base_url: str, sender: str) -> int:
    """Send every letter that is due and return how many went out; each is marked before the next one is tried.

    A letter tells the figures up to the day before, in the scope its reader has today. One whose reader may not open
    the view any more is ended. A letter that the mail server refuses stays due and holds up no other; the first of
    such errors is raised when all were tried.
    """
    on, sent, refused = day_of(at), 0, list[OSError]()
    for pk in mailings_due(on):
        try:
            sent += _send(pk, at=at, on=on, base_url=base_url, sender=sender)
        except OSError as error:
            refused.append(error)
    if refused:
        raise refused[0]
    return sent


@transaction.atomic
def _send(mailing_id: int, *, at: datetime, on: date, base_url: str, sender: str) -> bool:
    row = (
        Mailing.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("view", "user")
        .filter(pk=mailing_id, next_on__lte=on)
        .first()
    )
    if row is None:  # somebody else sends it, or it was stopped
        return False
    actor = actor_for(row.user, on)
    if not (
        row.user.is_active and actor.has(*WORKING) and views_for(actor, on).filter(pk=row.view_id).exists()
    ):
        row.delete()
        return False
    row.next_on, row.sent_at = Rhythm(row.rhythm).after(on), at
    row.save(update_fields=["next_on", "sent_at"])
    if not row.user.preferences.get("mail", True):
        return False
    with override("vi"):
        letter_of(row, actor, on=on - timedelta(days=1), base_url=base_url, sender=sender).send()
    return True


def letter_of(row: Mailing, actor: Actor, *, on: date, base_url: str, sender: str) -> EmailMessage:
    """The letter with the figures of ``on``."""
    question = asked(QueryDict(row.view.address), on, actor.unit)
    table = pivot(actor, question.question)
    title = _("%(title)s (đến hết ngày %(day)s)") % {"title": title_of(question), "day": f"{on:%d/%m/%Y}"}
    page, stop = (
        f"{base_url}{reverse('statistics')}?{row.view.address}",
        f"{base_url}{reverse('saved_views')}",
    )
    letter = EmailMessage(
        subject=_("Thống kê: %(name)s") % {"name": row.view.name},
        body="\n".join([
            title, "", *_lines(table), "", _("Mở bảng: %(address)s") % {"address": page},
            _("Thôi nhận thư: %(address)s") % {"address": stop}, "",
        ]),
        from_email=sender,
        to=[row.user.email],
        headers={"List-Unsubscribe": f"<{stop}>"},
    )  # fmt: skip
    letter.attach(f"thong-ke-{on:%Y%m%d}.xlsx", _workbook(table, title, question), XLSX)
    return letter


def _lines(table: PivotTable) -> list[str]:
    lines = [f"{head.label}: {format_number(table.row_totals[head.key])}" for head in table.rows[:SHOWN_ROWS]]
    if len(table.rows) > SHOWN_ROWS:
        lines.append(_("… và %(count)s hàng nữa, xem tệp kèm theo") % {"count": len(table.rows) - SHOWN_ROWS})
    return [*lines, _("Cộng") + f": {format_number(table.total)}"]


def _workbook(table: PivotTable, title: str, question: Asked) -> bytes:
    target = io.BytesIO()
    write_form(pivot_sheet(table, title, str(NAMES[question.question.rows])), target)
    return target.getvalue()
