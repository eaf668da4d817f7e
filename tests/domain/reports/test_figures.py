"""Figures from the records, sums up the tree, and what was reported beside what is known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import CLERK, new_entry
from tests.factories.reports import AT, NUMBERS, approve, make_assignment, make_definition, send
from thidua.domain.access import Role
from thidua.domain.register import actions as register
from thidua.domain.register.values import Paper
from thidua.domain.reports.actions.authoring import FieldDraft
from thidua.domain.reports.figures import Period, count_figures
from thidua.domain.reports.indicators import BY_CODE
from thidua.domain.reports.queries.comparing import differences
from thidua.domain.reports.queries.expected import place_of
from thidua.domain.reports.queries.reading import sheet_of

PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 12, 20), "Ghi nhầm")


def honor(
    unit, country, *, at=AT - timedelta(days=2), on=date(2026, 12, 1), name="Nguyễn Thị Hường", **facts
):
    person = make_person(name, unit)
    return register.enter(
        [new_entry(person.subject, unit, country.tld, decided_on=on, **facts)], actor=CLERK, at=at
    )[0]


@pytest.mark.django_db
def test_every_indicator_is_counted_for_the_units_and_days_asked(country):
    honor(
        country.giay,
        country,
        award_code="BK_TLD",
        award_level="national",
        sex="female",
        position_class="direct",
    )
    honor(country.giay, country, name="Trần Văn Nam", sex="male", position_class="manager")
    honor(country.bac_ninh_cs, country, name="Lê Thị Mai")
    honor(country.giay, country, name="Phạm Văn Toán", on=date(2025, 12, 31))
    assignment = make_assignment(country.tld)
    spans = place_of(assignment, country.phu_tho.pk).spans
    found = count_figures(BY_CODE, spans, Period(date(2026, 1, 1), date(2026, 12, 31)))
    assert set(found) == set(BY_CODE)
    kept = {code: n for code, n in found.items() if n}
    assert kept == {
        "awards": 2, "awards_persons": 2, "awards_direct": 1, "awards_managers": 1, "awards_women": 1,
        "awards_union": 1, "awards_province": 1, "grassroots": 3,
    }  # fmt: skip


@pytest.mark.django_db
def test_office_adds_what_those_below_reported_to_its_own(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.giay, numbers=NUMBERS)
    approve(assignment, country.giay, country.phu_tho)
    send(
        assignment,
        country.lam_thao,
        numbers=NUMBERS | {"doan_vien": "300", "doan_vien_nu": "100", "ty_le_doan_vien_dang_ky": "50"},
    )
    sheet = read(assignment, country.phu_tho)
    line = {one.code: one for one in sheet.lines}["doan_vien"]
    assert (line.own, line.below, line.whole) == (None, Decimal(1200), Decimal(1200)), "only approved ones"
    approve(assignment, country.lam_thao, country.phu_tho)
    lines = {one.code: one for one in read(assignment, country.phu_tho).lines}
    assert lines["doan_vien"].whole == 1500
    assert lines["ty_le_doan_vien_dang_ky"].whole == 65


def read(assignment, unit):
    row = assignment.reports.filter(organization=unit).select_related("assignment__definition").first()
    return sheet_of(assignment, place_of(assignment, unit.pk), row, AT.date())


class Undone(Exception):
    """Rolls one example back."""


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=7, max_size=7))
def test_the_whole_is_the_sum_of_all_that_was_typed_at_every_level(numbers):
    with pytest.raises(Undone), transaction.atomic():
        c = make_country()
        fields = (FieldDraft("Đoàn viên", measure="người"),)
        assignment = make_assignment(c.tld, make_definition(c.tld, fields=fields))
        order = [(c.may, c.zone), (c.zone, c.phu_tho), (c.giay, c.phu_tho), (c.lam_thao, c.phu_tho),
                 (c.phu_tho, c.tld), (c.bac_ninh_cs, c.bac_ninh), (c.bac_ninh, c.tld)]  # fmt: skip
        for (unit, office), number in zip(order, numbers, strict=True):
            send(assignment, unit, numbers={"doan_vien": str(number)})
            approve(assignment, unit, office)
        assert read(assignment, c.phu_tho).lines[0].whole == sum(numbers[:5])
        assert read(assignment, c.tld).lines[0].below == sum(numbers)
        raise Undone


@pytest.mark.django_db
def test_as_reported_beside_as_known_names_every_reason(country):
    kept = honor(country.giay, country)
    to_annul = honor(country.giay, country, name="Trần Văn Nam")
    register.annul(to_annul, paper=PAPER, actor=CLERK, at=AT - timedelta(days=1))
    wrong = honor(country.giay, country, name="Phạm Văn Toán")
    assignment = make_assignment(country.tld)
    row = send(assignment, country.giay)
    snapshot = row.snapshots.get()
    (before,) = differences(snapshot)
    assert (before.reported, before.known, before.explained, before.unexplained) == (2, 2, 0, 0)
    after = AT + timedelta(days=12)
    late = honor(country.giay, country, at=after, name="Lê Thị Mai")
    honor(country.giay, country, at=after, name="Ngoài kỳ", on=date(2027, 1, 5))
    honor(country.bac_ninh_cs, country, at=after, name="Ngoài đơn vị")
    register.annul(wrong, paper=PAPER, actor=CLERK, at=after)
    register.restore(to_annul, paper=PAPER, actor=CLERK, at=after)
    (found,) = differences(snapshot)
    assert (found.reported, found.known) == (2, 3)
    assert (found.later, found.annulled, found.restored, found.unexplained) == (1, 1, 1, 0)
    assert set(found.entries) == {
        (late.register_no, "later"), (wrong.register_no, "annulled"), (to_annul.register_no, "restored"),
    }  # fmt: skip
    assert kept.register_no not in dict(found.entries)


@pytest.mark.django_db
def test_what_was_reported_stays_although_the_register_grows(country):
    assignment = make_assignment(country.tld)
    row = send(assignment, country.giay)
    honor(country.giay, country, at=AT + timedelta(days=1))
    assert row.snapshots.get().data["lines"][0]["whole"] == "0"
    assert make_actor(Role.OFFICER, country.giay)


@pytest.mark.django_db
def test_a_correction_moves_an_honour_out_of_one_figure_and_into_another(country):
    moved = honor(country.giay, country, position_class="direct")
    honor(country.giay, country, name="Trần Văn Nam", position_class="direct")
    fields = (FieldDraft("Trực tiếp", "awards_direct"), FieldDraft("Quản lý", "awards_managers"))
    assignment = make_assignment(country.tld, make_definition(country.tld, fields=fields))
    snapshot = send(assignment, country.giay, numbers={}).snapshots.get()
    register.correct(
        moved, {"position_class": "manager"}, paper=PAPER, actor=CLERK, at=AT + timedelta(days=1)
    )
    direct, managers = differences(snapshot)
    assert (direct.reported, direct.known, direct.corrected_out, direct.unexplained) == (2, 1, 1, 0)
    assert (managers.reported, managers.known, managers.corrected_in, managers.unexplained) == (0, 1, 1, 0)
    assert direct.entries == ((moved.register_no, "corrected_out"),)
    assert managers.entries == ((moved.register_no, "corrected_in"),)
    register.correct(moved, {"position_class": "direct"}, paper=PAPER, actor=CLERK, at=AT + timedelta(days=2))
    assert [(one.reported, one.known, one.entries) for one in differences(snapshot)] == [
        (2, 2, ()),
        (0, 0, ()),
    ]


@pytest.mark.django_db
def test_a_correction_before_the_sending_explains_nothing_after_it(country):
    entry = honor(country.giay, country, position_class="direct", at=AT - timedelta(days=3))
    register.correct(
        entry, {"position_class": "manager"}, paper=PAPER, actor=CLERK, at=AT - timedelta(days=1)
    )
    assignment = make_assignment(
        country.tld, make_definition(country.tld, fields=(FieldDraft("Trực tiếp", "awards_direct"),))
    )
    (found,) = differences(send(assignment, country.giay, numbers={}).snapshots.get())
    assert (found.reported, found.known, found.entries) == (0, 0, ())
