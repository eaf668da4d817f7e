"""Numbers of decisions and of the register: taken under a lock, without gap and never twice.

A register number is ``PT-25-01182``: the issuer's letters, the year of the decision in two digits, five digits that
count on. The letters are the initials of the province for its federation (PT), those and the unit's own code below
it (PT-001), TLĐ for the Confederation; letters that another unit uses already take the unit's code behind them.
They stay the same from year to year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import UnitRef
from thidua.domain.decisions.models import Decision, NumberSeries
from thidua.domain.decisions.states import SeriesPurpose
from thidua.domain.organizations.queries import ancestors
from thidua.domain.organizations.states import UnitKind
from thidua.domain.register.models import GrantKey, RegisteredDecision

_HEAD = re.compile(r"^Liên đoàn Lao động (?:tỉnh|thành phố)\s+", re.IGNORECASE)
_ALLOWED = re.compile(r"[^A-ZĐ0-9]+")


def take_decision_number(organization_id: int, issued_on: date, *, chosen: int | None = None) -> int:
    """Give the next free number of the unit's decisions of the year, or ``chosen`` when it is free.

    Refused for a number that is taken, and for a day out of order: numbers follow days. Holds the series until the
    transaction ends.
    """
    series = _lock_series(organization_id, issued_on.year, SeriesPurpose.DECISION)
    number = chosen if chosen is not None else series.last + 1
    if number < 1:
        raise Refused(_("Số quyết định phải từ 1."), field="number")
    own = Decision.objects.filter(
        organization=organization_id, issued_on__year=issued_on.year, number__isnull=False
    )
    if own.filter(number=number).exists() or (number <= series.last and _is_in_register(series, number)):
        raise Refused(
            _("Số %(number)s năm %(year)s đã dùng. Để trống để lấy số tiếp theo (%(next)s).")
            % {"number": number, "year": issued_on.year, "next": series.last + 1},
            field="number",
        )
    _insist_on_order(own, number, issued_on)
    if number > series.last:
        series.last = number
        series.save(update_fields=["last"])
    return number


def _insist_on_order(own: QuerySet[Decision], number: int, issued_on: date) -> None:
    before = own.filter(number__lt=number).aggregate(day=Max("issued_on"))["day"]
    after = own.filter(number__gt=number).aggregate(day=Min("issued_on"))["day"]
    if before and issued_on < before:
        raise Refused(
            _("Quyết định số nhỏ hơn đã ban hành ngày %(day)s; ngày của số này không được trước ngày đó.")
            % {"day": f"{before:%d/%m/%Y}"},
            field="issued_on",
        )
    if after and issued_on > after:
        raise Refused(
            _("Quyết định số lớn hơn đã ban hành ngày %(day)s; ngày của số này không được sau ngày đó.")
            % {"day": f"{after:%d/%m/%Y}"},
            field="issued_on",
        )


def take_register_numbers(organization_id: int, issued_on: date, count: int) -> list[str]:
    """Give the next ``count`` register numbers of an issuer. Holds the series until the transaction ends."""
    series = _lock_series(organization_id, issued_on.year, SeriesPurpose.REGISTER, issued_on)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    head = f"{series.prefix}-{issued_on.year % 100:02}"
    return [f"{head}-{number:05}" for number in range(first, first + count)]


def next_number(organization_id: int, year: int) -> int:
    """The number the next decision would get; it is not reserved."""
    series = NumberSeries.objects.filter(
        organization=organization_id, year=year, purpose=SeriesPurpose.DECISION
    ).first()
    return (series.last if series else _last_decision(organization_id, year)) + 1


def _lock_series(
    organization_id: int, year: int, purpose: SeriesPurpose, on: date | None = None
) -> NumberSeries:
    found = (
        NumberSeries.objects.select_for_update()
        .filter(organization=organization_id, year=year, purpose=purpose)
        .first()
    )
    if found:
        return found
    if purpose == SeriesPurpose.REGISTER:
        _begin_register(organization_id, on or date(year, 12, 31))
    else:
        _begin(organization_id, year, purpose, "", _last_decision(organization_id, year))
    return NumberSeries.objects.select_for_update().get(
        organization=organization_id, year=year, purpose=purpose
    )


def _begin_register(organization_id: int, on: date) -> None:
    """Begin the register of a year; letters that another unit took at the same moment give way to longer ones."""
    for prefix in _prefixes(organization_id, on):
        _begin(organization_id, on.year, SeriesPurpose.REGISTER, prefix, _last_register(prefix, on.year))
        if NumberSeries.objects.filter(
            organization=organization_id, year=on.year, purpose=SeriesPurpose.REGISTER
        ).exists():
            return


def _begin(organization_id: int, year: int, purpose: SeriesPurpose, prefix: str, last: int) -> None:
    # Two first decisions of a year meet at the unique constraint: whoever comes second waits, then finds the row.
    series = NumberSeries(
        organization_id=organization_id, year=year, purpose=purpose, prefix=prefix, last=last
    )
    NumberSeries.objects.bulk_create([series], ignore_conflicts=True)


def _last_decision(organization_id: int, year: int) -> int:
    """The highest number already used in a year, here or in the part of the register that came from elsewhere."""
    own = Decision.objects.filter(organization=organization_id, issued_on__year=year).aggregate(
        last=Max("number")
    )["last"]
    return max(own or 0, max(_registered_numbers(organization_id, year), default=0))


def _registered_numbers(organization_id: int, year: int) -> Iterable[int]:
    papers = RegisteredDecision.objects.filter(issuer=organization_id, year=year)
    return [int(number) for number in papers.values_list("running", flat=True) if number]


def _is_in_register(series: NumberSeries, number: int) -> bool:
    return number in set(_registered_numbers(series.organization_id, series.year))


def _last_register(prefix: str, year: int) -> int:
    head = f"{prefix}-{year % 100:02}-"
    numbers = GrantKey.objects.filter(register_no__startswith=head).values_list("register_no", flat=True)
    tails = (no.removeprefix(head) for no in numbers)
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0)


def _prefixes(organization_id: int, on: date) -> list[str]:
    """The letters an issuer may take, best first: those it used before, else its own, then with its code behind."""
    own = NumberSeries.objects.filter(purpose=SeriesPurpose.REGISTER)
    former = (
        own.filter(organization=organization_id).order_by("-year").values_list("prefix", flat=True).first()
    )
    if former:
        return [former]
    line = ancestors(organization_id, on)
    letters = letters_of(line)
    distinct = f"{letters}-{_code(line[-1].code)}"
    is_taken = own.exclude(organization=organization_id).filter(prefix=letters).exists()
    return [distinct] if is_taken else [letters, distinct]


def letters_of(line: list[UnitRef]) -> str:
    """The letters of the last unit of ``line`` (root first), before they are made distinct."""
    unit = line[-1]
    if unit.kind == UnitKind.CONFEDERATION:
        return "TLĐ"
    province = next((u for u in reversed(line) if u.kind == UnitKind.PROVINCIAL_FEDERATION), None)
    if province is None:
        return f"CĐ-{_code(unit.code)}"
    words = _HEAD.sub("", nfc(province.name)).split()
    letters = "".join(word[0] for word in words).upper()
    if unit.id == province.id:
        return _ALLOWED.sub("", letters) or "CĐ"
    own = unit.code.removeprefix(province.code).strip("-")
    return f"{letters}-{_code(own or unit.code)}"


def _code(code: str) -> str:
    """A unit's code as parts of at most eight letters and digits, as a register number allows."""
    parts = [part for part in _ALLOWED.split(code.upper()) if part]
    return "-".join(part[-8:] for part in parts) or "0"
