"""The Jinja2 environment of every page: filters for Vietnamese dates and numbers, links, translation."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.forms import BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
THEMES = ("light", "dark")


def day(value: dt.date | dt.datetime | None, empty: str = "") -> str:
    """Return ``dd/mm/yyyy``; a moment is first brought to Vietnamese time; nothing gives ``empty``."""
    if value is None or value == "":
        return empty
    if isinstance(value, dt.datetime):
        value = _local(value)
    return f"{value:%d/%m/%Y}"


def day_month(value: dt.date | dt.datetime | None, empty: str = "") -> str:
    """Return ``dd/mm``, for lists within one year."""
    return day(value, empty)[:5]


def moment(value: dt.datetime | None, empty: str = "") -> str:
    """Return ``dd/mm/yyyy HH:MM`` in Vietnamese time."""
    return f"{_local(value):%d/%m/%Y %H:%M}" if value else empty


def clock(value: dt.datetime | None, empty: str = "") -> str:
    """Return ``HH:MM`` in Vietnamese time."""
    return f"{_local(value):%H:%M}" if value else empty


def _local(value: dt.datetime) -> dt.datetime:
    return value.astimezone(HANOI) if value.tzinfo else value


def number(value: int | float | Decimal | str | None, decimals: int | None = None, empty: str = "") -> str:
    """Return ``1.234.567,8``; ``decimals`` fixes the places, without it zeros at the end are dropped."""
    if isinstance(value, int) and decimals is None:  # most of what a page shows, at a third of the cost
        return f"{value:,}".replace(",", ".").replace("-", "\N{MINUS SIGN}")
    if value is None or value == "":
        return empty
    exact = Decimal(str(value))
    text = f"{exact:,f}" if decimals is None else f"{exact:,.{decimals}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")).replace("-", "\N{MINUS SIGN}")


def percent(value: float | Decimal | None, decimals: int = 0, empty: str = "") -> str:
    """Return ``12,5 %`` of a share between 0 and 1; the space does not break."""
    if value is None:
        return empty
    return f"{number(Decimal(str(value)) * 100, decimals)}\N{NO-BREAK SPACE}%"


@pass_context
def late(context: Context, due: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """Say how far ``due`` is: "trễ 4 ngày", "hôm nay", "còn 2 ngày". ``today`` defaults to the page's."""
    today = today or context.get("today")
    if due is None or not today:
        return ""
    left = days_left(due, today)
    if left == 0:
        return gettext("hôm nay")
    if left > 0:
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", left) % {"days": number(left)}
    return ngettext("trễ %(days)s ngày", "trễ %(days)s ngày", -left) % {"days": number(-left)}


def days_left(due: dt.date | dt.datetime, today: dt.date) -> int:
    """Return whole days from ``today`` to ``due``, negative when it has passed."""
    if isinstance(due, dt.datetime):
        due = _local(due).date()
    return (due - today).days


@pass_context
def is_overdue(context: Context, due: dt.date | dt.datetime | None, today: dt.date | None = None) -> bool:
    today = today or context.get("today")
    return bool(due and today and days_left(due, today) < 0)


def initials(name: str | None) -> str:
    """Return the first letters of a name's first and last word: "Nguyễn Thị Hường" gives "NH"."""
    words = unicodedata.normalize("NFC", name or "").split()
    if not words:
        return ""
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


def weekday(value: dt.date) -> str:
    """Return "Thứ Ba" … "Chủ Nhật"."""
    names = (
        gettext("Thứ Hai"),
        gettext("Thứ Ba"),
        gettext("Thứ Tư"),
        gettext("Thứ Năm"),
        gettext("Thứ Sáu"),
        gettext("Thứ Bảy"),
        gettext("Chủ Nhật"),
    )
    return names[value.weekday()]


def theme_of(request: HttpRequest | None) -> str:
    """Return ``light`` or ``dark`` when the visitor chose one (cookie ``theme``), else nothing."""
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@pass_context
def query(context: Context, **changes: Any) -> str:
    """Return the page's query string with some keys changed; ``None`` removes a key. Starts with ``?``."""
    request = context.get("request")
    rest = _kept(request, frozenset(changes)) if request else ""
    changed = {key: value for key, value in changes.items() if value is not None}
    return f"?{rest}{'&' if rest and changed else ''}{urlencode(changed, doseq=True)}"


def _kept(request: HttpRequest, changed: frozenset[str]) -> str:
    """The query string without some keys; remembered with the request, as a table asks for it in every cell."""
    remembered = request.__dict__.setdefault("_kept_queries", {})
    if changed not in remembered:
        kept = {key: request.GET.getlist(key) for key in request.GET if key not in changed}
        remembered[changed] = urlencode(kept, doseq=True)
    return str(remembered[changed])


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, kwargs=kwargs) if kwargs else _address(name, args)


@lru_cache(maxsize=20_000)  # a list names the same hundred addresses on every showing
def _address(name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


@lru_cache(maxsize=2_000)
def asset(path: str) -> str:
    """Return the address of a static file; it stays the same for as long as the process lives."""
    return static(path)


@pass_context
def translated(context: Context, message: str, /, **values: Any) -> str:
    """Jinja's own "newstyle" gettext, with texts kept by language: a page has hundreds of them."""
    language, escapes = get_language() or "", context.eval_ctx.autoescape
    if values:
        return _text(message, language, escapes) % values
    return _plain_text(message, language, escapes)


@lru_cache(maxsize=20_000)
def _text(message: str, _language: str, escapes: bool) -> str:
    return Markup(gettext(message)) if escapes else gettext(message)  # noqa: S704  # texts of the program itself


@lru_cache(maxsize=20_000)
def _plain_text(message: str, language: str, escapes: bool) -> str:
    return _text(message, language, escapes) % {}


def fragment(made: Environment, name: str, **values: Any) -> Markup:
    """Return the template ``name`` drawn with nothing but ``values``; what was drawn before is kept, by language.

    For parts that stay the same from page to page. Values that cannot be hashed are drawn each time.
    """
    named = tuple(sorted(values.items()))
    try:
        return _fragment(made, name, get_language() or "", named)
    except TypeError:
        return _fragment.__wrapped__(made, name, "", named)


@lru_cache(maxsize=4_096)
def _fragment(made: Environment, name: str, _language: str, named: tuple[tuple[str, Any], ...]) -> Markup:
    return Markup(made.get_template(name).render(dict(named)))  # noqa: S704  # a template escapes for itself


def heat(value: float | Decimal | None, largest: float | Decimal | None) -> str:
    """Return the class ``heat-0`` … ``heat-10`` for a cell, shaded against the largest of its column."""
    if not value or not largest or value < 0:
        return "heat-0"
    return f"heat-{min(10, max(1, round(10 * float(value) / float(largest))))}"


def widget_attrs(
    bound: BoundField, described: str, attrs: Mapping[str, object], placeholder: str = ""
) -> dict[str, object]:
    """Return what a widget needs beyond Django's own: our class, what describes it, if it is wrong."""
    made: dict[str, object] = dict(attrs)
    own = str(bound.field.widget.attrs.get("class", ""))
    if getattr(bound.field.widget, "input_type", "") != "checkbox":
        made["class"] = f"input {own}".strip()
    if described.strip():
        made["aria-describedby"] = described.strip()
    if placeholder:
        made["placeholder"] = placeholder
    if bound.errors:
        made["aria-invalid"] = "true"
    return made


def environment(**options: Any) -> Environment:
    """Build the environment that Django's Jinja2 backend asks for; ``options`` are passed on to Jinja2."""
    options.setdefault("autoescape", True)
    made = Environment(  # noqa: S701 - autoescape is on unless a caller turns it off by name
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(gettext=translated, _=translated)
    made.globals.update(static=asset, url=url, query=query, theme_of=theme_of, heat=heat)
    made.globals.update(is_overdue=is_overdue, widget_attrs=widget_attrs, fragment=partial(fragment, made))
    made.filters.update(
        day=day, day_month=day_month, moment=moment, clock=clock, number=number, percent=percent,
        late=late, initials=initials, weekday=weekday, heat=heat,
    )  # fmt: skip
    return made
