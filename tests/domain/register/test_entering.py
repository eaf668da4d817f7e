"""Between the trial of a list and its entering the register goes on: each part is entered as things are by then."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import new_entry
from tests.factories.workbooks import plain
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor
from thidua.domain.organizations.models import Organization
from thidua.domain.people.models import Arrival, Person, Subject, Trait
from thidua.domain.register.actions import enter
from thidua.domain.register.checking import check_entries, row_of
from thidua.domain.register.imports import actions, entering
from thidua.domain.register.imports.judging import stage_honors
from thidua.domain.register.imports.layout import Layout
from thidua.domain.register.imports.lists import read_honors
from thidua.domain.register.imports.models import ImportBatch, ImportedRow
from thidua.domain.register.imports.parts import by_name
from thidua.domain.register.imports.working import work_on
from thidua.domain.register.models import Entry, GrantKey, RegisteredName, Tally

HEADER = ("Họ và tên", "Năm sinh", "CCCD", "Đơn vị", "Hình thức", "Số quyết định", "Ngày ký", "Số vào sổ")
AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
CLERK = Actor.system("Văn thư")
GIAY = "Công đoàn Công ty CP Giấy Việt Trì"
NUMBER = "025188004217"


def honor(name: str, born: str = "12/3/1975", **cells: Any) -> tuple[Any, ...]:
    told = {"identity": None, "number": "57/QĐ-LĐLĐ", "day": "20/12/2014", "register_no": None} | cells
    return (
        name, born, told["identity"], GIAY, "BK_LDLD", told["number"], told["day"], told["register_no"],
    )  # fmt: skip


def accepted(*rows: tuple[Any, ...]) -> ImportBatch:
    """A list that was tried and may enter."""
    top = Organization.objects.get(code="TLD")
    batch = actions.receive(plain((HEADER, *rows)), "so-cu.xlsx", unit=top, actor=CLERK, at=AT)
    actions.check(batch, Layout.of(batch.layout), actor=CLERK, at=AT)
    actions.judge(batch.pk, actor=CLERK, at=AT)
    batch.refresh_from_db()
    assert batch.bad == 0
    return actions.accept(batch, actor=CLERK, at=AT)


def entered(batch: ImportBatch) -> list[ImportedRow]:
    entering.enter_list(batch.pk, now=lambda: AT)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("entered", batch.total)
    lines = list(Entry.objects.filter(pk__in=ImportedRow.objects.filter(batch=batch).values("entry_id")))
    assert batch.count == len(lines)
    assert check_entries([row_of(line) for line in lines]) == {}
    return list(ImportedRow.objects.filter(batch=batch).order_by("row"))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "PART", 2)


@pytest.mark.usefixtures("small_parts")
def test_people_whom_a_part_brings_are_known_to_the_next(country: Country) -> None:
    days = ("20/12/2014", "18/12/2015", "20/12/2016", "20/12/2017", "20/12/2018")
    rows = entered(accepted(*(honor("Lê Thị Mận", day=day) for day in days), honor("Trần Văn Đạt")))
    holders = [row.holder_id for row in rows]
    assert Person.objects.count() == 2
    assert len(set(holders[:5])) == 1
    assert holders[5] not in holders[:5]
    assert [row.is_new_holder for row in rows] == [True, False, False, False, False, True]
    assert [row.year for row in rows] == [2014, 2015, 2016, 2017, 2018, 2014]


@pytest.mark.usefixtures("small_parts")
def test_an_honor_that_came_meanwhile_is_left_out_with_a_receipt(country: Country) -> None:
    known = make_person("Lê Thị Mận", country.giay, birth_date=date(1975, 3, 12), identity=NUMBER)
    batch = accepted(
        honor("Trần Văn Đạt"), honor("Đỗ Thị Hoa"), honor("Lê Thị Mận", identity=NUMBER), honor("Bùi Văn An")
    )
    same = {"decision_number": "57/QĐ-LĐLĐ", "decided_on": date(2014, 12, 20)}
    line = new_entry(known.subject, country.giay, country.phu_tho, **same)
    enter([line], actor=CLERK, at=AT)
    rows = entered(batch)
    words = f"Khen thưởng này đã có trong sổ, số {line.register_no}."
    assert [row.why for row in rows] == ["", "", words, ""]
    assert (rows[2].entry_id, rows[2].year, rows[2].holder_id) == (None, None, known.pk)
    assert Entry.objects.count() == 4


@pytest.mark.usefixtures("small_parts")
def test_a_number_that_was_given_meanwhile_is_not_given_again(country: Country) -> None:
    batch = accepted(
        honor("Trần Văn Đạt"), honor("Đỗ Thị Hoa", register_no="PT-14-00007"), honor("Bùi Văn An")
    )
    holder = make_person("Lê Thị Mận", country.giay)
    enter(
        [new_entry(holder.subject, country.giay, country.phu_tho, register_no="PT-14-00007")],
        actor=CLERK,
        at=AT,
    )
    rows = entered(batch)
    words = "Số vào sổ PT-14-00007 đã dùng. Bỏ trống để được cấp số khác."
    assert [row.why for row in rows] == ["", words, ""]
    assert GrantKey.objects.get(register_no="PT-14-00007").holder_id == holder.pk


@pytest.mark.usefixtures("small_parts")
def test_a_newcomer_who_came_another_way_meanwhile_is_that_person(country: Country) -> None:
    batch = accepted(
        honor("Trần Văn Đạt"),
        honor("Lê Thị Mận", "12/3/1988", identity=NUMBER),
        honor("Lê Thị Mận", "12/3/1988", identity=NUMBER, day="18/12/2015"),
    )
    known = make_person("Lê Thị Mận", country.giay, birth_date=date(1988, 3, 12), identity=NUMBER)
    rows = entered(batch)
    assert [row.holder_id for row in rows[1:]] == [known.pk, known.pk]
    assert Person.objects.count() == 2


@pytest.mark.usefixtures("small_parts")
def test_a_record_that_was_joined_meanwhile_leads_to_the_one_that_was_kept(country: Country) -> None:
    former = make_person("Lê Thị Mận", country.giay, birth_date=date(1988, 3, 12), identity=NUMBER)
    batch = accepted(honor("Trần Văn Đạt"), honor("Lê Thị Mận", "12/3/1988", identity=NUMBER))
    kept = make_person("Lê Thị Mận", country.giay, birth_date=date(1988, 3, 12))
    Subject.objects.filter(pk=former.pk).update(merged_into=kept.pk)
    assert [row.holder_id for row in entered(batch)][1] == kept.pk


def test_people_whom_a_list_brings_by_hundreds_are_found_by_the_next(country: Country) -> None:
    names = [f"Nguyễn Văn {first} {second}" for first in "ABCDEGHIKL" for second in "ABCDEGHIKLMN"]
    assert {row.is_new_holder for row in entered(accepted(*map(honor, names)))} == {True}
    waiting = Arrival.objects.get()
    assert (len(waiting.people), Trait.objects.count()) == (120, 0)
    again = read_honors(plain((HEADER, *(honor(name, day="18/12/2015") for name in names))), "so-moi.xlsx")
    staged = stage_honors(again, actor=CLERK, at=AT)
    assert {row.holder_id for row in staged} == set(waiting.people)
    assert (Arrival.objects.count(), Trait.objects.count()) == (0, 120)


def test_who_looks_at_newcomers_is_asked_together_with_the_last_part(country: Country) -> None:
    batch = accepted(honor("Trần Văn Đạt"))
    entered(batch)
    job = ProcrastinateJob.objects.get(task_name="register.resolve_newcomers")
    assert (job.queue_name, job.args) == ("imports", {"batch_id": batch.pk})


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_parts")
def test_a_list_that_enters_at_once_is_left_alone_by_the_worker(country: Country) -> None:
    worked: list[bool] = []

    def work(pool: ThreadPoolExecutor) -> None:
        batch_id = ImportBatch.objects.get().pk

        def one() -> bool:
            try:
                return work_on(batch_id, now=lambda: AT)
            finally:
                connection.close()

        worked.append(pool.submit(one).result(timeout=60))

    rows = [honor(name) for name in ("Trần Văn Đạt", "Đỗ Thị Hoa", "Bùi Văn An", "Lê Thị Mận", "Vũ Thị Cam")]
    content = plain((HEADER, *rows))
    with ThreadPoolExecutor(1) as pool:
        batch = actions.import_honors(
            read_honors(content, "so-cu.xlsx"), content, unit=Organization.objects.get(code="TLD"), actor=CLERK,
            at=AT, progress=lambda _done, _all: work(pool),
        )  # fmt: skip
        assert worked == [False, False, False]
        work(pool)  # afterwards nobody is kept away
    assert worked[3:] == [True]
    assert (batch.state, batch.done, batch.count, Entry.objects.count()) == ("entered", 5, 5, 5)


def a_list_of(count: int) -> list[tuple[Any, ...]]:
    """Rows of which every third is about one and the same person."""
    return [
        honor(f"Trần Văn {'ABCDEGHIKLMNOPQ'[at]}", day=f"{at + 1}/12/2014")
        if at % 3
        else honor("Lê Thị Mận", day=f"{at + 1}/12/2014")
        for at in range(count)
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_parts")
def test_parts_that_are_written_side_by_side_are_one_list(country: Country) -> None:
    rows = entered(accepted(*a_list_of(13)))
    assert [row.why for row in rows] == [""] * 13
    assert Person.objects.count() == 9
    assert len({row.holder_id for row in rows[::3]}) == 1
    assert RegisteredName.objects.get(folded="le thi man").entries == 5
    assert Tally.objects.filter(profile_id=None).aggregate(lines=Sum("lines")) == {"lines": 13}
    assert connection.connection is not None  # the writers had their own


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_parts")
def test_a_list_that_is_withdrawn_on_the_way_goes_no_further_and_keeps_what_is_counted(
    country: Country,
) -> None:
    batch = accepted(*a_list_of(13))

    def stop(done: int, _all: int) -> None:
        if done == 4:
            actions.withdraw(batch, reason="Nhầm danh sách", actor=CLERK, at=AT)

    entering.enter_list(batch.pk, now=lambda: AT, progress=stop)
    batch.refresh_from_db()
    assert batch.state == "withdrawing"
    assert 4 <= batch.count < 13
    assert batch.count == Entry.objects.count() == ImportedRow.objects.count()
    assert work_on(batch.pk, now=lambda: AT)
    batch.refresh_from_db()
    assert (batch.state, batch.undone["annulled"]) == ("withdrawn", batch.count)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_parts")
def test_a_part_that_cannot_be_written_leaves_those_before_it_and_the_list_goes_on_from_there(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = accepted(*a_list_of(13))
    write, calls = entering.write_lines, iter(range(100))

    def breaks(grants: Any) -> None:
        if next(calls) == 2:
            raise OSError("no disk")
        write(grants)

    monkeypatch.setattr(entering, "write_lines", breaks)
    with pytest.raises(OSError, match="no disk"):
        entering.enter_list(batch.pk, now=lambda: AT)
    batch.refresh_from_db()
    done = batch.done
    assert done in {
        2,
        4,
        6,
    }  # two write at once, so that the third that begins may be the second or the third
    assert Entry.objects.count() == ImportedRow.objects.count() == batch.count == done
    assert len(entered(batch)) == 13


@pytest.mark.usefixtures("small_parts")
def test_a_list_that_was_begun_in_another_order_goes_on_with_the_rows_that_are_left(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = accepted(*a_list_of(13))
    with monkeypatch.context() as before:
        before.setattr(entering, "by_name", lambda frame: frame.sort("row"))
        with pytest.raises(OSError, match="stop"):
            entering.enter_list(batch.pk, now=lambda: AT, progress=stops_at(6))
    rows = entered(batch)
    assert [(row.why, row.entry_id is not None) for row in rows] == [("", True)] * 13
    assert (Person.objects.count(), Entry.objects.count()) == (9, 13)


def stops_at(most: int) -> Callable[[int, int], None]:
    def progress(done: int, _all: int) -> None:
        if done >= most:
            raise OSError("stop")

    return progress


def test_rows_of_one_name_enter_together_and_those_of_one_person_in_their_order() -> None:
    names = ("Lê Thị Mận", "Bùi Văn An", "lê thị mận", None, "Đỗ Thị Hoa", "Lê Thị Mân", "Lê Thị Mận")
    first = (1, 2, 1, None, None, 6, 7)
    frame = pl.DataFrame(
        {"row": range(1, 8), "holder_name": names, "first_row": first}, schema_overrides={"row": pl.Int64}
    )
    found = by_name(frame)
    assert found.columns == frame.columns
    assert found["row"].to_list() == [4, 2, 5, 1, 3, 6, 7]
    other_name = frame.with_columns(holder_name=pl.Series(["Vũ Thị Cam", *names[1:]]))
    assert by_name(other_name)["row"].to_list() == [4, 2, 5, 6, 7, 1, 3]  # both rows of the first person


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_parts")
def test_another_list_has_its_turn_between_two_parts(country: Country) -> None:
    batch, told = accepted(*a_list_of(13)), []
    with ThreadPoolExecutor(1) as pool:

        def other() -> int:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("select pg_advisory_xact_lock(hashtext('register_import'))")
                    return ImportedRow.objects.count()
            finally:
                connection.close()

        def wait(done: int, _all: int) -> None:
            if done == 2:
                told.append(pool.submit(other))
                for _moment in range(500):
                    if entering._is_awaited():
                        return
                    time.sleep(0.01)

        entering.enter_list(batch.pk, now=lambda: AT, progress=wait)
        assert 2 <= told[0].result(timeout=60) < 13
    assert ImportedRow.objects.count() == 13


def test_a_receipt_belongs_to_a_list_and_a_list_with_receipts_stays(country: Country) -> None:
    batch = accepted(honor("Trần Văn Đạt"))
    entered(batch)
    refusals = (
        "insert into register_importedrow (batch_id, row, is_new_holder, left_out) values (0, 1, false, 'x')",
        "update register_importedrow set batch_id = 0",
        "delete from register_importbatch",
    )
    for statement in refusals:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ImportedRow.objects.get().batch_id == batch.pk


def test_secrets_of_a_day_lie_together_and_differ(country: Country) -> None:
    entered(accepted(honor("Trần Văn Đạt"), honor("Đỗ Thị Hoa"), honor("Bùi Văn An")))
    tokens = set(GrantKey.objects.values_list("token", flat=True))
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {22}
    assert len({token[:2] for token in tokens}) == 1
