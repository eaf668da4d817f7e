"""A movement's final ranking becomes nominations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.movements import AT, make_live, officer_of, register, report
from tests.factories.nominations import make_round
from tests.factories.organizations import Country
from tests.factories.people import make_person
from thidua.core.errors import Refused
from thidua.domain.movements import actions as movements
from thidua.domain.movements.models import Review
from thidua.domain.movements.states import ReviewKind, ReviewOutcome
from thidua.domain.movements.values import Score
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.people.models import Subject


def reviewed(country: Country, award: str = "BK_LDLD", kind: ReviewKind = ReviewKind.FINAL) -> Review:
    """A unit and a person ranked first and second, and a third that nobody proposes."""
    row = make_live(country.phu_tho)
    person = make_person("Nguyễn Văn Thịnh", country.may, identity="025088001237")
    unit, own, last = (
        register(row, country.lam_thao, 40, 60),
        register(row, country.may, 3, subject_id=person.pk),
        register(row, country.giay, 5),
    )
    report(unit, 42, 61)
    points = ((unit, 90, award), (own, 80, award), (last, 10, ""))
    return movements.record_review(
        movement_id=row.pk, kind=kind, outcome=ReviewOutcome.KEEP, findings="Đạt chỉ tiêu.", actor=officer_of(country.phu_tho),
        held_on=date(2026, 12, 8), at=AT,
        scores=[Score(who.pk, {"Số sáng kiến": Decimal(p) / 2, "Giá trị làm lợi": Decimal(0)}, a) for who, p, a in points],
    )  # fmt: skip


def test_ranked_lines_become_rows_tied_to_their_subjects_once(country: Country) -> None:
    review, call = reviewed(country), make_round(country.phu_tho)
    officer = officer_of(country.phu_tho)
    submission = actions.nominate_ranked(review_id=review.pk, round_id=call.pk, actor=officer, at=AT)
    again = actions.nominate_ranked(review_id=review.pk, round_id=call.pk, actor=officer, at=AT)
    assert again.pk == submission.pk
    unit, person = Nomination.objects.order_by("rank")
    assert (unit.name, unit.subject_kind, unit.award_code, unit.achievement) == (
        "Công đoàn Công ty CP Supe Phốt phát và Hóa chất Lâm Thao",
        "collective",
        "BK_LDLD",
        "Xếp thứ 1 trong phong trào thi đua “Mỗi tổ sản xuất một sáng kiến” 2027; "
        "sáng kiến được công nhận: 42 sáng kiến; tổ sản xuất có sáng kiến: 61 %",
    )
    assert unit.subject and unit.subject.collective.unit_id == country.lam_thao.pk
    assert (person.name, person.subject_kind, person.birth_year, person.job) == (
        "Nguyễn Văn Thịnh", "person", 1988, "Công nhân vận hành",
    )  # fmt: skip
    assert person.subject_id == Subject.objects.get(name="Nguyễn Văn Thịnh").pk
    assert person.verdict != ""


def test_proposing_is_refused_without_the_award_the_right_or_a_final_review(country: Country) -> None:
    review = reviewed(country)
    call = make_round(country.phu_tho, awards=["GK_CDCS"])
    with pytest.raises(Refused, match="không có hình thức BK_LDLD"):
        actions.nominate_ranked(
            review_id=review.pk, round_id=call.pk, actor=officer_of(country.phu_tho), at=AT
        )
    with pytest.raises(Refused, match="của chính đơn vị"):
        actions.nominate_ranked(
            review_id=review.pk, round_id=call.pk, actor=officer_of(country.bac_ninh), at=AT
        )
    assert (Submission.objects.count(), Nomination.objects.count()) == (0, 0)


def test_an_interim_review_proposes_nobody(country: Country) -> None:
    review = reviewed(country, kind=ReviewKind.INTERIM)
    call = make_round(country.phu_tho)
    with pytest.raises(Refused, match="chưa đề nghị khen ai"):
        actions.nominate_ranked(
            review_id=review.pk, round_id=call.pk, actor=officer_of(country.phu_tho), at=AT
        )
    assert Submission.objects.count() == 0
