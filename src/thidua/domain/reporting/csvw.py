"""A cross table as CSV with its description beside it (CSV on the Web, W3C 2015), in one archive."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.domain.reporting.tables import PivotTable

METADATA_TYPE = "application/csvm+json"
COUNT = {"datatype": {"base": "integer", "minimum": 0}, "required": True}


def csv_text(table: PivotTable, corner: str) -> str:
    """One row a row of the table, its key first; no row of totals, so that keys stay keys."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(["key", corner, *(head.label for head in table.columns), _("Tổng")])
    for head in table.rows:
        cells = (table.cell(head.key, column.key) for column in table.columns)
        writer.writerow([head.key, head.label, *cells, table.row_totals[head.key]])
    return target.getvalue()


def metadata(table: PivotTable, title: str, corner: str, address: str) -> str:
    """What the columns of the CSV at ``address`` are, which may be the name of a file beside the description."""
    columns: list[dict[str, Any]] = [
        {"name": "key", "titles": "key", "datatype": "string", "null": []},
        {"name": "label", "titles": corner, "datatype": "string", "null": []},
        *(
            {"name": f"count_{place}", "titles": head.label, "dc:identifier": head.key, **COUNT}
            for place, head in enumerate(table.columns, start=1)
        ),
        {"name": "total", "titles": _("Tổng"), **COUNT},
    ]
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": get_language() or "vi"}],
        "url": address,
        "dc:title": title,
        "tableSchema": {"primaryKey": "key", "columns": columns},
    }
    return json.dumps(described, ensure_ascii=False, indent=1)


def archive(table: PivotTable, title: str, corner: str, name: str) -> bytes:
    """Both files in a ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{name}.csv", csv_text(table, corner))
        packed.writestr(f"{name}.csv-metadata.json", metadata(table, title, corner, f"{name}.csv"))
    return target.getvalue()
