"""The queue of an office: its table, one after another, many at once, postings."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.appraisal import Desk, browser, give_back, make_desk
from tests.factories.nominations import AT, make_round, make_sent, referral_of, row
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.nominations.models import Nomination, Posting, PostingComment, Referral

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def desk(country: Country) -> Desk:
    made = make_desk(country)
    Nomination.objects.update(verdict="eligible", problems=[], findings=[])
    return made


def states(desk: Desk) -> list[str]:
    return [Referral.objects.get(pk=one.pk).state for one in desk.referrals]


def test_the_queue_lists_what_waits(desk: Desk) -> None:
    text = desk.office.get(reverse("appraisal")).content.decode()
    assert text.count("<tr data-row>") == 3
    assert "3 hồ sơ chờ thẩm định tại LĐLĐ tỉnh Phú Thọ" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [({"xet": "not_eligible"}, 0), ({"xet": "eligible"}, 3), ({"khen": "BK_LDLD"}, 3), ({"khen": "LDST"}, 0),
     ({"tim": "Phạm"}, 1), ({"buoc": "appraised"}, 0), ({"dot": "x", "dv": "999999999999999999999"}, 3)],
)  # fmt: skip
def test_the_queue_is_narrowed(desk: Desk, query: dict[str, str], count: int) -> None:
    text = desk.office.get(reverse("appraisal"), query).content.decode()
    assert text.count("<tr data-row>") == count


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COUNCIL_MEMBER, Role.INSPECTOR])
def test_the_queue_is_for_offices(country: Country, role: Role) -> None:
    assert browser(role, country.phu_tho).get(reverse("appraisal")).status_code == 404


def test_another_office_sees_its_own_queue(desk: Desk, country: Country) -> None:
    text = browser(Role.APPRAISER, country.bac_ninh).get(reverse("appraisal")).content.decode()
    assert "<tr data-row>" not in text


def test_the_queue_costs_the_same_for_one_and_three_units(country: Country) -> None:
    call = make_round(country.phu_tho)
    office = browser(Role.APPRAISER, country.phu_tho)
    make_sent(country.lam_thao, call, [row(0, "BK_LDLD")])
    office.get(reverse("appraisal"))
    with CaptureQueriesContext(connection) as one:
        office.get(reverse("appraisal"))
    make_sent(country.giay, call, [row(1, "BK_LDLD"), row(2, "BK_LDLD")])
    with CaptureQueriesContext(connection) as three:
        text = office.get(reverse("appraisal")).content.decode()
    assert text.count("<tr data-row>") == 3
    assert len(three) == len(one)
    assert len(one) <= 15


def test_pages_follow_one_another_without_a_gap(country: Country) -> None:
    desk = make_desk(country, 60)
    first = desk.office.get(reverse("appraisal")).content.decode()
    found = re.search(r'rel="next" href="([^"]+)"', first)
    assert found
    second = desk.office.get(reverse("appraisal") + found[1].replace("&amp;", "&")).content.decode()
    seen = re.findall(r'name="row" value="(\d+)"', first + second)
    assert sorted(map(int, seen)) == sorted(one.pk for one in desk.referrals)


def test_confirming_opens_the_next_one_in_the_same_filter(desk: Desk) -> None:
    first, second, _third = desk.referrals
    answer = desk.office.post(reverse("appraise_confirm", args=[first.pk]) + "?khen=BK_LDLD")
    assert answer.headers["Location"] == reverse("open_referral", args=[second.pk]) + "?khen=BK_LDLD"
    assert states(desk) == ["appraised", "received", "received"]
    landing = desk.office.get(answer.headers["Location"])
    assert landing.headers["Location"] == reverse("nomination", args=[second.nomination_id]) + "?khen=BK_LDLD"


def test_a_replayed_confirmation_is_refused_and_recorded_once(desk: Desk) -> None:
    address = reverse("appraise_confirm", args=[desk.referrals[0].pk])
    desk.office.post(address)
    assert desk.office.post(address).status_code == 409
    assert Event.objects.filter(name="nomination.appraised").count() == 1


def test_next_opens_the_first_and_says_when_none_is_left(desk: Desk) -> None:
    answer = desk.office.get(reverse("appraise_next"))
    assert answer.headers["Location"] == reverse("nomination", args=[desk.nominations[0].pk])
    Referral.objects.update(state="appraised")
    assert desk.office.get(reverse("appraise_next")).headers["Location"] == reverse("appraisal")


def test_a_return_carries_reasons_and_words(desk: Desk) -> None:
    first, second, _third = desk.referrals
    address = reverse("appraise_return", args=[first.pk])
    form = {"reasons": ["missing_paper", "other"], "text": "Thiếu biên bản họp."}
    answer = desk.office.post(address, form)
    assert answer.headers["Location"] == reverse("open_referral", args=[second.pk])
    first.refresh_from_db()
    assert (first.state, first.return_reasons, first.note) == (
        "returned", ["missing_paper", "other"], "Thiếu biên bản họp.",
    )  # fmt: skip


def test_a_return_without_a_reason_keeps_the_words(desk: Desk) -> None:
    address = reverse("appraise_return", args=[desk.referrals[0].pk])
    answer = desk.office.post(address, {"text": "Thiếu biên bản họp."})
    assert answer.status_code == 422
    assert "Thiếu biên bản họp." in answer.content.decode()
    assert states(desk) == ["received"] * 3


def test_the_return_is_drafted_from_what_is_not_met(desk: Desk) -> None:
    Nomination.objects.filter(pk=desk.nominations[0].pk).update(
        verdict="not_eligible",
        problems=[{"level": "must", "rule": "paper:sang_kien", "text": "chưa có quyết định sáng kiến.",
                   "cell": "evidence", "cure": "", "article": ""}],
    )  # fmt: skip
    text = desk.office.get(reverse("nomination", args=[desk.nominations[0].pk])).content.decode()
    assert "Trả lại với 1 lý do đã soạn" in text
    assert 'value="missing_paper" checked' in text
    assert "Chưa có quyết định sáng kiến." in text
    assert 'title="Còn 1 điều kiện chưa đạt"' in text


@pytest.mark.parametrize("name", ["appraise_confirm", "appraise_return", "appraise_forward", "appraise_sign"])
def test_neighbours_and_authors_do_nothing_here(desk: Desk, country: Country, name: str) -> None:
    address = reverse(name, args=[desk.referrals[0].pk])
    for client in (desk.neighbour, browser(Role.APPRAISER, country.bac_ninh)):
        assert client.post(address, {"reasons": ["other"], "text": "x"}).status_code == 404
    assert desk.author.post(address, {"reasons": ["other"], "text": "x"}).status_code == 409
    assert states(desk) == ["received"] * 3


def test_many_are_previewed_then_confirmed_and_accounted_for(desk: Desk) -> None:
    Nomination.objects.filter(pk=desk.nominations[2].pk).update(
        verdict="needs_person",
        problems=[{"level": "person", "rule": "similar", "text": "giống", "cell": "", "cure": ""}],
    )
    ticked = {"act": "xac-nhan", "row": [one.pk for one in desk.referrals]}
    text = desk.office.post(reverse("appraise_bulk"), ticked).content.decode()
    assert "Xác nhận 2 hồ sơ" in text
    assert "Còn 1 chỗ cần người xem; mở hồ sơ để quyết." in text
    assert states(desk) == ["received"] * 3
    answer = desk.office.post(reverse("appraise_run"), ticked)
    assert states(desk) == ["appraised", "appraised", "received"]
    receipt = desk.office.get(answer.headers["Location"]).content.decode()
    assert "Đã xác nhận 2 hồ sơ" in receipt
    again = desk.office.post(reverse("appraise_run"), ticked)
    assert again.status_code == 409
    assert Event.objects.filter(name="nomination.appraised").count() == 2


def test_all_that_match_is_apart_from_those_ticked(desk: Desk) -> None:
    answer = desk.office.post(reverse("appraise_run") + "?tim=Phạm", {"act": "xac-nhan", "all": "1"})
    assert answer.status_code == 302
    assert states(desk) == ["received", "appraised", "received"]


def test_rows_of_another_office_cannot_be_ticked(desk: Desk, country: Country) -> None:
    other = browser(Role.APPRAISER, country.bac_ninh)
    answer = other.post(reverse("appraise_run"), {"act": "xac-nhan", "row": [desk.referrals[0].pk]})
    assert answer.status_code == 409
    assert states(desk) == ["received"] * 3


def test_a_zone_passes_on_what_it_may_not_decide(country: Country) -> None:
    call = make_round(country.phu_tho)
    (one,) = make_sent(country.may, call, [row(0, "BK_LDLD")])
    Nomination.objects.update(verdict="eligible", problems=[])
    zone, here = browser(Role.APPRAISER, country.zone), referral_of(one)
    zone.post(reverse("appraise_confirm", args=[here.pk]))
    assert "Trình cấp trên" in zone.get(reverse("nomination", args=[one.pk])).content.decode()
    zone.post(reverse("appraise_forward", args=[here.pk]))
    assert referral_of(one).office_id == country.phu_tho.pk


def test_a_received_submission_is_read_as_a_list(desk: Desk) -> None:
    address = reverse("received_submission", args=[desk.nominations[0].submission_id])
    text = desk.office.get(address).content.decode()
    assert text.count("<tr data-row>") == 3
    assert "Chờ thẩm định" in text
    assert desk.neighbour.get(address).status_code == 404


def test_two_alike_sentences_stand_side_by_side(country: Country) -> None:
    words = "Cải tiến băng tải than số {} giảm thời gian dừng máy và tiết kiệm điện cho phân xưởng"
    call = make_round(country.phu_tho)
    one, other = make_sent(
        country.lam_thao, call,
        [row(0, "BK_LDLD", achievement=words.format(1)), row(1, "BK_LDLD", achievement=words.format(2))],
    )  # fmt: skip
    office = browser(Role.APPRAISER, country.phu_tho)
    text = office.get(reverse("similar", args=[one.pk])).content.decode()
    assert other.name in text
    assert "<mark>1</mark>" in text
    assert "<mark>2</mark>" in text


def new_posting(desk: Desk) -> Posting:
    form = {"title": "Danh sách 2026", "starts_on": "2026-12-08", "names": [n.pk for n in desk.nominations]}
    answer = desk.office.post(reverse("posting_new"), form)
    assert answer.status_code == 302, answer.content.decode()
    return Posting.objects.get()


def test_names_are_posted_for_working_days_and_comments_answered(desk: Desk, client) -> None:
    assert "ngày làm việc, đến hết" in desk.office.get(reverse("posting_new")).content.decode()
    posting = new_posting(desk)
    assert posting.nominations.count() == 3
    public = reverse("public_posting", args=[posting.pk])
    client.post(public, {"nomination": str(desk.nominations[0].pk), "text": "Chị làm rất tốt"})
    comment = PostingComment.objects.get()
    page = reverse("posting", args=[posting.pk])
    assert "Chị làm rất tốt" in desk.office.get(page).content.decode()
    assert desk.neighbour.get(page).status_code == 404
    answer = reverse("comment_answer", args=[comment.pk])
    assert desk.neighbour.post(answer, {"answer": "x"}).status_code == 404
    assert desk.office.post(answer, {"answer": " "}).status_code == 422
    assert desk.office.post(answer, {"answer": "Đã xác minh."}).status_code == 302
    assert desk.office.post(answer, {"answer": "Lần nữa"}).status_code == 409
    comment.refresh_from_db()
    assert comment.answer == "Đã xác minh."


def test_a_posting_does_not_end_before_its_day(desk: Desk) -> None:
    posting = new_posting(desk)
    assert desk.office.post(reverse("posting_close", args=[posting.pk])).status_code == 409
    Posting.objects.update(ends_on=AT.date() - timedelta(days=1))
    assert desk.office.post(reverse("posting_close", args=[posting.pk])).status_code == 302
    posting.refresh_from_db()
    assert posting.state == "closed"
    assert "đã kết thúc" in desk.office.get(reverse("postings")).content.decode()


def test_a_posting_without_names_is_not_made(desk: Desk) -> None:
    answer = desk.office.post(reverse("posting_new"), {"title": "x", "starts_on": "2026-12-08"})
    assert answer.status_code == 422
    assert not Posting.objects.exists()


def test_a_returned_one_waits_in_its_own_tab(desk: Desk, country: Country) -> None:
    give_back(desk, country)
    assert (
        desk.office.get(reverse("appraisal"), {"buoc": "returned"}).content.decode().count("<tr data-row>")
        == 1
    )
