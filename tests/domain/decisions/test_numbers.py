"""Numbers under two connections, letters of the register, and where a series begins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from tests.factories.organizations import Country, make_country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import UnitRef
from thidua.domain.decisions.models import NumberSeries
from thidua.domain.decisions.numbers import (
    letters_of,
    next_number,
    take_decision_number,
    take_register_numbers,
)
from thidua.domain.organizations.states import UnitKind

ON = date(2026, 12, 18)
TLD = UnitRef(1, 1, UnitKind.CONFEDERATION, "Tổng Liên đoàn Lao động Việt Nam", "TLĐ", "TLD")


def province(name: str, code: str) -> UnitRef:
    return UnitRef(int(code), 1000, UnitKind.PROVINCIAL_FEDERATION, name, name, code)


@pytest.mark.parametrize(
    ("line", "letters"),
    [
        ([TLD], "TLĐ"),
        ([TLD, province("Liên đoàn Lao động tỉnh Phú Thọ", "25")], "PT"),
        ([TLD, province("Liên đoàn Lao động thành phố Đà Nẵng", "48")], "ĐN"),
        ([TLD, province("Liên đoàn Lao động Thành phố Hồ Chí Minh", "79")], "HCM"),
        (
            [
                TLD,
                province("Liên đoàn Lao động tỉnh Phú Thọ", "25"),
                UnitRef(9, 1200, UnitKind.GRASSROOTS, "CĐ Lâm Thao", "CĐ Lâm Thao", "25-001"),
            ],
            "PT-001",
        ),
        ([TLD, UnitRef(7, 9, UnitKind.CORPORATION, "CĐ Dầu khí", "CĐ Dầu khí", "TCT-07")], "CĐ-TCT-07"),
    ],
)
def test_letters(line: list[UnitRef], letters: str) -> None:
    assert letters_of(line) == letters


def test_series_go_on_after_what_the_register_holds(country: Country) -> None:
    person = make_person("Phạm Thị Thu Hà", country.giay)
    make_entry(
        person.subject, country.giay, country.phu_tho, register_no="PT-26-00041",
        decision_number="118/QĐ-LĐLĐ", decided_on=date(2026, 5, 1),
    )  # fmt: skip
    assert next_number(country.phu_tho.pk, 2026) == 119
    with transaction.atomic():
        assert take_register_numbers(country.phu_tho.pk, ON, 2) == ["PT-26-00042", "PT-26-00043"]
        assert take_decision_number(country.phu_tho.pk, ON) == 119
    assert next_number(country.phu_tho.pk, 2026) == 120
    assert next_number(country.phu_tho.pk, 2027) == 1


def test_letters_in_use_elsewhere_take_the_code_behind(country: Country) -> None:
    NumberSeries.objects.create(organization=country.bac_ninh, year=2025, purpose="register", prefix="PT")
    with transaction.atomic():
        assert take_register_numbers(country.phu_tho.pk, ON, 1) == ["PT-25-26-00001"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_no_gap_and_no_double() -> None:
    unit = make_country().phu_tho.pk
    gate = Barrier(2)

    def take(_n: int) -> list[tuple[int, str]]:
        try:
            gate.wait(timeout=60)
            found = []
            for _again in range(10):
                with transaction.atomic():
                    found.append((take_decision_number(unit, ON), take_register_numbers(unit, ON, 1)[0]))
            return found
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        taken = [pair for pairs in pool.map(take, range(2)) for pair in pairs]
    assert sorted(number for number, _no in taken) == list(range(1, 21))
    assert sorted(no for _number, no in taken) == [f"PT-26-{n:05}" for n in range(1, 21)]
