"""Who a row is about: people by weighed evidence against the whole directory, collectives and households by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from thidua.core.sentences import sentence as _
from thidua.core.vietnamese import folded
from thidua.domain.organizations.models import Placement
from thidua.domain.people.actions import DECISIVE
from thidua.domain.people.blocks import Stated
from thidua.domain.people.matching import Match, Search, matching
from thidua.domain.people.models import Subject
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.values import Holder, ReadRow

Placed = tuple[ReadRow, Placement]


_Said = tuple[str, date | None, int | None, str, int, str]


@contextmanager
def looking_for_holders() -> Iterator[HolderSearch]:
    """Find the holders of rows by lots, in a few queries; within the block the database looks while the program works on.

    Whoever is surely somebody of the directory is that person. Whoever only may be enters as a new person, and a
    steward is asked about the two afterwards.
    """
    with matching() as search:
        yield HolderSearch(search)


class HolderSearch:
    """The rows whose holders are looked for (``looking_for_holders``)."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._people: list[tuple[int, Placed]] = []  # with the first row that says the same
        self._others: list[Placed] = []
        self._asked: dict[_Said, int] = {}

    def look_for(self, rows: Sequence[Placed]) -> None:
        """Let the database look for the people of some rows, once for all rows that say the same of one."""
        new = {}
        for one in rows:
            if one[0].kind != SubjectKind.PERSON:
                self._others.append(one)
                continue
            said = _said(*one)
            first = self._asked.setdefault(said, one[0].number)
            self._people.append((first, one))
            if first == one[0].number:
                new[first] = said
        self._search.look_for([_stated(number, said) for number, said in new.items()])

    def holders(self) -> dict[int, Holder]:
        """The holder of each row by its number; a reason is put on a row whose number is another's."""
        found = {row.number: _new_person(row, unit) for _first, (row, unit) in self._people}  # most are
        matches = self._search.matches()
        for first, (row, unit) in self._people:
            if match := matches.get(first):
                found[row.number] = _holder(row, unit, match)
        return found | _others(self._others)


def _said(row: ReadRow, unit: Placement) -> _Said:
    """What a row says of a person; the same in every row that says the same."""
    return row.name, row.birth_date, row.birth_year, str(row.sex), unit.organization_id, row.identity


def _stated(number: int, said: _Said) -> Stated:
    name, birth_date, birth_year, sex, unit_id, identity = said
    return Stated(number, name, birth_date, birth_year, sex, unit_id, identity=identity)


def _holder(row: ReadRow, unit: Placement, match: Match) -> Holder:
    if match.verdict == "clash":
        row.errors["identity"] = _("Số định danh này trong danh bạ là của người khác tên hoặc khác năm sinh.")
    known = match.person_id if match.verdict == "same" else _colleague(match)
    if known is not None:
        return Holder(known)
    if match.verdict == "doubt":
        row.warnings["name"] = _(
            "Giống %(count)s hồ sơ trong danh bạ; sẽ ghi thành hồ sơ mới. Xem lại ở mục hồ sơ trùng."
        ) % {"count": len(match.candidates)}
    return _new_person(row, unit)


def _colleague(match: Match) -> int | None:
    """The one record of the same name, birth and unit, however common the name is: lists often give only the year."""
    found = [one.person_id for one in match.candidates if _is_colleague(frozenset(one.reasons))]
    return found[0] if len(found) == 1 and match.verdict == "doubt" else None


def _is_colleague(reasons: frozenset[str]) -> bool:
    return {"name", "unit"} <= reasons and bool(_BORN & reasons) and not DECISIVE & reasons


_BORN = frozenset({"birth_date", "birth_year"})


def _new_person(row: ReadRow, unit: Placement) -> Holder:
    unit_id = unit.organization_id
    if row.identity:
        return Holder(None, unit_id, (row.identity,))
    return Holder(None, unit_id, (row.folded, row.birth_date or row.birth_year, unit_id))


def _others(rows: Sequence[Placed]) -> dict[int, Holder]:
    """Collectives and households, by name within their unit; one that bears the unit's name is the unit itself."""
    units = {unit.organization_id for _row, unit in rows}
    named, whole = _known_others(units) if units else ({}, {})
    found = {}
    for row, unit in rows:
        unit_id = unit.organization_id
        is_whole = row.kind == SubjectKind.COLLECTIVE and row.folded in {unit.folded, folded(unit.short_name)}
        known = whole.get(unit_id) if is_whole else named.get((row.kind, unit_id, row.folded))
        key = (row.kind, unit_id, "" if is_whole else row.folded)
        found[row.number] = Holder(known) if known else Holder(None, unit_id, key, is_whole)
    return found


def _known_others(units: set[int]) -> tuple[dict[tuple[str, int | None, str], int], dict[int, int]]:
    """Those of some units in the directory by kind, unit and name, and the units that stand in it themselves."""
    found = Subject.objects.filter(
        organization__in=units, merged_into=None, kind__in=[SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD]
    ).values_list("pk", "kind", "organization_id", "folded", "collective__unit_id")
    rows = list(found.order_by("-pk"))
    named: dict[tuple[str, int | None, str], int] = {
        (kind, unit_id, name): pk for pk, kind, unit_id, name, _whole in rows
    }
    return named, {whole: pk for pk, *_rest, whole in rows if whole}
