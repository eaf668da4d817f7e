"""Sentences that read alike, found for one row and for a whole submission."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import Country
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.nominations.similar import similar_sentences
from thidua.domain.nominations.states import NominationState

TEXTS = (
    "Thay van xa lo hoi so 2, giam 12 % thoi gian dung may",
    "Thay van xa lo hoi so 3, giam 15 % thoi gian dung may",
    "Chế giá nâng cuộn giấy, bớt hai người bốc xếp mỗi ca",
    "Chế giá nâng cuộn giấy, bớt ba người bốc xếp mỗi ca làm",
    "Lọc khói lò, bụi ra ngoài trời giảm còn một phần ba",
    "Đủ 30 chữ: vá lưới an toàn 1",
)


@pytest.fixture
def submission(country: Country) -> Submission:
    rows = [row(n, achievement=text) for n, text in enumerate(TEXTS)]
    return make_submission(country.giay, make_round(country.phu_tho), rows)


def _by_rank(submission: Submission) -> dict[int, Nomination]:
    return {one.rank: one for one in submission.nominations.all()}


def test_likeness_is_that_of_the_database(submission: Submission) -> None:
    rows = _by_rank(submission)
    found = similar_sentences([one.pk for one in rows.values()])
    with connection.cursor() as cursor:
        cursor.execute("select round(100 * similarity(%s, %s)::numeric)::int", TEXTS[:2])
        in_database = cursor.fetchone()[0]
    assert in_database == found[rows[1].pk].percent == found[rows[2].pk].percent
    assert (found[rows[1].pk].row_id, found[rows[1].pk].kind) == (rows[2].pk, "nomination")
    assert (found[rows[3].pk].text, found[rows[4].pk].text) == (TEXTS[3], TEXTS[2])
    assert set(found) == {rows[rank].pk for rank in (1, 2, 3, 4)}


@pytest.mark.parametrize("few", [0, 20])
def test_one_row_and_many_find_the_same(
    submission: Submission, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    ids = [one.pk for one in _by_rank(submission).values()]
    whole = similar_sentences(ids)
    monkeypatch.setattr("thidua.domain.nominations.similar._FEW", few)
    apart: dict[int, object] = {}
    for pk in ids:
        apart |= similar_sentences([pk])
    assert apart == whole


def test_what_was_taken_out_or_is_the_same_person_is_nothing_to_compare(
    submission: Submission, country: Country
) -> None:
    rows = _by_rank(submission)
    rows[2].state = NominationState.WITHDRAWN
    rows[2].save()
    assert rows[1].pk not in similar_sentences([rows[1].pk])


def test_the_queries_do_not_grow_with_the_rows(submission: Submission) -> None:
    ids = [one.pk for one in _by_rank(submission).values()]
    counts = []
    for asked in (ids[:1], ids):
        with CaptureQueriesContext(connection) as queries:
            similar_sentences(asked)
        counts.append(len(queries))
    assert counts == [3, 3]
