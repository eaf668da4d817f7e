"""Notifications, language and the demonstration's pages."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.communications.models import Notification

pytestmark = pytest.mark.django_db


def told(user, now, number):
    return Notification.objects.create(
        user=user,
        key=f"event:{number}",
        event="role.granted",
        data={"role": "Thư ký", "unit": f"Đơn vị {number}"},
        subject_type="user",
        subject_id=user.pk,
        created_at=now,
    )


def test_only_my_own_notifications_are_shown(client, country, now, fixed_clock):
    me = make_user("toi@thidua.example", (Role.OFFICER, country.giay))
    other = make_user("khac@thidua.example", (Role.OFFICER, country.giay))
    told(me, now, 1)
    told(other, now, 2)
    client.force_login(me)
    page = client.get(reverse("notices")).content.decode()
    assert "Đơn vị 1" in page
    assert "Đơn vị 2" not in page


def test_reading_leaves_other_people_untouched(client, country, now, fixed_clock):
    me = make_user("toi@thidua.example", (Role.OFFICER, country.giay))
    other = make_user("khac@thidua.example", (Role.OFFICER, country.giay))
    told(me, now, 1)
    theirs = told(other, now, 2)
    client.force_login(me)
    client.post(reverse("notices_read"), {"den": str(theirs.pk)})
    assert Notification.objects.filter(read_at__isnull=True).get() == theirs


def test_the_latest_comes_first_and_older_pages_go_on_from_there(
    client, country, now, fixed_clock, monkeypatch
):
    monkeypatch.setattr("thidua.web.notices.views.PAGE", 2)
    me = make_user("toi@thidua.example", (Role.OFFICER, country.giay))
    for number, days in ((1, 3), (2, 1), (3, 2)):  # written down in another order than told
        told(me, now - dt.timedelta(days=days), number)
    client.force_login(me)
    page = client.get(reverse("notices")).content.decode()
    assert page.index("Đơn vị 2") < page.index("Đơn vị 3")
    assert "Đơn vị 1" not in page
    older = re.search(r"truoc=(\d+)", page)
    assert older
    rest = client.get(reverse("notices"), {"truoc": older[1]}).content.decode()
    assert "Đơn vị 1" in rest
    assert "Đơn vị 2" not in rest
    assert "Đơn vị 3" not in rest
    marked = re.search(r'name="den" value="(\d+)"', page)
    assert marked
    client.post(reverse("notices_read"), {"den": marked[1]})
    assert not Notification.objects.filter(read_at__isnull=True).exists()


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    client, country, now, fixed_clock, django_assert_max_num_queries
):
    me = make_user("toi@thidua.example", (Role.OFFICER, country.giay))
    client.force_login(me)
    for number in range(3):
        told(me, now, number)
        with django_assert_max_num_queries(12):
            assert client.get(reverse("notices")).status_code == 200


def test_the_language_switch_goes_back_only_to_this_site(client):
    response = client.get(reverse("switch_language"), headers={"referer": "https://xau.example/"})
    assert response.headers["Location"] == "/"
    assert response.cookies["django_language"].value == "en"


def test_the_demonstration_does_not_exist_outside_the_demonstration(client, country):
    user = make_user("toi@thidua.example", (Role.OFFICER, country.giay))
    assert client.get(reverse("demo_accounts")).status_code == 404
    assert client.get(reverse("demo_day")).status_code == 404
    assert client.post(reverse("demo_enter", args=[user.pk])).status_code == 404


def test_in_the_demonstration_only_its_own_accounts_can_be_entered(client, country, settings, fixed_clock):
    settings.IS_DEMO = True
    user = make_user("toi@thidua.example", (Role.OFFICER, country.giay), name="Phùng Đình Lợi")
    assert client.post(reverse("demo_enter", args=[user.pk])).status_code == 404
    user.preferences = {"demo": True}
    user.save()
    assert "Phùng Đình Lợi" in client.get(reverse("demo_accounts")).content.decode()
    assert client.post(reverse("demo_enter", args=[user.pk])).headers["Location"] == reverse("inbox")


def test_vietnamese_is_spoken_whatever_the_browser_prefers_until_english_is_chosen(client):
    browser = {"accept-language": "en-US,en;q=0.9"}
    assert client.get("/xac-thuc/", headers=browser).headers["Content-Language"] == "vi"
    client.get(reverse("switch_language"))
    assert client.get("/xac-thuc/", headers=browser).headers["Content-Language"] == "en"


def test_a_language_nobody_offers_is_vietnamese(client):
    client.cookies["django_language"] = "xx"
    assert client.get("/xac-thuc/").headers["Content-Language"] == "vi"
