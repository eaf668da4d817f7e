"""Names posted for comment, as everybody reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.appraisal import make_desk
from tests.factories.nominations import AT, officer_of
from tests.factories.organizations import Country
from thidua.domain.nominations import actions
from thidua.domain.nominations.actions.posting import sender_of
from thidua.domain.nominations.models import Posting, PostingComment

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def posting(country: Country) -> Posting:
    cache.clear()
    desk = make_desk(country, 2)
    return actions.open_posting(
        organization=country.phu_tho, round_id=desk.nominations[0].submission.round_id,
        nomination_ids=[one.pk for one in desk.nominations], starts_on=AT.date(), title="Bằng khen năm 2026",
        actor=officer_of(country.phu_tho), at=AT,
    )  # fmt: skip


def test_the_list_shows_names_units_and_awards_and_nothing_else(posting: Posting, client: Client) -> None:
    assert "Bằng khen năm 2026" in client.get(reverse("public_postings")).content.decode()
    text = client.get(reverse("public_posting", args=[posting.pk])).content.decode()
    assert "Nguyễn Văn Thịnh" in text
    assert "Công đoàn Công ty CP Supe Phốt phát và Hóa chất Lâm Thao" in text
    for private in ("1970", "Công nhân vận hành", "thay van xả"):
        assert private not in text


def test_a_word_without_an_account_is_taken_and_its_sender_sealed(posting: Posting, client: Client) -> None:
    address = reverse("public_posting", args=[posting.pk])
    answer = client.post(
        address, {"text": "Cần xem lại.", "sender_name": "Lê Thị Ngân", "sender_contact": "0912000111"}
    )
    assert answer.status_code == 302
    comment = PostingComment.objects.get()
    assert comment.nomination is None
    assert b"0912000111" not in bytes(comment.sender_sealed)
    assert sender_of(comment) == {"name": "Lê Thị Ngân", "contact": "0912000111"}
    assert "Đã nhận ý kiến của bạn" in client.get(answer.headers["Location"]).content.decode()


def test_a_word_needs_the_token_of_the_form(posting: Posting) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("public_posting", args=[posting.pk]), {"text": "x"})
    assert answer.status_code == 403
    assert not PostingComment.objects.exists()


@pytest.mark.parametrize(("form", "words"), [({"text": ""}, "Ý kiến"), ({"text": "x" * 5001}, "5001"),
                                             ({"text": "x", "nomination": "999999"}, "999999")])  # fmt: skip
def test_a_word_that_cannot_be_taken_is_shown_again(
    posting: Posting, client: Client, form: dict[str, str], words: str
) -> None:
    answer = client.post(reverse("public_posting", args=[posting.pk]), form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PostingComment.objects.exists()


def test_ten_words_a_day_from_one_place(posting: Posting, client: Client) -> None:
    address = reverse("public_posting", args=[posting.pk])
    for _time in range(10):
        assert client.post(address, {"text": "Ý kiến"}).status_code == 302
    assert client.post(address, {"text": "Ý kiến"}).status_code == 422
    assert PostingComment.objects.count() == 10


def test_a_list_is_closed_after_its_day_and_gone_after_a_month(posting: Posting, client: Client) -> None:
    address = reverse("public_posting", args=[posting.pk])
    Posting.objects.update(starts_on=AT.date() - timedelta(days=20), ends_on=AT.date() - timedelta(days=1))
    assert "Đã hết thời gian lấy ý kiến" in client.get(address).content.decode()
    assert client.post(address, {"text": "x"}).status_code == 422
    Posting.objects.update(ends_on=AT.date() - timedelta(days=31))
    assert client.get(address).status_code == 404


def test_a_list_not_begun_is_not_there(posting: Posting, client: Client) -> None:
    Posting.objects.update(starts_on=AT.date() + timedelta(days=1))
    assert client.get(reverse("public_posting", args=[posting.pk])).status_code == 404
