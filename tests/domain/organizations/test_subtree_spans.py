"""A subtree of any day is a short list of positions."""

from datetime import date

from tests.factories.organizations import make_unit
from thidua.domain.access import Span
from thidua.domain.organizations.models import Succession
from thidua.domain.organizations.queries import ancestors, subtree_spans, superior_of
from thidua.domain.organizations.states import UnitKind

ON = date(2026, 12, 8)


def test_a_province_is_one_span(country):
    assert subtree_spans(country.phu_tho.pk, ON, 1) == (Span(1000, 1300),)


def test_the_top_covers_every_unit(country):
    assert subtree_spans(country.tld.pk, ON, 2) == (Span(1, 2100),)


def test_a_successor_sees_what_its_predecessor_had(country):
    old = make_unit(
        "26-OLD",
        "LĐLĐ tỉnh Vĩnh Phúc",
        UnitKind.PROVINCIAL_FEDERATION,
        parent=country.tld,
        position=1400,
        until=date(2025, 7, 1),
    )
    make_unit(
        "26-H",
        "LĐLĐ huyện Bình Xuyên",
        UnitKind.DISTRICT_FEDERATION,
        parent=old,
        position=1410,
        until=date(2025, 7, 1),
    )
    Succession.objects.create(
        predecessor=old,
        successor=country.phu_tho,
        kind="merge",
        effective_on=date(2025, 7, 1),
        instrument="Nghị quyết 202/2025/QH15",
    )
    assert subtree_spans(country.phu_tho.pk, ON, 3) == (Span(1000, 1410),)
    assert subtree_spans(old.pk, date(2024, 1, 1), 3) == (Span(1400, 1410),)


def test_a_unit_that_does_not_stand_has_no_scope(country):
    assert subtree_spans(country.phu_tho.pk, date(2001, 1, 1), 4) == ()


def test_the_line_of_units_runs_from_the_top(country):
    assert [unit.code for unit in ancestors(country.may.pk, ON)] == ["TLD", "25", "25-KCN", "25-KCN-001"]
    assert superior_of(country.may.pk, ON).code == "25-KCN"
    assert superior_of(country.tld.pk, ON) is None
