"""Who a row is about: people by weighed evidence against the whole directory, collectives and households by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thidua.core.sentences import sentence as _
from thidua.core.vietnamese import folded
from thidua.domain.organizations.models import Placement
from thidua.domain.people.actions import DECISIVE, Newcomer
from thidua.domain.people.matching import Match, Stated, match_people
from thidua.domain.people.models import Subject
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.values import Holder, ReadRow

Placed = tuple[ReadRow, Placement]


def find_holders(rows: Sequence[Placed]) -> dict[int, Holder]:
    """The holder of each row by its number, in a few queries; a reason is put on a row whose number is another's.

    Whoever is surely somebody of the directory is that person. Whoever only may be enters as a new person, and a
    steward is asked about the two afterwards.
    """
    people = [one for one in rows if one[0].kind == SubjectKind.PERSON]
    others = [one for one in rows if one[0].kind != SubjectKind.PERSON]
    return _people(people) | _others(others)


def _people(rows: Sequence[Placed]) -> dict[int, Holder]:
    said = [_said(row, unit) for row, unit in rows]
    asked: dict[_Said, int] = {}
    for one, (row, _unit) in zip(said, rows, strict=True):
        asked.setdefault(one, row.number)
    matches = match_people([_stated(number, one) for one, number in asked.items()])
    return {
        row.number: _holder(row, unit, matches[asked[one]])
        for one, (row, unit) in zip(said, rows, strict=True)
    }


_Said = tuple[str, date | None, int | None, str, int, str]


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


def _others(rows: Sequence[Placed]) -> dict[int, Holder]:
    """Collectives and households, by name within their unit; one that bears the unit's name is the unit itself."""
    units = {unit.organization_id for _row, unit in rows}
    named, whole = _known_others(units) if units else ({}, {})
    found = {}
    for row, unit in rows:
        unit_id = unit.organization_id
        is_whole = row.kind == SubjectKind.COLLECTIVE and row.folded in {unit.folded, folded(unit.short_name)}
        known = whole.get(unit_id) if is_whole else named.get((row.kind, unit_id, row.folded))
        made = Newcomer(row.kind, row.name, unit_id, is_whole_unit=is_whole)
        key = (row.kind, unit_id, "" if is_whole else row.folded)
        found[row.number] = Holder(known) if known else Holder(None, made, key)
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
