"""A page on its way: read, keyed by one, keyed blind by another, settled by a third, entered with the page beside it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.factories.accounts import make_actor
from tests.factories.capture import ROWS, clerk_of, key_first, key_second, make_batch, make_page
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.domain.access import Actor, Role
from thidua.domain.archive.models import Item
from thidua.domain.archive.queries.papers import originals_of_entry
from thidua.domain.audit.models import Event
from thidua.domain.capture import actions
from thidua.domain.capture.models import Page, Row
from thidua.domain.capture.queries import Gap, gaps_of, row_of_entry
from thidua.domain.register.models import Entry


@pytest.fixture
def clerk(country: Country) -> Actor:
    return clerk_of(country)


@pytest.fixture
def second(country: Country) -> Actor:
    return make_actor(Role.CLERK, country.phu_tho, name="Lò Thị Pành")


@pytest.fixture
def steward(country: Country) -> Actor:
    return make_actor(Role.STEWARD, country.phu_tho, name="Vi Văn Lả")


@pytest.fixture
def page(country: Country, clerk: Actor, now: datetime, files: Path) -> Page:
    return make_page(make_batch(country, clerk, now), clerk, now, files)


def test_rows_are_proposed_with_confidence_and_places(page: Page) -> None:
    rows = list(page.rows.order_by("place"))
    assert page.state == "first"
    assert page.columns == [
        "ordinal", "name", "birth", "unit", "award", "decision_number", "decided_on",
    ]  # fmt: skip
    assert [row.read["name"]["text"] for row in rows] == [one[1] for one in ROWS]
    assert rows[0].read["decision_number"] == {
        "text": "120/QĐ-LĐLĐ",
        "confidence": 96,
        "box": rows[0].read["decision_number"]["box"],
    }
    left, top, width, height = rows[0].box
    assert 90 < left < 140 and 392 < top < 454 and width > 2000 and 20 < height < 62


def test_a_page_keyed_alike_twice_enters_with_its_picture_beside_each_line(
    country: Country, page: Page, clerk: Actor, second: Actor, now: datetime
) -> None:
    key_first(page, clerk, now)
    assert key_second(page, second, now).state == "ready"
    entries = actions.enter_page(page.pk, actor=clerk, at=now)
    assert len(entries) == 5
    first = Entry.objects.get(pk=entries[0].pk)
    assert (first.holder_name, first.birth_year, first.award_code) == ("Nguyễn Thị Hường", 1968, "BK_LDLD")
    assert (first.decision_number, first.decided_on) == ("120/QĐ-LĐLĐ", date(2011, 5, 12))
    assert (first.source, first.confidence, first.scan_sha256) == (
        "capture",
        "compared",
        page.original.sha256,
    )
    assert first.register_no == f"SC-{page.pk}-11-001"
    assert entries[1].holder_name == "Trần Văn Đức"
    row = row_of_entry(clerk, first.pk)
    assert row and row.page_id == page.pk and row.read["name"]["text"] == "Nguyễn Thị Hường"
    _dossier, items = originals_of_entry(clerk, first)
    assert [item.original.sha256 for item in items] == [page.original.sha256]
    assert items[0].title == "Sổ khen thưởng 2011, trang 1"
    # decisions 120, 121, 124, 125: a dossier each, the page once in each
    assert Item.objects.filter(source=f"capture:{page.pk}").count() == 4
    names = set(Event.objects.values_list("name", flat=True))
    assert {"capture.page_read", "capture.keyed_first", "capture.keyed_alike", "capture.entered"} <= names


def test_the_page_of_a_book_is_not_shown_to_the_unit_of_one_line(
    country: Country, page: Page, clerk: Actor, second: Actor, now: datetime
) -> None:
    key_first(page, clerk, now)
    key_second(page, second, now)
    entry = actions.enter_page(page.pk, actor=clerk, at=now)[0]
    officer = make_actor(Role.OFFICER, country.giay)
    assert originals_of_entry(officer, entry)[1] == []
    assert row_of_entry(officer, entry.pk) is None


def test_the_same_person_may_not_key_twice(page: Page, clerk: Actor, now: datetime) -> None:
    key_first(page, clerk, now)
    row = page.rows.first()
    assert row
    with pytest.raises(Refused, match="lượt hai phải do người khác"):
        actions.save_row(page.pk, row.pk, {"name": "A"}, is_done=True, actor=clerk, at=now)
    with pytest.raises(Refused, match="lượt hai phải do người khác"):
        actions.take_over(page.pk, actor=clerk, at=now)
    row.refresh_from_db()
    assert row.second == {}


def test_a_batch_may_allow_one_person_to_key_blind_twice(
    country: Country, clerk: Actor, now: datetime, files: Path
) -> None:
    page = make_page(make_batch(country, clerk, now, needs_two=False), clerk, now, files)
    key_first(page, clerk, now)
    assert key_second(page, clerk, now).state == "ready"


def test_differences_wait_for_a_steward_who_keyed_neither(
    page: Page, clerk: Actor, second: Actor, steward: Actor, now: datetime
) -> None:
    key_first(page, clerk, now)
    assert key_second(page, second, now, name="Nguyễn Thị Hương").state == "differs"
    row = page.rows.order_by("place")[0]
    with pytest.raises(Refused, match="Chỉ người quản lý dữ liệu"):
        actions.settle(page.pk, {row.pk: {"name": "Nguyễn Thị Hường"}}, actor=clerk, at=now)
    with pytest.raises(Refused, match="1 chỗ khác nhau chưa chọn"):
        actions.settle(page.pk, {}, actor=steward, at=now)
    with pytest.raises(Refused, match="chỉ làm được ở bước"):
        actions.enter_page(page.pk, actor=clerk, at=now)
    assert not Entry.objects.exists()
    actions.settle(page.pk, {row.pk: {"name": "Nguyễn Thị Hường"}}, actor=steward, at=now)
    assert actions.enter_page(page.pk, actor=clerk, at=now)[0].holder_name == "Nguyễn Thị Hường"


def test_another_way_of_writing_the_same_is_no_difference(
    page: Page, clerk: Actor, second: Actor, now: datetime
) -> None:
    key_first(page, clerk, now)
    slips = {
        "name": "NGUYỄN THỊ HƯỜNG",
        "decided_on": "12-5-2011",
        "decision_number": "120/qđ-lđlđ",
        "award": "BK_LDLD",
    }
    assert key_second(page, second, now, **slips).state == "ready"


def test_a_pass_does_not_end_before_every_row_is_accepted_and_could_enter(
    page: Page, clerk: Actor, now: datetime
) -> None:
    with pytest.raises(Refused, match="Còn 5 dòng chưa chấp nhận"):
        actions.finish(page.pk, actor=clerk, at=now)
    rows = list(page.rows.order_by("place"))
    for row in rows:
        values = {key: one["text"] for key, one in row.read.items()}
        actions.save_row(page.pk, row.pk, values, is_done=True, actor=clerk, at=now)
    wrong = {key: one["text"] for key, one in rows[2].read.items()} | {
        "unit": "CĐ Công ty Không Có",
        "birth": "2010",
    }
    actions.save_row(page.pk, rows[2].pk, wrong, is_done=True, actor=clerk, at=now)
    with pytest.raises(Refused, match="Còn 1 dòng chưa vào sổ được") as refusal:
        actions.finish(page.pk, actor=clerk, at=now)
    assert set(refusal.value.details) == {rows[2].pk}
    assert "unit" in refusal.value.details[rows[2].pk]
    page.refresh_from_db()
    assert page.state == "first"
    actions.save_row(
        page.pk, rows[2].pk, wrong, is_done=True, left_out="gạch bỏ trên sổ", actor=clerk, at=now
    )
    assert actions.finish(page.pk, actor=clerk, at=now).state == "second"


def test_a_line_without_a_year_of_birth_enters_with_a_person_of_its_own(
    page: Page, clerk: Actor, second: Actor, now: datetime
) -> None:
    for row in page.rows.order_by("place"):
        values = {key: one["text"] for key, one in row.read.items() if key != "birth"}
        actions.save_row(page.pk, row.pk, values, is_done=True, actor=clerk, at=now)
    actions.finish(page.pk, actor=clerk, at=now)
    key_second(page, second, now)
    entries = actions.enter_page(page.pk, actor=clerk, at=now)
    assert [entry.birth_year for entry in entries] == [None] * 5
    assert len({entry.holder_id for entry in entries}) == 5


def test_a_page_with_an_honor_that_is_in_the_register_enters_none_of_its_rows(  # noqa: PLR0917  # fixtures
    country: Country, page: Page, clerk: Actor, second: Actor, now: datetime, files: Path
) -> None:
    key_first(page, clerk, now)
    key_second(page, second, now)
    actions.enter_page(page.pk, actor=clerk, at=now)
    again = make_page(
        make_batch(country, clerk, now, title="Bản sao"),
        clerk,
        now,
        files,
        (*ROWS[:1], ("2", "Vũ Thị Lan", "1980", *ROWS[1][3:])),
        "Bản sao",
    )
    for row in again.rows.order_by("place"):
        values = {key: one["text"] for key, one in row.read.items()}
        actions.save_row(again.pk, row.pk, values, is_done=True, actor=clerk, at=now)
    with pytest.raises(Refused) as refusal:
        actions.finish(again.pk, actor=clerk, at=now)
    assert "đã có trong sổ" in next(iter(refusal.value.details.values()))[""]
    assert Entry.objects.count() == 5


def test_gaps_in_the_series_of_a_year_are_shown(country: Country, page: Page) -> None:
    assert gaps_of(page.batch) == [Gap("qd ldld", 2011, 122, 123)]


def test_a_ditto_mark_says_what_stands_above(page: Page, clerk: Actor, now: datetime) -> None:
    for at, row in enumerate(page.rows.order_by("place")):
        values = {key: one["text"] for key, one in row.read.items()} | (
            {"award": '"', "decided_on": '"'} if at else {}
        )
        actions.save_row(page.pk, row.pk, values, is_done=True, actor=clerk, at=now)
    actions.finish(page.pk, actor=clerk, at=now)
    last = page.rows.order_by("place").last()
    assert last and last.final["award"] == "Bằng khen LĐLĐ tỉnh"
    assert last.final["decided_on"] == "12/05/2011"


def test_a_page_that_somebody_keys_is_theirs_until_taken_over(
    page: Page, clerk: Actor, second: Actor, now: datetime
) -> None:
    row = page.rows.order_by("place")[0]
    actions.save_row(page.pk, row.pk, {"name": "Nguyễn Thị H"}, is_done=False, actor=clerk, at=now)
    with pytest.raises(Refused, match="đang do Khuất Thị Hạnh gõ"):
        actions.save_row(page.pk, row.pk, {"name": "X"}, is_done=False, actor=second, at=now)
    actions.take_over(page.pk, actor=second, at=now)
    row.refresh_from_db()
    assert row.first == {"name": "Nguyễn Thị H"}
    actions.save_row(page.pk, row.pk, {"name": "X"}, is_done=False, actor=second, at=now)


def test_a_page_keyed_again_is_keyed_blind_again(
    page: Page, clerk: Actor, second: Actor, now: datetime
) -> None:
    key_first(page, clerk, now)
    key_second(page, second, now)
    assert actions.reopen(page.pk, actor=clerk, at=now).state == "first"
    assert set(page.rows.values_list("is_second_done", flat=True)) == {False}
    assert all(row.second == {} and row.first for row in page.rows.all())


def test_a_row_that_the_reader_missed_is_put_between(page: Page, clerk: Actor, now: datetime) -> None:
    rows = list(page.rows.order_by("place"))
    made = actions.add_row(page.pk, after=rows[1].pk, actor=clerk, at=now)
    assert list(page.rows.order_by("place").values_list("pk", flat=True))[2] == made.pk


def test_what_was_typed_for_a_pass_that_is_over_is_refused(page: Page, clerk: Actor, now: datetime) -> None:
    key_first(page, clerk, now)
    row = page.rows.order_by("place")[0]
    with pytest.raises(Refused, match="đã sang bước"):
        actions.save_row(page.pk, row.pk, {"name": "X"}, is_done=True, actor=clerk, at=now, keying="first")


def test_neighbors_and_other_roles_are_refused(
    country: Country, page: Page, now: datetime, files: Path
) -> None:
    row = page.rows.order_by("place")[0]
    for actor in (make_actor(Role.CLERK, country.bac_ninh), make_actor(Role.OFFICER, country.phu_tho)):
        for act in (
            lambda actor=actor: actions.save_row(
                page.pk, row.pk, {"name": "X"}, is_done=True, actor=actor, at=now
            ),
            lambda actor=actor: actions.finish(page.pk, actor=actor, at=now),
            lambda actor=actor: actions.add_row(page.pk, after=None, actor=actor, at=now),
            lambda actor=actor: actions.take_over(page.pk, actor=actor, at=now),
            lambda actor=actor: actions.discard(page.pk, actor=actor, at=now),
            lambda actor=actor: make_batch(country, actor, now),
            lambda actor=actor: actions.add_pages(
                batch=page.batch, content=b"x", file_name="x.jpg", content_root=files, actor=actor, at=now
            ),
        ):
            with pytest.raises(Refused):
                act()
    page.refresh_from_db()
    assert (page.state, page.first_by_id, Row.objects.filter(is_first_done=True).count()) == (
        "first",
        None,
        0,
    )
