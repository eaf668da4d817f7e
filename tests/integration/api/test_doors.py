"""Who is let in: tokens that are unknown, revoked, out of date, without an owner, of another scope, or too fast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.integration.api.conftest import AT, TODAY, make_program
from thidua.domain.access import Role
from thidua.domain.accounts import tokens
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import RoleGrant, Token, TokenUse, User
from thidua.integration.api import doors

PROTECTED = ["/register", "/register/PT-25-01182", "/holders/1", "/statistics/pivot", "/statistics/forms", "/reports",
             "/units?q=giay", "/units/1"]  # fmt: skip


def is_problem(response, status: int) -> bool:
    return (
        response.status_code == status
        and response.headers["Content-Type"] == "application/problem+json"
        and response.json()["status"] == status
        and bool(response.json()["detail"])
    )


@pytest.mark.parametrize("where", PROTECTED)
@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer thidua_sai", "Basic abc", "Bearer ²", "Token x"])
def test_nobody_enters_without_a_known_token(honors, where, shown):
    response = Client(headers={"Authorization": shown} if shown else {}).get(f"/api/v1{where}")
    assert is_problem(response, 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_signing_in_opens_the_pages_and_not_the_api(honors, country, program):
    browser = Client()
    browser.force_login(program.user)
    assert is_problem(browser.get("/api/v1/register"), 401)


def test_a_token_opens_no_page(program):
    assert program.client.get("/so-khen-thuong/").status_code == 302


def test_a_revoked_token_is_refused_at_once(program):
    assert program.get("/register").status_code == 200
    tokens.revoke_token(actor=actor_for(program.user, TODAY), at=AT, token_id=program.token_id)
    assert is_problem(program.get("/register"), 401)


def test_a_token_holds_to_the_end_of_its_last_day(program):
    Token.objects.update(expires_on=TODAY + timedelta(days=1))
    assert program.get("/register").status_code == 200
    Token.objects.update(expires_on=TODAY)
    assert is_problem(program.get("/register"), 401)


def test_a_token_dies_with_its_owner_s_account_and_role(program):
    RoleGrant.objects.filter(user=program.user).update(during="[2020-01-01,2026-12-08)")
    assert is_problem(program.get("/register"), 403)
    User.objects.filter(pk=program.user.pk).update(is_active=False)
    assert is_problem(program.get("/register"), 401)


@pytest.mark.parametrize(
    ("scope", "open_to"),
    [("register", "/register"), ("statistics", "/statistics/forms"), ("reports", "/reports")],
)
def test_a_token_reads_its_own_scope_and_no_other(country, honors, scope, open_to):
    one = make_program(Role.OFFICER, country.phu_tho, scopes=(scope,))
    for where in ("/register", "/statistics/forms", "/reports"):
        response = one.get(where)
        assert response.status_code == 200 if where == open_to else is_problem(response, 403)


def test_a_scope_ends_with_the_role_that_gave_it(program):
    RoleGrant.objects.filter(user=program.user).update(role=Role.CLERK)
    assert program.get("/register").status_code == 200
    assert is_problem(program.get("/statistics/pivot"), 403)


def test_words_follow_the_language_that_is_accepted(honors):
    vietnamese = Client().get("/api/v1/register").json()
    english = Client(headers={"Accept-Language": "en"}).get("/api/v1/register").json()
    assert vietnamese["title"] == "Khóa không dùng được"
    assert english["title"] == "This token opens nothing"


def test_parameters_that_are_wrong_are_named(program):
    response = program.get("/register", limit=0, year="20265")
    assert is_problem(response, 422)
    told = " ".join(response.json()["errors"])
    assert "limit" in told
    assert "year" in told


@pytest.mark.parametrize("where", ["/khong-co", "/register/a/b"])
def test_an_address_that_is_none_is_a_problem_too(where):
    assert is_problem(Client().get(f"/api/v1{where}"), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(program, method):
    assert getattr(program.client, method)("/api/v1/register").status_code == 405


def test_a_token_that_asks_too_often_waits(program, monkeypatch):
    monkeypatch.setattr(tokens, "PER_MINUTE", 20)
    monkeypatch.setattr(doors, "_minute", lambda: 1000)
    answers = [program.get("/units", q="giay") for _number in range(21)]
    assert [answer.status_code for answer in answers[:20]] == [200] * 20
    assert is_problem(answers[20], 429)
    assert answers[20].headers["Retry-After"] == "60"
    monkeypatch.setattr(doors, "_minute", lambda: 1001)
    assert program.get("/units", q="giay").status_code == 200


def test_the_limit_holds_over_several_server_processes(program, monkeypatch):
    monkeypatch.setattr(tokens, "PER_MINUTE", 40)
    workers = [tokens.Leases() for _worker in range(3)]
    admitted = sum(workers[turn % 3].admit(program.token_id, 1000) for turn in range(200))
    assert admitted == 40


def test_only_one_request_in_ten_writes(program):
    wrote = []
    for _number in range(20):
        with CaptureQueriesContext(connection) as asked:
            program.get("/units", q="giay")
        wrote.append(any("accounts_tokenuse" in query["sql"] for query in asked))
    assert sum(wrote) in {2, 3}  # three when a minute ended in between
    assert TokenUse.objects.count() == 1


def test_a_visitor_who_tries_numbers_is_slowed_down(honors):
    answers = [Client().get("/api/v1/verification", {"number": f"PT-25-{n:05}"}) for n in range(62)]
    assert is_problem(answers[-1], 429)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_another_method_is_a_problem_that_names_the_allowed_one(program, method):
    browser = Client(enforce_csrf_checks=True)
    response = getattr(browser, method)("/api/v1/register")
    assert is_problem(response, 405)
    assert response.headers["Allow"] == "GET"
