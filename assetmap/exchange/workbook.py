"""Write a workbook of one sheet in which every cell is text, so that a spreadsheet changes none."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

# What a cell of Excel holds at most.
CELL_CHARACTERS = 32_767

# What XML 1.0 cannot say, https://www.w3.org/TR/xml/#charsets
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>"
    ),
}


def write_workbook(name: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook (.xlsx) with one sheet.

    Parameters
    ----------
    name
        Of the sheet.
    rows
        Text of each cell; what stands there is no formula, whatever it begins with.
    """
    lines = (f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    # Excel takes 31 characters, without these.
    title = _plain(re.sub(r"[\[\]:*?/\\]", " ", name)[:31]).replace('"', "&quot;") or "1"
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<sheets><sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in {
            **_PARTS,
            "xl/workbook.xml": book,
            "xl/worksheets/sheet1.xml": sheet,
        }.items():
            archive.writestr(part, _HEAD + text)
    return content.getvalue()


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_plain(text)}</t></is></c>'


def _plain(cell: str) -> str:
    return escape(_NO_XML.sub(" ", cell))
