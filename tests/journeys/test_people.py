"""Two records of one person are joined, and taken apart again, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import Role
from thidua.domain.people.models import Subject

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_two_records_are_joined_and_the_joining_is_undone(person):
    country = make_country()
    kept = make_person("Nguyễn Thị Hường", country.giay, birth_date=date(1988, 5, 4))
    other = make_person("Nguyễn Thị Hường", country.lam_thao, birth_date=date(1988, 5, 4))
    make_entry(other.subject, country.lam_thao, country.phu_tho)
    office = person(
        make_user("can-bo@thidua.example", (Role.STEWARD, country.phu_tho), (Role.OFFICER, country.phu_tho))
    )
    page = office.visit("/con-nguoi/trung/")
    office.click("Tìm hồ sơ trùng")
    pair = page.locator("li.pair")
    assert pair.count() == 1
    pair.get_by_role("button", name="Giữ hồ sơ này: Nguyễn Thị Hường, CĐ Công ty CP Giấy Việt Trì").click()
    office.settle()
    assert Subject.objects.get(pk=other.pk).merged_into_id == kept.pk
    office.visit(f"/so-khen-thuong/nguoi/{kept.pk}/")
    assert office.reads("CĐ Công ty CP Supe Lâm Thao")
    page = office.visit("/con-nguoi/trung/?xem=da-gop")
    office.click("Hoàn tác việc gộp")
    assert Subject.objects.get(pk=other.pk).merged_into_id is None
    office.visit("/con-nguoi/trung/")
    assert page.locator("li.pair").count() == 1
