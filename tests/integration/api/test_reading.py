"""What a program reads: the register, units, reports; and no more than the person behind it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.people import make_person
from tests.factories.register import make_entry
from tests.factories.reports import fill, make_assignment, make_definition, send
from tests.integration.api.conftest import make_program
from thidua.domain.access import Role
from thidua.integration.api import doors


def names(response) -> set[str]:
    assert response.status_code == 200, response.content
    return {line["holder_name"] for line in response.json()["items"]}


def test_a_search_finds_what_the_page_finds(program):
    assert names(program.get("/register")) == {"Nguyễn Thị Hường", "Trần Văn Bình"}
    assert names(program.get("/register", q="nguyen huong")) == {"Nguyễn Thị Hường"}
    assert names(program.get("/register", year=["2026"], until="2026-05-01")) == {"Nguyễn Thị Hường"}
    assert names(program.get("/register", status="annulled")) == set()
    assert program.get("/register", count="true").json()["count"] == 2


def test_pages_of_a_search_follow_their_key(program):
    first = program.get("/register", limit=1).json()
    second = program.get("/register", limit=1, after=first["next"]).json()
    assert [line["register_no"] for line in (*first["items"], *second["items"])] == [
        "PT-25-02182",
        "PT-25-01182",
    ]
    assert second["next"] is None


def test_a_line_comes_with_what_was_written_about_it(program, honors):
    told = program.get("/register/PT-25-01182").json()
    assert told["holder_name"] == "Nguyễn Thị Hường"
    assert told["award"] == {"code": "BK_LDLD", "name": told["award"]["name"]}
    assert (told["is_annulled"], told["changes"]) == (False, [])


def test_a_holder_with_all_honours(program, honors):
    told = program.get(f"/holders/{honors['giay'].holder_id}").json()
    assert [line["register_no"] for line in told["items"]] == ["PT-25-01182"]


@pytest.mark.parametrize("where", ["/register/PT-25-03182", "/holders/{kinh}", "/units/{bac_ninh}"])
def test_what_belongs_to_the_neighbor_does_not_exist(program, honors, country, where):
    response = program.get(where.format(kinh=honors["kinh"].holder_id, bac_ninh=country.bac_ninh.pk))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_unit_that_is_asked_for_never_widens_the_scope(program, country):
    assert names(program.get("/register", unit=country.bac_ninh.pk)) == set()
    assert names(program.get("/register", unit=country.tld.pk)) == {"Nguyễn Thị Hường", "Trần Văn Bình"}


@pytest.mark.parametrize("role", [Role.STANDING_OFFICE, Role.INSPECTOR])
def test_a_role_that_reads_everything_reads_below_its_token_only(role, country, honors):
    narrow = make_program(role, country.tld, country.zone)
    assert names(narrow.get("/register")) == {"Trần Văn Bình"}
    assert narrow.get("/register/PT-25-01182").status_code == 404
    assert narrow.get("/statistics/pivot", year=2026).json()["total"] == 1
    assert narrow.get("/statistics/pivot", year=2026, unit=country.bac_ninh.pk).json()["total"] == 0


def test_own_honours_elsewhere_are_not_read_with_a_token(country, honors, program):
    person = make_person("Phạm Văn Riêng", country.bac_ninh_cs)
    make_entry(person.subject, country.bac_ninh_cs, country.bac_ninh, register_no="BN-26-00001")
    type(program.user).objects.filter(pk=program.user.pk).update(person=person)
    assert "Phạm Văn Riêng" not in names(program.get("/register"))


def test_units_of_the_scope_are_found_and_walked(program, country):
    found = program.get("/units", q="giay viet tri").json()["items"]
    assert [hit["id"] for hit in found] == [country.giay.pk]
    assert program.get("/units", q="dap cau").json()["items"] == []
    branch = program.get(f"/units/{country.phu_tho.pk}", limit=2).json()
    assert (branch["unit"]["below"], len(branch["items"])) == (3, 2)
    rest = program.get(f"/units/{country.phu_tho.pk}", limit=2, after=branch["next"]).json()
    ids = [unit["id"] for unit in (*branch["items"], *rest["items"])]
    assert sorted(ids) == sorted([country.zone.pk, country.giay.pk, country.lam_thao.pk])


def test_reports_are_read_as_they_stand_and_as_they_were_sent(program, country):
    row = make_assignment(country.phu_tho, make_definition(country.phu_tho))
    fill(row, country.giay)
    send(row, country.giay)
    assert [one["id"] for one in program.get("/reports").json()["items"]] == [row.pk]
    assert program.get(f"/reports/{row.pk}").json()["received"] == 1
    report = program.get(f"/reports/{row.pk}/units/{country.giay.pk}").json()
    assert (report["state"], report["sendings"]) == ("sent", 1)
    sent = program.get(f"/reports/{row.pk}/units/{country.giay.pk}/snapshots/1").json()
    assert sent["is_intact"] is True
    assert {line["code"]: line["whole"] for line in sent["lines"]}["doan_vien"] == "1200"
    assert program.get(f"/reports/{row.pk}/units/{country.bac_ninh_cs.pk}").status_code == 404
    neighbor = make_program(Role.OFFICER, country.bac_ninh)
    assert neighbor.get("/reports").json()["items"] == []
    assert neighbor.get(f"/reports/{row.pk}").status_code == 404


def test_anybody_verifies_an_honour_and_learns_no_more_than_the_public_page(honors):
    visitor = Client()
    told = visitor.get("/api/v1/verification", {"number": "PT-25-01182"}).json()["honor"]
    assert (told["holder_name"], told["is_annulled"]) == ("Nguyễn Thị Hường", False)
    assert not {"holder_id", "unit_id", "sex", "post"} & set(told)
    assert visitor.get(f"/api/v1/verification/{honors['giay'].token}").json()["honor"] == told
    needs = visitor.get("/api/v1/verification", {"number": "1182/QĐ-LĐLĐ"}).json()
    assert needs == {"honor": None, "needs": "name"}
    assert visitor.get("/api/v1/verification/khong-co").status_code == 404


@pytest.mark.parametrize(
    ("where", "most"),
    [
        ("/register", 10),
        ("/register/PT-25-01182", 10),
        ("/statistics/pivot?year=2026", 10),
        ("/units?q=giay", 10),
    ],
)
def test_the_number_of_queries_does_not_grow(program, country, where, most, monkeypatch):
    monkeypatch.setattr(doors, "_minute", lambda: 1000)  # a minute that ends in between would cost a question
    program.get(where)
    with CaptureQueriesContext(connection) as few:
        program.get(where)
    for place in range(4, 8):
        person = make_person(f"Trần Văn {place}", country.giay)
        make_entry(person.subject, country.giay, country.phu_tho, register_no=f"PT-25-0{place}182")
    program.get(where)
    with CaptureQueriesContext(connection) as many:
        program.get(where)
    assert len(many) == len(few)
    assert len(few) <= most, [query["sql"][:90] for query in few]
