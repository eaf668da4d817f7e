"""Who a row is about: by identity number, else name and day of birth, else name, year of birth and unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.vietnamese import fold
from thidua.domain.organizations.models import Placement
from thidua.domain.people.actions import Newcomer
from thidua.domain.people.identity import identity_hash
from thidua.domain.people.models import Person, Subject
from thidua.domain.people.queries import roots_of
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.values import ReadRow

_VALUES = (
    "subject_id", "subject__folded", "birth_date", "birth_year", "subject__organization_id", "identity_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Known:
    """A person of the directory."""

    id: int
    folded: str
    birth_date: date | None
    birth_year: int | None
    unit_id: int | None
    has_identity: bool

    @classmethod
    def of(cls, row: Sequence[Any]) -> _Known:
        """From the values ``_VALUES`` of a person."""
        pk, folded, birth_date, birth_year, unit_id, hashed = row
        return cls(pk, folded, birth_date, birth_year, unit_id, hashed is not None)


@dataclass(frozen=True, slots=True)
class Holder:
    """Either somebody known, or a newcomer with a key that is the same in every row about them."""

    subject_id: int | None
    newcomer: Newcomer | None = None
    key: tuple[Any, ...] = ()


class Holders:
    """Everybody the rows may speak of, read in four queries."""

    def __init__(self, rows: Sequence[tuple[ReadRow, Placement]]) -> None:
        people = [row for row, _unit in rows if row.kind == SubjectKind.PERSON]
        self.hashes = {row.identity: identity_hash(row.identity) for row in people if row.identity}
        self.by_hash: dict[bytes, _Known] = {}
        self.by_name: dict[tuple[str, int | None], list[_Known]] = defaultdict(list)
        self.others: dict[tuple[str, int | None, str], int] = {}
        self.whole_units: dict[int, int] = {}
        if people:
            self._load_people(people)
        self._load_others({unit.organization_id for row, unit in rows if row.kind != SubjectKind.PERSON})

    def _load_people(self, people: Sequence[ReadRow]) -> None:
        known = list(Person.objects.filter(identity_hash__in=self.hashes.values()).values_list(*_VALUES))
        roots = roots_of([row[0] for row in known])
        for row in known:
            self.by_hash[bytes(row[5])] = replace(_Known.of(row), id=roots.get(row[0], row[0]))
        named = Person.objects.filter(
            subject__folded__in={row.folded for row in people},
            birth_year__in={row.birth_year for row in people if row.birth_year},
            subject__merged_into=None,
        )
        for row in named.values_list(*_VALUES):
            self.by_name[row[1], row[3]].append(_Known.of(row))

    def _load_others(self, unit_ids: set[int]) -> None:
        if not unit_ids:
            return
        found = Subject.objects.filter(
            organization__in=unit_ids,
            merged_into=None,
            kind__in=[SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD],
        ).values_list("pk", "kind", "organization_id", "folded", "collective__unit_id")
        for pk, kind, unit_id, folded, whole in found.order_by("-pk"):
            self.others[kind, unit_id, folded] = pk
            if whole:
                self.whole_units[whole] = pk

    def find(self, row: ReadRow, unit: Placement) -> Holder | None:
        """The holder of a row in a unit; nobody, with a reason put on the row, when two people fit."""
        if row.kind != SubjectKind.PERSON:
            return self._other(row, unit)
        if row.identity and (known := self.by_hash.get(self.hashes[row.identity])):
            return self._by_identity(row, known)
        alike = [
            one for one in self.by_name[row.folded, row.birth_year] if not (row.identity and one.has_identity)
        ]
        same_day = [one for one in alike if row.birth_date and one.birth_date == row.birth_date]
        possible = same_day or [one for one in alike if not (row.birth_date and one.birth_date)]
        sure = same_day or [one for one in possible if one.unit_id == unit.organization_id]
        if len(sure) == 1:
            return Holder(sure[0].id)
        if sure:
            row.errors["name"] = _(
                "Danh bạ có %(count)s người cùng tên, cùng năm sinh này. Ghi số định danh để biết là ai."
            ) % {"count": len(sure)}
            return None
        if possible:
            row.warnings["name"] = _(
                "Trùng tên, năm sinh với %(count)s người ở đơn vị khác; sẽ ghi thành hồ sơ mới. "
                "Xem lại ở mục hồ sơ trùng."
            ) % {"count": len(possible)}
        return _new_person(row, unit)

    def _by_identity(self, row: ReadRow, known: _Known) -> Holder | None:
        if known.folded != row.folded or (row.birth_year and known.birth_year not in {None, row.birth_year}):
            row.errors["identity"] = _(
                "Số định danh này trong danh bạ là của người khác tên hoặc khác năm sinh."
            )
            return None
        return Holder(known.id)

    def _other(self, row: ReadRow, unit: Placement) -> Holder:
        unit_id = unit.organization_id
        is_whole = row.kind == SubjectKind.COLLECTIVE and row.folded in {unit.folded, fold(unit.short_name)}
        known = (
            self.whole_units.get(unit_id) if is_whole else self.others.get((row.kind, unit_id, row.folded))
        )
        if known:
            return Holder(known)
        made = Newcomer(row.kind, row.name, unit_id, is_whole_unit=is_whole)
        return Holder(None, made, (row.kind, unit_id, "" if is_whole else row.folded))


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
