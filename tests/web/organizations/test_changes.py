"""A change of the tree is shown before it is made, and made only by those who may."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.organizations.models import Organization, Placement, Succession
from thidua.domain.organizations.queries import placement_of

DAY = date(2026, 12, 1)
PAPER = {"on": "2026-12-01", "instrument": "QĐ 9/QĐ-LĐLĐ ngày 01/12/2026"}


@pytest.fixture
def officer(country, client, fixed_clock):
    user = make_user("lan@thidua.example", (Role.OFFICER, country.phu_tho))
    client.force_login(user)
    return user


def send(client, unit, act, step="", **fields):
    return client.post(reverse("unit_change", args=[unit.pk, act]), PAPER | fields | {"step": step})


def tree():
    rows = list(Placement.objects.order_by("pk").values_list("pk", "name", "path", "during"))
    return rows, Organization.objects.count(), Succession.objects.count(), Event.objects.count()


def forms(country):
    """For each act: the unit, the fields, and what the preview says."""
    return {
        "lap": (
            country.phu_tho,
            {"kind": "CDCS", "name": "Công đoàn Trường Hùng Vương", "code": "25-777"},
            ("Công đoàn Trường Hùng Vương", "thành lập"),
        ),
        "doi-ten": (country.giay, {"name": "Công đoàn Giấy mới"}, ("đổi tên thành Công đoàn Giấy mới",)),
        "chuyen": (country.giay, {"parent": country.zone.pk}, ("→ Công đoàn các KCN tỉnh Phú Thọ",)),
        "hop-nhat": (
            country.giay,
            {"with_1": country.lam_thao.pk, "name": "Công đoàn Giấy và Supe", "code": "25-778"},
            ("Công đoàn Giấy và Supe", "kết thúc"),
        ),
        "sap-nhap": (country.giay, {"into": country.lam_thao.pk}, ("kết thúc",)),
        "chia-tach": (
            country.zone,
            {
                "name_1": "Công đoàn KCN Bắc", "code_1": "25-B", "name_2": "Công đoàn KCN Nam",
                "code_2": "25-N", f"child_{country.may.pk}": "2",
            },
            ("Công đoàn KCN Bắc", "Công đoàn các KCN tỉnh Phú Thọ → Công đoàn KCN Nam"),
        ),
        "ket-thuc": (country.giay, {}, ("kết thúc",)),
    }  # fmt: skip


ACTS = ("lap", "doi-ten", "chuyen", "hop-nhat", "sap-nhap", "chia-tach", "ket-thuc")


@pytest.mark.parametrize("act", ACTS)
def test_a_change_is_foreseen_without_being_made_and_then_made(client, country, officer, act):
    unit, fields, words = forms(country)[act]
    assert client.get(reverse("unit_change", args=[unit.pk, act])).status_code == 200
    before = tree()
    seen = send(client, unit, act, **fields)
    page = seen.content.decode()
    assert seen.status_code == 200
    assert "Nếu ghi, từ 01/12/2026 sẽ thành" in page
    for word in words:
        assert word in page
    assert tree() == before
    done = send(client, unit, act, "ghi", **fields)
    assert (done.status_code, done.headers["Location"]) == (302, reverse("unit_page", args=[unit.pk]))
    assert Succession.objects.filter(effective_on=DAY, instrument=PAPER["instrument"]).exists()
    assert client.get(done.headers["Location"]).status_code == 200


def test_the_new_name_holds_from_its_day(client, country, officer):
    send(client, country.giay, "doi-ten", "ghi", name="Công đoàn Giấy mới")
    assert placement_of(country.giay.pk, date(2026, 11, 30)).name == "Công đoàn Công ty CP Giấy Việt Trì"
    assert placement_of(country.giay.pk, DAY).name == "Công đoàn Giấy mới"


@pytest.mark.parametrize(
    ("act", "fields", "words"),
    [
        ("doi-ten", {"name": "Công đoàn Công ty CP Giấy Việt Trì"}, "Tên mới phải khác tên đang dùng"),
        ("doi-ten", {"name": "Tên khác", "instrument": " "}, "Trường này là bắt buộc."),
        ("doi-ten", {"name": "Tên khác", "on": "2009-01-01"}, "thành lập ngày 01/01/2010"),
        ("chuyen", {"parent": "999999"}, "Chọn một đơn vị trong danh sách gợi ý"),
        ("sap-nhap", {"into": ""}, "Trường này là bắt buộc."),
    ],
)
@pytest.mark.usefixtures("officer")
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(client, country, act, fields, words):
    before = tree()
    for step in ("", "ghi"):
        answer = send(client, country.giay, act, step, **fields)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert tree() == before


def test_a_unit_of_another_province_is_neither_changed_nor_named(client, country, officer):
    before = tree()
    assert send(client, country.bac_ninh_cs, "ket-thuc", "ghi").status_code == 404
    answer = send(client, country.giay, "sap-nhap", "ghi", into=country.bac_ninh_cs.pk)
    assert answer.status_code == 422
    assert "Kính Đáp Cầu" not in answer.content.decode()
    assert tree() == before


def test_a_grassroots_officer_reads_why_not(client, country, fixed_clock):
    client.force_login(make_user("cs@thidua.example", (Role.OFFICER, country.giay)))
    before = tree()
    assert send(client, country.giay, "ket-thuc", "ghi").status_code == 409
    assert tree() == before
    page = client.get(reverse("unit_page", args=[country.giay.pk])).content.decode()
    assert "được ghi thay đổi tổ chức" in page
    assert reverse("unit_change", args=[country.giay.pk, "ket-thuc"]) not in page


def test_the_form_can_be_taken_up_again(client, country, officer):
    page = send(client, country.giay, "doi-ten", "sua", name="Công đoàn Giấy mới").content.decode()
    assert 'value="Công đoàn Giấy mới"' in page
    assert "Xem trước thay đổi" in page
