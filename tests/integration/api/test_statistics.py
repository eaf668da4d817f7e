"""Figures by program: the same as the page's, also as SDMX and CSVW, read back by libraries that others wrote."""

from __future__ import annotations

import io
import zipfile

import pytest
import sdmx
from csvw import CSVW
from django.test import Client

from tests.factories.accounts import make_user
from tests.integration.api.conftest import make_program
from thidua.domain.access import Role


@pytest.fixture
def national(country, honors):
    return make_program(Role.STANDING_OFFICE, country.tld)


def test_a_cross_table_counts_by_province(national):
    table = national.get("/statistics/pivot", year=2026).json()
    assert {row["key"]: row["total"] for row in table["rows"]} == {"25": 2, "24": 1}
    assert table["total"] == 3
    assert national.get("/statistics/pivot", year=2026, part="q1").json()["total"] == 0
    assert national.get("/statistics/pivot", year=2026, sex="male", measure="persons").json()["total"] <= 3


def test_a_statutory_table_is_filled(national):
    assert "0603" in {form["code"] for form in national.get("/statistics/forms").json()["items"]}
    table = national.get("/statistics/forms/0603", year=2026).json()
    assert all(len(row["cells"]) == len(table["columns"]) for row in table["rows"])
    assert national.get("/statistics/forms/khong-co", year=2026).status_code == 404


def read_back(numbers: bytes, structure: bytes):
    message = sdmx.read_sdmx(io.BytesIO(structure), format="XML")
    definition = next(iter(message.structure.values()))
    found = sdmx.read_sdmx(io.BytesIO(numbers), format="CSV", structure=definition)
    return message, definition, [obs for data in found.data for obs in data.obs]


def check_equal(observations, definition, table, rows: str) -> None:
    by_key = {
        tuple(str(one.key[part.id].value) for part in definition.dimensions.components[:2]): int(one.value)
        for one in observations
    }
    assert by_key["_T", "_T"] == table["total"]
    assert sum(n for key, n in by_key.items() if "_T" not in key) == table["total"]
    assert {row: n for (row, column), n in by_key.items() if column == "_T" and row != "_T"} == {
        row["key"]: row["total"] for row in table["rows"]
    }
    assert definition.dimensions.components[0].id == rows


def test_sdmx_is_read_back_with_the_same_totals(national):
    values = {"year": 2026, "rows": "province", "columns": "award_group"}
    numbers = national.get("/statistics/pivot.sdmx.csv", **values)
    assert numbers.headers["Content-Type"].startswith("application/vnd.sdmx.data+csv")
    structure = national.get("/statistics/pivot.sdmx.xml", **values)
    message, definition, observations = read_back(numbers.content, structure.content)
    check_equal(observations, definition, national.get("/statistics/pivot", **values).json(), "PROVINCE")
    codes = {code.id for found in message.codelist.values() for code in found}
    for one in observations:
        assert {str(value.value) for value in one.key.values.values()} <= codes


def test_every_pair_of_dimensions_is_sdmx(national):
    for rows, columns in (("year", "year"), ("minority", "first"), ("unit", "level"), ("award", "class")):
        values = {"rows": rows, "columns": columns}
        numbers = national.get("/statistics/pivot.sdmx.csv", **values).content
        structure = national.get("/statistics/pivot.sdmx.xml", **values).content
        _message, definition, observations = read_back(numbers, structure)
        total = national.get("/statistics/pivot", **values).json()["total"]
        inner = [one for one in observations if "_T" not in _two(one, definition)]
        assert sum(int(one.value) for one in inner) == total == 3


def _two(one, definition) -> list[str]:
    return [str(one.key[part.id].value) for part in definition.dimensions.components[:2]]


@pytest.fixture
def browser(country, honors, fixed_clock):
    client = Client()
    client.force_login(make_user("tdkt@thidua.example", (Role.STANDING_OFFICE, country.tld)))
    return client


def unpacked(response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_page_gives_sdmx_too(browser):
    files = unpacked(browser.get("/thong-ke/xuat.sdmx", {"nam": "2026", "ky": "q2"}))
    assert sorted(files) == ["thong-ke-20261208.csv", "thong-ke-20261208.xml"]
    _message, _definition, observations = read_back(
        files["thong-ke-20261208.csv"], files["thong-ke-20261208.xml"]
    )
    assert {str(one.key["PERIOD"].value) for one in observations} == {"2026-Q2"}


def test_the_page_gives_a_csv_with_its_description(browser, tmp_path):
    for name, content in unpacked(browser.get("/thong-ke/xuat.csvw")).items():
        (tmp_path / name).write_bytes(content)
    described = CSVW(str(tmp_path / "thong-ke-20261208.csv-metadata.json"), validate=True)
    assert described.is_valid, described.warnings
    rows = list(described.tables[0])
    assert {row["key"]: row["total"] for row in rows} == {"25": 2, "24": 1}


def test_a_csv_that_was_tampered_with_is_not_valid(browser, tmp_path):
    for name, content in unpacked(browser.get("/thong-ke/xuat.csvw")).items():
        (tmp_path / name).write_bytes(content.replace(b",2\r\n", b",hai\r\n"))
    assert not CSVW(str(tmp_path / "thong-ke-20261208.csv-metadata.json"), validate=True).is_valid
