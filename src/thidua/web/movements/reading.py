"""Reading what people typed: numbers the Vietnamese way, days, columns of rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import NotANumber, format_number, parse_number


def number_of(text: str, what: str, field: str | None = None) -> Decimal | None:
    """The number in ``text``, ``None`` when it is empty; raises Refused, naming ``what``."""
    if not text.strip():
        return None
    try:
        return Decimal(parse_number(text))
    except NotANumber as error:
        raise Refused(
            _("“%(what)s”: không đọc được số “%(text)s”. Viết như 1.234,5.") % {"what": what, "text": text},
            field=field,
        ) from error


def day_from(text: str, what: str) -> date | None:
    """The day of a date field, ``None`` when it is empty; raises Refused."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused(
            _("%(what)s: không đọc được ngày “%(text)s”.") % {"what": what, "text": text}
        ) from error


def rows_of(data: QueryDict, *names: str) -> list[dict[str, str]]:
    """Parallel columns of a form as rows; rows without any text are left out."""
    columns = [data.getlist(name) for name in names]
    rows = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=False)]
    return [row for row in rows if any(row[name].strip() for name in names[:2])]


def shown(value: Decimal | None) -> str:
    """A number as it is put back into its field."""
    if value is None:
        return ""
    return format_number(
        value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    )
