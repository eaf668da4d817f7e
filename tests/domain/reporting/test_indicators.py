"""Indicators of the unions against figures worked out by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.factories.decisions import make_issued
from tests.factories.movements import make_live, register, report
from tests.factories.nominations import make_round, make_sent, row
from tests.factories.organizations import Country
from tests.factories.people import make_collective, make_person
from tests.factories.register import make_entry
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor
from thidua.domain.decisions.models import DecisionLine
from thidua.domain.movements.models import Registration, Review
from thidua.domain.nominations.models import Referral
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import structure_version, subtree_spans
from thidua.domain.reporting.indicators import Indicators, indicators_of
from thidua.domain.reporting.sizes import UnitSize

ALL = Actor.system("test")
ON = date(2026, 12, 31)


def found(unit: Organization | None = None, year: int = 2026) -> Indicators:
    spans = subtree_spans(unit.pk, ON, structure_version()) if unit else None
    return indicators_of(ALL, year=year, on=ON, spans=spans, unit_id=unit.pk if unit else None)


@pytest.fixture
def honors(country: Country) -> Country:
    """2026: Hường twice, Bình, a team and Sen, whose first honor is of 2025; Giấy has 120 members, May 40."""
    make_collective("CĐ Giấy Việt Trì", country.giay, member_count=120)
    make_collective("CĐ May Sông Lô", country.may, member_count=40)
    make_collective("CĐ Supe Lâm Thao", country.lam_thao, member_count=1200)
    huong = make_person("Nguyễn Thị Hường", country.giay).subject
    sen = make_person("Lê Thị Sen", country.may).subject
    binh = make_person("Trần Văn Bình", country.bac_ninh_cs, sex="male", position_class="manager").subject
    team = make_collective("Tổ máy xeo 3", country.giay).subject
    letter = {"award_code": "GK_CDCS", "award_level": "grassroots"}
    make_entry(huong, country.giay, country.giay, decided_on=date(2026, 3, 1), **letter)
    make_entry(huong, country.giay, country.phu_tho, decided_on=date(2026, 5, 1))
    make_entry(binh, country.bac_ninh_cs, country.bac_ninh, decided_on=date(2026, 5, 1))
    make_entry(team, country.giay, country.giay, decided_on=date(2026, 5, 1), **letter)
    make_entry(sen, country.may, country.phu_tho, decided_on=date(2025, 5, 1))
    make_entry(sen, country.may, country.phu_tho, decided_on=date(2026, 5, 1))
    return country


def test_shares_of_direct_workers_women_first_honors_and_the_grassroots(honors):
    shares = {one.key: (one.part, one.whole) for one in found().shares}
    assert shares == {
        "direct": (3, 4), "women": (3, 4), "first": (3, 5), "grassroots": (2, 5), "collectives": (1, 5),
    }  # fmt: skip
    assert {one.key: one.value for one in found(honors.bac_ninh).shares}["women"] == 0.0


def test_honors_to_a_thousand_members_by_the_size_of_unions(honors):
    sizes = found().sizes
    assert sizes == (
        UnitSize(0, 50, units=1, members=40, honors=1, empty=0),
        UnitSize(50, 200, units=1, members=120, honors=3, empty=0),
        UnitSize(1000, 3000, units=1, members=1200, honors=0, empty=1),
        UnitSize(None, None, units=1, members=0, honors=1, empty=0),
    )
    assert [size.per_thousand for size in sizes] == [25.0, 25.0, 0.0, None]
    assert [size.units for size in found(honors.zone).sizes] == [1]


def test_a_unit_directly_below_without_an_honor_is_silent(honors):
    assert [name for _number, name in found(honors.phu_tho).silent] == ["CĐ Công ty CP Supe Lâm Thao"]
    assert found(honors.tld).silent == ()


def test_days_on_time_and_returns_of_a_level(country):
    round_row = make_round(country.phu_tho, awards=("BK_LDLD",))
    sent = make_sent(country.giay, round_row, [row(n, "BK_LDLD") for n in range(3)])
    received = datetime(2026, 12, 1, 8, tzinfo=VIETNAM)
    done = [{"appraised_at": received.replace(day=3)}, {"appraised_at": received.replace(day=5)},
            {"returned_at": received.replace(day=12), "return_reasons": ["wrong_person", "missing_paper"]}]  # fmt: skip
    for nomination, facts in zip(sent, done, strict=True):
        Referral.objects.filter(nomination=nomination).update(
            received_at=received, due_on=date(2026, 12, 10), **facts
        )
    (step,) = found().steps
    assert (step.level, step.received, step.handled, step.on_time, step.returned) == ("province", 3, 3, 2, 1)
    assert step.median_days == 4.0
    assert step.p90_days == pytest.approx(9.6)  # 2, 4 and 11 days
    assert found().reasons == (("missing_paper", 1), ("wrong_person", 1))
    assert found(year=2025).steps == ()


def test_pledges_and_titles_aimed_at_against_those_reached(honors):
    movement = make_live(honors.phu_tho)
    registration = register(movement, honors.giay, 5, 60)
    report(registration, 5, 50)
    Registration.objects.filter(pk=registration.pk).update(titles=["TTLDXS", "CO_LDLD"])
    whole = honors.giay.as_collective.order_by("subject_id").first().subject
    make_entry(whole, honors.giay, honors.phu_tho, award_code="CO_LDLD", decided_on=date(2027, 1, 10))
    make_entry(whole, honors.giay, honors.phu_tho, award_code="TTLDXS", decided_on=date(2025, 1, 10))
    told = found()
    assert (told.pledged, told.achieved) == (2, 1)
    assert (told.titles_aimed, told.titles_won) == (2, 1)
    assert found(honors.bac_ninh).titles_aimed == 0


def test_movements_kept_adjusted_and_stopped(country):
    for at, (outcome, day) in enumerate((("keep", 1), ("keep", 2), ("adjust", 3), ("stop", 4))):
        Review.objects.create(
            movement=make_live(country.phu_tho, title=f"Phong trào {at}", override_note="Hai phong trào khác nhau"),
            kind="final", held_on=date(2026, 11, day), outcome=outcome, findings="Đã xem",
            recorded_at=datetime(2026, 11, day, 8, tzinfo=VIETNAM),
        )  # fmt: skip
    assert found().outcomes == {"keep": 2, "adjust": 1, "stop": 1}


def test_bonus_due_and_paid(country):
    decision = make_issued(country, count=2)
    first, second = DecisionLine.objects.filter(decision=decision).order_by("order")
    DecisionLine.objects.filter(pk=first.pk).update(bonus_vnd=3_510_000, bonus_paid_on=None)
    DecisionLine.objects.filter(pk=second.pk).update(bonus_vnd=1_404_000, bonus_paid_on=date(2026, 12, 30))
    told = found(country.phu_tho)
    assert (told.bonus_due, told.bonus_paid) == (4_914_000, 1_404_000)
    assert found(country.bac_ninh).bonus_due == 0
