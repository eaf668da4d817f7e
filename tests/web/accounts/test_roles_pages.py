"""The roles pages and one's own account."""

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.accounts.models import Delegation, RoleGrant, User


@pytest.fixture
def head(country, client, fixed_clock):
    user = make_user("khoa@thidua.example", (Role.HEAD, country.phu_tho), name="Đàm Vĩnh Khoa")
    client.force_login(user)
    return user


@pytest.fixture
def officer(country):
    return make_user("lan@thidua.example", (Role.OFFICER, country.giay), name="Trần Thị Lan")


def test_a_head_sees_the_roles_of_the_subtree(client, country, head, officer):
    make_user("xa@thidua.example", (Role.OFFICER, country.bac_ninh_cs), name="Ngô Văn Xa")
    page = client.get(reverse("roles")).content.decode()
    assert "Trần Thị Lan" in page
    assert "Ngô Văn Xa" not in page


def test_a_role_is_given_on_the_page(client, country, head, officer):
    told = {
        "user": officer.pk, "role": "appraiser", "unit": country.zone.pk, "since": "2026-12-08",
        "until": "", "instrument": "QĐ 15/QĐ-LĐLĐ",
    }  # fmt: skip
    assert client.post(reverse("grant_new"), told).status_code == 302
    assert RoleGrant.objects.filter(user=officer, role="appraiser", organization=country.zone).exists()


@pytest.mark.parametrize(
    "change", [{"unit": "bac_ninh"}, {"role": "standing_office"}, {"user": 0}, {"instrument": ""}]
)
def test_a_role_that_may_not_be_given_is_told_at_the_form(client, country, head, officer, change):
    told = {
        "user": officer.pk, "role": "officer", "unit": country.zone.pk, "since": "2026-12-08",
        "instrument": "QĐ 15", **change,
    }  # fmt: skip
    if told["unit"] == "bac_ninh":
        told["unit"] = country.bac_ninh.pk
    before = RoleGrant.objects.count()
    assert client.post(reverse("grant_new"), told).status_code == 422
    assert RoleGrant.objects.count() == before


def test_a_new_account_gets_a_letter_with_a_link(client, country, head):
    told = {
        "full_name": "Bùi Thị Hoa", "email": "hoa@thidua.example", "post": "Chủ tịch", "role": "officer",
        "unit": country.giay.pk, "since": "2026-12-08", "instrument": "QĐ 16",
    }  # fmt: skip
    assert client.post(reverse("account_new"), told).status_code == 302
    assert User.objects.get(email="hoa@thidua.example").grants.get().organization_id == country.giay.pk
    assert mail.outbox[-1].to == ["hoa@thidua.example"]
    assert "/tai-khoan/password/reset/key/" in mail.outbox[-1].body


def test_an_absent_officer_lends_a_role_and_takes_it_back(client, country, head, officer):
    stand_in = make_user("thay@thidua.example", (Role.OFFICER, country.giay), name="Lê Văn Thay")
    client.force_login(officer)
    told = {"delegate": stand_in.pk, "since": "2026-12-08", "until": "2026-12-20", "instrument": "GUQ 1"}
    grant = officer.grants.get()
    assert client.post(reverse("grant_delegate", args=[grant.pk]), told).status_code == 302
    assert "Lê Văn Thay" in client.get(reverse("my_account")).content.decode()
    client.force_login(stand_in)
    assert "thay Trần Thị Lan" in client.get(reverse("my_account")).content.decode()
    assert client.post(reverse("delegation_revoke", args=[Delegation.objects.get().pk])).status_code == 404
    client.force_login(officer)
    assert client.post(reverse("delegation_revoke", args=[Delegation.objects.get().pk])).status_code == 302
    assert Delegation.objects.get().revoked_at is not None


def test_a_role_is_ended_with_a_reason(client, country, head, officer):
    grant = officer.grants.get()
    address = reverse("grant_end", args=[grant.pk])
    assert client.post(address, {"on": "2026-12-10", "reason": ""}).status_code == 422
    assert client.post(address, {"on": "2026-12-10", "reason": "Nghỉ hưu"}).status_code == 302
    grant.refresh_from_db()
    assert grant.during.upper.isoformat() == "2026-12-10"


def test_another_subtree_does_not_exist(client, country, head):
    far = make_user("xa@thidua.example", (Role.OFFICER, country.bac_ninh_cs))
    for name in ("grant_end", "grant_delegate"):
        assert client.get(reverse(name, args=[far.grants.get().pk])).status_code == 404


def test_an_officer_gives_no_roles(client, country, officer, fixed_clock):
    client.force_login(officer)
    for name in ("roles", "grant_new", "account_new"):
        assert client.get(reverse(name)).status_code == 404


def test_colleagues_are_suggested(client, country, head, officer):
    page = client.get(reverse("users_typeahead"), {"q": "lan"}).content.decode()
    assert f'data-value="{officer.pk}"' in page
