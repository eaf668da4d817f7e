"""The ad hoc path, decisions at home, suspension, withdrawal; sending twice; two connections at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from tests.factories.accounts import make_actor
from tests.factories.nominations import (
    AT,
    make_round,
    make_sent,
    make_submission,
    officer_of,
    referral_of,
    row,
)
from tests.factories.organizations import Country, make_country
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Nomination, NominationVersion, Referral, Round


def test_an_outstanding_deed_is_sent_at_once_and_passed_without_council(country: Country) -> None:
    officer, office = officer_of(country.giay), officer_of(country.phu_tho)
    sent = actions.submit_adhoc(
        organization=country.giay,
        title="Cứu người trong hỏa hoạn",
        rows=[row(0, "BK_LDLD_DX")],
        actor=officer,
        at=AT,
    )
    here = Referral.objects.get()
    assert (sent.state, here.office_id, here.due_at) == (
        "submitted",
        country.phu_tho.pk,
        AT + timedelta(hours=24),
    )
    actions.appraise(referral_ids=[here.pk], actor=office, at=AT)
    actions.approve_without_council(referral_ids=[here.pk], actor=office, at=AT)
    actions.mark_decided(
        referral_id=here.pk, decision_id=1, number="7/QĐ", actor=make_actor(Role.HEAD, country.phu_tho), at=AT
    )
    assert Nomination.objects.get().state == "conferred"


def test_an_unreadable_deed_leaves_nothing_behind(country: Country) -> None:
    officer = officer_of(country.giay)
    with pytest.raises(Refused, match="Dòng 1"):
        actions.submit_adhoc(
            organization=country.giay, title="Cứu người", rows=[row(0, "GK_CDCS")], actor=officer, at=AT
        )
    with pytest.raises(Refused, match="chưa có câu thành tích"):
        actions.submit_adhoc(
            organization=country.giay,
            title="Cứu người",
            rows=[row(0, "BK_LDLD_DX", achievement="")],
            actor=officer,
            at=AT,
        )
    assert (Round.objects.count(), Nomination.objects.count()) == (0, 0)


def test_an_annual_award_does_not_skip_the_council(country: Country) -> None:
    office = officer_of(country.phu_tho)
    (one,) = make_sent(country.lam_thao, make_round(country.phu_tho), [row(0, "BK_LDLD")])
    here = referral_of(one)
    actions.appraise(referral_ids=[here.pk], actor=office, at=AT)
    with pytest.raises(Refused, match="phải qua Hội đồng"):
        actions.approve_without_council(referral_ids=[here.pk], actor=office, at=AT)
    with pytest.raises(Refused, match="do chính đơn vị này quyết định"):
        actions.forward(referral_ids=[here.pk], actor=office, at=AT)
    here.refresh_from_db()
    assert (here.state, Referral.objects.count()) == ("appraised", 1)


def test_appraising_many_is_all_or_none(country: Country) -> None:
    first, second = make_sent(
        country.lam_thao, make_round(country.phu_tho), [row(0, "BK_LDLD"), row(1, "BK_LDLD")]
    )
    Nomination.objects.filter(pk=second.pk).update(verdict="not_eligible")
    ids = [referral_of(first).pk, referral_of(second).pk]
    with pytest.raises(Refused, match="chưa đủ điều kiện"):
        actions.appraise(referral_ids=ids, actor=officer_of(country.phu_tho), at=AT)
    assert set(Referral.objects.values_list("state", flat=True)) == {"received"}


def test_suspended_goes_on_from_where_it_stood(country: Country) -> None:
    office = officer_of(country.phu_tho)
    (one,) = make_sent(country.lam_thao, make_round(country.phu_tho), [row(0, "BK_LDLD")])
    here = referral_of(one)
    actions.appraise(referral_ids=[here.pk], actor=office, at=AT)
    actions.suspend(referral_id=here.pk, reason="Có đơn tố cáo", actor=office, at=AT)
    actions.resume(referral_id=here.pk, reason="Đơn không đúng", actor=office, at=AT)
    here.refresh_from_db()
    assert (here.state, here.suspended_from) == ("appraised", "")


def test_withdrawn_by_its_unit_only(country: Country) -> None:
    (one,) = make_sent(country.lam_thao, make_round(country.phu_tho), [row(0, "BK_LDLD")])
    with pytest.raises(Refused, match="chính đơn vị"):
        actions.withdraw(nomination_id=one.pk, reason="Nhầm", actor=officer_of(country.giay), at=AT)
    actions.withdraw(nomination_id=one.pk, reason="Nhầm", actor=officer_of(country.lam_thao), at=AT)
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_sending_twice_is_sending_once(country: Country) -> None:
    officer = officer_of(country.lam_thao)
    draft = make_submission(
        country.lam_thao, make_round(country.phu_tho), [row(0), row(1, "BK_LDLD")], actor=officer
    )
    actions.submit(submission_id=draft.pk, actor=officer, at=AT)
    events = Event.objects.count()
    actions.submit(submission_id=draft.pk, actor=officer, at=AT)
    assert (Referral.objects.count(), NominationVersion.objects.count(), Event.objects.count()) == (
        2,
        2,
        events,
    )


@pytest.mark.django_db(transaction=True)
def test_two_connections_send_one_submission_once() -> None:
    country = make_country()
    officer = officer_of(country.lam_thao)
    draft = make_submission(country.lam_thao, make_round(country.phu_tho), [row(0)], actor=officer)

    def send() -> None:
        try:
            actions.submit(submission_id=draft.pk, actor=officer, at=AT)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Referral.objects.count() == 1
