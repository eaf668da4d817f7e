"""A steward tells two records of one person from two people, with keys alone; axe-core looks at every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.journeys.browser import Person as Window
from thidua.domain.access import Role
from thidua.domain.people.actions import queue_newcomers
from thidua.domain.people.models import Duplicate, Subject

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1440, 375])
BORN = date(1975, 3, 12)


@pytest.fixture
def steward(country: Country) -> object:
    """Two pairs wait: a surer one, whose second record came from a list, and one of two namesakes."""
    for name in ("Nguyễn Thị Hường", "Trần Thị Lan"):
        make_person(name, country.giay, birth_date=BORN)
    newcomers = [
        make_person("Nguyễn Thị Hường", country.lam_thao, birth_date=BORN),
        make_person("Trần Thị Lan", country.lam_thao, birth_date=BORN),
    ]
    queue_newcomers([one.pk for one in newcomers])
    assert Duplicate.objects.filter(state="open").count() == 2
    return make_user("quan-ly@thidua.example", (Role.STEWARD, country.phu_tho))


@WIDTHS
def test_pairs_are_decided_with_keys_alone_and_a_merge_is_taken_back(
    person: Callable[..., Window], steward: object, width: int
) -> None:
    window = person(steward, width=width)
    window.visit("/con-nguoi/trung/")
    assert window.reads("cùng họ tên")
    window.visit("/con-nguoi/trung/xem/")
    assert window.reads("Còn 2 cặp chờ xem")
    window.page.keyboard.press("1")
    window.settle()
    assert window.reads("Đã gộp hai hồ sơ") and window.reads("Còn 1 cặp chờ xem")
    window.page.keyboard.press("3")
    window.settle()
    assert window.reads("Đã ghi là hai người khác nhau") and window.reads("Không có cặp hồ sơ nào chờ xem")
    assert sorted(Duplicate.objects.values_list("state", flat=True)) == ["distinct", "merged"]
    window.visit("/con-nguoi/trung/?xem=da-gop")
    window.click("Hoàn tác việc gộp")
    assert window.reads("Đã hoàn tác việc gộp")
    assert not Subject.objects.exclude(merged_into=None).exists()
    assert window.page.evaluate("document.documentElement.scrollWidth") <= width
