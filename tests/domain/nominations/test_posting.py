"""Names are posted for the days of the law, comments are answered, and only then the council's result is taken."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.factories.accounts import make_actor
from tests.factories.nominations import AT, later, make_round, make_sent, officer_of, referral_of, row
from tests.factories.organizations import Country
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Actor, Role
from thidua.domain.nominations import actions
from thidua.domain.nominations.actions import CouncilResult
from thidua.domain.nominations.actions.posting import sender_of
from thidua.domain.nominations.models import Posting, Referral
from thidua.domain.nominations.routes import needs_posting

PASSED = CouncilResult(yes=9, denominator=11, needed=8, meeting_id=1, passed=True)


@pytest.fixture
def at_top(country: Country) -> Referral:
    """A Bằng khen of the Confederation, from a province, appraised at the Confederation."""
    call = make_round(country.tld)
    (one,) = make_sent(country.phu_tho, call, [row(1, "BK_TLD")])
    here = referral_of(one)
    actions.appraise(referral_ids=[here.pk], actor=officer_of(country.tld), at=AT)
    return here


def post(country: Country, here: Referral, actor: Actor) -> Posting:
    return actions.open_posting(
        organization=country.tld, round_id=here.nomination.submission.round_id, nomination_ids=[here.nomination_id],
        starts_on=date(2026, 12, 9), title="Bằng khen TLĐ 2026", actor=actor, at=AT,
    )  # fmt: skip


def test_only_awards_of_the_confederation_and_the_state_are_posted() -> None:
    on = date(2026, 12, 8)
    found = {code: needs_posting(code, "annual", on) for code in ("GK_CDCS", "BK_LDLD", "BK_TLD", "BKTTG")}
    assert found == {"GK_CDCS": False, "BK_LDLD": False, "BK_TLD": True, "BKTTG": True}
    assert not needs_posting("BK_TLD", "adhoc", on)


def test_a_result_waits_for_the_posting(country: Country, at_top: Referral) -> None:
    office, secretary = officer_of(country.tld), make_actor(Role.COUNCIL_SECRETARY, country.tld)
    with pytest.raises(Refused, match="chưa niêm yết đủ ngày"):
        actions.take_council_result(referral_id=at_top.pk, result=PASSED, actor=secretary, at=later(1))
    posting = post(country, at_top, office)
    assert (posting.working_days, posting.ends_on) == (10, date(2026, 12, 23))
    comment = actions.add_comment(
        posting_id=posting.pk,
        nomination_id=at_top.nomination_id,
        text="Đề nghị xem lại",
        sender_name="Bà Tư",
        at=later(2),
    )
    over = datetime(2026, 12, 24, 8, 0, tzinfo=VIETNAM)
    with pytest.raises(Refused, match="đến hết ngày 23/12/2026"):
        actions.close_posting(posting_id=posting.pk, actor=office, at=later(2))
    with pytest.raises(Refused, match="Còn 1 ý kiến chưa trả lời"):
        actions.close_posting(posting_id=posting.pk, actor=office, at=over)
    assert b"B\xc3\xa0" not in bytes(comment.sender_sealed or b"") and sender_of(comment)["name"] == "Bà Tư"
    actions.answer_comment(comment_id=comment.pk, answer="Đã xác minh", actor=office, at=over)
    actions.close_posting(posting_id=posting.pk, actor=office, at=over)
    actions.take_council_result(referral_id=at_top.pk, result=PASSED, actor=secretary, at=over)
    at_top.refresh_from_db()
    assert (at_top.state, at_top.council_result["yes"]) == ("approved", 9)


def test_comments_after_the_last_day_and_from_strangers_to_the_list_are_refused(
    country: Country, at_top: Referral
) -> None:
    posting = post(country, at_top, officer_of(country.tld))
    with pytest.raises(Refused, match="Đã hết thời gian"):
        actions.add_comment(posting_id=posting.pk, text="Muộn", at=datetime(2026, 12, 24, 8, tzinfo=VIETNAM))
    with pytest.raises(Refused, match="không có trong danh sách"):
        actions.add_comment(posting_id=posting.pk, text="Ai?", nomination_id=999_999, at=later(2))
    assert posting.comments.count() == 0


def test_a_neighbour_neither_posts_nor_answers(country: Country, at_top: Referral) -> None:
    with pytest.raises(Refused, match="Chỉ cán bộ của đơn vị đang xét"):
        post(country, at_top, officer_of(country.bac_ninh))
    assert Posting.objects.count() == 0


def test_rejected_by_the_council_is_not_conferred(country: Country, at_top: Referral) -> None:
    secretary = make_actor(Role.COUNCIL_SECRETARY, country.tld)
    lost = CouncilResult(yes=3, denominator=11, needed=8, meeting_id=1, passed=False)
    actions.take_council_result(referral_id=at_top.pk, result=lost, actor=secretary, at=AT)
    at_top.nomination.refresh_from_db()
    assert at_top.nomination.state == "rejected"
