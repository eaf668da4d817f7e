"""Which unit a row means, by code or by the name it had on the day of the decision, and who decided."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Q
from django.db.models.functions import Lower

from thidua.core.sentences import sentence as _
from thidua.core.vietnamese import fold, nfc
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level, Line

_SHORT_FORMS = (
    (r"tld", "tong lien doan lao dong viet nam"), (r"ldld", "lien doan lao dong"), (r"cdcs", "cong doan co so"),
    (r"cd", "cong doan"), (r"tp", "thanh pho"), (r"cty", "cong ty"),
)  # fmt: skip
_ISSUING_LEVEL = {
    "confederation": Level.NATIONAL,
    "province": Level.PROVINCE,
    "upper": Level.UPPER,
    "grassroots": Level.GRASSROOTS,
}


class UnknownUnit(ValueError):
    """No unit, or more than one, is meant; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The unit in whose register the honour stands, and who decided as the list names it."""

    unit_id: int
    name: str


class Units:
    """Every unit that a list names, as it stood at any time; read in three queries."""

    def __init__(self, codes: Collection[str], names: Collection[str]) -> None:
        self.by_code: dict[str, list[Placement]] = defaultdict(list)
        self.by_name: dict[str, list[Placement]] = defaultdict(list)
        wanted = {form for name in names for form in _forms(name)}
        short = {nfc(name).lower() for name in names}
        for placement in _placements(
            Q(organization__code__in={code.upper() for code in codes} | set(codes))
            | Q(folded__in=wanted)
            | Q(lowered__in=short)
        ):
            self.by_code[placement.organization.code.upper()].append(placement)
            for form in {placement.folded, fold(placement.short_name)}:
                self.by_name[form].append(placement)
        above = {int(label) for placement in self._all() for label in placement.path.split(".")}
        self.by_id: dict[int, list[Placement]] = defaultdict(list)
        for placement in _placements(Q(organization__in=above)):
            self.by_id[placement.organization_id].append(placement)
        self.lines: dict[int, list[tuple[date, date, Placement]]] = {}
        known = chain.from_iterable((*self.by_code.values(), *self.by_id.values()))
        self._turns = sorted({day for at in known for day in (at.during.lower, at.during.upper) if day})
        self._eras: dict[date, int] = {}

    def era(self, on: date) -> int:
        """A number for the time around a day in which none of these units changes: what holds then holds all through."""
        if on not in self._eras:
            self._eras[on] = bisect_right(self._turns, on)
        return self._eras[on]

    def _all(self) -> Iterable[Placement]:
        return (placement for found in self.by_code.values() for placement in found)

    def find(self, code: str, name: str, on: date) -> Placement:
        """The one unit of a code, else of a name, on a day. Raises ``UnknownUnit``."""
        if code:
            return _one(self.by_code.get(code.upper(), []), code, on)
        found = [placement for form in _forms(name) for placement in self.by_name.get(form, ())]
        return _one(found, name, on)

    def issuer(self, placement: Placement, level: str, typed: str, on: date) -> Issuer:
        """Who decided: the unit that the list names, else the one of the award's level in the line of the holder's.

        A body of the State keeps its typed name; its honours stand with the highest union above the holder.
        """
        line = [at for since, until, at in self._line_of(placement) if since <= on < until]
        if typed:
            return self._named_issuer(line, level, typed, on)
        wanted = _ISSUING_LEVEL.get(level)
        found = [at for at in line if LEVEL_OF_KIND.get(at.kind) == wanted] if wanted else []
        if not found:
            raise UnknownUnit(
                _("Không suy ra được cơ quan quyết định. Thêm cột “Cơ quan quyết định” và ghi tên cơ quan.")
            )
        return Issuer(found[-1].organization_id, found[-1].name)

    def _line_of(self, placement: Placement) -> list[tuple[date, date, Placement]]:
        """A unit and all above it, from the top, at any time: since and until when each stood so."""
        if placement.pk not in self.lines:
            above = (at for label in placement.path.split(".") for at in self.by_id[int(label)])
            self.lines[placement.pk] = [
                (at.during.lower or date.min, at.during.upper or date.max, at) for at in above
            ]
        return self.lines[placement.pk]

    def _named_issuer(self, line: list[Placement], level: str, typed: str, on: date) -> Issuer:
        try:
            found = self.find(typed if typed.upper() in self.by_code else "", typed, on)
        except UnknownUnit:
            if level in _ISSUING_LEVEL or not line:
                raise
            return Issuer(line[0].organization_id, nfc(typed))
        return Issuer(found.organization_id, found.name)


def _placements(which: Q) -> Iterable[Placement]:
    rows = Placement.objects.annotate(lowered=Lower("short_name")).filter(which, line=Line.UNION)
    return rows.select_related("organization").order_by("organization_id", "during")


def _forms(name: str) -> set[str]:
    """The folded name as typed, and with the usual short forms written out."""
    plain = fold(" ".join(name.split()))
    words = dict(_SHORT_FORMS)
    return {plain, " ".join(words.get(word, word) for word in plain.split())} - {""}


def _one(found: list[Placement], typed: str, on: date) -> Placement:
    standing = {placement.organization_id: placement for placement in found if on in placement.during}
    if len(standing) == 1:
        return next(iter(standing.values()))
    if standing:
        codes = ", ".join(sorted(placement.organization.code for placement in standing.values())[:5])
        raise UnknownUnit(
            _("Có %(count)s đơn vị tên “%(name)s” ngày ấy: %(codes)s. Ghi mã vào cột “Mã đơn vị”.")
            % {"count": len(standing), "name": typed, "codes": codes}
        )
    if found:
        spans = "; ".join(_span(placement) for placement in found[:3])
        raise UnknownUnit(
            _(
                "“%(name)s” không có vào ngày %(day)s; có %(spans)s. Xem lại ngày hoặc ghi tên đơn vị của ngày ấy."
            )
            % {"name": typed, "day": f"{on:%d/%m/%Y}", "spans": spans}
        )
    raise UnknownUnit(
        _("Không có đơn vị nào là “%(name)s”. Ghi đúng tên hoặc mã đơn vị.") % {"name": typed[:80]}
    )


def _span(placement: Placement) -> str:
    since, until = placement.during.lower, placement.during.upper
    if until is None:
        return _("từ %(since)s") % {"since": f"{since:%d/%m/%Y}" if since else "…"}
    return _("đến %(until)s") % {"until": f"{until:%d/%m/%Y}"}
