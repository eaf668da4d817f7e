"""Statutory tables: rows and columns as ``law/forms`` states them, every cell counted from the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.values import FormTable
from thidua.domain.people.states import LeaderClass, SubjectKind
from thidua.domain.register.queries.criteria import Criteria, Years, narrow, scope

_KINDS = {
    "individual": SubjectKind.PERSON,
    "collective": SubjectKind.COLLECTIVE,
    "household": SubjectKind.HOUSEHOLD,
}
_CLASSES = {
    "manager": LeaderClass.OTHER_LEADER,
    "direct": LeaderClass.DIRECT_WORKER,
    "indirect": LeaderClass.DIRECT_WORKER,
}
"""The law's words for classes of persons that the register names otherwise."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A count and the selection of the register it counts."""

    count: int
    criteria: Criteria


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A statutory table for one year: the cells by row, in the order of the columns."""

    form: FormTable
    year: int
    cells: tuple[tuple[FormCell, ...], ...]


def fill_form(code: str, actor: Actor, *, year: int, criteria: Criteria | None = None) -> FilledForm:
    """Count a statutory table for the decisions of ``year``; raises ``LawError`` for an unknown one."""
    form = library().form(code)
    base = criteria or Criteria()
    facts = _facts(actor, base, year)
    columns = {column["code"]: _column_awards(form, column) for column in form.columns}
    rows = []
    for row in form.rows:
        cells = []
        for column in form.columns:
            cell = _selection(base, year, row.get("where") or {}, columns[column["code"]])
            cells.append(FormCell(sum(n for fact, n in facts if _counts(fact, cell)), cell))
        rows.append(tuple(cells))
    return FilledForm(form, year, tuple(rows))


def _facts(actor: Actor, criteria: Criteria, year: int) -> list[tuple[tuple[Any, ...], int]]:
    """Honours of a year by kind of holder, enterprise, class of person, type and award."""
    where = scope(actor)
    narrow(where, criteria)
    where.add("e.year = %s and not e.is_annulled", year)
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.holder_kind, e.is_enterprise, e.person_class, e.commendation_type, e.award_code, count(*)"  # noqa: S608  # fixed pieces, values are parameters
            f" from register_current e where {where.sql()} group by 1, 2, 3, 4, 5",
            where.params,
        )
        return [(tuple(row[:5]), row[5]) for row in cursor.fetchall()]


def _column_awards(form: FormTable, column: Mapping[str, Any]) -> tuple[str, ...]:
    """The awards a column counts; a total column those of the columns it sums."""
    if "sum_of" in column:
        parts = [one for one in form.columns if one["code"] in column["sum_of"]]
        return tuple(code for part in parts for code in _column_awards(form, part))
    groups: Mapping[str, list[str]] = form.filters["award_group"]
    return tuple(code for group in column["where"]["award_group"] for code in groups[group])


def _selection(base: Criteria, year: int, where: Mapping[str, Any], awards: tuple[str, ...]) -> Criteria:
    return Criteria(
        awards=awards,
        years=(Years(year, year),),
        statuses=("in_force",),
        types=tuple(where.get("commendation_type", ())),
        kinds=tuple(_KINDS[kind] for kind in where.get("holder_kind", ())),
        person_classes=tuple(dict.fromkeys(_CLASSES.get(one, one) for one in where.get("person_class", ()))),
        is_enterprise=where.get("holder_is_enterprise"),
        spans=base.spans,
        provinces=base.provinces,
    )


def _counts(fact: tuple[Any, ...], wanted: Criteria) -> bool:
    kind, is_enterprise, person_class, commendation_type, award = fact
    return (
        award in wanted.awards
        and (not wanted.kinds or kind in wanted.kinds)
        and (not wanted.person_classes or person_class in wanted.person_classes)
        and (not wanted.types or commendation_type in wanted.types)
        and (wanted.is_enterprise is None or is_enterprise == wanted.is_enterprise)
    )
