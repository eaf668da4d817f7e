"""The rows of a list, column by column: understood, or refused with a reason, before anything is looked up.

What is judged together (a decision and its day, a sex and the form of address) is judged once for each combination
that occurs, however many rows share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, TypeVar

from thidua.core.identity_numbers import clean_identity_number
from thidua.core.sentences import sentence as _
from thidua.core.vietnamese import PartialDay, nfc
from thidua.domain.catalogue.wordings import award_words
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports import meanings
from thidua.domain.register.imports.values import ReadRow

_LONGEST = {"name": 300, "post": 200, "unit": 300, "decision_number": 60, "issuer": 300, "signer": 200,
            "signer_post": 200, "achievement": 4000, "unit_code": 30}  # fmt: skip

LOT = 20_000
_SHORT_LOTS = 5_000, 15_000  # where the first end, so that the database has something to look for soon
T = TypeVar("T")
Problems = Mapping[int, Mapping[str, str]]
Reasons = dict[int, dict[str, str]]


def read_rows(
    told: Told, numbers: Sequence[int], problems: Problems, *, on: date, kind: str = ""
) -> list[ReadRow]:
    """Read the rows of a list as of a day, in order; ``numbers`` as the sheet counts them.

    ``problems`` are of cells that could not be read, by place in the list and column; ``kind`` is what the heading
    says all are.
    """
    return _Rows(told, problems, on, kind).read(numbers)


@dataclass(frozen=True)
class Lots:
    """The rows of a list lot by lot: those that are read can be looked for while the next are read.

    The codes and names of units, and who decided, are told for all rows before.
    """

    codes: Set[str]
    units: Set[str]
    issuers: Set[str]
    lots: Iterable[list[ReadRow]]

    @classmethod
    def of(cls, rows: list[ReadRow]) -> Lots:
        """Rows that were read as one lot."""
        codes, units = {row.unit_code for row in rows}, {row.unit for row in rows}
        return cls(codes - {""}, units - {""}, {row.issuer for row in rows} - {""}, [rows])


NAMED = ("unit_code", "unit", "issuer")
"""Columns that are told for all rows before."""


def lots_of(rows: int) -> Iterator[tuple[int, int]]:
    """The places at which the lots of so many rows begin and end."""
    ends = (*_SHORT_LOTS, *range(_SHORT_LOTS[-1] + LOT, rows, LOT))
    return pairwise((0, *(end for end in ends if end < rows), rows))


def _each(understand: Callable[..., T], *columns: Sequence[Any]) -> list[T]:
    """What each row says in some columns; every combination is understood once."""
    if len(columns) == 1:
        single = {one: understand(one) for one in set(columns[0])}
        return [single[one] for one in columns[0]]
    known = {one: understand(*one) for one in set(zip(*columns, strict=True))}
    return [known[one] for one in zip(*columns, strict=True)]


class _Rows:
    """The columns of a list while they are read: values by field of ``ReadRow``, reasons by place in the list."""

    def __init__(self, told: Told, problems: Problems, on: date, kind: str) -> None:
        self.told, self.on, self.kind = told, on, kind
        self.errors: Reasons = {place: dict(reasons) for place, reasons in problems.items()}
        self.warnings: Reasons = {}
        self.values: dict[str, Sequence[Any]] = {}

    def read(self, numbers: Sequence[int]) -> list[ReadRow]:
        self.values["number"] = numbers
        self._read_texts()
        self._read_decisions()
        self._read_awards()
        self._read_numbers()
        self._read_holders()
        self._read_standing()
        places = range(len(numbers))
        errors = [self.errors.get(place) or {} for place in places]
        warnings = [self.warnings.get(place) or {} for place in places]
        columns = [*(self.values[name] for name in _FIELDS), errors, warnings]
        return [ReadRow(*line) for line in zip(*columns, strict=True)]

    def _refuse(self, key: str, reasons: Sequence[str], *, but_kept: bool = False) -> None:
        """Put a reason on each row that has one; ``but_kept`` lets a reason stand that was there before."""
        for place, words in enumerate(reasons):
            if words and not (but_kept and key in self.errors.get(place, ())):
                self.errors.setdefault(place, {})[key] = words

    def _warn(self, key: str, reasons: Sequence[str]) -> None:
        for place, words in enumerate(reasons):
            if words:
                self.warnings.setdefault(place, {})[key] = words

    def _read_texts(self) -> None:
        for key, longest in _LONGEST.items():
            texts = self.values[key] = self.told.texts(key)
            if max(map(len, texts), default=0) > longest:
                words = _("Dài quá %(limit)s chữ cái; rút gọn lại.") % {"limit": longest}
                self._refuse(key, [words if len(text) > longest else "" for text in texts])

    def _read_decisions(self) -> None:
        """Number and day, which many lists write into one cell: "QĐ số 123/QĐ-LĐLĐ ngày 5/3/2012"."""
        days = self.told.days("decided_on")
        found = _each(partial(meanings.decision, self.on), self.values["decision_number"], days)
        self.values["decision_number"] = [one.number for one in found]
        self._refuse("decision_number", [one.wrong_number for one in found], but_kept=True)
        unread = {place for place, reasons in self.errors.items() if "decided_on" in reasons}
        self.values["decided_on"] = [None if place in unread else one.day for place, one in enumerate(found)]
        self._refuse("decided_on", [one.wrong_day for one in found], but_kept=True)

    def _read_awards(self) -> None:
        found = _each(partial(meanings.award, award_words()), self.told.texts("award"))
        self.values["award_code"] = [code for code, _missing, _unknown in found]
        self._refuse("award", [missing for _code, missing, _unknown in found], but_kept=True)
        self._refuse("award", [unknown for _code, _missing, unknown in found])

    def _read_numbers(self) -> None:
        decided = [day.year if day else self.on.year for day in self.values["decided_on"]]
        years = _each(meanings.achievement_year, self.told.values("achievement_year"), decided)
        self._take("achievement_year", "achievement_year", years)
        self._take("bonus_vnd", "bonus", _each(meanings.bonus, self.told.values("bonus")))
        self._take("register_no", "register_no", _each(meanings.register_no, self.told.texts("register_no")))

    def _take(self, field: str, key: str, found: Sequence[tuple[Any, str]]) -> None:
        """Take values with the reasons against them."""
        self.values[field] = [value for value, _words in found]
        self._refuse(key, [words for _value, words in found])

    def _read_holders(self) -> None:
        typed, numbers = self.told.texts("name"), _each(clean_identity_number, self.told.texts("identity"))
        marks = _each(
            meanings.marked, self.told.texts("male"), self.told.texts("female"), self.told.days("birth")
        )
        is_born = [
            bool(born or marked or number) for (marked, born), number in zip(marks, numbers, strict=True)
        ]
        groups = self.told.texts("kind"), self.told.texts("class")
        self._take("kind", "kind", _each(partial(meanings.kind_of, self.kind), *groups, typed, is_born))
        kinds = self.values["kind"]
        names = _each(meanings.name_of, kinds, typed)
        self.values["name"] = [one.name for one in names]
        self._refuse("name", [one.missing for one in names], but_kept=True)
        self._refuse("name", [one.wrong for one in names])
        self._warn("name", [one.odd for one in names])
        stated = self.told.texts("sex"), [sex for sex, _born in marks], [one.sex for one in names]
        self._take("sex", "sex", _each(meanings.sex_of, kinds, *stated))
        self._read_people(kinds, [born for _sex, born in marks], numbers)

    def _read_people(
        self, kinds: Sequence[str], births: Sequence[PartialDay | None], numbers: Sequence[str]
    ) -> None:
        """When they were born, and their identity numbers; one of the two says who somebody is."""
        decided = [day.year if day else self.on.year for day in self.values["decided_on"]]
        born = _each(meanings.birth_of, kinds, births, decided)
        self.values["birth_date"] = [day for day, _year, _words in born]
        self.values["birth_year"] = [year for _day, year, _words in born]
        self._refuse("birth", [words for _day, _year, words in born])
        self.values["identity"] = [
            number if kind == SubjectKind.PERSON else "" for kind, number in zip(kinds, numbers, strict=True)
        ]
        stated = self.values["identity"], self.values["birth_year"], self.values["sex"]
        checked = _each(partial(meanings.identity_of, self.on), *stated)
        self.values["identity_note"] = [note for note, _words in checked]
        self._refuse("identity", [words for _note, words in checked])
        self._warn("identity", [note for note, _words in checked])
        words = _("Cá nhân cần năm sinh hoặc số định danh để biết là ai.")
        told = {"birth", "identity", "name"}
        for place, (kind, born_on, number) in enumerate(
            zip(kinds, births, self.values["identity"], strict=True)
        ):
            unknown = kind == SubjectKind.PERSON and not born_on and not number
            if unknown and not told & self.errors.get(place, {}).keys():
                self.errors.setdefault(place, {})["birth"] = words

    def _read_standing(self) -> None:
        """The kind of commendation, the group of the holder, and a line that stands no longer."""
        self._take("commendation_type", "type", _each(meanings.commendation_type, self.told.texts("type")))
        classes = _each(meanings.position_class, self.values["kind"], self.told.texts("class"))
        self.values["position_class"] = [found for found, _words in classes]
        self._warn("class", [words for _found, words in classes])
        self._refuse("status", _each(meanings.gone, self.told.texts("status")))


_FIELDS = tuple(field.name for field in fields(ReadRow) if field.name not in {"errors", "warnings"})


@dataclass(frozen=True)
class Told:
    """What is said of rows, from near to far: their own cells, the titles above each, what was given for all.

    ``cells`` are columns of one length by key.
    """

    cells: Mapping[str, Sequence[Any]]
    above: Sequence[Mapping[str, str]]
    given: Mapping[str, str]

    @cached_property
    def titles(self) -> set[str]:
        """The keys of which titles speak."""
        return {key for said in {id(said): said for said in self.above}.values() for key in said}

    def values(self, key: str) -> Sequence[Any]:
        """What each row says of a column, nothing where nobody says anything."""
        given = nfc(self.given[key]) if key in self.given else None
        own = self.cells.get(key) or [None] * len(self.above)
        if key in self.titles:
            return [
                said.get(key) or given if value is None else value
                for value, said in zip(own, self.above, strict=True)
            ]
        return own if given is None else [given if value is None else value for value in own]

    def texts(self, key: str) -> list[str]:
        return ["" if value is None else str(value) for value in self.values(key)]

    def days(self, key: str) -> list[PartialDay | None]:
        return [meanings.parsed(value) if isinstance(value, str) else value for value in self.values(key)]
