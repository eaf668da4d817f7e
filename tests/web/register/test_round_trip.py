"""What the register gives out as a file, the import reads back unchanged."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from thidua.domain.register.imports.lists import read_honors
from thidua.domain.register.queries.search import Line
from thidua.web.register.columns import COLUMNS
from thidua.web.register.exports import as_csv, as_xlsx

SURNAMES = ("Nguyễn", "Trần", "Lê", "Đặng", "Vũ", "H’Hen")
WORDS = ("An", "Bình", "Thị", "Văn", "Đạt", "Ứng", "Niê", "Khánh", "Ly", "Mỹ")
TEXTS = st.lists(
    st.sampled_from((*WORDS, "tổ", "trưởng", "công", "nhân", "5", "&", "<b>", "“tốt”")), max_size=5
).map(" ".join)
NAMES = st.tuples(st.sampled_from(SURNAMES), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)).map(
    lambda parts: " ".join([parts[0], *parts[1]])
)
PEOPLE = st.fixed_dictionaries({
    "holder_name": NAMES,
    "birth_year": st.integers(1930, 1999),
    "sex": st.sampled_from(("male", "female", "")),
    "position_class": st.sampled_from(("direct", "indirect", "manager", "")),
    "post": TEXTS,
    "unit_name": st.sampled_from(("CĐ Công ty Giấy", "Công đoàn Trường THPT Số 1", "LĐLĐ tỉnh Phú Thọ")),
    "award_code": st.sampled_from(("BK_LDLD", "GK_CDCS", "CSTDCS", "BK_TLD")),
    "commendation_type": st.sampled_from(("merit", "movement", "adhoc")),
    "issuer_name": st.sampled_from(("LĐLĐ tỉnh Phú Thọ", "Tổng Liên đoàn Lao động Việt Nam")),
    "decision_number": st.integers(1, 9999).map(lambda number: f"{number}/QĐ-LĐLĐ"),
    "decided_on": st.dates(date(2001, 1, 1), date(2026, 11, 30)),
    "signer": st.sampled_from(("", "Đàm Vĩnh Khoa")),
    "achievement": TEXTS,
})  # fmt: skip
READ = (*(name for name in ("post", "award_code", "commendation_type", "decision_number", "decided_on", "signer", "achievement")),
        "birth_year", "sex", "position_class")  # fmt: skip


def line_of(number: int, facts: dict[str, Any]) -> Line:
    blank: dict[str, Any] = dict.fromkeys(Line._fields, None)
    rest = {"id": number, "root_id": number, "register_no": f"PT-25-{number:05}", "holder_kind": "person", "kind": "grant",
            "is_annulled": False, "holder_id": number}  # fmt: skip
    return Line(**(blank | rest | facts))


@given(people=st.lists(PEOPLE, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_file_of_the_register_comes_back_unchanged(people: list[dict[str, Any]]) -> None:
    lines = [line_of(number, facts) for number, facts in enumerate(people, start=1)]
    for write in (as_xlsx, as_csv):
        file = read_honors(bytes(write(lines, tuple(COLUMNS), "so").content), "so")
        rows = file.read_rows(date(2026, 12, 8))
        assert [row.errors for row in rows] == [{}] * len(lines)
        for line, row in zip(lines, rows, strict=True):
            assert (row.name, row.unit, row.issuer, row.register_no) == (
                line.holder_name, line.unit_name, line.issuer_name, line.register_no,
            )  # fmt: skip
            assert {name: getattr(row, name) for name in READ} == {name: getattr(line, name) for name in READ}
