"""Telling people: from the event log to notifications, from notifications to mail, and marking as read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMessage, get_connection
from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.clock import day_of
from thidua.domain.access import Actor
from thidua.domain.audit.models import Event
from thidua.domain.communications.audiences import RESPONSIBLE, holders_by_unit
from thidua.domain.communications.catalog import TABLE, words
from thidua.domain.communications.models import Notification, ReadingMark

READER = "notifications"
LOT = 500


@transaction.atomic
def tell_new_events(*, at: datetime) -> int:
    """Make notifications of every event not read yet and return how many were made.

    Reads by transaction id below the oldest running transaction, so that an event committed late is not missed.
    Nobody is told of what they did themselves. Safe to run twice at once: the mark is locked.
    """
    ReadingMark.objects.get_or_create(reader=READER)
    mark = ReadingMark.objects.select_for_update().get(reader=READER)
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        horizon: int = cursor.fetchone()[0]
    events = Event.objects.filter(xid__gte=mark.xid, xid__lt=horizon, name__in=list(TABLE)).order_by("id")
    made = [row for event in events.iterator(chunk_size=LOT) for row in notifications_for(event)]
    Notification.objects.bulk_create(made, batch_size=LOT, ignore_conflicts=True)
    mark.xid = horizon
    mark.save(update_fields=["xid"])
    return len(made)


def notifications_for(event: Event) -> list[Notification]:
    """Who is told of one event, and what, as of when it happened; nothing is saved."""
    notice = TABLE[event.name]
    users = notice.audience(event) - {event.actor_id or 0}
    try:
        facts = notice.facts(event) if users else {}
    except ObjectDoesNotExist:  # what it was about is gone since; nothing to tell, and others must not wait
        return []
    return [
        Notification(
            user_id=user,
            key=f"event:{event.pk}",
            event=event.name,
            data=facts,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            created_at=event.at,
        )
        for user in sorted(users)
    ]


@transaction.atomic
def tell_units(
    event: str, facts: Mapping[int, Mapping[str, str]], *, key: str, subject: models.Model, at: datetime
) -> int:
    """Notify those who answer for each of many units of one act, ``facts`` by unit; return how many people.

    For acts that concern more units than one event can be read for; ``key`` keeps anybody from being told twice.
    """
    people = holders_by_unit(RESPONSIBLE, list(facts), day_of(at))
    rows = {
        user: Notification(
            user_id=user,
            key=key,
            event=event,
            data=dict(facts[unit]),
            subject_type=subject._meta.model_name or "",
            subject_id=subject.pk,
            created_at=at,
        )
        for unit, users in people.items()
        for user in users
    }
    Notification.objects.bulk_create(rows.values(), batch_size=LOT, ignore_conflicts=True)
    return len(rows)


def mail_waiting(*, at: datetime, base_url: str, sender: str) -> int:
    """Send one letter to each user with everything not mailed yet, and return how many letters went out.

    A letter is marked as sent before the next one is tried, so that a broken mail server repeats nothing.
    """
    waiting = (
        Notification.objects.filter(mailed_at__isnull=True).select_related("user").order_by("user_id", "id")
    )
    by_user: dict[int, list[Notification]] = {}
    for notification in waiting[:LOT]:
        by_user.setdefault(notification.user_id, []).append(notification)
    sent = 0
    with get_connection() as mail, override("vi"):
        for rows in by_user.values():
            lines = [words(row.event, row.data) for row in rows if TABLE[row.event].by_mail]
            if lines and _wants_mail(rows[0]):
                mail.send_messages([_letter(rows[0].user.email, lines, base_url, sender)])
                sent += 1
            Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=at)
    return sent


def _wants_mail(notification: Notification) -> bool:
    return notification.user.is_active and notification.user.preferences.get("mail", True)


def _letter(address: str, lines: list[str], base_url: str, sender: str) -> EmailMessage:
    body = "\n".join(f"– {line}" for line in lines)
    return EmailMessage(
        subject=_("thidua: %(count)s việc mới") % {"count": len(lines)},
        body=f"{body}\n\n{base_url}/thong-bao/\n",
        from_email=sender,
        to=[address],
    )


@transaction.atomic
def mark_read(*, actor: Actor, at: datetime, up_to: int) -> int:
    """Mark the actor's notifications up to the one with id ``up_to`` as read; return how many that were."""
    return Notification.objects.filter(user=actor.user_id or 0, read_at__isnull=True, pk__lte=up_to).update(
        read_at=at
    )
