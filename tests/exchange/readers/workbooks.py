"""Workbooks for tests, made by hand: what they hold is just what a test says."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# A date (number format 14) is the second style.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def cell(value: object, place: str) -> str:
    """Return one cell: text, number, boolean, `date:NUMBER`, `error:NAME` or `=formula|value`."""
    match value:
        case None:
            return ""
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{value}</v></c>'
        case str() if value.startswith("date:"):
            return f'<c r="{place}" s="1"><v>{value[5:]}</v></c>'
        case str() if value.startswith("time:"):
            return f'<c r="{place}" s="2"><v>{value[5:]}</v></c>'
        case str() if value.startswith("error:"):
            return f'<c r="{place}" t="e"><v>{value[6:]}</v></c>'
        case str() if value.startswith("=") and "|" in value:
            formula, result = value[1:].split("|")
            return f'<c r="{place}"><f>{formula}</f><v>{result}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def sheet_xml(rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> str:
    """Return the XML of a sheet."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(cell(each, f"{chr(65 + at)}{number}") for at, each in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    after = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{after}</worksheet>'


def write_xlsx(path: Path, sheets: Mapping[str, str], hidden: Sequence[str] = ()) -> Path:
    """Write a workbook whose sheets have the XML given."""
    types, links, names = "", "", ""
    for number, name in enumerate(sheets, start=1):
        types += (
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            f'ContentType="{SHEET_TYPE}.worksheet+xml"/>'
        )
        links += (
            f'<Relationship Id="rId{number}" Type="{REL}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
        state = ' state="hidden"' if name in hidden else ""
        names += f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"{state}/>'
    links += f'<Relationship Id="rId99" Type="{REL}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{names}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
        "xl/styles.xml": STYLES,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for number, text in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", text)
    return path


def write_ods(path: Path, rows: Sequence[Sequence[str]], manifest: str = "") -> Path:
    """Write an OpenDocument sheet; a cell is the XML within `table:table-row`, or text."""
    lines = ""
    for row in rows:
        cells = "".join(
            each
            if each.startswith("<")
            else f'<table:table-cell office:value-type="string"><text:p>{each}</text:p>'
            "</table:table-cell>"
            for each in row
        )
        lines += f"<table:table-row>{cells}</table:table-row>"
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Blad1">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            manifest
            or f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0" manifest:version="1.2"/>',
        )
        archive.writestr("content.xml", content)
    return path


def write_xls(path: Path, rows: Sequence[Sequence[str | float]]) -> Path:
    """Write a workbook of before 2007 (BIFF8 in a compound file) with one sheet."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = b"Blad1"
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            where = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                sheet += record(0x0204, where + text)
            else:
                sheet += record(0x0203, where + struct.pack("<d", value))
    sheet += record(0x000A, b"")
    head = record(0x0809, begin)
    end = record(0x000A, b"")
    starts = len(head) + 4 + 8 + len(name) + len(end)
    book = head + record(0x0085, struct.pack("<IHBB", starts, 0, len(name), 0) + name) + end
    return write_compound(path, {"Workbook": book + sheet})


def write_compound(path: Path, streams: Mapping[str, bytes]) -> Path:
    """Write a compound file (MS-CFB, sectors of 512 bytes) with some streams."""
    chain: list[int] = []
    body = b""
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, data in streams.items():
        padded = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        first, count = len(chain), len(padded) // 512
        chain += [*range(first + 1, first + count), 0xFFFFFFFE]
        body += padded
        entries.append((name, 2, first, len(padded)))
    directory = b""
    for number, (name, kind, first, size) in enumerate(entries):
        wide = name.encode("utf-16-le") + b"\0\0"
        child = 1 if kind == 5 else 0xFFFFFFFF
        right = number + 1 if 0 < number < len(entries) - 1 else 0xFFFFFFFF
        directory += wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1)
        directory += struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(16 + 4 + 16)
        directory += struct.pack("<IQ", first, size)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    at = len(chain)
    count = len(directory) // 512
    chain += [*range(at + 1, at + count), 0xFFFFFFFE]
    table = len(chain)
    chain.append(0xFFFFFFFD)
    assert len(chain) <= 128
    fat = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", table, *[0xFFFFFFFF] * 108)
    path.write_bytes(header + body + directory + fat)
    return path
