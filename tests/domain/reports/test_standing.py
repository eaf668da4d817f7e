"""Late, silent and complete by the organisation as it was: what was received is always a part of what is expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.organizations.test_tree_invariants import take
from tests.factories.accounts import make_actor
from tests.factories.organizations import make_country
from tests.factories.reports import AT, KINDS, approve, make_assignment, send
from thidua.core.errors import Refused
from thidua.domain.access import Actor, Role
from thidua.domain.communications.models import Notification
from thidua.domain.organizations import actions as tree
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.states import UnitKind
from thidua.domain.reports import actions
from thidua.domain.reports.actions import telling
from thidua.domain.reports.models import Report, Telling
from thidua.domain.reports.queries.expected import by_branch, children_of, silent_units, standing, whole
from thidua.domain.reports.states import TellingKind

TODAY = AT.date()
SYSTEM = Actor.system("test")


def counts(assignment, on=TODAY, top=None):
    return {one.name: one for one in standing(assignment, on, top)}


@pytest.mark.django_db
def test_each_branch_counts_its_units_on_the_day(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.giay, at=AT - timedelta(days=3, hours=12))
    send(assignment, country.lam_thao)
    approve(assignment, country.giay, country.phu_tho)
    found = counts(assignment)["LĐLĐ tỉnh Phú Thọ"]
    assert (found.expected, found.approved, found.sent, found.received, found.late) == (5, 1, 1, 2, 1)
    assert found.silent == 1, "the plant in the zone; federation and zone are not due yet"
    assert [one.name for one in silent_units(assignment, TODAY)] == [
        "CĐ Công ty May Sông Lô",
        "Công đoàn Công ty CP Kính Đáp Cầu",
    ]
    assert [one.name for one in children_of(assignment, country.phu_tho.pk, TODAY)] == [
        "Công đoàn các KCN tỉnh Phú Thọ", "CĐ Công ty CP Supe Lâm Thao", "CĐ Công ty CP Giấy Việt Trì",
    ]  # fmt: skip


@pytest.mark.django_db
def test_unit_that_ended_without_a_report_owes_none_and_one_that_opened_later_was_never_asked(country):
    assignment = make_assignment(country.tld)
    tree.dissolve_unit(unit_id=country.giay.pk, on=date(2026, 12, 7), instrument="QĐ 1", actor=SYSTEM, at=AT)
    new = tree.create_unit(
        unit=tree.NewUnit("25-900", "Công đoàn Công ty Mới", "CDCS"), parent_id=country.phu_tho.pk,
        on=date(2026, 12, 7), instrument="QĐ 2", actor=SYSTEM, at=AT,
    )  # fmt: skip
    found = counts(assignment)["LĐLĐ tỉnh Phú Thọ"]
    assert (found.expected, found.ended) == (4, 1)
    unit = Organization.objects.get(code="25-900")
    assert new is not None
    with pytest.raises(Refused, match="không thuộc đợt báo cáo"):
        send(assignment, unit)


@pytest.mark.django_db
def test_report_sent_before_the_unit_ended_still_counts(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.giay, at=AT - timedelta(days=5))
    tree.dissolve_unit(unit_id=country.giay.pk, on=date(2026, 12, 7), instrument="QĐ 1", actor=SYSTEM, at=AT)
    found = counts(assignment)["LĐLĐ tỉnh Phú Thọ"]
    assert (found.expected, found.ended, found.received) == (5, 0, 1)


class Undone(Exception):
    """Rolls one example back."""


steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["create", "rename", "move", "merge", "absorb", "dissolve", "split", "send", "send", "send"]
        ),
        st.integers(0, 20),
        st.integers(0, 20),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    min_size=4,
    max_size=12,
)


ASKED = (
    KINDS,
    [UnitKind.GRASSROOTS],
    [UnitKind.PROVINCIAL_FEDERATION, UnitKind.GRASSROOTS],
    [UnitKind.ZONE_UNION, UnitKind.DISTRICT_FEDERATION],
)
"""Some assignments pass over levels, so that an office is not the unit directly above."""


def send_anything(assignment, step, at):
    """Any unit of past or present tries to send."""
    units = list(Organization.objects.order_by("position"))
    unit = units[step[1] % len(units)]
    send(assignment, unit, actor=SYSTEM, at=at, missing_note="Còn thiếu")


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(steps, st.sampled_from(ASKED))
def test_completeness_is_never_above_the_whole_whatever_opens_closes_and_merges(plan, kinds):
    with pytest.raises(Undone), transaction.atomic():
        country = make_country()
        assignment = make_assignment(country.tld, actor=make_actor(Role.OFFICER, country.tld), kinds=kinds)
        on = date(2026, 11, 25)
        for number, step in enumerate(plan):
            on += timedelta(days=step[3])
            try:
                with transaction.atomic():
                    if step[0] == "send":
                        send_anything(assignment, step, AT.replace(month=on.month, day=on.day))
                    else:
                        take(step, number, SYSTEM, on)
            except Refused:
                continue
            for branch in standing(assignment, on):
                assert 0 <= branch.received <= branch.expected
                assert 0 <= branch.silent <= branch.expected - branch.received
                assert 0 <= branch.share <= 1
                assert branch.late <= branch.received
        found = {replace(branch, name="") for branch in standing(assignment, on)}
        assert found == set(by_branch(assignment, on, country.tld.pk)), (
            "counted from what is kept, and by the database alone"
        )
        assert len(silent_units(assignment, on)) == sum(branch.silent for branch in found)
        total = whole(standing(assignment, on))
        owed = total.expected + total.ended
        assert (
            owed
            == whole(standing(assignment, AT.date())).expected + whole(standing(assignment, AT.date())).ended
        )
        raise Undone


@pytest.mark.django_db
def test_reports_whose_office_is_not_the_one_the_tree_says_count_where_their_unit_stands(country):
    assignment = make_assignment(country.tld)
    for unit, office in (
        (country.giay, country.bac_ninh),
        (country.lam_thao, country.tld),
        (country.may, None),
    ):
        send(assignment, unit)
        Report.objects.filter(organization=unit).update(office=office)
    kept = {replace(branch, name="") for branch in standing(assignment, TODAY)}
    assert kept == set(by_branch(assignment, TODAY, country.tld.pk))
    assert counts(assignment)["LĐLĐ tỉnh Phú Thọ"].sent == 3


@pytest.mark.django_db
def test_what_the_tree_owes_is_joined_by_hash(country):
    """Where 100,000 reports came since they were last counted, comparing all with all took minutes instead of a second."""
    assignment = make_assignment(country.tld)
    send(assignment, country.giay)
    with CaptureQueriesContext(connection) as captured:
        standing(assignment, TODAY)
    said = [query["sql"] for query in captured]
    owing = next(at for at, sql in enumerate(said) if sql.lstrip().startswith("with owing"))
    assert said[owing - 1] == "set local enable_nestloop = off"
    with connection.cursor() as cursor:
        cursor.execute("show enable_nestloop")
        assert cursor.fetchone() == ("on",)


@pytest.mark.django_db
def test_nudging_all_silent_is_one_act_told_in_lots_and_nobody_twice(country, monkeypatch):
    monkeypatch.setattr(telling, "LOT", 1)
    assignment = make_assignment(country.tld)
    officers = {
        unit: make_actor(Role.OFFICER, unit) for unit in (country.giay, country.may, country.bac_ninh_cs)
    }
    send(assignment, country.lam_thao)
    office = make_actor(Role.OFFICER, country.tld)
    row = actions.nudge(assignment_id=assignment.pk, actor=office, at=AT)
    assert (row.units, Telling.objects.filter(kind=TellingKind.NUDGED).count()) == (3, 1)
    send(assignment, country.giay, actor=officers[country.giay])
    rounds = 0
    while actions.tell_lot(telling_id=row.pk, at=AT):
        rounds += 1
    assert rounds == 2
    assert not actions.tell_lot(telling_id=row.pk, at=AT)
    told = Notification.objects.filter(event="report.nudged")
    assert {note.user_id for note in told} == {
        officers[u].user_id for u in (country.may, country.bac_ninh_cs)
    }
    assert told.first().data["due"] == "05/12/2026"
    row.refresh_from_db()
    assert (row.told, row.done_at) == (2, AT)


@pytest.mark.django_db
def test_nudge_is_refused_within_a_day_and_when_nobody_is_silent(country):
    assignment = make_assignment(country.tld)
    office = make_actor(Role.OFFICER, country.phu_tho)
    with pytest.raises(Refused, match="Chỉ cơ quan của đơn vị này"):
        actions.nudge(assignment_id=assignment.pk, actor=office, at=AT)
    actions.nudge(assignment_id=assignment.pk, actor=office, at=AT, top_id=country.phu_tho.pk)
    with pytest.raises(Refused, match="mỗi ngày nhắc một lần"):
        actions.nudge(assignment_id=assignment.pk, actor=office, at=AT, top_id=country.phu_tho.pk)
    early = AT - timedelta(days=10)
    with pytest.raises(Refused, match="Không còn đơn vị nào"):
        actions.nudge(
            assignment_id=assignment.pk, actor=make_actor(Role.OFFICER, country.bac_ninh), at=early,
            top_id=country.bac_ninh.pk,
        )  # fmt: skip
