"""A year of birth kept off the public pages, and a lawful erasure with its reason and its trace."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.register.models import Discretion, Entry, Salt

pytestmark = pytest.mark.usefixtures("fixed_clock")
TOLD = {
    "instrument": "15/QĐ-LĐLĐ", "signed_on": "2026-12-01", "reason": "Theo yêu cầu của người được khen",
    "name": "nguyễn thị hường",
}  # fmt: skip


@pytest.fixture
def entry(country: Country) -> Entry:
    person = make_person("Nguyễn Thị Hường", country.giay, birth_date=date(1988, 5, 4))
    return make_entry(person.subject, country.giay, country.phu_tho, register_no="PT-25-01182")


def signed_in(client: Client, *roles: object, name: str = "Trần Thị Lan") -> None:
    client.force_login(make_user("lan@thidua.example", *roles, name=name))  # type: ignore[arg-type]


def test_an_officer_hides_the_year_and_shows_it_again(client: Client, country: Country, entry: Entry) -> None:
    signed_in(client, (Role.OFFICER, country.giay))
    holder = reverse("register_holder", args=[entry.holder_id])
    assert "Ẩn năm sinh" in client.get(holder).content.decode()
    address = reverse("register_birth_year", args=[entry.holder_id])
    assert client.post(address, {"hien": "0"}).headers["Location"] == holder
    assert "1988" not in Client().get(f"/xac-thuc/{entry.token}/").content.decode()
    assert "Hiện lại năm sinh" in client.get(holder).content.decode()
    client.post(address, {"hien": "1"})
    assert not Discretion.objects.exists()
    assert list(Event.objects.order_by("id").values_list("name", flat=True)[1:]) == [
        "register.birth_year_hidden",
        "register.birth_year_shown",
    ]


def test_one_who_only_reads_cannot_hide_it(client: Client, country: Country, entry: Entry) -> None:
    signed_in(client, (Role.INSPECTOR, country.tld))
    assert client.post(reverse("register_birth_year", args=[entry.holder_id])).status_code == 404
    assert not Discretion.objects.exists()


def test_it_never_leads_to_another_site(client: Client, country: Country, entry: Entry) -> None:
    signed_in(client, (Role.OFFICER, country.giay))
    address = reverse("register_birth_year", args=[entry.holder_id])
    for back in ("https://xa.example/", "//xa.example/"):
        assert client.post(address, {"ve": back}).headers["Location"].startswith("/so-khen-thuong/")


def test_a_steward_erases_with_reason_and_trace(client: Client, country: Country, entry: Entry) -> None:
    signed_in(client, (Role.STEWARD, country.phu_tho), name="Hà Thị Mai")
    address = reverse("register_erase", args=[entry.holder_id])
    assert "Không hoàn tác được" in client.get(address).content.decode()
    assert client.post(address, TOLD).status_code == 302
    entry.refresh_from_db()
    assert (entry.holder_name, entry.birth_year, Salt.objects.count()) == ("", None, 0)
    event = Event.objects.get(name="register.erased")
    assert event.data == {
        "entries": [entry.pk],
        "reason": "15/QĐ-LĐLĐ, 01/12/2026: Theo yêu cầu của người được khen",
    }
    page = client.get(reverse("register_holder", args=[entry.holder_id])).content.decode()
    assert "Hà Thị Mai xóa lúc 08/12/2026 14:02" in page
    assert "15/QĐ-LĐLĐ, 01/12/2026" in page
    assert "Đã xóa theo yêu cầu" in page
    assert client.get(f"/xac-thuc/{entry.token}/bang.png").status_code == 404
    assert "Sổ không còn dữ liệu cá nhân" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Nguyễn Thị Hương Giang"}, "không giống tên trong sổ"),
        ({"reason": "Bà Nguyễn Thị Hường yêu cầu"}, "không ghi tên người được xóa"),
        ({"reason": ""}, "Còn 1 chỗ cần sửa"),
        ({"instrument": ""}, "Còn 1 chỗ cần sửa"),
    ],
)
def test_a_wrong_form_erases_nothing(
    client: Client, country: Country, entry: Entry, wrong: dict[str, str], said: str
) -> None:
    signed_in(client, (Role.STEWARD, country.phu_tho))
    answer = client.post(reverse("register_erase", args=[entry.holder_id]), TOLD | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    entry.refresh_from_db()
    assert entry.holder_name == "Nguyễn Thị Hường"
    assert not Event.objects.filter(name="register.erased").exists()


def test_a_steward_of_another_unit_or_an_officer_finds_no_such_page(
    client: Client, country: Country, entry: Entry
) -> None:
    address = reverse("register_erase", args=[entry.holder_id])
    signed_in(client, (Role.STEWARD, country.bac_ninh_cs))
    assert client.post(address, TOLD).status_code == 404
    client.force_login(make_user("kien@thidua.example", (Role.OFFICER, country.giay)))
    assert client.post(address, TOLD).status_code in {403, 404}
    entry.refresh_from_db()
    assert entry.holder_name == "Nguyễn Thị Hường"
