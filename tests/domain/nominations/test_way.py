"""A nomination goes up the tree and is decided, or comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.accounts import make_actor
from tests.factories.nominations import (
    AT,
    later,
    make_round,
    make_sent,
    make_submission,
    officer_of,
    referral_of,
    row,
)
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.nominations import actions, routes
from thidua.domain.nominations.models import Nomination, Referral
from thidua.web.appraisal import choices


def test_grassroots_award_is_decided_at_home_and_a_province_award_goes_up(country: Country) -> None:
    call = make_round(country.phu_tho)
    home, up = make_sent(country.lam_thao, call, [row(0, "GK_CDCS"), row(1, "BK_LDLD")])
    assert referral_of(home).office_id == country.lam_thao.pk
    assert referral_of(up).office_id == country.phu_tho.pk
    home.refresh_from_db()
    assert home.state == "underway"
    assert str(home.received_on) == "2026-12-08"
    assert home.subject is not None


def test_a_zone_nomination_passes_the_zone_the_province_and_the_country(country: Country) -> None:
    call = make_round(country.tld)
    (one,) = make_sent(country.may, call, [row(0, "BK_TLD")])
    at_zone = referral_of(one)
    assert at_zone.office_id == country.zone.pk
    zone, province = officer_of(country.zone), officer_of(country.phu_tho)
    actions.appraise(referral_ids=[at_zone.pk], actor=zone, at=AT)
    (at_province,) = actions.forward(referral_ids=[at_zone.pk], actor=zone, at=AT)
    assert at_province.office_id == country.phu_tho.pk
    actions.appraise(referral_ids=[at_province.pk], actor=province, at=AT)
    with pytest.raises(Refused, match="chưa được Hội đồng thông qua"):
        actions.forward(referral_ids=[at_province.pk], actor=province, at=AT)
    assert Referral.objects.count() == 2


def test_who_decides_is_told_by_the_day_the_dossier_was_received(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the next day on the province decides itself; what came before goes on to the country."""
    (one,) = make_sent(country.phu_tho, make_round(country.tld), [row(0, "BK_TLD")])
    here = referral_of(one)
    province = officer_of(country.phu_tho)
    Referral.objects.filter(pk=here.pk).update(office=country.phu_tho, level="province", state="approved")
    changed_on = one.received_on + timedelta(days=1)
    monkeypatch.setattr(routes, "decides", lambda _award, _kind, on: on >= changed_on)
    here.refresh_from_db()
    assert choices.way_up(here, "provincial", changed_on)
    (above,) = actions.forward(referral_ids=[here.pk], actor=province, at=later(3))
    assert above.office_id == country.tld.pk
    Nomination.objects.filter(pk=one.pk).update(received_on=changed_on)
    with pytest.raises(Refused, match="do chính đơn vị này quyết định"):
        actions.forward(referral_ids=[above.pk], actor=officer_of(country.tld), at=later(3))


def test_return_amend_and_resubmit(country: Country) -> None:
    call = make_round(country.phu_tho)
    (one,) = make_sent(country.lam_thao, call, [row(0, "BK_LDLD")])
    office, unit = make_actor(Role.APPRAISER, country.phu_tho), officer_of(country.lam_thao)
    here = referral_of(one)
    actions.return_nomination(
        referral_id=here.pk, reasons=["weak_achievement"], text="Nêu rõ kết quả", actor=office, at=later(1)
    )
    one.refresh_from_db()
    actions.amend_returned(
        nomination_id=one.pk,
        cells={"achievement": "Giảm 14 % giờ dừng lò"},
        revision=one.revision,
        actor=unit,
        at=later(2),
    )
    actions.resubmit(nomination_id=one.pk, actor=unit, at=later(2))
    here.refresh_from_db()
    assert (here.state, here.attempt) == ("received", 2)
    assert [version.data["achievement"][:4] for version in one.versions.order_by("id")] == ["Cải ", "Giảm"]


def test_incomplete_submission_is_not_sent_and_nothing_changes(country: Country) -> None:
    call = make_round(country.phu_tho)
    unit = officer_of(country.lam_thao)
    draft = make_submission(country.lam_thao, call, [row(0), row(1, achievement="")], actor=unit)
    with pytest.raises(Refused, match="còn 1 việc phải sửa") as error:
        actions.submit(submission_id=draft.pk, actor=unit, at=AT)
    assert error.value.details == ["Dòng 2, Phạm Thị Thu Hà: chưa có câu thành tích."]
    draft.refresh_from_db()
    assert (draft.state, Referral.objects.count()) == ("draft", 0)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"draft"}
