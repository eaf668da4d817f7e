"""The statistics pages: numbers that open their lines, files, doors, and how many questions are asked."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import Role

SIGNED_IN = 12


@pytest.fixture
def reader(client: Client, country: Country, fixed_clock: object) -> Client:
    client.force_login(make_user("tdkt@thidua.example", (Role.STANDING_OFFICE, country.tld)))
    for name, award in (
        ("Nguyễn Thị Hường", "BK_LDLD"),
        ("Trần Văn Bình", "BK_TLD"),
        ("Lê Thị Sen", "BK_LDLD"),
    ):
        person = make_person(name, country.giay)
        make_entry(
            person.subject, country.giay, country.phu_tho, award_code=award, decided_on=date(2026, 5, 1)
        )
    return client


def test_the_table_the_map_and_the_bars_show_the_counts(reader):
    text = reader.get("/thong-ke/").content.decode()
    assert "Phú Thọ" in text
    assert 'class="vn-map"' in text
    assert 'class="chart"' in text
    assert "heat-10" in text


def test_a_cell_opens_its_number_and_its_lines(reader):
    text = reader.get("/thong-ke/", {"o": "25|province"}).content.decode()
    assert "Mở cả 2 dòng" in text
    assert "Nguyễn Thị Hường" in text
    assert "Trần Văn Bình" not in text
    address = unescape(re.search(r'class="btn primary[^"]*" href="([^"]+)"', text)[1])
    lines = reader.get(address).content.decode()
    assert '<b class="num">2</b> dòng của <b class="num">2</b>' in lines


def test_a_cell_that_does_not_exist_opens_nothing(reader):
    assert reader.get("/thong-ke/", {"o": "99|x"}).status_code == 200


@pytest.mark.parametrize("rows", ["province", "unit", "year", "award", "class", "sex", "type"])
def test_every_row_dimension_draws(reader, rows):
    assert (
        reader.get("/thong-ke/", {"hang": rows, "cot": "year", "do": "persons", "nam": "moi"}).status_code
        == 200
    )


def test_the_workbook_holds_the_table(reader):
    response = reader.get("/thong-ke/xuat.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    values = [row for row in sheet.iter_rows(values_only=True) if row[0] == "Phú Thọ"]
    assert values == [("Phú Thọ", 1, 2, 3)]


def test_the_statutory_table_is_a_page_and_a_workbook(reader):
    text = reader.get("/thong-ke/bieu/0603/", {"nam": "2026"}).content.decode()
    assert "Biểu lịch sử từ Thông tư 18/2025" in text
    response = reader.get("/thong-ke/bieu/0603/", {"nam": "2026", "tep": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    values = [row for row in sheet.iter_rows(values_only=True) if row[1] == "01"]
    assert values == [("Tổng số", "01", 1, 1, 0, 0, 0)]
    assert reader.get("/thong-ke/bieu/9999/").status_code == 404


def test_a_plain_member_has_no_statistics(client, country, fixed_clock):
    client.force_login(make_user("bien-tap@thidua.example", (Role.EDITOR, country.giay)))
    assert client.get("/thong-ke/").status_code == 404


def test_the_neighbour_counts_nothing_of_ours(reader, country):
    neighbour = Client()
    neighbour.force_login(make_user("ban@thidua.example", (Role.HEAD, country.bac_ninh)))
    assert "Chưa có lượt khen nào khớp" in neighbour.get("/thong-ke/").content.decode()
    text = neighbour.get(
        "/thong-ke/bieu/0603/", {"nam": "2026", "don_vi": country.phu_tho.pk}
    ).content.decode()
    assert "/so-khen-thuong/?nam=2026" not in text


def test_the_number_of_queries_is_constant(reader, country):
    path = "/thong-ke/?o=25|province"
    reader.get(path)
    with CaptureQueriesContext(connection) as first:
        reader.get(path)
    for name in ("Đỗ Văn Hùng", "Phạm Thị Lan"):
        person = make_person(name, country.may)
        make_entry(person.subject, country.may, country.phu_tho, decided_on=date(2026, 5, 1))
    with CaptureQueriesContext(connection) as second:
        reader.get(path)
    assert len(first) == len(second) <= SIGNED_IN + 8
