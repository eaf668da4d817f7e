"""Who a row is about: by identity number, else name and day of birth, else name, year of birth and unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from thidua.domain.organizations.models import Placement
from thidua.domain.people.actions import Newcomer
from thidua.domain.people.identity import identity_hash
from thidua.domain.people.likeness import is_sure_by_day
from thidua.domain.people.models import Person, Subject
from thidua.domain.people.queries import roots_of
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.values import ReadRow, folded

MOST_NAMESAKES = 10
"""How many people of one name and year elsewhere are counted; a warning says no more than that there are some."""

_PERSON = "s.id, s.folded, p.birth_date, p.birth_year, s.organization_id, p.identity_hash is not null"

# The first of January stands for "only the year is known", so traits have no day of it.
_BY_DAY = f"""
    select {_PERSON}
      from unnest(%s::text[], %s::date[]) asked(folded, born)
     cross join lateral (
        select t.person_id from people_trait t
         where t.name_digest = people_digest(asked.folded) and t.day_month = people_born(asked.born) %% 10000
           and t.year = extract(year from asked.born)
        union all
        select t.person_id from people_trait t
         where people_born(asked.born) is null and t.name_digest = people_digest(asked.folded)
           and t.day_month is null and t.year = extract(year from asked.born)) t
      join people_person p on p.subject_id = t.person_id and p.birth_date = asked.born
      join people_subject s on s.id = t.person_id and s.folded = asked.folded
"""  # noqa: S608  # a fixed list of columns

_IN_UNITS = f"""
    select {_PERSON}
      from unnest(%s::bigint[], %s::int[], %s::text[]) asked(unit_id, year, folded)
      join people_trait t on t.unit_id = asked.unit_id and t.year = asked.year
                         and t.given_digest = people_digest(regexp_replace(asked.folded, '^.*\\s', ''))
      join people_person p on p.subject_id = t.person_id
      join people_subject s on s.id = t.person_id and s.folded = asked.folded
"""  # noqa: S608  # a fixed list of columns

_NAMESAKES = """
    select asked.folded, asked.born, found.id, found.birth_date, found.has_identity, found.organization_id
      from unnest(%s::text[], %s::int[]) asked(folded, born)
     cross join lateral (
        select s.id, p.birth_date, p.identity_hash is not null as has_identity, s.organization_id
          from people_trait t
          join people_person p on p.subject_id = t.person_id
          join people_subject s on s.id = t.person_id and s.folded = asked.folded
         where t.name_digest = people_digest(asked.folded) and t.year = asked.born
         limit %s) found
"""


@dataclass(frozen=True, slots=True)
class _Known:
    """A person of the directory."""

    id: int
    folded: str
    birth_date: date | None
    birth_year: int | None
    unit_id: int | None
    has_identity: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Either somebody known, or a newcomer with a key that is the same in every row about them."""

    subject_id: int | None
    newcomer: Newcomer | None = None
    key: tuple[Any, ...] = ()


class Holders:
    """Everybody the rows may speak of, read in a few queries whose cost does not grow with the directory."""

    def __init__(self, rows: Sequence[tuple[ReadRow, Placement]]) -> None:
        people = [(row, unit) for row, unit in rows if row.kind == SubjectKind.PERSON]
        self.hashes = {row.identity: identity_hash(row.identity) for row, _unit in people if row.identity}
        self.by_hash: dict[bytes, _Known] = {}
        self.by_day: dict[tuple[str, date], list[_Known]] = defaultdict(list)
        self.in_unit: dict[tuple[str, int], list[_Known]] = defaultdict(list)
        self.namesakes: dict[tuple[str, int], list[_Known]] = defaultdict(list)
        self.others: dict[tuple[str, int | None, str], int] = {}
        self.whole_units: dict[int, int] = {}
        if people:
            self._load_people(people)
        self._load_others({unit.organization_id for row, unit in rows if row.kind != SubjectKind.PERSON})

    def _load_people(self, people: Sequence[tuple[ReadRow, Placement]]) -> None:
        if self.hashes:
            self._load_by_identity()
        days = sorted({(row.folded, row.birth_date) for row, _unit in people if row.birth_date})
        for one in _people(_BY_DAY, [name for name, _day in days], [day for _name, day in days]):
            if one.birth_date:
                self.by_day[one.folded, one.birth_date].append(one)
        near = sorted(
            {(unit.organization_id, row.birth_year, row.folded) for row, unit in people if row.birth_year}
        )
        for one in _people(_IN_UNITS, *([list(column) for column in zip(*near, strict=True)] or [[]])):
            if one.unit_id:
                self.in_unit[one.folded, one.unit_id].append(one)
        born = sorted({(row.folded, row.birth_year) for row, _unit in people if row.birth_year})
        with connection.cursor() as cursor:
            cursor.execute(
                _NAMESAKES, [[name for name, _year in born], [year for _name, year in born], MOST_NAMESAKES]
            )
            for name, year, pk, day, has_identity, unit_id in cursor.fetchall():
                self.namesakes[name, year].append(_Known(pk, name, day, year, unit_id, has_identity))

    def _load_by_identity(self) -> None:
        known = list(
            Person.objects.filter(identity_hash__in=self.hashes.values()).values_list(
                "subject_id",
                "subject__folded",
                "birth_date",
                "birth_year",
                "subject__organization_id",
                "identity_hash",
            )
        )
        roots = roots_of([row[0] for row in known])
        for pk, name, day, year, unit_id, hashed in known:
            assert hashed is not None  # noqa: S101 - it was asked for
            self.by_hash[bytes(hashed)] = _Known(roots.get(pk, pk), name, day, year, unit_id, True)

    def _load_others(self, unit_ids: set[int]) -> None:
        if not unit_ids:
            return
        found = Subject.objects.filter(
            organization__in=unit_ids,
            merged_into=None,
            kind__in=[SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD],
        ).values_list("pk", "kind", "organization_id", "folded", "collective__unit_id")
        for pk, kind, unit_id, name, whole in found.order_by("-pk"):
            self.others[kind, unit_id, name] = pk
            if whole:
                self.whole_units[whole] = pk

    def find(self, row: ReadRow, unit: Placement) -> Holder | None:
        """The holder of a row in a unit; nobody, with a reason put on the row, when two people fit."""
        if row.kind != SubjectKind.PERSON:
            return self._other(row, unit)
        if row.identity and (known := self.by_hash.get(self.hashes[row.identity])):
            return _by_identity(row, known)
        same_day = _fitting(row, self.by_day.get((row.folded, row.birth_date), ())) if row.birth_date else []
        same_day = _convincing(row, same_day, unit.organization_id)
        sure = same_day or [
            one
            for one in _fitting(row, self.in_unit.get((row.folded, unit.organization_id), ()))
            if row.birth_year and one.birth_year == row.birth_year and not (row.birth_date and one.birth_date)
        ]
        if len(sure) == 1:
            return Holder(sure[0].id)
        if sure:
            row.errors["name"] = _(
                "Danh bạ có %(count)s người cùng tên, cùng năm sinh này. Ghi số định danh để biết là ai."
            ) % {"count": len(sure)}
            return None
        self._warn_of_namesakes(row)
        return _new_person(row, unit)

    def _warn_of_namesakes(self, row: ReadRow) -> None:
        if row.birth_year is None:
            return
        possible = [
            one
            for one in _fitting(row, self.namesakes.get((row.folded, row.birth_year), ()))
            if not (row.birth_date and one.birth_date)
        ]
        if possible:
            row.warnings["name"] = _(
                "Trùng tên, năm sinh với %(count)s người ở đơn vị khác; sẽ ghi thành hồ sơ mới. "
                "Xem lại ở mục hồ sơ trùng."
            ) % {"count": len(possible)}

    def _other(self, row: ReadRow, unit: Placement) -> Holder:
        unit_id = unit.organization_id
        is_whole = row.kind == SubjectKind.COLLECTIVE and row.folded in {unit.folded, folded(unit.short_name)}
        known = (
            self.whole_units.get(unit_id) if is_whole else self.others.get((row.kind, unit_id, row.folded))
        )
        if known:
            return Holder(known)
        made = Newcomer(row.kind, row.name, unit_id, is_whole_unit=is_whole)
        return Holder(None, made, (row.kind, unit_id, "" if is_whole else row.folded))


def _people(statement: str, *arrays: list[Any]) -> list[_Known]:
    if not all(arrays):
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)
        return [_Known(*row) for row in cursor.fetchall()]


def _fitting(row: ReadRow, known: Sequence[_Known]) -> list[_Known]:
    """Two different identity numbers are two people, whatever else is alike."""
    return [one for one in known if not (row.identity and one.has_identity)]


def _convincing(row: ReadRow, same_day: Sequence[_Known], unit_id: int) -> list[_Known]:
    """A name and a birth day are somebody in the same unit, and elsewhere only where the name is rare.

    Who is left out here enters as a new person, and a steward is asked about the two.
    """
    here = [one for one in same_day if one.unit_id == unit_id]
    return here or (list(same_day) if is_sure_by_day(row.folded) else [])


def _by_identity(row: ReadRow, known: _Known) -> Holder | None:
    if known.folded != row.folded or (row.birth_year and known.birth_year not in {None, row.birth_year}):
        row.errors["identity"] = _("Số định danh này trong danh bạ là của người khác tên hoặc khác năm sinh.")
        return None
    return Holder(known.id)


def _new_person(row: ReadRow, unit: Placement) -> Holder:
    made = Newcomer(
        SubjectKind.PERSON,
        row.name,
        unit.organization_id,
        birth_date=row.birth_date,
        birth_year=row.birth_year,
        sex=row.sex,
        identity=row.identity,
        note=row.identity_note,
        job=row.post,
    )
    born = row.birth_date or row.birth_year
    key = (row.identity,) if row.identity else (row.folded, born, unit.organization_id)
    return Holder(None, made, key)
