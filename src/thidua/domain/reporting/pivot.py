"""Cross tables over the register: rows by columns, honours or holders, counted in the database.

Annulled honours are never counted. Totals are counted, not added: a person in two columns is one person in the row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db import connection
from django.utils.translation import gettext as _

from thidua.domain.access import Actor
from thidua.domain.people.states import PositionClass, Sex, SubjectKind
from thidua.domain.register.awards import award_label
from thidua.domain.register.queries.criteria import CLASS, Criteria, narrow, narrow_by_facets, scope
from thidua.domain.register.states import CommendationType
from thidua.domain.reporting.groups import GROUPS, groups_of_awards
from thidua.domain.reporting.provinces import CHANGED_ON, former_provinces, present_names
from thidua.domain.reporting.units import below

Measure = Literal["entries", "persons"]
Structure = Literal["now", "then"]
MOST_CELLS = 20_000
NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a table counts. ``unit_id`` is whose units below make the rows ``unit``; ``on`` the day of that tree."""

    rows: str
    columns: str
    on: date
    measure: Measure = "entries"
    structure: Structure = "now"
    criteria: Criteria = field(default_factory=Criteria)
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column: its key in addresses, and its words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class PivotTable:
    """Counts by (row key, column key), with counted totals. Rows with the highest totals first, years newest first."""

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: Mapping[tuple[str, str], int]
    row_totals: Mapping[str, int]
    column_totals: Mapping[str, int]
    total: int

    def cell(self, row: str, column: str) -> int:
        return self.cells.get((row, column), 0)


@dataclass(frozen=True, slots=True)
class Dimension:
    """How a dimension is asked of the database (expression, joins and their values) and worded."""

    expression: str
    label: Callable[[str], str]
    join: str = ""
    params: tuple[Any, ...] = ()
    order: Callable[[str], Any] | None = None


ROWS = ("province", "unit", "year", "award", "class", "sex", "type")
COLUMNS = ("award_group", "year", "class", "sex", "type")


def pivot(actor: Actor, question: Question) -> PivotTable:
    """Count what the actor may see, in one query."""
    row, column = dimension(question.rows, question, "r"), dimension(question.columns, question, "c")
    where = scope(actor)
    narrow(where, question.criteria)
    narrow_by_facets(where, question.criteria)
    where.add("not e.is_annulled")
    measure = "count(*)" if question.measure == "entries" else "count(distinct holder_id)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select r, c, grouping(r), grouping(c), {measure}"  # noqa: S608  # fixed pieces, values are parameters
            f" from (select {row.expression} as r, {column.expression} as c, e.holder_id"
            f" from register_current e {row.join} {column.join} where {where.sql()}) found"
            f" group by grouping sets ((r, c), (r), (c), ()) limit {MOST_CELLS}",
            [*row.params, *column.params, *where.params],
        )
        return _table(cursor.fetchall(), row, column)


def dimension(name: str, question: Question, alias: str) -> Dimension:
    """The dimension ``name``; ``alias`` keeps the joins of rows and columns apart. Raises ``KeyError``."""
    made: dict[str, Callable[[], Dimension]] = {
        "province": lambda: _province(question.structure, alias),
        "unit": lambda: _unit(question, alias),
        "year": lambda: Dimension("e.year::text", str, order=lambda key: -int(key)),
        "award": lambda: Dimension(
            "e.award_code", lambda code: award_label(code).short, order=lambda code: award_label(code).order
        ),
        "award_group": lambda: _award_group(alias),
        "class": lambda: Dimension(CLASS, _class_label),
        "sex": lambda: Dimension("e.sex", lambda key: _word(Sex, key)),
        "type": lambda: Dimension("e.commendation_type", lambda key: _word(CommendationType, key)),
    }
    return made[name]()


def _province(structure: Structure, alias: str) -> Dimension:
    if structure == "now":
        former = former_provinces()
        return Dimension(
            f"coalesce({alias}.now_code, e.province_code)",
            lambda code: present_names().get(code) or _("Trung ương, ngành"),
            join=f"left join unnest(%s::text[], %s::text[]) {alias}(code, now_code) on {alias}.code = e.province_code",
            params=(list(former), [one.since_2025 for one in former.values()]),
        )
    return Dimension(
        f"(case when e.decided_on < '{CHANGED_ON}' or e.province_code = '' then e.province_code"
        " else e.province_code || '+' end)",
        _name_of_then,
    )


def _name_of_then(key: str) -> str:
    if key.endswith("+"):
        code = key[:-1]
        name = present_names().get(code) or (
            former_provinces()[code].name if code in former_provinces() else code
        )
        return _("%(name)s (từ 01/07/2025)") % {"name": name}
    former = former_provinces().get(key)
    return former.name if former else _("Trung ương, ngành")


def _unit(question: Question, alias: str) -> Dimension:
    units, children = below(question.unit_id, question.on) if question.unit_id else ({}, {})
    return Dimension(
        f"coalesce({alias}.child::text, '')",
        lambda key: children.get(int(key), key) if key else _("Trực thuộc, nơi khác"),
        join=f"left join unnest(%s::bigint[], %s::bigint[]) {alias}(id, child) on {alias}.id = e.organization_id",
        params=(list(units), list(units.values())),
    )


def _award_group(alias: str) -> Dimension:
    groups = groups_of_awards()
    order = list(GROUPS)
    return Dimension(
        f"coalesce({alias}.grp, 'other')",
        lambda key: str(GROUPS[key]),
        join=f"left join unnest(%s::text[], %s::text[]) {alias}(code, grp) on {alias}.code = e.award_code",
        params=(list(groups), list(groups.values())),
        order=order.index,
    )


def _class_label(key: str) -> str:
    return _word(PositionClass, key) if key in PositionClass.values else _word(SubjectKind, key)


def _word(choices: Any, key: str) -> str:
    return str(choices(key).label) if key in choices.values else _("Chưa ghi")


def _table(found: list[Any], row: Dimension, column: Dimension) -> PivotTable:
    cells, row_totals, column_totals, total = {}, {}, {}, 0
    for r, c, no_row, no_column, count in found:
        if not no_row and not no_column:
            cells[r, c] = count
        elif not no_row:
            row_totals[r] = count
        elif not no_column:
            column_totals[c] = count
        else:
            total = count
    rows = sorted(row_totals, key=row.order or (lambda key: (-row_totals[key], key)))
    columns = sorted(column_totals, key=column.order or (lambda key: (-column_totals[key], key)))
    return PivotTable(
        tuple(Head(key, row.label(key)) for key in rows),
        tuple(Head(key, column.label(key)) for key in columns),
        cells,
        row_totals,
        column_totals,
        total,
    )
