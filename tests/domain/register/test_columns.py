"""What is read and written by columns is what is read and written row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.register.plain_reading import RowReader
from tests.domain.register.test_ugly_lists import CASES
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import new_entry
from thidua.core.clock import VIETNAM
from thidua.core.vietnamese import NotADay, parse_day
from thidua.domain.access import Actor
from thidua.domain.register.actions import annul, correct, enter
from thidua.domain.register.checking import check_entries, row_of
from thidua.domain.register.imports.cells import read_cells
from thidua.domain.register.imports.layout import header_kind
from thidua.domain.register.imports.lists import read_honors
from thidua.domain.register.imports.reading import Told, read_rows
from thidua.domain.register.imports.values import ReadRow
from thidua.domain.register.loading import load_lines
from thidua.domain.register.lots import write_annulments
from thidua.domain.register.models import Entry
from thidua.domain.register.values import Paper

ON = date(2026, 12, 8)
AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
CLERK = Actor.system("Văn thư")


def told(rows: list[ReadRow]) -> list[Any]:
    """Everything of the rows, the order of their reasons included."""
    return [(asdict(row), list(row.errors.items()), list(row.warnings.items())) for row in rows]


@pytest.mark.parametrize("name", CASES)
def test_an_ugly_list_is_read_by_columns_as_row_by_row(name: str) -> None:
    file = read_honors(CASES[name].content(), "so-cu")
    cells = read_cells(file.source, file.layout, file.listing)
    reader = RowReader(ON, kind=header_kind(file.source, file.layout), given=file.layout.given)
    plain = [
        reader.read(
            number,
            {key: values[at] for key, values in cells.values.items()},
            above,
            cells.problems.get(at, {}),
        )
        for at, (number, above) in enumerate(zip(file.listing.numbers, file.listing.told, strict=True))
    ]
    assert told(file.read_rows(ON)) == told(plain)


def day(text: str) -> Any:
    try:
        return parse_day(text)
    except NotADay:
        return None


DAYS = st.sampled_from(["20/12/2014", "12/2014", "1975", "5/3/1880", "1/1/2030", "2/2/1999"]).map(day)
TEXTS = {
    "name": ("Lê Thị Mận", "VŨ VĂN CAM", "Bà Đỗ Thị Mít", "Nguyễn Văn An và 3 người", "An Bình\nTrần Thị Chi",
             "Phân xưởng Xeo", "Hộ gia đình ông Tám", "???", "x" * 301, "Lê Văn Tám, Vũ Thị Chín"),
    "kind": ("Cá nhân", "Tập thể", "hộ gia đình", "khác"),
    "sex": ("Nam", "nữ", "không rõ"),
    "male": ("x", "1971"),
    "female": ("x", "1975"),
    "identity": ("025075001234", "025175001234", "123456789", "12", "025075001234x"),
    "post": ("Tổ trưởng", "p" * 201),
    "class": ("Trực tiếp", "quan ly", "Tập thể", "lạ", "người trực tiếp lao động"),
    "unit_code": ("25-002", "u" * 31),
    "unit": ("Công đoàn Công ty CP Giấy Việt Trì", "Không Có"),
    "award": ("Bằng khen LĐLĐ tỉnh", "BK_LDLD", "Bằng ghi công"),
    "decision_number": ("57/QĐ-LĐLĐ", "QĐ số 57/QĐ ngày 5/3/2012", "không rõ", "Quyết định số: 9"),
    "type": ("Công trạng", "Merit", "lạ"),
    "status": ("Đã hủy", "Còn hiệu lực"),
    "register_no": ("pt-14-00123", "12345"),
    "achievement": ("Hoàn thành tốt", "a" * 4001),
}  # fmt: skip
CELL = {key: st.none() | st.sampled_from(texts) for key, texts in TEXTS.items()} | {
    "birth": st.none() | DAYS,
    "decided_on": st.none() | DAYS,
    "achievement_year": st.none() | st.sampled_from([2013, 1900, 2030]),
    "bonus": st.none() | st.sampled_from([300_000, -1, 10**13]),
}
ABOVE = st.sampled_from(
    [{}, {"award": "GK_CDCS"}, {"kind": "collective", "unit": "Công đoàn Công ty CP Giấy Việt Trì"},
     {"achievement_year": "2012"}]
)  # fmt: skip
GIVEN = st.fixed_dictionaries({}, optional={
    "award": st.just("BK_LDLD"), "decided_on": st.sampled_from(["20/12/2014", "không rõ"]),
    "decision_number": st.just("57/QĐ-LĐLĐ"), "kind": st.just("person"), "unit": st.just("Không Có"),
})  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(data=st.data(), keys=st.sets(st.sampled_from(sorted(CELL)), min_size=1), given=GIVEN,
       kind=st.sampled_from(["", "person", "collective"]))  # fmt: skip
def test_any_rows_are_read_by_columns_as_row_by_row(
    data: st.DataObject, keys: set[str], given: Mapping[str, str], kind: str
) -> None:
    keys |= {"name"}
    rows = data.draw(
        st.lists(st.fixed_dictionaries({key: CELL[key] for key in sorted(keys)}), min_size=1, max_size=8)
    )
    above = data.draw(st.lists(ABOVE, min_size=len(rows), max_size=len(rows)))
    wrong = data.draw(st.dictionaries(st.integers(0, len(rows) - 1), st.sampled_from(
        [{"birth": "không phải là ngày"}, {"decided_on": "không phải là ngày"}, {"bonus": "không phải là số"}])))  # fmt: skip
    reader = RowReader(ON, kind=kind, given=given)
    plain = [
        reader.read(at + 2, row, said, wrong.get(at, {}))
        for at, (row, said) in enumerate(zip(rows, above, strict=True))
    ]
    columns = {key: [row[key] for row in rows] for key in keys}
    numbers = [at + 2 for at in range(len(rows))]
    assert told(read_rows(Told(columns, above, given), numbers, wrong, on=ON, kind=kind)) == told(plain)


LEDGER = [field.column for field in Entry._meta.concrete_fields if field.column not in {
    "id", "register_no", "token", "commitment", "hash", "xid", "refers_to_id"}]  # fmt: skip
DERIVED = """
    select (select count(*) from register_derived d join register_standingline s using (holder_id, root_id)
             where (d.entry_id, d.unit_position, d.year, d.province_code, d.is_annulled)
                 = (s.entry_id, s.unit_position, s.year, s.province_code, s.is_annulled)),
           (select count(*) from register_derived), (select count(*) from register_standingline)
"""


def rows_of(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def narrow() -> list[Any]:
    """What the search reads of each line, without ids; and the sums."""
    lines = rows_of(
        "select n.folded, n.entries, d.number, d.running, d.signs, p.award_code, p.sex, s.is_annulled, s.unit_position"
        "  from register_standingline s join register_registeredname n on n.id = s.name_id"
        "  join register_registereddecision d on d.id = s.decision_id join register_profile p on p.id = s.profile_id"
        " order by s.root_id"
    )
    sums = rows_of(
        "select profile_id is null, year, is_annulled, sum(lines) from register_tally"
        " group by profile_id, year, is_annulled having sum(lines) <> 0 order by 1, 2, 3"
    )
    return [lines, sums]


def test_lines_loaded_by_columns_are_those_entered_one_by_one(country: Country) -> None:
    people = [
        make_person(name, country.giay).subject for name in ("Lê Thị Mận", "Vũ Văn Cam", "Đỗ “Thị” Mít\\N")
    ]
    grants = [
        new_entry(person, country.giay, country.phu_tho, register_no=f"PT-14-{at:05}", decided_on=date(2014, at + 1, 3),
                  achievement='Có "sáng kiến"\t\n, \\N', sex="female", bonus_vnd=None if at else 300_000)
        for at, person in enumerate(people)
    ]  # fmt: skip
    enter(grants, actor=CLERK, at=AT)
    plain = list(Entry.objects.order_by("id").values(*LEDGER)), narrow()
    with connection.cursor() as cursor:  # the same again, by columns, over an empty register
        cursor.execute("set local session_replication_role = 'replica'")
        for table in (
            "entry",
            "salt",
            "grantkey",
            "standingline",
            "registeredname",
            "registereddecision",
            "tally",
        ):
            cursor.execute(f"delete from register_{table}")  # noqa: S608  # fixed names
        cursor.execute("set local session_replication_role = 'origin'")
    ids = load_lines([asdict(grant) for grant in grants], actor=CLERK, at=AT)
    assert (list(Entry.objects.order_by("id").values(*LEDGER)), narrow()) == plain
    lines = list(Entry.objects.order_by("id"))
    assert [line.pk for line in lines] == ids
    assert [line.register_no for line in lines] == [grant.register_no for grant in grants]
    assert len({line.token for line in lines}) == len({bytes(line.hash or b"") for line in lines}) == 3
    assert check_entries([row_of(line) for line in lines]) == {}
    assert rows_of(DERIVED) == [(3, 3, 3)]


def test_a_lot_is_annulled_as_its_lines_would_be_one_by_one(country: Country) -> None:
    people = [make_person(f"Lê Thị {name}", country.giay).subject for name in ("Mận", "Cam", "Đào", "Mít")]
    grants = [
        new_entry(person, country.giay, country.phu_tho, register_no=f"PT-14-{at:05}", decision_line=None)
        for at, person in enumerate(people)
    ]
    one, other, corrected, gone = enter(grants, actor=CLERK, at=AT)
    paper = Paper("RL-NK-1", ON, "Nhập nhầm")
    correct(corrected, {"holder_name": "Lê Thị Hồng Đào"}, paper=paper, actor=CLERK, at=AT)
    annul(gone, paper=paper, actor=CLERK, at=AT)
    plain = annul(one, paper=paper, actor=CLERK, at=AT)
    places = [(entry.holder_id, entry.year, entry.pk) for entry in (one, other, corrected, gone)]
    assert write_annulments(places, paper=paper, at=AT) == 2
    made = {entry.refers_to_id: entry for entry in Entry.objects.filter(kind="annulment")}
    assert set(made) == {one.pk, other.pk, corrected.pk, gone.pk}
    assert made[corrected.pk].holder_name == "Lê Thị Hồng Đào"
    differ = {"holder_id", "holder_name"}
    said = [
        {name: getattr(made[entry.pk], name) for name in LEDGER if name not in differ}
        for entry in (one, other)
    ]
    assert said[0] == said[1]
    assert made[one.pk] == plain
    assert check_entries([row_of(entry) for entry in made.values()]) == {}
    assert rows_of(DERIVED) == [(4, 4, 4)]
    assert rows_of("select sum(lines) from register_tally where is_annulled") == [(4,)]
    assert write_annulments(places, paper=paper, at=AT) == 0
