"""Cross tables as SDMX: SDMX-CSV 2.0 for the numbers, an SDMX-ML 2.1 structure message for what they mean.

Dimensions: the rows, the columns, what is counted, and the period. Totals are observations with the code ``_T``; those
of holders are counted, not added.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from thidua.domain.reporting.tables import Head, PivotTable, Question

CSV_TYPE = "application/vnd.sdmx.data+csv;version=2.0.0;charset=utf-8"
XML_TYPE = "application/vnd.sdmx.structure+xml;version=2.1;charset=utf-8"
AGENCY, VERSION, TOTAL, OTHER = "THIDUA", "1.0", "_T", "_O"
VALUE = "OBS_VALUE"
_MESSAGE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
_STRUCTURE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"
_COMMON = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
_XML = "http://www.w3.org/XML/1998/namespace"
for _prefix, _uri in (("mes", _MESSAGE), ("str", _STRUCTURE), ("com", _COMMON)):
    ET.register_namespace(_prefix, _uri)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A counted table with its question; ``part`` is a part of the year as addresses write it."""

    question: Question
    table: PivotTable
    year: int | None
    part: str = ""

    @property
    def id(self) -> str:
        """The id of the structure: it depends on the rows and columns alone."""
        return f"HONORS_{self.question.rows}_{self.question.columns}".upper()

    @property
    def period(self) -> str:
        """ "2026", "2026-Q1", "2026-S1", "2026-07", or the total of all years."""
        if self.year is None:
            return TOTAL
        number = self.part[1:]
        short = {"q": f"-Q{number}", "h": f"-S{number}", "m": f"-{number:0>2}"}
        return f"{self.year}{short.get(self.part[:1], '')}"

    @property
    def counted(self) -> str:
        return "HONORS" if self.question.measure == "entries" else "HOLDERS"

    def dimensions(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each dimension with its codes and their words."""
        rows, columns = self.question.rows.upper(), self.question.columns.upper()
        total = (TOTAL, _("Tổng"))
        words = {"HONORS": _("Lượt khen"), "HOLDERS": _("Người, tập thể được khen")}
        return [
            (rows, [*_codes(self.table.rows), total]),
            (columns if columns != rows else f"{columns}_2", [*_codes(self.table.columns), total]),
            ("INDICATOR", [(self.counted, words[self.counted])]),
            ("PERIOD", [(self.period, _("mọi năm") if self.year is None else self.period)]),
        ]


def code(key: str) -> str:
    """A key as a code of SDMX: letters, digits, ``_ - $ @``; nothing stands for others."""
    return re.sub(r"[^A-Za-z0-9_@$-]", lambda found: f"_x{ord(found[0]):x}", key) or OTHER


def csv_text(dataset: Dataset) -> str:
    """The table as SDMX-CSV 2.0, every cell that was counted and every total."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(
        ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(name for name, _codes in dataset.dimensions()), VALUE]
    )
    structure = f"{AGENCY}:{dataset.id}({VERSION})"
    for row, column, count in _observations(dataset.table):
        writer.writerow(["dataflow", structure, "I", row, column, dataset.counted, dataset.period, count])
    return target.getvalue()


def structure_xml(dataset: Dataset, *, at: datetime) -> bytes:
    """Code lists, concepts, the data structure and the dataflow of the table."""
    root = ET.Element(f"{{{_MESSAGE}}}Structure")
    header = ET.SubElement(root, f"{{{_MESSAGE}}}Header")
    for name, text in (("ID", dataset.id), ("Test", "false"), ("Prepared", at.isoformat())):
        ET.SubElement(header, f"{{{_MESSAGE}}}{name}").text = text
    ET.SubElement(header, f"{{{_MESSAGE}}}Sender", id=AGENCY)
    structures = ET.SubElement(root, f"{{{_MESSAGE}}}Structures")
    flows = ET.SubElement(structures, f"{{{_STRUCTURE}}}Dataflows")
    flow = _maintained(flows, "Dataflow", dataset.id, _("Số liệu khen thưởng"))
    _reference(
        ET.SubElement(flow, f"{{{_STRUCTURE}}}Structure"), "DataStructure", "datastructure", dataset.id
    )
    lists = ET.SubElement(structures, f"{{{_STRUCTURE}}}Codelists")
    schemes = ET.SubElement(structures, f"{{{_STRUCTURE}}}Concepts")
    scheme = _maintained(schemes, "ConceptScheme", _concepts(dataset), _("Khái niệm"))
    for name, codes in dataset.dimensions():
        found = _maintained(lists, "Codelist", f"CL_{dataset.id}_{name}", name)
        for one, words in codes:
            _named(ET.SubElement(found, f"{{{_STRUCTURE}}}Code", id=one), words)
        _named(ET.SubElement(scheme, f"{{{_STRUCTURE}}}Concept", id=name), name)
    _named(ET.SubElement(scheme, f"{{{_STRUCTURE}}}Concept", id=VALUE), _("Số lượng"))
    _data_structure(ET.SubElement(structures, f"{{{_STRUCTURE}}}DataStructures"), dataset)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def archive(dataset: Dataset, name: str, *, at: datetime) -> bytes:
    """The numbers and their structure in a ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{name}.csv", csv_text(dataset))
        packed.writestr(f"{name}.xml", structure_xml(dataset, at=at))
    return target.getvalue()


def _data_structure(parent: ET.Element, dataset: Dataset) -> None:
    made = _maintained(parent, "DataStructure", dataset.id, _("Số liệu khen thưởng"))
    components = ET.SubElement(made, f"{{{_STRUCTURE}}}DataStructureComponents")
    dimensions = ET.SubElement(components, f"{{{_STRUCTURE}}}DimensionList", id="DimensionDescriptor")
    for place, (name, _codes) in enumerate(dataset.dimensions(), start=1):
        one = ET.SubElement(dimensions, f"{{{_STRUCTURE}}}Dimension", id=name, position=str(place))
        _concept(one, dataset, name)
        local = ET.SubElement(one, f"{{{_STRUCTURE}}}LocalRepresentation")
        listed = ET.SubElement(local, f"{{{_STRUCTURE}}}Enumeration")
        _reference(listed, "Codelist", "codelist", f"CL_{dataset.id}_{name}")
    measures = ET.SubElement(components, f"{{{_STRUCTURE}}}MeasureList", id="MeasureDescriptor")
    _concept(ET.SubElement(measures, f"{{{_STRUCTURE}}}PrimaryMeasure", id=VALUE), dataset, VALUE)


def _concept(parent: ET.Element, dataset: Dataset, name: str) -> None:
    identity = ET.SubElement(parent, f"{{{_STRUCTURE}}}ConceptIdentity")
    facts = {"maintainableParentID": _concepts(dataset), "maintainableParentVersion": VERSION, "id": name}
    ET.SubElement(
        identity, "Ref", {**facts, "agencyID": AGENCY, "package": "conceptscheme", "class": "Concept"}
    )


def _concepts(dataset: Dataset) -> str:
    return f"CS_{dataset.id}"


def _reference(parent: ET.Element, kind: str, package: str, identifier: str) -> None:
    facts = {"id": identifier, "version": VERSION, "agencyID": AGENCY, "package": package, "class": kind}
    ET.SubElement(parent, "Ref", facts)


def _maintained(parent: ET.Element, kind: str, identifier: str, words: str) -> ET.Element:
    facts = {"id": identifier, "agencyID": AGENCY, "version": VERSION, "isFinal": "false"}
    made = ET.SubElement(parent, f"{{{_STRUCTURE}}}{kind}", facts)
    _named(made, words)
    return made


def _named(parent: ET.Element, words: str) -> None:
    ET.SubElement(parent, f"{{{_COMMON}}}Name", {f"{{{_XML}}}lang": "vi"}).text = words


def _codes(heads: tuple[Head, ...]) -> list[tuple[str, str]]:
    return [(code(head.key), head.label) for head in heads]


def _observations(table: PivotTable) -> Iterator[tuple[str, str, int]]:
    for row in table.rows:
        for column in table.columns:
            if (row.key, column.key) in table.cells:
                yield code(row.key), code(column.key), table.cell(row.key, column.key)
        yield code(row.key), TOTAL, table.row_totals[row.key]
    for column in table.columns:
        yield TOTAL, code(column.key), table.column_totals[column.key]
    yield TOTAL, TOTAL, table.total
