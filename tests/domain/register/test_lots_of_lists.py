"""A long list is read lot by lot: every row once, and what is told of a row does not depend on the lot it stands in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.workbooks import plain
from thidua.domain.register.imports import reading
from thidua.domain.register.imports.cells import CellReader, read_cells
from thidua.domain.register.imports.lists import read_honors
from thidua.domain.register.imports.reading import LOT, lots_of

HEADER = ("Họ và tên", "Năm sinh", "Đơn vị", "Hình thức", "Số quyết định", "Ngày ký", "Tiền thưởng")


@pytest.mark.parametrize("rows", [0, 1, 4_999, 5_000, 5_001, 15_000, 15_001, 35_000, 35_001, 1_000_000])
def test_lots_follow_each_other_to_the_last_row(rows: int) -> None:
    lots = list(lots_of(rows))
    assert [at for lot in lots for at in range(*lot)] == list(range(rows))
    assert max(until - at for at, until in lots) <= LOT
    assert rows == 0 or all(at < until for at, until in lots)


def test_a_cell_is_read_alike_in_whichever_part_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    days = ("20/12/2014", "hôm qua", "31/2/2014", "5.3.2012")
    rows = [
        (f"Trần Văn {'ABCDEGH'[at % 7]}", days[at % 4], f"Đơn vị {at % 3}", "BK_LDLD", f"{at % 2}/QĐ", days[at % 4],
         [1.5, "1.500", "nhiều"][at % 3])
        for at in range(20)
    ]  # fmt: skip
    file = read_honors(plain((HEADER, *rows)), "so-cu.xlsx")
    whole = read_cells(file.source, file.layout, file.listing)
    assert whole.problems
    reader = CellReader(file.source, file.layout, file.listing)
    parts = [(at, reader.part(at, at + 3)) for at in (18, *range(0, 18, 3))]  # in any order
    for start, part in parts:
        for key, values in part.values.items():
            assert values == whole.values[key][start : start + 3]
        assert part.problems == {
            at - start: told for at, told in whole.problems.items() if start <= at < start + 3
        }
    assert reader.column("unit") == whole.values["unit"]
    assert reader.column("identity") == []
    monkeypatch.setattr(reading, "_SHORT_LOTS", (2, 5))
    monkeypatch.setattr(reading, "LOT", 4)
    lots = list(file.read_lots(date(2026, 12, 8)).lots)
    assert [len(lot) for lot in lots] == [2, 3, 4, 4, 4, 3]
    monkeypatch.undo()
    assert [row for lot in lots for row in lot] == file.read_rows(date(2026, 12, 8))
