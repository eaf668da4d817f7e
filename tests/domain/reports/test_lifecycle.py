"""From the assignment to the approval: who may, in what order, and what is refused with which words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from tests.factories.accounts import make_actor
from tests.factories.reports import (
    AT,
    NUMBERS,
    TEXTS,
    approve,
    edits,
    fill,
    make_assignment,
    make_definition,
    send,
)
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.reports import actions
from thidua.domain.reports.actions.authoring import SectionDraft
from thidua.domain.reports.models import Change, Report, Snapshot
from thidua.domain.reports.snapshots import is_intact
from thidua.domain.reports.states import ReportState

pytestmark = pytest.mark.django_db


def test_annual_definition_cannot_lose_its_assessment_of_the_directive(country):
    officer = make_actor(Role.OFFICER, country.tld)
    row = make_definition(country.tld, actor=officer, publish=False)
    with pytest.raises(Refused, match="Chỉ thị 34-CT/TW"):
        actions.set_sections(definition_id=row.pk, sections=[SectionDraft("Kết quả")], actor=officer, at=AT)
    assert row.sections.filter(kind="directive").count() == 1


def test_annual_report_without_the_assessment_of_the_directive_cannot_be_sent(country):
    assignment = make_assignment(country.tld)
    officer = make_actor(Role.OFFICER, country.giay)
    fill(assignment, country.giay, actor=officer, texts=TEXTS | {"chi_thi_34": "Đã làm."})
    with pytest.raises(Refused, match="Mới có 2 chữ, mẫu yêu cầu từ 30"):
        actions.send(assignment_id=assignment.pk, unit_id=country.giay.pk, actor=officer, at=AT)
    assert Report.objects.get(organization=country.giay).state == ReportState.DRAFT
    assert not Snapshot.objects.exists()


def test_published_definition_is_never_changed_but_copied(country):
    officer = make_actor(Role.OFFICER, country.tld)
    row = make_definition(country.tld, actor=officer)
    with pytest.raises(Refused, match="lập bản mới"):
        actions.set_fields(definition_id=row.pk, fields=[], actor=officer, at=AT)
    copy = actions.copy_definition(definition_id=row.pk, organization=country.tld, actor=officer, at=AT)
    assert copy.state == "draft" and copy.follows_id == row.pk
    assert [f.label for f in copy.fields.all()] == [f.label for f in row.fields.all()]
    assert row.fields.count() == 5


def test_assignment_is_one_row_and_reports_exist_from_their_first_cell(country):
    assignment = make_assignment(country.tld)
    assert not Report.objects.exists()
    fill(assignment, country.may)
    row = Report.objects.get()
    assert (row.organization, row.office, row.due_on) == (country.may, country.zone, date(2026, 12, 5))


def test_days_of_higher_levels_come_after_those_of_lower_ones(country):
    due = {"grassroots": date(2026, 12, 20), "upper": date(2026, 12, 10), "province": date(2026, 12, 15),
           "national": date(2026, 12, 25)}  # fmt: skip
    with pytest.raises(Refused, match="không thể trước hạn của cấp dưới"):
        make_assignment(country.tld, due_on=due)


def test_the_same_is_asked_once_a_period(country):
    assignment = make_assignment(country.tld)
    with pytest.raises(Refused, match="đã được giao cho đúng kỳ ấy"):
        make_assignment(country.tld, assignment.definition)


def test_office_sends_only_after_those_below_are_judged(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.may)
    with pytest.raises(Refused, match="1 báo cáo đã gửi lên còn chờ duyệt"):
        send(assignment, country.zone)
    approve(assignment, country.may, country.zone)
    assert send(assignment, country.zone).state == ReportState.SENT


def test_office_that_misses_reports_says_why(country):
    assignment = make_assignment(country.tld)
    with pytest.raises(Refused, match="Nêu lý do gửi khi còn thiếu"):
        send(assignment, country.zone)
    row = send(assignment, country.zone, missing_note="Công ty tạm dừng sản xuất.")
    below = row.snapshots.get().data["below"]
    assert below["missing"] == ["CĐ Công ty May Sông Lô"]
    assert below["note"] == "Công ty tạm dừng sản xuất."


def test_parent_is_approved_only_after_those_below(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.may)
    approve(assignment, country.may, country.zone)
    send(assignment, country.zone)
    with pytest.raises(Refused, match="Cấp trên đã gửi báo cáo cộng số này"):
        actions.reopen(
            assignment_id=assignment.pk, unit_id=country.may.pk, reason="Sai số",
            actor=make_actor(Role.HEAD, country.zone), at=AT,
        )  # fmt: skip
    assert approve(assignment, country.zone, country.phu_tho).state == ReportState.APPROVED


def test_report_below_that_waits_again_stops_the_approval_above(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.zone, missing_note="Chưa có")
    send(assignment, country.may)
    with pytest.raises(Refused, match="Duyệt cấp dưới trước: 1 báo cáo"):
        approve(assignment, country.zone, country.phu_tho)


def test_returned_report_carries_its_reason_and_is_sent_again(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.giay)
    office = make_actor(Role.APPRAISER, country.phu_tho)
    with pytest.raises(Refused, match="cần nêu lý do"):
        actions.return_report(
            assignment_id=assignment.pk, unit_id=country.giay.pk, reason=" ", actor=office, at=AT
        )
    row = actions.return_report(
        assignment_id=assignment.pk, unit_id=country.giay.pk, reason="Thiếu số nữ", actor=office, at=AT
    )
    assert (row.state, row.return_reason, row.returns) == ("returned", "Thiếu số nữ", 1)
    assert send(assignment, country.giay, at=AT + timedelta(days=1)).snapshots.count() == 2


def test_lateness_is_that_of_the_first_sending(country):
    assignment = make_assignment(country.tld)
    early = AT.replace(day=5, hour=23)
    send(assignment, country.giay, at=early)
    actions.return_report(
        assignment_id=assignment.pk, unit_id=country.giay.pk, reason="Sửa",
        actor=make_actor(Role.APPRAISER, country.phu_tho), at=AT,
    )  # fmt: skip
    assert not send(assignment, country.giay, at=AT).was_late
    assert send(assignment, country.lam_thao, at=AT).was_late


@pytest.mark.parametrize(
    ("role", "where"),
    [
        (Role.OFFICER, "bac_ninh_cs"),
        (Role.INSPECTOR, "giay"),
        (Role.COUNCIL_MEMBER, "giay"),
        (Role.HEAD, "zone"),
    ],
)
def test_neighbors_and_other_roles_write_nothing(country, role, where):
    assignment = make_assignment(country.tld)
    stranger = make_actor(role, getattr(country, where))
    with pytest.raises(Refused, match="Chỉ cán bộ của đơn vị này"):
        actions.save_cells(
            assignment_id=assignment.pk, unit_id=country.giay.pk, edits=edits(NUMBERS), actor=stranger, at=AT
        )
    assert not Report.objects.exists()


def test_office_above_may_type_what_came_on_paper(country):
    assignment = make_assignment(country.tld)
    row = fill(assignment, country.giay, actor=make_actor(Role.APPRAISER, country.phu_tho))
    assert row.values["doan_vien"] == "1200"


def test_own_officer_never_judges(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.giay)
    with pytest.raises(Refused, match="Chỉ cấp nhận báo cáo"):
        approve(assignment, country.giay, country.giay)


def test_locked_assignment_takes_nothing_until_it_is_reopened_with_a_reason(country):
    assignment = make_assignment(country.tld)
    officer = make_actor(Role.OFFICER, country.tld)
    actions.lock(assignment_id=assignment.pk, actor=officer, at=AT)
    with pytest.raises(Refused, match="đã khóa"):
        fill(assignment, country.giay)
    with pytest.raises(Refused, match="cần nêu lý do"):
        actions.unlock(assignment_id=assignment.pk, reason="", actor=officer, at=AT)
    actions.unlock(assignment_id=assignment.pk, reason="Bổ sung Điện Biên", actor=officer, at=AT)
    assert fill(assignment, country.giay).revision == 1


def test_value_that_breaks_a_rule_stops_the_sending(country):
    assignment = make_assignment(country.tld)
    with pytest.raises(Refused, match=r"Đoàn viên nữ: Không thể lớn hơn dòng mà nó là một phần \(1.200\)"):
        send(assignment, country.giay, numbers=NUMBERS | {"doan_vien_nu": "1300"})
    with pytest.raises(Refused, match="Không quá 100"):
        send(assignment, country.giay, numbers=NUMBERS | {"ty_le_doan_vien_dang_ky": "101"})


def test_outlier_against_last_period_needs_a_word(country):
    definition = make_definition(country.tld)
    last = make_assignment(country.tld, definition, year=2025, at=AT.replace(year=2025, month=11))
    send(last, country.giay, at=AT.replace(year=2025))
    this = make_assignment(country.tld, definition)
    more = NUMBERS | {"doan_vien": "1.500"}
    with pytest.raises(Refused, match="1 dòng cần một câu giải trình: Đoàn viên"):
        send(this, country.giay, numbers=more)
    officer = make_actor(Role.OFFICER, country.giay)
    from thidua.domain.reports.values import CellEdit

    actions.save_cells(
        assignment_id=this.pk, unit_id=country.giay.pk, actor=officer, at=AT,
        edits=[CellEdit("e:doan_vien", "Nhận thêm phân xưởng 3.", 0)],
    )  # fmt: skip
    row = actions.send(assignment_id=this.pk, unit_id=country.giay.pk, actor=officer, at=AT)
    line = next(one for one in row.snapshots.get().data["lines"] if one["code"] == "doan_vien")
    assert (line["whole"], line["before"], line["explanation"]) == ("1500", "1200", "Nhận thêm phân xưởng 3.")


def test_snapshot_is_hashed_chained_and_cannot_be_changed(country):
    assignment = make_assignment(country.tld)
    send(assignment, country.giay)
    snapshot = Snapshot.objects.get()
    assert is_intact(snapshot)
    for statement in ("update reports_snapshot set content = '{}'", "delete from reports_snapshot"):
        with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    snapshot.content = snapshot.content.replace("1200", "1201")
    assert not is_intact(snapshot)
    assert Snapshot.objects.get().data["unit"][1] == "Công đoàn Công ty CP Giấy Việt Trì"


def test_what_was_typed_is_kept_cell_by_cell(country):
    assignment = make_assignment(country.tld)
    fill(assignment, country.giay)
    fill(assignment, country.giay, numbers=NUMBERS | {"doan_vien": "1.300"})
    assert Change.objects.order_by("-revision")[0].cells == {"v:doan_vien": ["1200", "1300"]}
