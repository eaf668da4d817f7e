"""Pages of reports: what they show, what a form reaches, whom they do not know, how many queries they take."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_actor, make_user
from tests.factories.movements import make_live
from tests.factories.organizations import Country, make_unit
from tests.factories.reports import AT, NUMBERS, approve, fill, make_assignment, make_definition, send
from thidua.core.clock import VIETNAM
from thidua.domain.access import Role
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.states import UnitKind
from thidua.domain.reports import actions
from thidua.domain.reports.models import Assignment, Definition, Report, Telling

pytestmark = [pytest.mark.usefixtures("fixed_clock"), pytest.mark.django_db]


def signed_in(role: Role, unit: Organization, name: str = "Ngô Hà") -> Client:
    client = Client()
    client.force_login(make_user(f"{role}-{unit.code}-{name}@thidua.example", (role, unit), name=name))
    return client


def page(client: Client, name: str, *args: Any, status: int = 200, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def queries(client: Client, name: str, *args: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return len(captured)


def save(client: Client, assignment: Assignment, unit: Organization, *cells: tuple[str, str, int]) -> Any:
    body = {"cells": [{"cell": cell, "value": value, "base": base} for cell, value, base in cells]}
    return client.post(
        reverse("report_save", args=[assignment.pk, unit.pk]),
        json.dumps(body),
        content_type="application/json",
    )


def test_what_is_asked_is_written_on_a_page_and_published(country: Country) -> None:
    client = signed_in(Role.OFFICER, country.tld)
    client.post(reverse("report_form_new"), {"title": "Tổng kết năm", "cadence": "year"})
    row = Definition.objects.get()
    html = page(client, "report_form", row.pk)
    assert "bắt buộc ở báo cáo năm" in html
    form = {
        "head_title": "Tổng kết năm", "cadence": "year", "purpose": "",
        "label": ["Lượt khen", "Đoàn viên", ""], "indicator": ["awards", "", ""], "group": ["", "", ""],
        "measure": ["", "người", ""], "roll_up": ["sum", "sum", "sum"], "is_required": ["1", "1", "1"],
        "least": ["0", "0", "0"], "most": ["", "", ""], "part_of": ["", "", ""], "explain_percent": ["", "20", ""],
        "section_title": ["Chỉ thị 34", ""], "section_guidance": ["", ""], "section_is_mandatory": ["1", "1"],
        "section_least_words": ["40", ""], "section_kind": ["directive", "plain"],
    }  # fmt: skip
    assert client.post(reverse("report_form", args=[row.pk]), form).status_code == 302
    assert list(row.fields.values_list("label", "indicator", "explain_percent")) == [
        ("Lượt khen", "awards", None), ("Đoàn viên", "", 20),
    ]  # fmt: skip
    refused = client.post(reverse("report_form", args=[row.pk]), form | {"section_kind": ["plain", "plain"]})
    assert "Báo cáo năm phải có phần đánh giá" in refused.content.decode()
    client.post(reverse("report_form_act", args=[row.pk, "ban-hanh"]))
    assert Definition.objects.get().state == "published"
    assert "đổi quá 20 % thì giải trình" in page(client, "report_form", row.pk)


def test_a_draft_of_another_unit_is_not_shown(country: Country) -> None:
    row = make_definition(country.tld, publish=False)
    page(signed_in(Role.OFFICER, country.giay), "report_form", row.pk, status=404)


def test_a_form_is_asked_of_a_subtree_with_a_day_for_each_level(country: Country) -> None:
    row = make_definition(country.phu_tho)
    client = signed_in(Role.OFFICER, country.phu_tho)
    html = page(client, "report_assign", row.pk)
    assert "2026-01-01" in html and "2026-12-31" in html
    form = {
        "title": "Năm 2026", "first": "2026-01-01", "last": "2026-12-31", "kinds": ["CDCS", "ZONE_UNION"],
        "due_grassroots": "2026-12-10", "due_upper": "2026-12-14", "due_province": "2026-12-20", "as_of": "",
    }  # fmt: skip
    wrong = client.post(reverse("report_assign", args=[row.pk]), form | {"due_province": "2026-12-01"})
    assert "Hạn của cấp trên không thể trước hạn của cấp dưới." in wrong.content.decode()
    assert client.post(reverse("report_assign", args=[row.pk]), form).status_code == 302
    made = Assignment.objects.get()
    assert (made.as_of, made.kinds) == (date(2026, 12, 10), ["ZONE_UNION", "CDCS"])


def test_a_report_opens_what_it_counts_and_says_what_is_missing(country: Country) -> None:
    assignment = make_assignment(country.tld)
    client = signed_in(Role.OFFICER, country.giay)
    html = page(client, "report_sheet", assignment.pk, country.giay.pk)
    assert f"/so-khen-thuong/?nam=2026&amp;tinh_trang=in_force&amp;don_vi={country.giay.pk}" in html
    assert "Còn 4 trên 4 ô chưa có số" in html
    assert "Kế hoạch 58/KH-TLĐ, mục III.2" in html
    assert "Còn 3 điều kiện chưa đạt." in html


def test_cells_are_saved_as_they_are_typed_and_a_conflict_is_given_back(country: Country) -> None:
    assignment = make_assignment(country.tld)
    first, second = (signed_in(Role.OFFICER, country.giay, name) for name in ("Lương Yến", "Hà Toại"))
    told = save(
        first, assignment, country.giay, ("v:doan_vien", "1.200", 0), ("v:doan_vien_nu", "x", 0)
    ).json()
    assert told["cells"] == {"v:doan_vien": 1}
    assert told["problems"][0]["cell"] == "v:doan_vien_nu"
    assert told["lines"]["doan_vien"]["whole"] == "1.200"
    assert "Còn 3 trên 4 ô chưa có số" in " ".join(told["panel"].split())
    told = save(second, assignment, country.giay, ("v:doan_vien", "1250", 0)).json()
    (conflict,) = told["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == ("1250", "1200")
    assert conflict["who"] == "Lương Yến đã ghi lúc 14:02 08/12"
    assert Report.objects.get().values["doan_vien"] == "1200"
    assert save(second, assignment, country.giay, ("v:doan_vien", "1250", 1)).json()["cells"] == {
        "v:doan_vien": 2
    }


def test_without_scripts_the_page_keeps_what_the_second_officer_typed(country: Country) -> None:
    assignment = make_assignment(country.tld)
    fill(assignment, country.giay, actor=make_actor(Role.OFFICER, country.giay, name="Lương Yến"))
    client = signed_in(Role.HEAD, country.giay)
    where = reverse("report_sheet", args=[assignment.pk, country.giay.pk])
    html = client.post(where, {"v:doan_vien": "1250", "b:v:doan_vien": "0"}).content.decode()
    assert 'value="1250"' in html and "Lương Yến đã ghi lúc" in html
    assert Report.objects.get().values["doan_vien"] == "1200"
    assert client.post(where, {"v:doan_vien": "1250", "b:v:doan_vien": "1"}).status_code == 302
    assert Report.objects.get().values["doan_vien"] == "1250"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"cells": 3}', b'{"cells": [{"cell": "v:x"}]}', b'{"cells": [{"cell":"q","value":"1"}]}'],
)
def test_nothing_that_can_be_sent_breaks_the_saving(country: Country, body: bytes) -> None:
    assignment = make_assignment(country.tld)
    client = signed_in(Role.OFFICER, country.giay)
    answer = client.post(
        reverse("report_save", args=[assignment.pk, country.giay.pk]), body, content_type="application/json"
    )
    assert answer.status_code in {200, 409}
    assert not Report.objects.exclude(values={}).exists()


def test_the_whole_way_by_its_buttons(country: Country) -> None:
    assignment = make_assignment(country.tld)
    fill(assignment, country.giay)
    where = [assignment.pk, country.giay.pk]
    own, office = signed_in(Role.OFFICER, country.giay), signed_in(Role.APPRAISER, country.phu_tho)
    own.post(reverse("report_act", args=[*where, "gui"]))
    assert "Duyệt và mở báo cáo sau" in page(office, "report_sheet", *where)
    refused = office.post(reverse("report_act", args=[*where, "tra-lai"]), {"reason": ""})
    assert refused.status_code == 409
    office.post(reverse("report_act", args=[*where, "tra-lai"]), {"reason": "Thiếu số nữ"})
    assert "Thiếu số nữ" in page(own, "report_sheet", *where)
    own.post(reverse("report_act", args=[*where, "gui"]))
    office.post(reverse("report_act", args=[*where, "duyet"]))
    assert Report.objects.get().state == "approved"
    html = page(own, "report_snapshot", *where, 2)
    assert "Sổ hôm nay vẫn đúng như đã báo cáo." in html


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_papers_come_in_three_kinds_at_every_state(country: Country, kind: str) -> None:
    assignment = make_assignment(country.tld)
    client = signed_in(Role.OFFICER, country.phu_tho)
    for unit in (country.phu_tho, country.giay):
        answer = client.get(reverse("report_paper", args=[assignment.pk, unit.pk, kind]))
        assert answer.status_code == 200
        assert answer.content[:2] in {b"%P", b"PK"}
    page(client, "report_paper", assignment.pk, country.giay.pk, "exe", status=404)


def test_a_campaign_counts_names_the_silent_and_nudges_them_all(country: Country) -> None:
    assignment = make_assignment(country.tld)
    send(assignment, country.giay)
    client = signed_in(Role.OFFICER, country.tld)
    html = page(client, "report_campaign", assignment.pk)
    assert "Nhắc 3 đơn vị im lặng" in html and "CĐ Công ty May Sông Lô" in html
    client.post(reverse("report_campaign_act", args=[assignment.pk, "nhac"]), {"don_vi": str(country.tld.pk)})
    assert Telling.objects.filter(kind="nudged").get().units == 3
    assert "Đang nhắc 3 đơn vị." in page(client, "report_campaign", assignment.pk)
    client.post(reverse("report_campaign_act", args=[assignment.pk, "khoa"]))
    assert "Đợt báo cáo đã khóa" in page(client, "report_campaign", assignment.pk)


def test_a_unit_sees_only_its_own_part_of_a_national_campaign(country: Country) -> None:
    assignment = make_assignment(country.tld)
    client = signed_in(Role.OFFICER, country.phu_tho)
    html = page(client, "report_campaign", assignment.pk)
    assert "CĐ Công ty CP Giấy Việt Trì" in html
    assert "Kính Đáp Cầu" not in html and "Bắc Ninh" not in html
    page(client, "report_sheet", assignment.pk, country.bac_ninh.pk, status=404)
    html = page(client, "report_campaign", assignment.pk, don_vi=str(country.bac_ninh.pk))
    assert "Kính Đáp Cầu" not in html


def test_reports_wait_in_the_inbox_of_those_who_write_and_those_who_judge(country: Country) -> None:
    assignment = make_assignment(country.tld)
    own, office = signed_in(Role.OFFICER, country.giay), signed_in(Role.OFFICER, country.phu_tho)
    assert assignment.title in page(own, "inbox")
    send(assignment, country.giay)
    assert assignment.title not in page(own, "inbox")
    assert f"1 báo cáo — {assignment.title}" in page(office, "inbox")


def test_the_board_tells_each_level_what_is_late(country: Country) -> None:
    make_assignment(country.tld)
    for unit, words in (
        (country.tld, "Bảng của cơ quan thường trực"), (country.phu_tho, "Bảng điều hành cấp tỉnh, ngành"),
        (country.giay, "Bảng của công đoàn cơ sở"),
    ):  # fmt: skip
        html = page(signed_in(Role.OFFICER, unit), "board")
        assert words in html
        assert ("Nhắc tất cả" in html) == (unit != country.giay)


def test_the_board_of_a_grassroots_union_speaks_of_its_own_reports_and_of_nothing_it_cannot_do(
    country: Country,
) -> None:
    assignment = make_assignment(country.tld)
    owing = page(signed_in(Role.OFFICER, country.giay), "board")
    assert "Báo cáo phải gửi" in owing
    assert "1 đã quá hạn" in owing
    assert "trễ " in owing
    for said in ("Im lặng", "Cấp dưới đã gửi", "Đơn vị chưa gửi báo cáo", "0,0"):
        assert said not in owing
    send(assignment, country.giay)
    assert "0 đã quá hạn" in page(signed_in(Role.OFFICER, country.giay, "Lê An"), "board")


def test_a_movement_is_to_be_reviewed_on_the_boards_of_those_who_launched_it_or_stand_above(
    country: Country,
) -> None:
    make_live(country.phu_tho, at=datetime(2026, 6, 1, 8, tzinfo=VIETNAM), title="Phong trào im lặng")
    assert "Phong trào im lặng" in page(signed_in(Role.OFFICER, country.phu_tho), "board")
    assert "Phong trào im lặng" in page(signed_in(Role.OFFICER, country.tld), "board")
    assert "Phong trào im lặng" not in page(signed_in(Role.OFFICER, country.giay), "board")


def test_queries_do_not_grow_with_what_is_shown(country: Country) -> None:
    definition = make_definition(country.tld)
    first = make_assignment(country.tld, definition, year=2024)
    client = signed_in(Role.OFFICER, country.phu_tho)
    send(first, country.giay)
    approve(first, country.giay, country.phu_tho)
    names = [("reports",), ("board",), ("report_forms",), ("report_campaign", first.pk), ("inbox",),
             ("report_sheet", first.pk, country.phu_tho.pk)]  # fmt: skip
    for name in names:
        page(client, *name)
    one = {name[0]: queries(client, *name) for name in names}
    for year in (2025, 2026):
        make_assignment(country.tld, definition, year=year)
    for n in range(3):
        unit = make_unit(f"25-77{n}", f"Công đoàn mới {n}", UnitKind.GRASSROOTS, parent=country.phu_tho)
        send(first, unit)
    make_definition(country.tld)
    for name in names:
        page(client, *name)
    assert {name[0]: queries(client, *name) for name in names} == one
    assert max(one.values()) <= 22, one


def test_the_reports_page_counts_what_waits_in_the_menu(country: Country) -> None:
    assignment = make_assignment(country.tld)
    client = signed_in(Role.OFFICER, country.giay)
    fill(assignment, country.giay, numbers=NUMBERS)
    html = page(client, "reports")
    assert "đang lập" in html and "trễ 3 ngày" in html
    actions.send(
        assignment_id=assignment.pk,
        unit_id=country.giay.pk,
        actor=make_actor(Role.OFFICER, country.giay),
        at=AT,
    )
    assert "đã gửi, chờ duyệt" in page(client, "reports")
