"""Drafting a change: by the lawyers of the national office, ahead of its day, with its article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.factories.accounts import make_actor
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.catalogue.changes import Change, NewInstrument
from thidua.domain.catalogue.drafts import change_of, draft_change, is_in_the_data, withdraw_change
from thidua.domain.catalogue.models import RuleDraft
from thidua.domain.catalogue.verifying import RuleKey

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
KEY = RuleKey("BK_TLD", "BK_TLD.R26", "achievement", date(2026, 10, 1))
CHANGE = Change(
    KEY, date(2027, 7, 1), "", "5", "khoản 2", (("of.3.awards", ("CSTDCS", "CSTD_TLD")), ("of.3.count", 3)),
    text=NewInstrument("ND-77-2027", "77/2027/NĐ-CP", "decree", "Nghị định thử", date(2027, 5, 2)),
)  # fmt: skip


@pytest.fixture
def lawyer(country):
    return make_actor(Role.LAWYER, country.tld, name="Hồ Sĩ Nguyên")


def test_a_draft_keeps_the_change_whole_and_tells_the_log(lawyer):
    row = draft_change(CHANGE, note="Theo thông báo", actor=lawyer, at=AT)
    assert change_of(RuleDraft.objects.get(pk=row.pk)) == CHANGE
    assert not is_in_the_data(row)
    event = Event.objects.get()
    assert event.name == "law.change_drafted"
    assert event.data["instrument"] == "77/2027/NĐ-CP"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"starts_on": date(2026, 12, 8)}, "Ngày hiệu lực phải ở sau hôm nay"),
        ({"article": " "}, "Ghi điều của văn bản"),
        ({"values": (("of.3.count", 2),)}, "Chưa có gì khác quy định hiện hành"),
        ({"values": (("of.3.awards", ("KHONG_CO",)),)}, r"BK_TLD.yaml:\d+: .*KHONG_CO"),
        ({"starts_on": date(2027, 5, 1)}, "Văn bản phải ban hành trước ngày hiệu lực"),
        ({"key": KEY._replace(condition="khong_co")}, "Danh mục không còn quy định này"),
        ({"text": None, "instrument": "KHONG_CO"}, "không có văn bản KHONG_CO"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(lawyer, wrong, words):
    with pytest.raises(Refused, match=words):
        draft_change(replace(CHANGE, **wrong), note="", actor=lawyer, at=AT)
    assert not RuleDraft.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.STANDING_OFFICE])
def test_others_draft_no_law(country, role):
    with pytest.raises(Refused, match="cán bộ pháp chế của Tổng Liên đoàn"):
        draft_change(CHANGE, note="", actor=make_actor(role, country.tld), at=AT)
    with pytest.raises(Refused, match="cán bộ pháp chế của Tổng Liên đoàn"):
        draft_change(CHANGE, note="", actor=make_actor(Role.LAWYER, country.phu_tho), at=AT)


def test_a_draft_is_withdrawn_once_and_with_a_reason(lawyer):
    row = draft_change(CHANGE, note="", actor=lawyer, at=AT)
    with pytest.raises(Refused, match="Ghi lý do rút"):
        withdraw_change(draft_id=row.pk, reason=" ", actor=lawyer, at=AT)
    withdraw_change(draft_id=row.pk, reason="Văn bản hoãn", actor=lawyer, at=AT)
    with pytest.raises(Refused, match="đã rút rồi"):
        withdraw_change(draft_id=row.pk, reason="x", actor=lawyer, at=AT)
    assert [e.name for e in Event.objects.order_by("id")] == ["law.change_drafted", "law.change_withdrawn"]


def test_a_change_that_the_data_already_holds_is_known(lawyer):
    row = draft_change(CHANGE, note="", actor=lawyer, at=AT)
    row.values, row.starts_on = {"of.3.count": 2}, date(2026, 10, 1)
    assert is_in_the_data(row)
