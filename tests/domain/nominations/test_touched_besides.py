"""Open dossiers that a change of limits, votes, money or papers would reach."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_actor
from tests.factories.nominations import make_round, make_sent, make_submission, row
from thidua.domain.access import Role
from thidua.domain.catalogue.changes import Change
from thidua.domain.catalogue.drafting import drafted_library
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.provisions import NEW, NO_VERSION, provisions
from thidua.domain.catalogue.verifying import RuleKey
from thidua.domain.nominations.touched_besides import touched_besides

pytestmark = pytest.mark.django_db
STARTS = date(2027, 7, 1)


def touched(country, kind, key, *values, title="", actor=None):
    change = Change(key, STARTS, "L-2022", "9", values=values, kind=kind, title_vi=title)
    actor = actor or make_actor(Role.LAWYER, country.tld)
    return touched_besides(library(), drafted_library(change), kind, STARTS, actor=actor)


def in_force(kind, code):
    return next(one for one in provisions(library(), kind) if one.key.award == code and one.until is None).key


def drafted(country, *awards):
    rows = [row(number, award) for number, award in enumerate(awards, 1)]
    return make_submission(country.giay, make_round(country.giay), rows)


def received(country, award):
    sent = make_sent(country.lam_thao, make_round(country.lam_thao), [row(3, award)])[0]
    sent.received_on = date(2026, 12, 8)
    sent.save()
    return sent


def test_a_paper_touches_dossiers_not_yet_received(country, fixed_clock):
    nominee = drafted(country, "BK_TLD", "GK_CDCS").nominations.get(award_code="BK_TLD")
    received(country, "BK_TLD")
    new = RuleKey("DS1", NO_VERSION, NEW, date(2000, 1, 1))
    found = touched(country, "paper", new, ("paper", "cong_trinh"))
    assert [(one.row.pk, one.before, one.after) for one in found.dossiers] == [
        (nominee.pk, "—", "Tác phẩm, công trình kèm đơn của tác giả")
    ]
    assert (found.waiting, found.judged, found.received) == (1, 1, 1)


def test_money_and_votes_touch_every_open_dossier(country, fixed_clock):
    own = drafted(country, "BK_TLD").nominations.get()
    other = received(country, "BK_TLD")
    money = touched(country, "money", in_force("money", "BK_TLD"), ("coefficient", "2"))
    assert {one.row.pk for one in money.dossiers} == {own.pk, other.pk}
    before = {library().bonus("BK_TLD", "individual", STARTS).amount}
    assert {one.before for one in money.dossiers} == {
        f"{amount:,} đồng".replace(",", ".") for amount in before
    }
    assert {one.after for one in money.dossiers} == {"5.060.000 đồng"}
    vote = touched(country, "vote", in_force("vote", "*"), ("min_ratio", "3/4"))
    assert {one.row.pk for one in vote.dossiers} == {own.pk, other.pk}
    assert all(one.after.startswith("từ 75 % trên tổng số thành viên đồng ý") for one in vote.dossiers)


def test_who_decides_and_sets_touch_dossiers_not_yet_received(country, fixed_clock):
    nominee = drafted(country, "BK_TLD", "GK_CDCS").nominations.get(award_code="BK_TLD")
    received(country, "BK_TLD")
    found = touched(country, "authority", in_force("authority", "BK_TLD"), ("authority", "BTV_LDLD"))
    assert [(one.row.pk, one.before, one.after) for one in found.dossiers] == [
        (
            nominee.pk,
            "Đoàn Chủ tịch Tổng Liên đoàn",
            "Ban Thường vụ LĐLĐ tỉnh, thành phố; công đoàn ngành Trung ương",
        )
    ]
    assert (found.waiting, found.judged, found.received) == (1, 1, 1)
    found = touched(country, "copies", in_force("copies", "BK_TLD"), ("copies", 2))
    assert [(one.row.pk, one.before, one.after) for one in found.dossiers] == [(nominee.pk, "1 bộ", "2 bộ")]


def test_what_a_collective_is_paid_touches_no_individual(country, fixed_clock):
    drafted(country, "BK_TLD")
    money = touched(country, "money", in_force("money", "BK_TLD"), ("collective_multiplier", 3))
    assert (money.dossiers, money.judged) == ((), 1)


def test_a_limit_tells_how_the_submission_stands(country, fixed_clock):
    submission = drafted(country, "BK_TLD", "BK_TLD")
    new = RuleKey("BK_TLD", "BK_TLD.R26", NEW, date(2026, 10, 1))
    found = touched(country, "quota", new, ("kind", "per_unit"), ("limit", 1), title="Mỗi đơn vị một")
    assert {one.row.submission_id for one in found.dossiers} == {submission.pk}
    assert [one.after for one in found.dossiers] == [
        "Mỗi đơn vị tối đa 1 mỗi chuyên đề một năm, đang có 2."
    ] * 2


def test_a_deadline_and_posting_are_told(country, fixed_clock):
    drafted(country, "BK_TLD")
    new = RuleKey("BK_TLD", "BK_TLD.R26", NEW, date(2026, 10, 1))
    values = (("kind", "received_by"), ("last", "11-15"))
    [one] = touched(country, "deadline", new, *values, title="Hạn nhận").dossiers
    assert (one.before, one.after) == ("—", "Hạn nhận: nhận đến ngày 15/11")
    [one] = touched(country, "posting", in_force("posting", "*"), ("working_days", 5)).dossiers
    assert (one.before, one.after) == ("10 ngày làm việc", "5 ngày làm việc")


def test_other_awards_are_not_touched(country, fixed_clock):
    drafted(country, "GK_CDCS")
    assert not touched(country, "money", in_force("money", "BK_TLD"), ("coefficient", "2")).dossiers


def test_the_price_is_the_same_for_one_dossier_and_for_three(country, fixed_clock):
    counts, actor = [], make_actor(Role.LAWYER, country.tld)
    key = in_force("vote", "*")
    drafted_library(Change(key, STARTS, "L-2022", "9", values=(("min_ratio", "3/4"),), kind="vote"))
    for awards in (["BK_TLD"], ["BK_TLD", "GK_CDCS"]):
        drafted(country, *awards)
        with CaptureQueriesContext(connection) as counted:
            touched(country, "vote", key, ("min_ratio", "3/4"), actor=actor)
        counts.append(len(counted))
    assert counts[0] == counts[1]
