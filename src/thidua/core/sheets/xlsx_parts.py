"""Facts about an .xlsx that the fast reader does not give, and the checks that keep it from harm.

The reader allocates the whole rectangle down to the last cell, so two cells far apart could exhaust memory. A
quick pattern accepts sheets in the shape every common program writes; anything else is measured by a real XML
parser.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

from thidua.core.files.archives import Archive
from thidua.core.sentences import sentence as _
from thidua.core.sheets.limits import Limits, UnreadableWorkbook, is_broken, reaches_too_far

SHARED_TEXTS = "xl/sharedStrings.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# Any cell but those of a wide sheet (to AZ, to row 99,999), and of a long one (to Z, to row 1,049,999: a sheet has no
# more than 1,048,576). Which to ask is told by the last cell, so that one pass over the sheet is enough.
_FAR_IN_WIDE = re.compile(rb'<c(?! r="A?[A-Z][0-9]{1,5}")[\s/>]')
_FAR_IN_LONG = re.compile(rb'<c(?! r="[A-Z](?:[0-9]{1,6}|10[0-4][0-9]{4})")[\s/>]')
_PREFIXED_CELL = re.compile(rb":c[\s/>]")

_CELL = rb'<c r="([A-Z]+)([0-9]+)"'
_REFERENCE = re.compile(_CELL)
_FORMULA = re.compile(_CELL + rb"[^>]*>\s*<f[\s/>]")
_DECIMAL_VALUE = re.compile(rb"<v>-?[0-9]{1,3}\.[0-9]{3}[0-9]*</v>")
_NUMBER_BEFORE = re.compile(_CELL + rb'(?: s="[0-9]+")?(?: t="n")?>(?:<f[^<]*</f>)?')
_VALUED = re.compile(_CELL + rb"[^>/]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<(?:v>[^<]|is>)")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_SHARED_TEXT = re.compile(rb"<t[^>]*>([^<]*)</t>")
_ITEM = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
_ITEM_USE = re.compile(rb' t="s"[^>]*><v>([0-9]+)</v>')
_SHORTEST_USE = len(b'<c t="s"><v>0</v></c>')


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One worksheet of the package: its name, visibility and XML, and whether that holds comments or the like."""

    name: str
    is_hidden: bool
    xml: bytes
    is_marked: bool


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Coordinates are (row, column) from 1; ``first_row`` and ``first_column`` bound the cells that hold
    values.
    """

    first_row: int
    first_column: int
    formula_cells: frozenset[tuple[int, int]]
    decimal_cells: frozenset[tuple[int, int]]
    merged: tuple[tuple[int, int, int, int], ...]


def sheet_parts(archive: Archive, limits: Limits) -> list[SheetPart]:
    """Read every worksheet's XML; each part is inflated within the archive's limits. Chart sheets are left
    out.
    """
    targets = _relation_targets(archive)
    book = _parse(xml_part(archive, "xl/workbook.xml"))
    parts = []
    for entry in book.iter(f"{_MAIN}sheet"):
        target = targets.get(entry.get(_RELATION_ID, ""), "")
        if "worksheets/" in target:
            xml, is_marked = _looked_at(archive, target)
            is_hidden = entry.get("state", "visible") != "visible"
            parts.append(SheetPart(entry.get("name", ""), is_hidden, xml, is_marked))
    if len(parts) > limits.sheets:
        message = _("Tệp có %(count)d trang tính, nhiều hơn mức %(limit)d. Tách tệp rồi tải lên từng phần.")
        raise UnreadableWorkbook(message % {"count": len(parts), "limit": limits.sheets})
    return parts


def xml_part(archive: Archive, name: str) -> bytes:
    """Inflate one XML part; other alphabets than UTF-8 and document types are refused."""
    return _looked_at(archive, name)[0]


def _looked_at(archive: Archive, name: str) -> tuple[bytes, bool]:
    """The part, and whether it holds a comment or a marked section; to look for each of them takes twice as long."""
    xml = archive.read(name)
    is_marked = b"!" in xml and b"<!" in xml  # to look for what is rare first takes a tenth of the time
    if b"\x00" in xml[:200] or (is_marked and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml)):
        raise is_broken()
    return xml, is_marked


def check_extents(parts: list[SheetPart], limits: Limits) -> None:
    """Refuse sheets whose rectangles of cells, one alone or all together, are larger than the limit.

    A part that may lie anywhere is measured. Of those that are plainly near, the small ones are measured first, for a
    few bytes reach far and what is left over is often enough for the large ones.
    """
    near = [0 if part.is_marked else _plainly_near(part.xml) for part in parts]
    total = sum(near)
    if len(parts) == 1 and total:
        return
    largest = (0, "", 0, 0)
    bounds = sorted(zip(parts, near, strict=True), key=lambda pair: (pair[1] > 0, len(pair[0].xml)))
    for part, at_most in bounds:
        if at_most and total <= limits.cells:
            continue
        rows, columns = _measured(part.xml)
        total += rows * columns - at_most
        largest = max(largest, (rows * columns, part.name, rows, columns))
    if total > limits.cells:
        raise reaches_too_far(*largest[1:])


def _plainly_near(xml: bytes) -> int:
    """How many cells there are at most if all are written in the common shape and lie near the first, else 0.

    No comment may hide any.
    """
    last = _REFERENCE.match(xml, max(0, xml.rfind(b"<c ")))
    is_long = bool(last and len(last[2]) > 5)
    if _PREFIXED_CELL.search(xml) or (_FAR_IN_LONG if is_long else _FAR_IN_WIDE).search(xml):
        return 0
    return 1_049_999 * 26 if is_long else 99_999 * 52


def check_texts(shared: bytes, parts: list[SheetPart], limits: Limits) -> None:
    """Refuse a workbook in which shared texts, repeated in many cells, would fill the memory."""
    if not shared:
        return
    longest = max(map(len, shared.split(b"</si>")))
    uses = sum(len(part.xml) // _SHORTEST_USE for part in parts)
    if uses * longest <= limits.text_bytes:
        return
    lengths = [sum(map(len, _SHARED_TEXT.findall(item))) for item in _ITEM.findall(shared)]
    used = (int(index) for part in parts for index in _ITEM_USE.findall(part.xml))
    if sum(lengths[index] for index in used if index < len(lengths)) > limits.text_bytes:
        raise UnreadableWorkbook(_("Nội dung các ô quá dài. Tách tệp thành nhiều phần nhỏ rồi tải lên."))


def sheet_facts(xml: bytes) -> SheetFacts:
    """Find the corner of the filled cells, the formulas, the ambiguous numbers and the merged ranges."""
    first = _VALUED.search(xml)
    return SheetFacts(
        first_row=int(first[2]) if first else 1,
        first_column=_first_column(xml),
        formula_cells=frozenset(_positions(_FORMULA, xml)) if b"<f" in xml else frozenset(),
        decimal_cells=frozenset(_decimals(xml)),
        merged=tuple(
            (int(top), column_number(left), int(bottom), column_number(right))
            for left, top, right, bottom in _MERGED.findall(xml)
        ),
    )


def column_number(letters: bytes | str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters.decode() if isinstance(letters, bytes) else letters:
        number = number * 26 + ord(letter) - 64
    return number


def _first_column(xml: bytes) -> int:
    """Try column by column; nearly every sheet answers at A."""
    for number in range(1, 27):
        letter = bytes([64 + number])
        pattern = _VALUED.pattern.replace(rb"([A-Z]+)", letter)
        if re.search(pattern, xml):
            return number
    return 1


def _decimals(xml: bytes) -> Iterator[tuple[int, int]]:
    """Find the few values first and then the cell before each: a third of the time of matching whole cells."""
    for value in _DECIMAL_VALUE.finditer(xml):
        cell = _NUMBER_BEFORE.fullmatch(xml, xml.rfind(b"<c ", 0, value.start()), value.start())
        if cell:
            yield int(cell[2]), column_number(cell[1])


def _positions(pattern: re.Pattern[bytes], xml: bytes) -> list[tuple[int, int]]:
    return [(int(row), column_number(letters)) for letters, row in pattern.findall(xml)]


def _measured(xml: bytes) -> tuple[int, int]:
    """Return the last row and last column any cell claims, by a parser that misses nothing."""
    last = {"row": 1, "column": 1, "in_row": 0}
    reference = re.compile(r"([A-Z]+)([0-9]+)")

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            last["row"] = max(last["row"] + 1, int(attributes.get("r", "0")))
            last["in_row"] = 0
        elif name == "c":
            last["in_row"] += 1
            found = reference.fullmatch(attributes.get("r", ""))
            last["row"] = max(last["row"], int(found[2]) if found else 0)
            last["column"] = max(last["column"], column_number(found[1]) if found else 0, last["in_row"])

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise is_broken() from error
    return last["row"], last["column"]


def _relation_targets(archive: Archive) -> dict[str, str]:
    relations = _parse(xml_part(archive, "xl/_rels/workbook.xml.rels"))
    return {relation.get("Id", ""): _part_name(relation.get("Target", "")) for relation in relations}


def _part_name(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _parse(xml: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(xml)  # noqa: S314 - document types were refused in xml_part
    except ElementTree.ParseError as error:
        raise is_broken() from error
