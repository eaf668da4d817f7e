"""The parts of an .xlsx package that are the same for every table: names, relations and styles."""

from __future__ import annotations

from xml.sax.saxutils import escape

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

_SHEET_NAME_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def fixed_parts(sheet_name: str) -> dict[str, str]:
    """Return each part's name and text; the sheet's name loses signs that spreadsheets forbid."""
    name = escape(sheet_name.translate(_SHEET_NAME_SIGNS).strip()[:31] or "Sheet1", {'"': "&quot;"})
    relation = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    return {
        "[Content_Types].xml": (
            f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
            f"{_content_type('/xl/workbook.xml', 'sheet.main')}"
            f"{_content_type('/xl/worksheets/sheet1.xml', 'worksheet')}"
            f"{_content_type('/xl/styles.xml', 'styles')}</Types>"
        ),
        "_rels/.rels": (
            f'{DECLARATION}{relation}<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{DECLARATION}<workbook {NAMESPACE} xmlns:r="{_DOCUMENT}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{DECLARATION}{relation}<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_DOCUMENT}/styles" '
            'Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": _STYLES_XML,
    }


def _content_type(part: str, kind: str) -> str:
    content_type = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
    return f'<Override PartName="{part}" ContentType="{content_type}"/>'


_FONT = '<sz val="11"/><name val="Times New Roman"/>'
_PLAIN = 'fontId="0" fillId="0" borderId="0"'


def _number_style(format_id: int) -> str:
    return f'<xf numFmtId="{format_id}" {_PLAIN} xfId="0" applyNumberFormat="1"/>'


# Cell styles by position: 0 plain, 1 header, 2 text, 3 whole number, 4 number, 5 day, 6 moment.
_STYLES_XML = (
    f"{DECLARATION}<styleSheet {NAMESPACE}>"
    '<numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm"/>'
    '<numFmt numFmtId="166" formatCode="#,##0.###"/></numFmts>'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf numFmtId="0" {_PLAIN}/></cellStyleXfs>'
    f'<cellXfs count="7"><xf numFmtId="0" {_PLAIN} xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"'
    ' applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>'
    f"{''.join(map(_number_style, (49, 3, 166, 164, 165)))}</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
