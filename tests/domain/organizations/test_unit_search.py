"""A unit is found while its name is typed: without marks, by code, by a former name."""

from datetime import date, datetime

import pytest

from tests.factories.accounts import make_actor
from thidua.core.clock import VIETNAM
from thidua.domain.access import Role, Span
from thidua.domain.organizations import actions
from thidua.domain.organizations.queries import EVERYWHERE, search_units
from thidua.domain.organizations.states import UnitKind

ON = date(2026, 12, 8)


def codes(text, on=ON, spans=(EVERYWHERE,), limit=12):
    return [hit.code for hit in search_units(text, on, spans, limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("may song lo", ["25-KCN-001"]),
        ("sông lô may", ["25-KCN-001"]),
        ("MAY SÔ", ["25-KCN-001"]),
        ("cong doan", ["25-KCN", "24-001", "25-KCN-001", "25-002", "25-001"]),
        ("phu tho", ["25", "25-KCN"]),
        ("ldld bac", []),
        ("l d bac", ["24"]),
        ("25-kcn", ["25-KCN", "25-KCN-001"]),
        ("24-001", ["24-001"]),
        ("khong co don vi nao", []),
        ("  ", []),
        ("%", []),
        ("' & | !", []),
    ],
)
def test_units_answer_to_what_is_typed(country, text, expected):
    assert codes(text) == expected


def test_the_place_above_is_named(country):
    assert search_units("sông lô", ON, [EVERYWHERE])[0].above == "Công đoàn các KCN tỉnh Phú Thọ"


def test_only_units_in_scope_are_found(country):
    assert codes("cong doan", spans=[Span(2000, 2999)]) == ["24-001"]
    assert codes("cong doan", spans=[]) == []


def test_a_unit_is_found_by_its_former_name_and_by_what_it_grew_out_of(country):
    office = make_actor(Role.STANDING_OFFICE, country.tld)
    told = {
        "actor": office,
        "at": datetime(2025, 7, 1, tzinfo=VIETNAM),
        "on": date(2025, 7, 1),
        "instrument": "QĐ 1",
    }
    actions.rename_unit(unit_id=country.giay.pk, name="Công đoàn Tổng công ty Bãi Bằng", **told)
    new = actions.NewUnit("25M", "Liên đoàn Lao động tỉnh Đất Tổ", UnitKind.PROVINCIAL_FEDERATION)
    actions.merge_units(
        unit_ids=[country.phu_tho.pk, country.bac_ninh.pk], into=new, parent_id=country.tld.pk, **told
    )
    renamed = search_units("giay viet tri", ON, [EVERYWHERE])
    assert [(hit.code, hit.old_name) for hit in renamed] == [("25-002", "Công đoàn Công ty CP Giấy Việt Trì")]
    grown = search_units("lao dong bac ninh", ON, [EVERYWHERE])
    assert [(hit.code, hit.old_name) for hit in grown] == [("25M", "Liên đoàn Lao động tỉnh Bắc Ninh")]
    assert codes("lao dong bac ninh", on=date(2025, 6, 30)) == ["24"]
