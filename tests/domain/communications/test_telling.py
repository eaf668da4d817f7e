"""From the event log to notifications and letters."""

import pytest
from django.core import mail
from django.db import connection, transaction

from tests.factories.accounts import make_actor, make_user
from thidua.domain.access import Actor, Role
from thidua.domain.audit.record import record
from thidua.domain.communications.actions import mail_waiting, mark_read, tell_new_events
from thidua.domain.communications.catalog import TABLE, words
from thidua.domain.communications.models import Notification, ReadingMark

# The oldest running transaction is the whole server's: other tests must not run beside these.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


def grant_event(country, now, user, actor):
    with transaction.atomic():
        record(
            "role.granted",
            user,
            actor=actor,
            at=now,
            organization_id=country.phu_tho.pk,
            role="officer",
        )


def test_the_person_concerned_is_told_once(country, now):
    user = make_user("moi@thidua.example")
    head = make_actor(Role.HEAD, country.phu_tho)
    grant_event(country, now, user, head)
    assert tell_new_events(at=now) == 1
    assert tell_new_events(at=now) == 0
    row = Notification.objects.get()
    assert (row.user_id, row.event, row.read_at) == (user.pk, "role.granted", None)
    assert words(row.event, row.data) == "Bạn được giao vai trò Cán bộ thi đua tại LĐLĐ tỉnh Phú Thọ."


def test_nobody_is_told_of_what_they_did_themselves(country, now):
    user = make_user("tu-lam@thidua.example")
    grant_event(country, now, user, Actor(user_id=user.pk, name="Tự làm"))
    assert tell_new_events(at=now) == 0


def test_an_event_of_a_transaction_still_running_is_not_passed_over(country, now):
    user = make_user("cham@thidua.example")
    head = make_actor(Role.HEAD, country.phu_tho)
    slow = connection.copy()
    try:
        slow.ensure_connection()
        slow.connection.autocommit = False
        with slow.cursor() as cursor:
            cursor.execute("select pg_current_xact_id()")
            grant_event(country, now, user, head)
            tell_new_events(at=now)
            assert Notification.objects.count() == 0
        slow.connection.rollback()
    finally:
        slow.close()
    assert tell_new_events(at=now) == 1


def test_one_letter_carries_everything_and_goes_out_once(country, now):
    user = make_user("thu@thidua.example")
    head = make_actor(Role.HEAD, country.phu_tho)
    grant_event(country, now, user, head)
    grant_event(country, now, user, head)
    tell_new_events(at=now)
    assert mail_waiting(at=now, base_url="https://thidua.example", sender="thidua@thidua.example") == 1
    assert mail_waiting(at=now, base_url="https://thidua.example", sender="thidua@thidua.example") == 0
    [letter] = mail.outbox
    assert letter.to == ["thu@thidua.example"]
    assert letter.body.count("Bạn được giao vai trò") == 2


def test_who_asked_for_no_mail_gets_none_but_is_told(country, now):
    user = make_user("khong-thu@thidua.example")
    user.preferences = {"mail": False}
    user.save()
    grant_event(country, now, user, make_actor(Role.HEAD, country.phu_tho))
    tell_new_events(at=now)
    assert mail_waiting(at=now, base_url="https://thidua.example", sender="thidua@thidua.example") == 0
    assert Notification.objects.filter(user=user).count() == 1
    assert mail.outbox == []


def test_marking_as_read_stops_at_what_was_shown(country, now):
    user = make_user("doc@thidua.example")
    head = make_actor(Role.HEAD, country.phu_tho)
    grant_event(country, now, user, head)
    tell_new_events(at=now)
    shown = Notification.objects.get().pk
    grant_event(country, now, user, head)
    tell_new_events(at=now)
    assert mark_read(actor=Actor(user_id=user.pk, name="x"), at=now, up_to=shown) == 1
    assert Notification.objects.filter(read_at__isnull=True).count() == 1
    assert ReadingMark.objects.get().reader == "notifications"


def test_every_line_of_the_table_has_words_without_the_facts_too():
    for event in TABLE:
        assert words(event, {})
