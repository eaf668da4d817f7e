"""Former honours from a workbook: every reason named, nothing half entered, a file only once, few queries."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.organizations import Country, make_unit
from tests.factories.people import make_collective, make_person
from tests.factories.workbooks import plain
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.core.sheets import UnreadableWorkbook, annotate
from thidua.domain.access import Actor
from thidua.domain.audit.models import Event
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.states import UnitKind
from thidua.domain.people.actions import queue_newcomers
from thidua.domain.people.models import Collective, Duplicate, Household, Person, Subject
from thidua.domain.register.checking import check_entries, row_of
from thidua.domain.register.imports.actions import import_honors
from thidua.domain.register.imports.judging import stage_honors
from thidua.domain.register.imports.lists import HonorsFile, cell_findings, read_honors
from thidua.domain.register.imports.queries import newcomers_of
from thidua.domain.register.imports.units import UnknownUnit
from thidua.domain.register.imports.values import PlannedRow
from thidua.domain.register.models import Entry, ImportBatch, ImportedRow

HEADER = (
    "STT",
    "Họ và tên",
    "Năm sinh",
    "CCCD",
    "Đơn vị công tác",
    "Hình thức khen thưởng",
    "Số quyết định",
    "Ngày ký",
)
AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
CLERK = Actor.system("Văn thư")
GIAY = "Công đoàn Công ty CP Giấy Việt Trì"


def file_of(*rows: tuple[Any, ...], header: tuple[str, ...] = HEADER, name: str = "so-cu.xlsx") -> HonorsFile:
    return read_honors(plain((header, *rows), first_row=4), name)


def honor(name: str = "Lê Thị Mận", born: Any = "12/3/1975", **cells: Any) -> tuple[Any, ...]:
    told = {
        "identity": None,
        "unit": GIAY,
        "award": "Bằng khen LĐLĐ tỉnh",
        "number": "57/QĐ-LĐLĐ",
        "day": "ngày 20 tháng 12 năm 2014",
    } | cells
    return (1, name, born, told["identity"], told["unit"], told["award"], told["number"], told["day"])


def staged(*rows: tuple[Any, ...], **options: Any) -> list[PlannedRow]:
    return stage_honors(file_of(*rows), actor=CLERK, at=AT, **options)


def enter(file: HonorsFile, content: bytes = b"as it came", **options: Any) -> ImportBatch:
    top = Organization.objects.get(code="TLD")
    return import_honors(file, content, unit=top, actor=options.pop("actor", CLERK), at=AT, **options)


def test_a_good_row_becomes_a_line_with_a_receipt(country: Country) -> None:
    batch = enter(file_of(honor()))
    entry = Entry.objects.get()
    assert (entry.holder_name, entry.birth_year, entry.award_code) == ("Lê Thị Mận", 1975, "BK_LDLD")
    assert (entry.decision_number, entry.decided_on, entry.year) == ("57/QĐ-LĐLĐ", date(2014, 12, 20), 2014)
    assert (entry.organization, entry.issuer) == (country.giay, country.phu_tho)
    assert entry.issuer_name == "Liên đoàn Lao động tỉnh Phú Thọ"
    assert (entry.source, entry.register_no) == ("import", f"NK-{batch.pk}-14-00005")
    assert list(batch.rows.values_list("row", "entry_id", "is_new_holder")) == [(5, entry.pk, True)]
    person = Person.objects.get()
    assert (person.subject_id, person.birth_date) == (entry.holder_id, date(1975, 3, 12))
    assert check_entries([row_of(entry)]) == {}
    assert set(Event.objects.values_list("name", flat=True)) == {
        "import.received", "import.mapped", "import.checked", "import.accepted", "person.registered", "register.loaded",
        "import.entered",
    }  # fmt: skip


def test_trying_writes_nothing(country: Country) -> None:
    assert staged(honor())[0].as_dict() == {
        "row": 5, "name": "Lê Thị Mận", "is_good": True, "holder": "new", "errors": {}, "warnings": {},
    }  # fmt: skip
    assert not Entry.objects.exists()
    assert not Subject.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"name": ""}, "name", "Thiếu tên người hoặc tập thể được khen."),
        ({"born": None}, "birth", "Cá nhân cần năm sinh hoặc số định danh để biết là ai."),
        ({"born": "2014"}, "birth", "Năm sinh 2014 không thể đúng; xem lại giấy tờ."),
        ({"identity": "025075001234x"}, "identity", None),
        ({"award": "Bằng ghi công"}, "award",
         "Danh mục không có “Bằng ghi công”. Ghi mã hoặc tên đầy đủ như trong danh mục, ví dụ BK_LDLD."),
        ({"award": None}, "award", "Thiếu danh hiệu hoặc hình thức khen thưởng."),
        ({"number": None}, "decision_number", "Thiếu số quyết định."),
        ({"number": "không rõ"}, "decision_number",
         "Số quyết định phải bắt đầu bằng một số, ví dụ 123/QĐ-LĐLĐ."),
        ({"day": None}, "decided_on", "Thiếu ngày quyết định."),
        ({"day": "12/2014"}, "decided_on", "Ngày quyết định cần đủ ngày, tháng, năm; tệp chỉ ghi 12/2014."),
        ({"day": "20/12/2027"}, "decided_on", "Ngày quyết định 20/12/2027 không thể đúng."),
        ({"day": "31/2/2014"}, "decided_on", None),
        ({"unit": None}, "unit", "Thiếu đơn vị. Ghi tên hoặc mã đơn vị, hoặc chọn đơn vị chung cho cả tệp."),
        ({"unit": "Công đoàn Không Có"}, "unit",
         "Không có đơn vị nào là “Công đoàn Không Có”. Ghi đúng tên hoặc mã đơn vị."),
        ({"award": "Bằng khen của Thủ tướng Chính phủ"}, "issuer",
         "Không suy ra được cơ quan quyết định. Thêm cột “Cơ quan quyết định” và ghi tên cơ quan."),
    ],
)  # fmt: skip
def test_a_bad_row_says_why_and_nothing_at_all_is_entered(
    country: Country, cells: dict[str, Any], column: str, reason: str | None
) -> None:
    file = file_of(honor("Trần Văn Đạt", 1980), honor(**cells), honor("Vũ Văn Cam", "3/4/1971"))
    judged = stage_honors(file, actor=CLERK, at=AT)
    assert [bool(row.errors) for row in judged] == [False, True, False]
    assert column in judged[1].errors
    assert reason is None or judged[1].errors[column] == reason
    with pytest.raises(Refused, match="1 trên 3 dòng chưa nhập được"):
        enter(file)
    assert not Entry.objects.exists()
    assert not Subject.objects.exists()
    assert not ImportBatch.objects.exists()


def test_number_and_day_in_one_cell_are_read(country: Country) -> None:
    row = honor(number="QĐ số 57/QĐ-LĐLĐ ngày 20/12/2014", day=None)
    line = staged(row)[0].line
    assert (line["decision_number"], line["decided_on"]) == ("57/QĐ-LĐLĐ", date(2014, 12, 20))


def test_a_unit_is_known_by_code_by_short_name_and_by_the_usual_short_forms(country: Country) -> None:
    rows = [honor(f"Lê Thị {n}", unit=unit) for n, unit in (("Một", "CĐ Công ty CP Giấy Việt Trì"), ("Hai", "cđ cty cp giấy việt trì"))]  # fmt: skip
    assert [row.line["organization_id"] for row in staged(*rows)] == [country.giay.pk] * 2
    file = file_of((1, "Lê Thị Ba", 1980, "25-002", "BK_LDLD", "5/QĐ", "1/2/2015"),
                   header=("TT", "Họ tên", "Năm sinh", "Mã đơn vị", "Hình thức", "Số QĐ", "Ngày QĐ"))  # fmt: skip
    assert stage_honors(file, actor=CLERK, at=AT)[0].line["organization_id"] == country.giay.pk


def test_a_unit_must_have_stood_on_the_day(country: Country) -> None:
    make_unit(
        "25-009", "Công đoàn Công ty Cũ", UnitKind.GRASSROOTS, parent=country.phu_tho, until=date(2012, 7, 1)
    )
    assert staged(honor(unit="Công đoàn Công ty Cũ"))[0].errors["unit"] == (
        "“Công đoàn Công ty Cũ” không có vào ngày 20/12/2014; có đến 01/07/2012. "
        "Xem lại ngày hoặc ghi tên đơn vị của ngày ấy."
    )
    assert staged(honor(unit="Công đoàn Công ty Cũ", day="2/3/2012"))[0].errors == {}


def test_two_units_of_one_name_are_told_apart_by_code_only(country: Country) -> None:
    make_unit("25-777", GIAY, UnitKind.GRASSROOTS, parent=country.zone)
    assert staged(honor())[0].errors["unit"] == (
        f"Có 2 đơn vị tên “{GIAY}” ngày ấy: 25-002, 25-777. Ghi mã vào cột “Mã đơn vị”."
    )


def test_a_list_of_a_unit_speaks_of_its_own_people_only(country: Country) -> None:
    own, foreign = staged(honor(unit=None), honor("Trần Văn Đạt", unit="24-001"), unit_code="25-002")
    assert own.line["organization_id"] == country.giay.pk
    assert foreign.errors["unit"] == "Không có đơn vị nào là “24-001”. Ghi đúng tên hoặc mã đơn vị."
    outside = staged(honor(unit="Công đoàn Công ty CP Kính Đáp Cầu"), unit_code="25-002")[0]
    assert outside.errors["unit"] == "Đơn vị này không thuộc 25-002."
    with pytest.raises(UnknownUnit, match="Không có đơn vị nào có mã “99”"):
        staged(honor(), unit_code="99")


def test_nobody_without_the_register_enters_anything(country: Country) -> None:
    nobody = Actor(user_id=None, name="Khách")
    row = stage_honors(file_of(honor()), actor=nobody, at=AT)[0]
    assert row.errors["unit"] == "Chỉ người giữ sổ khen thưởng của cấp quản lý đơn vị này được nạp sổ cũ."
    with pytest.raises(Refused):
        enter(file_of(honor()), actor=nobody)
    assert not Entry.objects.exists()


def test_known_people_are_found_and_strangers_of_one_name_are_not(country: Country) -> None:
    by_day = make_person("Lê Thị Mận", country.giay, birth_date=date(1975, 3, 12))
    by_number = make_person("Trần Văn Đạt", country.may, birth_date=date(1980, 1, 1), identity="025080001234")
    make_person("Vũ Thị Cam", country.bac_ninh_cs, birth_date=date(1982, 5, 5))
    rows = staged(
        honor(),
        honor("TRẦN VĂN ĐẠT", 1980, identity="025080001234"),
        honor("Vũ Thị Cam", 1982, number="58/QĐ-LĐLĐ"),
    )
    assert [row.holder_id for row in rows] == [by_day.pk, by_number.pk, None]
    assert rows[2].warnings == {}, "the country has many of one name and year"
    other = staged(honor("Người Khác", 1980, identity="025080001234"))[0]
    assert (
        other.errors["identity"] == "Số định danh này trong danh bạ là của người khác tên hoặc khác năm sinh."
    )


def test_a_common_name_and_day_elsewhere_is_a_new_person_and_a_doubt_for_a_steward(country: Country) -> None:
    known = make_person("Nguyễn Thị Hường", country.lam_thao, birth_date=date(1975, 3, 12))
    rare = make_person("Đàm Vĩnh Khoa", country.lam_thao, birth_date=date(1975, 3, 12))
    common, sure = staged(honor("Nguyễn Thị Hường"), honor("Đàm Vĩnh Khoa", number="58/QĐ-LĐLĐ"))
    assert (common.holder_id, sure.holder_id) == (None, rare.pk)
    batch = enter(file_of(honor("Nguyễn Thị Hường")))
    newcomers = newcomers_of(batch.pk)
    assert [Subject.objects.get(pk=pk).name for pk in newcomers] == ["Nguyễn Thị Hường"]
    queue_newcomers(newcomers)
    pair = Duplicate.objects.get()
    assert (pair.first_id, pair.second_id) == (known.pk, newcomers[0])


def test_two_of_one_name_and_year_in_a_unit_are_a_doubt_for_a_steward(country: Country) -> None:
    known = [
        make_person("Lê Thị Mận", country.giay, birth_date=day).pk
        for day in (date(1975, 3, 12), date(1975, 9, 9))
    ]
    (row,) = staged(honor(born=1975))
    assert (row.errors, row.holder_id) == ({}, None)
    assert row.warnings["name"] == (
        "Giống 2 hồ sơ trong danh bạ; sẽ ghi thành hồ sơ mới. Xem lại ở mục hồ sơ trùng."
    )
    batch = enter(file_of(honor(born=1975)))
    (newcomer,) = newcomers_of(batch.pk)
    queue_newcomers([newcomer])
    assert sorted(Duplicate.objects.values_list("first_id", "second_id")) == [(pk, newcomer) for pk in known]


def test_a_name_with_a_slip_is_the_same_person_where_everything_else_agrees(country: Country) -> None:
    known = make_person("Đàm Vĩnh Khoa", country.giay, birth_date=date(1975, 3, 12))
    slip, other = staged(honor("Đàm Vĩnh Kha"), honor("Ngô Thị Sen", "12/3/1975", number="58/QĐ-LĐLĐ"))
    assert slip.holder_id == known.pk
    assert (other.holder_id, other.errors) == (None, {})


def test_one_newcomer_in_several_rows_enters_the_directory_once(country: Country) -> None:
    enter(file_of(honor(), honor(number="60/QĐ-LĐLĐ", day="19/12/2016"), honor("Lê Thị Mận", "1/1/1990")))
    assert Person.objects.count() == 2
    assert sorted(Entry.objects.values_list("holder__person__birth_date__year", flat=True)) == [
        1975,
        1975,
        1990,
    ]


def test_collectives_and_households_are_holders_too(country: Country) -> None:
    header = ("TT", "Tên cá nhân, tập thể", "Đơn vị", "Hình thức", "Số QĐ", "Ngày QĐ")
    known = make_collective("Phân xưởng Xeo", None)
    Subject.objects.filter(pk=known.pk).update(organization=country.giay)
    enter(file_of(
        (1, "Phân xưởng Xeo", GIAY, "BK_LDLD", "57/QĐ-LĐLĐ", "20/12/2014"),
        (2, GIAY, GIAY, "TTLDXS", "58/QĐ-TLĐ", "20/12/2014"),
        (3, "Hộ gia đình ông Đỗ Văn Mít", GIAY, "GK_CDCS", "59/QĐ-CĐ", "20/12/2014"),
        header=header,
    ))  # fmt: skip
    kinds = Entry.objects.order_by("decision_number").values_list("holder_kind", "birth_year", "issuer__code")
    assert list(kinds) == [
        ("collective", None, "25"),
        ("collective", None, "TLD"),
        ("household", None, "25-002"),
    ]
    assert Entry.objects.order_by("decision_number")[0].holder_id == known.pk
    assert Collective.objects.get(unit=country.giay).subject.name == GIAY
    assert Household.objects.count() == 1


def test_an_award_of_the_state_keeps_the_office_that_the_list_names(country: Country) -> None:
    header = (*HEADER, "Cơ quan quyết định")
    row = (*honor(award="Huân chương Lao động hạng Ba", number="1512/QĐ-CTN"), "Chủ tịch nước")
    enter(file_of(row, header=header))
    entry = Entry.objects.get()
    assert (entry.issuer.code, entry.issuer_name, entry.award_code) == ("TLD", "Chủ tịch nước", "HCLD3")


def test_what_is_in_the_register_or_twice_in_the_list_is_refused(country: Country) -> None:
    batch = enter(file_of(honor()))
    again = staged(
        honor(number="Quyết định số 57/QĐ-LĐLĐ"), honor("Vũ Văn Cam", 1971), honor("Vũ Văn Cam", 1971)
    )
    assert again[0].errors[""] == f"Khen thưởng này đã có trong sổ, số NK-{batch.pk}-14-00005."
    assert again[1].errors == {}
    assert again[2].errors[""] == "Trùng với dòng 6 của tệp này."


def test_the_same_file_does_not_enter_twice(country: Country) -> None:
    content = plain((HEADER, honor()))
    batch = enter(read_honors(content, "so-cu.xlsx"))
    with pytest.raises(Refused, match=rf"Tệp này đã nhập ngày 08/12/2026 \(lô {batch.pk}, 1 dòng\)"):
        enter(read_honors(content, "ten-khac.xlsx"))
    assert (Entry.objects.count(), ImportBatch.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3. Lê Thị Mận", "Lê Thị Mận"),
        ("ĐỒNG CHÍ LÊ THỊ MẬN", "Lê Thị Mận"),
        ("Lê Thị \u202eMận", "Lê Thị Mận"),
        ("Lê Thị Mận (1975)", "Lê Thị Mận (1975)"),
    ],
)
def test_a_name_loses_what_is_no_name_and_nothing_else(country: Country, typed: str, read: str) -> None:
    assert staged(honor(typed))[0].name == read


def test_a_given_register_number_is_kept_and_never_given_twice(country: Country) -> None:
    header = (*HEADER, "Số vào sổ")
    enter(file_of((*honor(), "pt-14-00123"), header=header))
    assert Entry.objects.get().register_no == "PT-14-00123"
    taken, wrong = stage_honors(
        file_of((*honor("Vũ Văn Cam", 1971), "PT-14-00123"), (*honor("Đỗ Văn Mít", 1972), "12345"), header=header),
        actor=CLERK, at=AT,
    )  # fmt: skip
    assert taken.errors["register_no"] == "Số vào sổ PT-14-00123 đã dùng. Bỏ trống để được cấp số khác."
    assert wrong.errors["register_no"] == (
        "Số vào sổ “12345” không đúng dạng PT-25-00123. Bỏ trống để được cấp số."
    )


def test_reasons_come_back_in_the_cells(country: Country) -> None:
    content = plain((HEADER, honor(unit="Không Có"), honor("Vũ Văn Cam", 1971)))
    file = read_honors(content, "so-cu.xlsx")
    judged = stage_honors(file, actor=CLERK, at=AT)
    copy = annotate(content, cell_findings(file, {row.row: dict(row.errors) for row in judged if row.errors}))
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).active
    assert sheet["E2"].comment.text == "Không có đơn vị nào là “Không Có”. Ghi đúng tên hoặc mã đơn vị."
    assert sheet["I1"].value == "Lý do"
    assert sheet["I2"].value == "Không có đơn vị nào là “Không Có”. Ghi đúng tên hoặc mã đơn vị."
    assert sheet["I3"].value is None


@pytest.mark.parametrize(
    "content", [b"khong phai bang tinh", plain((HEADER,)), plain((("STT", "Ghi chú"), (1, "a")))]
)
def test_what_is_no_list_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableWorkbook):
        read_honors(content, "a.xlsx")


def test_the_number_of_queries_does_not_grow_with_the_rows(country: Country) -> None:
    def rows(count: int, number: str) -> HonorsFile:
        return file_of(
            *(honor(f"Lê Thị Mận {number} {n}", 1970, number=f"{n % 50}{number}/QĐ") for n in range(count))
        )

    with CaptureQueriesContext(
        connection,
    ) as few:
        enter(rows(3, "1"))
    with CaptureQueriesContext(connection) as many:
        enter(rows(400, "2"))
    assert len(many) <= len(few) <= 76
    assert ImportedRow.objects.count() == 403
