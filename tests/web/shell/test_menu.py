"""The small numbers of the menu: at most a few seconds old, and new for who has just done something."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.communications.models import Notification
from thidua.web.shell import counts

BELL = "chưa đọc"


@pytest.fixture
def reader(country, client, fixed_clock, settings):
    settings.MENU_COUNT_SECONDS = 3
    counts._kept.clear()
    user = make_user("lan@thidua.example", (Role.OFFICER, country.giay), name="Trần Thị Lan")
    client.force_login(user)
    return user


def tell(user, now):
    return Notification.objects.create(
        user=user,
        key="k",
        event="nomination.returned",
        subject_type="nomination",
        subject_id=1,
        created_at=now,
    )


def test_the_menu_is_counted_once_in_a_few_seconds(client, reader, now, monkeypatch):
    moment = [100.0]
    monkeypatch.setattr(counts.time, "monotonic", lambda: moment[0])
    assert BELL not in client.get(reverse("law")).content.decode()
    tell(reader, now)
    moment[0] += 2.9
    assert BELL not in client.get(reverse("law")).content.decode()
    moment[0] += 0.2
    assert "1 chưa đọc" in client.get(reverse("law")).content.decode()


def test_who_has_just_sent_something_sees_the_menu_counted_anew(client, reader, now):
    assert BELL not in client.get(reverse("law")).content.decode()
    tell(reader, now)
    sent = client.post(reverse("law"))
    assert sent.cookies[counts.ACTED]["max-age"] == 3
    assert "1 chưa đọc" in client.get(reverse("law")).content.decode()


def test_the_menu_of_one_person_is_not_that_of_another(client, country, reader, now):
    client.get(reverse("law"))
    other = make_user("binh@thidua.example", (Role.OFFICER, country.giay), name="Lê Văn Bình")
    tell(other, now)
    client.force_login(other)
    assert "1 chưa đọc" in client.get(reverse("law")).content.decode()


def test_a_session_that_has_run_out_is_nobody(client, reader, now):
    from django.contrib.sessions.models import Session

    Session.objects.update(expire_date=now - timedelta(days=4000))
    assert client.get(reverse("law")).status_code == 302


def test_the_user_of_a_request_is_the_user_as_stored(reader):
    from thidua.domain.accounts.models import User
    from thidua.web.accounts.backend import Backend

    reader.preferences = {"tall": True, "kept": [1, 2]}
    reader.save()
    read, stored = Backend().get_user(reader.pk), User.objects.get(pk=reader.pk)
    names = [field.attname for field in User._meta.concrete_fields]
    assert [getattr(read, name) for name in names] == [getattr(stored, name) for name in names]
    assert read.preferences == {"tall": True, "kept": [1, 2]}
    reader.is_active = False
    reader.save()
    assert Backend().get_user(reader.pk) is None
