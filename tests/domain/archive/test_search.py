"""Searching pages: with and without diacritics, phrases, scope, the best first."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tests.factories.archive import add_paper, clerk_of, make_dossier, typed_pdf
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.archive.queries import search
from thidua.domain.archive.wording import question_of, snippet

PAGES = (
    "Bà Nguyễn Thị Hường, tổ trưởng tổ xeo giấy số 2",
    "Ông Nguyễn Văn Hướng, thợ hàn; người thị trấn Phong Châu. Số 1182/QĐ-LĐLĐ",
    "Tổ xeo giấy nhận cờ thi đua",
)


@pytest.fixture
def papers(country: Country, files: Path, now: datetime) -> None:
    dossier = make_dossier(country, now)
    add_paper(dossier, typed_pdf(*PAGES), files, actor=clerk_of(country.phu_tho), at=now)
    later = make_dossier(country, now, 2, decided_on=date(2010, 3, 1))
    add_paper(
        later, typed_pdf("Nguyễn Thị Hường nhận bằng khen"), files, actor=clerk_of(country.phu_tho), at=now,
        title="Tờ trình", register_no="PT-05-00002",
    )  # fmt: skip


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen thi huong", [("Tờ trình", 1), ("Quyết định có dấu", 1), ("Quyết định có dấu", 2)]),
        ("xeo giay", [("Quyết định có dấu", 3), ("Quyết định có dấu", 1)]),
        ("Nguyễn Văn Hướng", [("Quyết định có dấu", 2)]),
        ('"nguyễn thị hường"', [("Tờ trình", 1), ("Quyết định có dấu", 1)]),
        ("1182/QĐ-LĐLĐ", [("Quyết định có dấu", 2)]),
        ("1182 QD LDLD", [("Quyết định có dấu", 2)]),
        ("không có chữ này", []),
        ("  ", []),
        ("& | ! ' :*", []),
    ],
)
def test_pages_are_found(country: Country, text: str, found: list[tuple[str, int]]) -> None:
    answer = search(clerk_of(country.phu_tho), text)
    assert sorted((hit.title, hit.page) for hit in answer.hits) == sorted(found)
    assert answer.count == len(found)


@pytest.mark.usefixtures("papers")
def test_what_is_written_with_the_same_diacritics_comes_first(country: Country) -> None:
    hits = search(clerk_of(country.phu_tho), "Hướng").hits
    assert hits[0].page == 2
    assert len(hits) == 3
    assert "Hướng" in hits[0].snippet


@pytest.mark.usefixtures("papers")
def test_the_year_narrows(country: Country) -> None:
    clerk = clerk_of(country.phu_tho)
    assert [hit.decision_number for hit in search(clerk, "nguyen thi huong", year=2010).hits] == ["2/QĐ-LĐLĐ"]
    assert search(clerk, "nguyen thi huong", year=1999).count == 0


@pytest.mark.usefixtures("papers")
def test_only_papers_of_the_scope_are_found_and_counted(country: Country) -> None:
    """The unit of a line finds what is about the line; neighbors and people without dossiers find nothing."""
    unit = search(make_actor(Role.OFFICER, country.giay), "nguyen thi huong")
    assert [hit.title for hit in unit.hits] == ["Tờ trình"]
    assert unit.count == 1
    for stranger in (clerk_of(country.bac_ninh), make_actor(Role.LAWYER, country.phu_tho)):
        answer = search(stranger, "nguyen thi huong")
        assert (answer.hits, answer.count) == ((), 0)
    assert search(make_actor(Role.STANDING_OFFICE, country.tld), "nguyen thi huong").count == 3


def test_the_snippet_shows_the_place_where_most_words_stand() -> None:
    text = "Hường " + "chữ khác " * 60 + "bà Nguyễn Thị Hường nhận bằng khen " + "đuôi " * 60
    shown = snippet(text, ("nguyen", "thi", "huong"), length=120)
    assert "Nguyễn Thị Hường nhận bằng khen" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


@given(st.text(max_size=80))
def test_whatever_is_typed_becomes_a_question_of_letters_and_digits(text: str) -> None:
    question = question_of(text)
    for word in question.words:
        assert word.isalnum()
    bare = question.wanted.replace("<->", " ").replace("&", " ").replace("(", " ").replace(")", " ")
    assert all(part.isalnum() for part in bare.split())
