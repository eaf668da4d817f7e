"""Two officers in one report lose nothing: the second to save is shown what changed and keeps their own words."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from tests.factories.accounts import make_actor
from tests.factories.reports import AT, make_assignment
from thidua.domain.access import Role
from thidua.domain.reports import actions
from thidua.domain.reports.models import Report
from thidua.domain.reports.values import CellEdit


def write(assignment, unit, actor, *cells):
    return actions.save_cells(
        assignment_id=assignment.pk,
        unit_id=unit.pk,
        edits=[CellEdit(*cell) for cell in cells],
        actor=actor,
        at=AT,
    )


@pytest.mark.django_db
def test_second_to_save_sees_what_changed_and_keeps_their_text(country):
    assignment = make_assignment(country.tld)
    first = make_actor(Role.OFFICER, country.giay, name="Lương Thị Bảo Yến")
    second = make_actor(Role.HEAD, country.giay, name="Hà Kế Toại")
    saved = write(assignment, country.giay, first, ("v:doan_vien", "1200", 0), ("t:ket_qua", "Của tôi", 0))
    assert saved.cells == {"v:doan_vien": 1, "t:ket_qua": 1}
    saved = write(
        assignment, country.giay, second, ("v:doan_vien", "1250", 0), ("t:ket_qua", "Của ông ấy", 0),
        ("v:doan_vien_nu", "400", 0),
    )  # fmt: skip
    assert saved.cells == {"v:doan_vien_nu": 2}
    told = [(c.cell, c.mine, c.theirs, c.by, c.revision) for c in saved.conflicts]
    assert told == [
        ("v:doan_vien", "1250", "1200", "Lương Thị Bảo Yến", 1),
        ("t:ket_qua", "Của ông ấy", "Của tôi", "Lương Thị Bảo Yến", 1),
    ]
    row = Report.objects.get()
    assert (row.values["doan_vien"], row.values["doan_vien_nu"]) == ("1200", "400")
    assert row.texts["ket_qua"] == "Của tôi"
    chosen = write(assignment, country.giay, second, ("v:doan_vien", "1250", 1))
    assert chosen.conflicts == () and chosen.cells == {"v:doan_vien": 3}
    assert [change.cells for change in row.changes.order_by("revision")][-1] == {
        "v:doan_vien": ["1200", "1250"]
    }


@pytest.mark.django_db
def test_the_same_value_twice_is_no_conflict(country):
    assignment = make_assignment(country.tld)
    officers = [make_actor(Role.OFFICER, country.giay) for _ in range(2)]
    write(assignment, country.giay, officers[0], ("v:doan_vien", "1.200", 0))
    saved = write(assignment, country.giay, officers[1], ("v:doan_vien", "1200", 0))
    assert (saved.conflicts, saved.cells, saved.revision) == ((), {}, 1)


@pytest.mark.django_db
def test_what_is_no_number_is_given_back_and_the_rest_is_saved(country):
    assignment = make_assignment(country.tld)
    officer = make_actor(Role.OFFICER, country.giay)
    saved = write(
        assignment, country.giay, officer, ("v:doan_vien", "nhiều", 0), ("v:doan_vien_nu", "5", 0),
        ("v:luot_khen_thuong", "9", 0),
    )  # fmt: skip
    assert [(p.cell, p.value) for p in saved.problems] == [
        ("v:doan_vien", "nhiều"),
        ("v:luot_khen_thuong", "9"),
    ]
    assert saved.cells == {"v:doan_vien_nu": 1}


@pytest.mark.django_db(transaction=True)
def test_two_connections_at_once_make_one_report_and_lose_no_cell(country):
    assignment = make_assignment(country.tld)
    officers = [make_actor(Role.OFFICER, country.giay) for _ in range(2)]
    start = threading.Barrier(2)

    def save(number):
        start.wait()
        try:
            for n in range(5):
                code = ("doan_vien", "doan_vien_nu")[number]
                write(assignment, country.giay, officers[number], (f"v:{code}", str(100 * number + n), 1_000))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = Report.objects.get()
    assert row.values == {"doan_vien": "4", "doan_vien_nu": "104"}
    assert row.revision == row.changes.count() == 10
