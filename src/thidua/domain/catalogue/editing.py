"""Changes the text of a law file in one place and leaves every other line as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import yaml

_Path = tuple[Any, ...]


class Span(NamedTuple):
    """Where a value stands in the text of a file.

    ``anchor`` names it for others (``&name``), ``alias`` is the name it only repeats (``*name``), ``is_flow`` says
    that it is written within braces or brackets.
    """

    start: int
    end: int
    anchor: str
    alias: str
    is_flow: bool


def spans(content: str) -> dict[_Path, Span]:
    """This will find every value of a YAML text by its path."""
    events: Iterator[Any] = iter(yaml.parse(content, Loader=yaml.SafeLoader))
    found: dict[_Path, Span] = {}
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            _walk(next(events), events, content, (), found)
    return found


def _walk(event: Any, events: Iterator[Any], content: str, path: _Path, found: dict[_Path, Span]) -> Any:
    """Record one value and all inside it; gives the value of a scalar, which may be the key of what follows."""
    end, anchor, alias, is_flow = _end(event), getattr(event, "anchor", "") or "", "", False
    if isinstance(event, yaml.AliasEvent):
        anchor, alias = "", anchor
    elif isinstance(event, yaml.SequenceStartEvent):
        end, is_flow = _items(events, content, path, found), bool(event.flow_style)
    elif isinstance(event, yaml.MappingStartEvent):
        end, is_flow = _pairs(events, content, path, found), bool(event.flow_style)
    start = event.start_mark.index
    found[path] = Span(start, _trimmed(content, start, end), anchor, alias, is_flow)
    return event.value if isinstance(event, yaml.ScalarEvent) else None


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _items(events: Iterator[Any], content: str, path: _Path, found: dict[_Path, Span]) -> int:
    for place, event in enumerate(events):
        if isinstance(event, yaml.SequenceEndEvent):
            return _end(event)
        _walk(event, events, content, (*path, place), found)
    return len(content)


def _pairs(events: Iterator[Any], content: str, path: _Path, found: dict[_Path, Span]) -> int:
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return _end(event)
        key = getattr(event, "value", None)
        _walk(next(events), events, content, (*path, key), found)
    return len(content)


def _trimmed(content: str, start: int, end: int) -> int:
    """A block ends where the next thing begins: leave out the empty lines and remarks between."""
    lines = content[start:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return start + len("".join(lines).rstrip())


def flow(value: Any) -> str:
    """A value on one line, as it may stand anywhere in a file."""
    told: str = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10**9, sort_keys=False
    )
    return told.removesuffix("\n").removesuffix("\n...")


def split(content: str, path: _Path, until: date | None, *new: Mapping[str, Any]) -> str:
    """This will let one item of a list end on ``until`` (go away for None) and put ``new`` after it.

    All else says what it said before, also where it repeats the item or the whole list (``*name``).
    """
    data = yaml.safe_load(content)
    old = dict(_at(data, path))
    wanted = _with(data, path, _after(old, until, new))
    edited = _split_text(content, path, old, until, new, _at(wanted, path[:-1]))
    try:
        kept = yaml.safe_load(edited) == wanted
    except yaml.YAMLError:  # a name that others repeat stood inside of what went
        kept = False
    return edited if kept else yaml.safe_dump(wanted, allow_unicode=True, sort_keys=False, width=120)


def _with(value: Any, path: _Path, items: list[Any]) -> Any:
    """The data with other items in place of one; what else leads to the same list keeps it as it was."""
    copy = value.copy()
    if len(path) == 1:
        copy[path[0] : path[0] + 1] = items
    else:
        copy[path[0]] = _with(value[path[0]], path[1:], items)
    return copy


def _after(
    old: dict[str, Any], until: date | None, new: tuple[Mapping[str, Any], ...]
) -> list[dict[str, Any]]:
    return [*([{**old, "until": until}] if until else []), *map(dict, new)]


def _split_text(  # noqa: PLR0917 - one step of ``split``, told all that it knows
    content: str,
    path: _Path,
    old: dict[str, Any],
    until: date | None,
    new: tuple[Mapping[str, Any], ...],
    whole_list: list[Any],
) -> str:
    known = spans(content)
    whole = known[path[:-1]]
    if whole.alias:  # the list only repeats another one: from now on it has its own words
        return content[: whole.start] + flow(whole_list) + content[whole.end :]
    span = known[path]
    between = ", " if whole.is_flow else "\n" + " " * (_column(content, span.start) - 2) + "- "
    texts = [flow(one) for one in _after(old, until, new)]
    if until and not span.anchor and not span.alias and "until" not in old:
        texts[0] = _ended(content, span, until)
    pieces = [(span.start, span.end, between.join(texts))]
    heir = min((one for one in known.values() if span.anchor and one.alias == span.anchor), default=None)
    if heir is not None:  # the first of those that repeat the item takes over what it said
        pieces.append((heir.start, heir.end, f"&{span.anchor} {flow(old)}"))
    for start, end, text in sorted(pieces, reverse=True):
        content = content[:start] + text + content[end:]
    return content


def _ended(content: str, span: Span, until: date) -> str:
    """The item as it is written, with its last day before all else."""
    written = content[span.start : span.end]
    if span.is_flow:
        return f"{{until: {until.isoformat()}, {written[1:].lstrip()}"
    return f"until: {until.isoformat()}\n{' ' * _column(content, span.start)}{written}"


def _at(value: Any, path: _Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _column(content: str, index: int) -> int:
    return index - (content.rfind("\n", 0, index) + 1)


def added(content: str, path: _Path, item: Mapping[str, Any]) -> str:
    """This will add one more item at the end of a list, making the list at the end of its mapping if there is none."""
    known = spans(content)
    if path not in known:
        return _with_list(content, known[path[:-1]], str(path[-1]), item)
    whole = known[path]
    if whole.is_flow:
        return content[: whole.end - 1] + ", " + flow(item) + content[whole.end - 1 :]
    indent = " " * _column(content, whole.start)
    return content[: whole.end] + f"\n{indent}- {flow(item)}" + content[whole.end :]


def _with_list(content: str, mapping: Span, key: str, item: Mapping[str, Any]) -> str:
    if mapping.is_flow:
        return content[: mapping.end - 1] + f", {key}: [{flow(item)}]" + content[mapping.end - 1 :]
    indent = " " * _column(content, mapping.start)
    return content[: mapping.end] + f"\n{indent}{key}:\n{indent}- {flow(item)}" + content[mapping.end :]
