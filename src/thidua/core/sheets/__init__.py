"""Tables in and out of spreadsheets: any workbook read safely, large tables written fast, forms printed well.

Reading never computes, follows or runs anything. What a column means is for its caller to know.
"""

from thidua.core.sheets.annotating import CellFinding, annotate
from thidua.core.sheets.forms import Form, FormChart, HeaderCell, write_form, write_forms
from thidua.core.sheets.headers import ColumnSpec, HeaderMatch, NoHeader, find_header
from thidua.core.sheets.limits import Limits, UnreadableWorkbook
from thidua.core.sheets.reading import open_workbook
from thidua.core.sheets.tables import Cell, Table, read_frame, read_table
from thidua.core.sheets.workbooks import Sheet, Workbook
from thidua.core.sheets.writing import Column, write_table

__all__ = [
    "Cell",
    "CellFinding",
    "Column",
    "ColumnSpec",
    "Form",
    "FormChart",
    "HeaderCell",
    "HeaderMatch",
    "Limits",
    "NoHeader",
    "Sheet",
    "Table",
    "UnreadableWorkbook",
    "Workbook",
    "annotate",
    "find_header",
    "open_workbook",
    "read_frame",
    "read_table",
    "write_form",
    "write_forms",
    "write_table",
]
