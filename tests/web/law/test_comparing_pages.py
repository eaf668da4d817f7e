"""Two lawyers on screen: one compares, the other confirms, either withdraws; nobody else has the pages."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.models import TextComparison

pytestmark = pytest.mark.django_db
RULE = ["CSTD_TLD", "CSTD_TLD.R24", "union_payroll", "2024-01-01"]


@pytest.fixture
def lawyers(country, fixed_clock):
    found = []
    for name in ("Hồ Sĩ Nguyên", "Mạc Thị Trà"):
        client = Client()
        client.force_login(make_user(f"{len(found)}@thidua.example", (Role.LAWYER, country.tld), name=name))
        found.append(client)
    return found


def test_two_people_make_a_rule_refuse_and_the_file_carries_it(lawyers):
    first, second = lawyers
    address = reverse("comparison_rule", args=RULE)
    assert (
        first.post(address, {"document": "Luật 06/2022/QH15", "compared_on": "2026-12-07"}).status_code == 302
    )
    row = TextComparison.objects.get()
    assert "Bạn đã đối chiếu lần đầu" in first.get(address).content.decode()
    assert first.post(reverse("comparison_act", args=[row.pk, "xac-nhan"])).status_code == 409
    assert TextComparison.objects.get().state == "proposed"
    assert "Chờ người thứ hai" in second.get(reverse("comparisons")).content.decode()
    assert second.post(reverse("comparison_act", args=[row.pk, "xac-nhan"])).status_code == 302
    page = second.get(address).content.decode()
    assert "loại người không đạt" in page
    assert "hai người đã đối chiếu với văn bản" in page
    assert "Mạc Thị Trà xác nhận lúc 08/12/2026 14:02." in page
    file = second.get(reverse("comparisons_file")).content.decode()
    assert "condition: union_payroll" in file
    assert "- Hồ Sĩ Nguyên\n  - Mạc Thị Trà" in file
    assert second.post(reverse("comparison_act", args=[row.pk, "rut"]), {"reason": "Nhầm"}).status_code == 302
    page = second.get(address).content.decode()
    assert "nhắc người xét" in page
    assert "hai người đã đối chiếu với văn bản" not in page


def test_an_empty_document_is_told_at_its_field(lawyers):
    answer = lawyers[0].post(reverse("comparison_rule", args=RULE), {"compared_on": "2026-12-07"})
    assert answer.status_code == 422
    assert not TextComparison.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.STANDING_OFFICE])
def test_the_pages_do_not_exist_for_others(client, country, fixed_clock, role):
    client.force_login(make_user("khac@thidua.example", (role, country.tld)))
    for address in (
        reverse("comparisons"),
        reverse("comparisons_file"),
        reverse("comparison_rule", args=RULE),
    ):
        assert client.get(address).status_code == 404
    assert client.post(reverse("comparison_rule", args=RULE), {"document": "x"}).status_code == 404
    assert not TextComparison.objects.exists()


@pytest.mark.parametrize(
    "wrong", [["CSTD_TLD", "CSTD_TLD.R24", "khong_co", "2024-01-01"], [*RULE[:3], "hôm nay"]]
)
def test_a_rule_that_is_none_is_not_found(lawyers, wrong):
    assert lawyers[0].get(reverse("comparison_rule", args=wrong)).status_code == 404


def test_every_kind_of_rule_shows_all_its_numbers_to_whoever_compares_it(lawyers):
    shown = {}
    for award in library().awards.values():
        for version in award.versions:
            for rule in version.conditions:
                shown.setdefault(rule.kind, [award.code, version.id, rule.id, rule.since.isoformat()])
    shown.pop("no_text")
    assert {"member_share", "any", "ratings"} <= set(shown)
    for kind, key in shown.items():
        answer = lawyers[0].get(reverse("comparison_rule", args=key))
        assert answer.status_code == 200, kind


def test_the_numbers_of_branches_and_how_sure_the_rule_is_are_told_in_words(lawyers):
    page = (
        lawyers[0]
        .get(reverse("comparison_rule", args=["BK_TLD", "BK_TLD.R24", "achievement", "2024-01-01"]))
        .content.decode()
    )
    assert "Số lần: 2" in page
    assert "Trường hợp 1: số năm: 2" in page
    assert "theo lời trích của văn bản" in page
    page = lawyers[0].get(reverse("comparison_rule", args=RULE)).content.decode()
    assert "chưa đọc văn bản, chưa chắc" in page
