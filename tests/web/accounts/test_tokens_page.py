"""Tokens on the pages of one's own account."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.accounts.models import Token
from thidua.domain.accounts.tokens import digest_of
from thidua.domain.audit.models import Event


@pytest.fixture
def owner(country, client, fixed_clock):
    user = make_user("lan@thidua.example", (Role.OFFICER, country.phu_tho), name="Trần Thị Lan")
    client.force_login(user)
    return user


def told(country, **changes):
    return {
        "label": "Phần mềm nhân sự", "unit": country.giay.pk, "scopes": ["register", "statistics"],
        "until": "2027-03-01", **changes,
    }  # fmt: skip


def test_a_secret_is_shown_once_and_never_kept(client, country, owner):
    page = client.post(reverse("tokens"), told(country))
    secret = re.search(r'value="(thidua_[\w-]{43})"', page.content.decode())[1]
    assert page.headers["Cache-Control"] == "private, no-store"
    token = Token.objects.get()
    assert (token.digest, token.user_id, token.hint) == (digest_of(secret), owner.pk, secret[-4:])
    again = client.get(reverse("tokens")).content.decode()
    assert secret not in again
    assert "Phần mềm nhân sự" in again
    assert not Event.objects.filter(data__icontains=secret).exists()


def test_both_acts_are_in_the_log(client, country, owner):
    client.post(reverse("tokens"), told(country))
    assert client.post(reverse("token_revoke", args=[Token.objects.get().pk])).status_code == 302
    assert list(Event.objects.order_by("id").values_list("name", flat=True)) == [
        "token.issued",
        "token.revoked",
    ]
    assert "Chưa có khóa nào." in client.get(reverse("tokens")).content.decode()


@pytest.mark.parametrize(
    "change", [{"unit": "bac_ninh"}, {"unit": "tld"}, {"unit": ""}, {"unit": "9" * 17}, {"scopes": []}, {"label": " "},
               {"scopes": ["all"]}, {"until": "2026-12-07"}, {"until": "2028-01-01"}]
)  # fmt: skip
def test_what_may_not_be_issued_is_told_at_the_form(client, country, owner, change):
    if change.get("unit") in {"bac_ninh", "tld"}:
        change = {"unit": getattr(country, change["unit"]).pk}
    assert client.post(reverse("tokens"), told(country, **change)).status_code == 422
    assert not Token.objects.exists()
    assert not Event.objects.exists()


def test_a_role_without_figures_gives_none_to_a_program(client, country, fixed_clock):
    client.force_login(make_user("nhap@thidua.example", (Role.CLERK, country.phu_tho)))
    assert client.post(reverse("tokens"), told(country)).status_code == 422
    assert client.post(reverse("tokens"), told(country, scopes=["register"])).status_code == 200


def test_another_s_token_does_not_exist(client, country, owner):
    client.post(reverse("tokens"), told(country))
    client.force_login(make_user("khoa@thidua.example", (Role.HEAD, country.phu_tho)))
    assert client.post(reverse("token_revoke", args=[Token.objects.get().pk])).status_code == 404
    assert Token.objects.get().revoked_at is None


def test_a_person_has_a_bounded_number_of_tokens(client, country, owner, monkeypatch):
    monkeypatch.setattr("thidua.domain.accounts.tokens.MOST_TOKENS", 1)
    assert client.post(reverse("tokens"), told(country)).status_code == 200
    assert client.post(reverse("tokens"), told(country)).status_code == 422
