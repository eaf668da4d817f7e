"""The statistics pages: numbers that open their lines, files, doors, and how many questions are asked."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from csvw import CSVW
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.factories.accounts import make_user
from tests.factories.organizations import Country, make_unit
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.clock import SystemClock
from thidua.core.periods import between
from thidua.domain.access import Role
from thidua.domain.organizations.models import Placement, StructureVersion
from thidua.domain.organizations.states import UnitKind
from thidua.domain.reporting.cube.keeping import rebuild

AT_MOST = 15
"""Session, user, grants and menu included."""
COLD = 6
"""Trees and names that are kept until the tree changes."""


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


@pytest.mark.parametrize("rows", ["province", "unit"])
@pytest.mark.parametrize("cell", ["", "25|province", "*|*"])
@pytest.mark.parametrize("built", [False, True])
def test_the_whole_page_asks_at_most_fifteen_queries(reader, country, rows, cell, built):
    if built:
        rebuild(at=SystemClock().now())
    path = f"/thong-ke/?hang={rows}&o={cell}"
    StructureVersion.objects.update(number=F("number") + 1)
    cold = _queries(reader, path)
    first = _queries(reader, path)
    for name in ("Đỗ Văn Hùng", "Phạm Thị Lan"):
        person = make_person(name, country.may)
        make_entry(person.subject, country.may, country.phu_tho, decided_on=date(2026, 5, 1))
        make_entry(person.subject, country.may, country.bac_ninh, decided_on=date(2026, 5, 2))
    assert _queries(reader, path) == first <= AT_MOST
    assert cold <= AT_MOST + COLD


def _queries(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def _put_in_sector(unit, head, until=None):
    row = Placement.objects.get(organization=unit, line="union")
    Placement.objects.create(
        organization=unit, line="sector", during=between(date(2010, 1, 1), until), parent=head,
        path=f"{head.pk}.{unit.pk}", name=row.name, short_name=row.short_name, folded=row.folded, kind=row.kind,
    )  # fmt: skip
    StructureVersion.objects.update(number=F("number") + 1)


def test_a_sector_line_narrows_the_figures_and_the_lines_behind_them(reader, country):
    trade = make_unit(
        "CN-CT",
        "Công đoàn Công Thương Việt Nam",
        UnitKind.NATIONAL_INDUSTRY,
        parent=country.tld,
        position=3000,
    )
    _put_in_sector(country.may, trade)
    person = make_person("Đỗ Văn Hùng", country.may)
    make_entry(person.subject, country.may, country.phu_tho, decided_on=date(2026, 5, 1))
    text = reader.get("/thong-ke/", {"nganh": trade.pk, "o": "*|*"}).content.decode()
    assert "Ngành: Công đoàn Công Thương Việt Nam" in text
    assert "Mở cả 1 dòng" in text
    assert "Đỗ Văn Hùng" in text
    assert "Nguyễn Thị Hường" not in text
    lines = reader.get(
        unescape(re.search(r'class="btn primary[^"]*" href="([^"]+)"', text)[1])
    ).content.decode()
    assert '<b class="num">1</b> dòng của <b class="num">1</b>' in lines


def test_a_member_that_ended_still_counts_for_its_sector(reader, country):
    trade = make_unit(
        "CN-CT", "Công đoàn Công Thương", UnitKind.NATIONAL_INDUSTRY, parent=country.tld, position=3000
    )
    _put_in_sector(country.giay, trade, until=date(2025, 7, 1))
    assert "Mở cả 3 dòng" in reader.get("/thong-ke/", {"nganh": trade.pk, "o": "*|*"}).content.decode()


def test_a_unit_and_a_sector_narrow_together(reader, country):
    trade = make_unit(
        "CN-CT", "Công đoàn Công Thương", UnitKind.NATIONAL_INDUSTRY, parent=country.tld, position=3000
    )
    _put_in_sector(country.giay, trade)
    both = {"nganh": trade.pk, "don_vi": country.bac_ninh.pk}
    assert "Chưa có lượt khen nào khớp" in reader.get("/thong-ke/", both).content.decode()
    both["don_vi"] = country.phu_tho.pk
    assert "CĐ Công ty CP Giấy Việt Trì" in reader.get("/thong-ke/", both).content.decode()


def test_a_province_starts_with_its_units_and_the_country_with_its_provinces(reader, country):
    assert "theo tỉnh, thành và hình thức" in reader.get("/thong-ke/").content.decode()
    province = Client()
    province.force_login(make_user("pt@thidua.example", (Role.HEAD, country.phu_tho)))
    assert "theo đơn vị cấp dưới và hình thức" in province.get("/thong-ke/").content.decode()


def test_the_indicators_open_what_they_count(reader):
    text = reader.get("/thong-ke/chi-so/").content.decode()
    address = unescape(re.search(r'Nữ</th><td[^>]*><a href="([^"]+)">3</a>', text)[1])
    assert reader.get(address).content.decode().count("data-row-link") == 3
    assert "LĐLĐ tỉnh Bắc Ninh" in text


def test_a_cell_of_a_statutory_table_opens_its_lines(reader):
    text = reader.get("/thong-ke/bieu/0603/", {"nam": "2026"}).content.decode()
    address = unescape(re.search(r'href="(/thong-ke/bieu/0603/dong/[^"]+)">1</a>', text)[1])
    assert "Trần Văn Bình" in reader.get(address).content.decode()
    assert reader.get("/thong-ke/bieu/0603/", {"tep": "pdf"}).content.startswith(b"%PDF")
    assert reader.get("/thong-ke/bieu/0602/", {"tep": "pdf"}).content.startswith(b"%PDF")
    assert "0601.N/BNV-TĐKT" in reader.get("/thong-ke/bieu/").content.decode()


@pytest.mark.parametrize("code", ["0601", "0602", "0604", "0605", "0701", "0702", "0703"])
def test_every_statutory_table_draws(reader, code):
    assert reader.get(f"/thong-ke/bieu/{code}/", {"tep": "xlsx"}).status_code == 200
    assert reader.get(f"/thong-ke/bieu/{code}/", {"co_cau": "then"}).status_code == 200


@pytest.mark.parametrize("shown", ["row_share", "column_share", "share", "change"])
def test_shares_and_changes_are_shown(reader, shown):
    text = reader.get("/thong-ke/", {"hien": shown}).content.decode()
    assert ("+2" in text) if shown == "change" else (" %</a>" in text)


def test_a_change_is_told_of_totals_too_and_of_those_who_had_honors_last_year_only(reader, country):
    person = make_person("Phạm Văn An", country.bac_ninh_cs)
    make_entry(
        person.subject, country.bac_ninh_cs, country.bac_ninh, award_code="LDST", decided_on=date(2025, 5, 1)
    )
    text = reader.get("/thong-ke/", {"hien": "change"}).content.decode()
    row = re.search(r"<tr data-row><th[^>]*>Bắc Ninh</th>.*?</tr>", text, re.DOTALL)
    assert row
    assert row[0].count("−1") == 2  # the cell and the total of the row
    total = re.search(r'<tr class="total">.*?</tr>', text, re.DOTALL)
    assert total
    assert "−1" in total[0]
    assert "<b>+2</b>" in total[0]
    assert "heat-10" not in text


def test_the_table_as_csv_and_by_the_former_provinces(reader):
    assert "Phú Thọ,1,2,3" in reader.get("/thong-ke/xuat.csv").content.decode()
    text = reader.get("/thong-ke/", {"co_cau": "then", "ky": "q2", "cap": "province"}).content.decode()
    assert "Quý 2" in text


def test_the_map_of_then_is_of_the_provinces_there_were(reader, country):
    new = reader.get("/thong-ke/", {"co_cau": "then"}).content.decode()
    assert re.search(r'<a href="[^"]*o=25%2B%7C%2A[^"]*"><g><title>Phú Thọ: 3</title>', new)
    person = make_person("Đỗ Văn Hùng", country.may)
    make_entry(person.subject, country.may, country.phu_tho, decided_on=date(2024, 5, 1))
    old = reader.get("/thong-ke/", {"co_cau": "then", "nam": "2024"}).content.decode()
    assert old.count("<title>") > new.count("<title>")


def test_lines_behind_a_quarter_are_listed_by_the_page_itself(reader):
    text = reader.get("/thong-ke/", {"ky": "q2", "o": "25|province"}).content.decode()
    address = unescape(re.search(r'class="btn primary[^"]*" href="([^"]+)"', text)[1])
    assert address.startswith("/thong-ke/dong/")
    assert reader.get(address).content.decode().count("data-row-link") == 2


@pytest.mark.parametrize("picture", ["cot", "ban-do", "duong"])
def test_a_drawing_is_a_picture_of_its_own(reader, picture):
    response = reader.get("/thong-ke/xuat.png", {"hinh": picture})
    assert response.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(response.content)) as image:
        colors = {color for _count, color in image.convert("RGB").getcolors(2**20)}
        assert image.width > 1000
    # The blues of the page, not the black of a drawing without its rules.
    assert colors & {(0x0B, 0x57, 0xA4), (0xDC, 0xE9, 0xF6)}


def test_what_cannot_be_drawn_or_written_does_not_exist(reader):
    assert reader.get("/thong-ke/xuat.png", {"nam": "1991"}).status_code == 404
    assert reader.get("/thong-ke/xuat.docx").status_code == 404


def test_the_csv_names_its_description(reader, tmp_path):
    numbers = reader.get("/thong-ke/xuat.csv", {"hang": "province", "nam": "2026"})
    address = re.match(
        r'<([^>]+)>; rel="describedby"; type="application/csvm\+json"', numbers.headers["Link"]
    )[1]
    described = reader.get(address)
    assert described.headers["Content-Type"].startswith("application/csvm+json")
    told = described.json()
    assert reader.get(told["url"]).content == numbers.content
    (tmp_path / "bang.csv").write_bytes(numbers.content)
    (tmp_path / "bang.csv-metadata.json").write_text(json.dumps(told | {"url": "bang.csv"}))
    found = CSVW(str(tmp_path / "bang.csv-metadata.json"), validate=True)
    assert found.is_valid, found.warnings
    assert [row["total"] for row in found.tables[0]] == [3]


def test_the_five_years_are_the_five_years(reader, country):
    for year, count in ((2022, 1), (2023, 2), (2025, 4)):
        for number in range(count):
            person = make_person(f"Lê Thị Sen {year} {number}", country.giay)
            make_entry(person.subject, country.giay, country.phu_tho, decided_on=date(year, 5, 1))
    text = reader.get("/thong-ke/").content.decode()
    drawing = re.search(
        r'<svg class="chart"[^>]*aria-label="Năm năm, tổng theo năm">(.*?)</svg>', text, re.DOTALL
    )[1]
    assert re.findall(r"<text[^>]*>(20\d\d)</text>", drawing) == ["2022", "2023", "2024", "2025", "2026"]
    heights = [
        float(y) for _x, y in re.findall(r"([\d.]+),([\d.]+)", drawing.split('points="')[1].split('"')[0])
    ]
    # 1, 2, 0, 4 and 3 honors: the line falls as far as the counts say, from an axis at 124 up to one at 12.
    assert [round((124 - y) / (124 - heights[3]) * 4, 3) for y in heights] == [1, 2, 0, 4, 3]
