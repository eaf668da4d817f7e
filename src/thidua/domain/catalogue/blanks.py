"""Blank forms of a dossier: what stands in ``law/blanks/``, and the paper made of it for those who fill it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thidua.core.typesetting.official import (
    Block,
    Column,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    place_and_day,
)
from thidua.domain.catalogue.awards import Award
from thidua.domain.catalogue.papers import Paper
from thidua.domain.catalogue.values import Text

MADE_HERE = frozenset({"TTr", "BB"})
"""Papers that the program itself writes: the proposal with its list, and minutes."""
_LINES = 3
_MERIT = "merit"


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank form. ``blocks`` are its headings, lines, fields and tables as the file holds them."""

    code: str
    slug: str
    title: Text
    used_for: Text
    types: frozenset[str]
    subjects: frozenset[str]
    confidence: str
    kind: str
    subject: str
    blocks: tuple[Mapping[str, Any], ...]
    signatures: tuple[tuple[str, str], ...]


def blanks_for(blanks: Mapping[str, Blank], award: Award, papers: Iterable[Paper]) -> list[Blank]:
    """This will list the forms one may need for an award: those its papers name, and those of its ways of commending."""
    named = {
        paper.form for paper in papers if not paper.subjects or set(paper.subjects) & set(award.subjects)
    }
    ways = set(award.commendation_types) - {_MERIT}
    return [
        blank
        for blank in blanks.values()
        if blank.code in named or (blank.types & ways and blank.subjects & set(award.subjects))
    ]


def blank_docx(blank: Blank, *, at: datetime) -> bytes:
    """This will write a blank form as a DOCX file in the layout of an official document."""
    from thidua.core.docx.official import official_docx  # loads the writer of DOCX only for those who ask

    return official_docx(_document(blank), at=at)


def _document(blank: Blank) -> OfficialDocument:
    return OfficialDocument(
        parent="TÊN CẤP TRÊN TRỰC TIẾP",
        issuer="TÊN ĐƠN VỊ ĐỀ NGHỊ",
        number_line=f"({blank.code})",
        kind=blank.kind,
        subject=blank.subject,
        place_and_day=place_and_day("…", None),
        blocks=tuple(_blocks(blank)),
        signatures=tuple(Signature((authority, note), "") for authority, note in blank.signatures),
    )


def _blocks(blank: Blank) -> Iterator[Block]:
    for raw in blank.blocks:
        if "heading" in raw:
            yield Paragraph.of(raw["heading"], "heading")
        elif "text" in raw:
            yield Paragraph.of(raw["text"])
        elif "fields" in raw:
            yield from (line for name in raw["fields"] for line in _lines(name))
        else:
            yield _table(raw["table"])


def _lines(name: str) -> Iterator[Paragraph]:
    """A line to be filled in; without a name, room for several sentences."""
    texts = (f"- {name}: ",) if name else ("",) * _LINES
    return (Paragraph.of(text, "fill") for text in texts)


def _table(raw: Mapping[str, Any]) -> Table:
    columns = tuple(Column(title, float(share)) for title, share in raw["columns"])
    return Table(columns, tuple(tuple("" for _column in columns) for _row in range(raw["rows"])))
