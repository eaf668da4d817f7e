"""The log page: anybody sees how far the register is sealed, the signed days, and how to check a certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from tests.journeys.browser import Person as Window
from thidua.core.clock import SystemClock
from thidua.domain.audit.heads import sign_heads
from thidua.domain.audit.sealing import seal
from thidua.domain.audit.verifying import verify_and_keep
from thidua.domain.register.checking import CHECKS, EXTRAS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1440, 375])
def test_the_log_page_says_what_was_sealed_signed_and_compared(
    person: Callable[..., Window], country: Country, width: int, now: datetime
) -> None:
    make_entry(make_person("Lê Thị Sen", country.giay).subject, country.giay, country.phu_tho)
    today = SystemClock().now()
    seal(EXTRAS, at=today)
    assert sign_heads(at=today + timedelta(days=1))
    verify_and_keep(CHECKS, at=now)
    make_entry(make_person("Vũ Văn Cam", country.giay).subject, country.giay, country.phu_tho)
    seal(EXTRAS, at=today)
    verify_and_keep(CHECKS, at=now + timedelta(hours=1), only_new=True)
    visitor = person(width=width)
    visitor.visit("/cong-khai/niem-phong/")
    assert visitor.reads("Niêm phong sổ khen thưởng")
    assert visitor.reads("0 chỗ không khớp")
    assert visitor.reads("Lần đối chiếu các dòng mới gần nhất")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.visit("/cong-khai/niem-phong/?lang=en")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
