"""The text of a nomination with its changes marked: what went struck through, what is new underlined and numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import ngettext
from markupsafe import Markup

from thidua.domain.nominations.queries.changes import Change, Piece

_LEAD = re.compile(r"^([^\n.:]{3,36}[.:])\s")
_LONG = 48
_CHANGED = {"gone": Markup("<del>{}</del>"), "new": Markup("<mark>{}</mark>")}


def marked(
    change: Change | None, text: str, *, numbered: bool = True, most_gone: int | None = None
) -> Markup:
    """The text of one field with its number in it; without a change it is the text as it stands.

    What was taken out is left out when it is more than ``most_gone`` words: a rewritten sentence reads better so.
    """
    if change is None:
        return Markup.escape(text)
    gone = sum(len(piece.text.split()) for piece in change.pieces if piece.kind == "gone")
    is_rewritten = most_gone is not None and gone > most_gone
    pieces = [piece for piece in change.pieces if not is_rewritten or piece.kind != "gone"]
    return Markup("").join(_pieces(pieces, change.number if numbered else 0))


def paragraphs(change: Change | None, text: str) -> list[Markup]:
    """The report as paragraphs; a short beginning that ends in a full stop stands out as their heading."""
    whole = str(marked(change, text))
    return [_with_lead(part.strip()) for part in re.split(r"\n+", whole) if part.strip()]


def _with_lead(safe: str) -> Markup:
    """``safe`` is already escaped; the heading of a paragraph has no mark in it."""
    found = _LEAD.match(safe)
    if found is None or "<" in found[1] or "&" in found[1]:
        return Markup(safe)  # noqa: S704 - escaped piece by piece above
    return Markup(f"<b>{found[1]}</b> {safe[found.end() :]}")  # noqa: S704 - as above


def _pieces(pieces: Sequence[Piece], number: int) -> Iterable[Markup]:
    is_first = number > 0
    for piece in pieces:
        if piece.kind == "same":
            yield Markup.escape(piece.text)
            continue
        if is_first and piece.text.strip():
            yield Markup('<span class="number">{}</span> ').format(number)
            is_first = False
        yield from _changed(piece)


def _changed(piece: Piece) -> Iterable[Markup]:
    """One run per paragraph, so that no mark is left open across two of them."""
    for part in re.split(r"(\n+)", piece.text):
        words = part.strip()
        if words:
            before, after = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
            gap = after or (" " if piece.kind == "gone" else "")
            yield Markup.escape(before) + _CHANGED[piece.kind].format(words) + Markup.escape(gap)
        elif "\n" in part and piece.kind == "new":
            yield Markup(part)  # noqa: S704 - line breaks only


def summary(change: Change) -> str:
    """One change in a few words: “Câu thành tích: 260 → 214 triệu”, or the field alone when much was rewritten."""
    gone = " ".join(p.text.strip() for p in change.pieces if p.kind == "gone").strip()
    new = " ".join(p.text.strip() for p in change.pieces if p.kind == "new").strip()
    if change.field == "evidence":
        return f"{change.label}: {new or gone}" if len(new or gone) <= _LONG else _files(change)
    if gone and new and len(gone) + len(new) <= _LONG:
        return f"{change.label}: {gone} → {new}"
    return change.label


def _files(change: Change) -> str:
    """Files in numbers, where their names would take too much room."""
    new = sum(1 for piece in change.pieces if piece.kind == "new")
    if new:
        return ngettext("Thêm %(count)s minh chứng", "Thêm %(count)s minh chứng", new) % {"count": new}
    gone = len(change.pieces)
    return ngettext("Bỏ %(count)s minh chứng", "Bỏ %(count)s minh chứng", gone) % {"count": gone}
