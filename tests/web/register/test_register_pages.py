"""The register's pages: who sees what, what is marked, what is taken away, and how many questions are asked."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from tests.factories.people import make_collective, make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.domain.access import Role
from thidua.domain.register import actions
from thidua.domain.register.values import Paper

PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Kê khai không đúng")


@pytest.fixture
def reader(client: Client, country: Country, fixed_clock: object) -> Client:
    client.force_login(make_user("can-bo@thidua.example", (Role.APPRAISER, country.phu_tho)))
    return client


@pytest.fixture
def neighbour(country: Country, fixed_clock: object) -> Client:
    client = Client()
    client.force_login(make_user("ban@thidua.example", (Role.APPRAISER, country.bac_ninh)))
    return client


def honour(country: Country, name: str = "Nguyễn Thị Hường", **facts):
    person = make_person(name, country.giay)
    return make_entry(person.subject, country.giay, country.phu_tho, **facts)


def test_the_page_marks_the_words_found(reader, country):
    honour(country)
    text = reader.get("/so-khen-thuong/", {"q": "nguyen thi huong giay"}).content.decode()
    assert "<mark>Nguyễn Thị Hường</mark>" in text
    assert "<mark>Giấy</mark>" in text


def test_a_revoked_line_is_struck_through(reader, country):
    entry = honour(country)
    actions.annul(entry, paper=PAPER, actor=CLERK, at=ENTERED)
    text = reader.get("/so-khen-thuong/", {"q": "huong"}).content.decode()
    assert "<del>Bằng khen LĐLĐ tỉnh</del>" in text
    assert (
        entry.register_no not in reader.get("/so-khen-thuong/", {"tinh_trang": "in_force"}).content.decode()
    )


def test_htmx_gets_the_results_without_the_shell(reader, country):
    honour(country)
    text = reader.get("/so-khen-thuong/", {"q": "huong"}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="found"' in text
    assert 'id="facet-lists" hx-swap-oob' in text
    assert "<html" not in text


def test_a_slip_is_answered_with_a_question(reader, country):
    honour(country)
    text = reader.get("/so-khen-thuong/", {"q": "nguyen thi houng"}).content.decode()
    assert "Có phải bạn tìm" in text
    assert "q=nguyen+thi+huong" in text


def test_facets_count_what_each_box_would_show(reader, country):
    honour(country)
    honour(country, "Trần Thị Hường", award_code="GK_CDCS")
    text = reader.get("/so-khen-thuong/", {"q": "huong", "hinh_thuc": "GK_CDCS"}).content.decode()
    assert 'value="GK_CDCS" checked' in text
    assert 'value="BK_LDLD"' in text
    assert "<mark>Trần</mark>" not in text
    assert "Nguyễn Thị" not in text


@pytest.mark.parametrize(
    "path", ["/so-khen-thuong/{no}/", "/so-khen-thuong/nguoi/{holder}/", "/so-khen-thuong/dong/{id}/"]
)
def test_the_neighbour_finds_no_page(reader, neighbour, country, path):
    entry = honour(country)
    address = path.format(no=entry.register_no, holder=entry.holder_id, id=entry.pk)
    assert reader.get(address).status_code in {200, 302}
    assert neighbour.get(address).status_code == 404
    assert "Nguyễn Thị" not in neighbour.get("/so-khen-thuong/").content.decode()


def test_visitors_are_sent_to_sign_in(client, country):
    assert client.get("/so-khen-thuong/").status_code == 302


def test_the_entry_page_tells_what_was_corrected(reader, country):
    entry = honour(country)
    actions.correct(entry, {"holder_name": "Nguyễn Thị Hương"}, paper=PAPER, actor=CLERK, at=ENTERED)
    text = reader.get(f"/so-khen-thuong/{entry.register_no}/").content.decode()
    assert "<del>Nguyễn Thị Hường</del> → <ins>Nguyễn Thị Hương</ins>" in text
    assert "12/QĐ-LĐLĐ" in text


def test_the_workbook_has_the_columns_shown_and_no_formula(reader, country):
    honour(country, "=HYPERLINK(Hường)")
    response = reader.get("/so-khen-thuong/xuat.xlsx", {"cot": ["ten", "so"]})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Họ và tên", "Số vào sổ", "Tình trạng")
    assert rows[1][0] == "=HYPERLINK(Hường)"
    assert sheet["A2"].data_type in {"s", "inlineStr"}


def test_comma_separated_text_defuses_formulas(reader, country):
    honour(country, "=cmd Hường")
    text = reader.get("/so-khen-thuong/xuat.csv").content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("'=cmd Hường,1988,")


def test_the_unit_page_shows_its_collectives(reader, country):
    group = make_collective("Tổ máy xeo 3", country.giay)
    make_entry(group.subject, country.giay, country.phu_tho, award_code="CO_LDLD")
    text = reader.get(f"/so-khen-thuong/don-vi/{country.giay.pk}/").content.decode()
    assert "Tổ máy xeo 3" in text


def queries(client, path, **values):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, values).status_code == 200
    return len(captured)


def test_the_number_of_queries_is_constant(reader, country):
    first = honour(country)
    paths = (
        "/so-khen-thuong/",
        f"/so-khen-thuong/nguoi/{first.holder_id}/",
        f"/so-khen-thuong/don-vi/{country.giay.pk}/",
    )
    for path in paths:
        reader.get(path)
    with_one = [queries(reader, path) for path in paths]
    for _time in range(2):
        make_entry(first.holder, country.giay, country.phu_tho)
        honour(country)
    for path in paths:  # the counts of the whole register are taken anew once after every new line
        reader.get(path)
    assert [queries(reader, path) for path in paths] == with_one
    assert max(with_one) <= SIGNED_IN + 8
    assert queries(reader, "/so-khen-thuong/", q="nguyen thi huong") <= SIGNED_IN + 9


SIGNED_IN = 12  # session, user, their devices, grants, delegations, units, structure, unread notices


def test_the_panel_of_the_first_line_is_marked_as_not_asked_for(reader, country):
    """Where there is no room beside the list, it would cover it: the stylesheet hides what nobody opened."""
    entry = honour(country)
    # The page, and what comes while one types.
    for headers in ({}, {"HX-Request": "true", "HX-Target": "found"}):
        found = reader.get("/so-khen-thuong/", {"q": "huong"}, headers=headers).content.decode()
        assert 'class="unasked"' in found
    asked = reader.get(f"/so-khen-thuong/dong/{entry.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "Nguyễn Thị Hường" in asked
    assert "unasked" not in asked
