"""What a file is by its content; where that and the ending disagree, the file is refused."""

from __future__ import annotations

import codecs
import mmap
import re
from pathlib import Path

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.formats import (
    ARCHIVE,
    ESRI_JSON,
    GEOJSON,
    GEOJSON_LINES,
    GEOPACKAGE,
    GEORSS,
    GPX,
    JSON_ROWS,
    KML,
    KMZ,
    MAPINFO,
    MARKUP,
    OSM,
    OVERPASS,
    SHEET,
    TABLE,
    TOPOJSON,
    UMAP,
    Format,
)

_HEAD_BYTES = 64 * 1024
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# GDAL fetches the address in such a `crs` member, which RFC 7946 did away with.
_CRS_ADDRESS = re.compile(
    rb'"crs"\s*:\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)?"type"\s*:\s*"(?:link|url)"', re.IGNORECASE
)

# Enough to find the members of the outermost object: all texts, and all brackets.
_TOKENS = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*(:?)|[{}\[\]]', re.DOTALL)

# Of a longer file that does not say within this what it is, the ending decides.
_SEARCHED_BYTES = 64 * 1024**2

_SHAPE_TYPES = frozenset(
    b"FeatureCollection Feature Point MultiPoint LineString MultiLineString Polygon MultiPolygon "
    b"GeometryCollection".split()
)

# Before the first element: the XML declaration, comments, and other instructions.
_FIRST_ELEMENT = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)*<(?:[\w.-]+:)?([\w.-]+)",
    re.DOTALL | re.IGNORECASE,
)
_FORMATS_BY_ELEMENT = {
    "kml": KML,
    "placemark": KML,
    "document": KML,
    "folder": KML,
    "gpx": GPX,
    "rss": GEORSS,
    "feed": GEORSS,
    "rdf": GEORSS,
    "osm": OSM,
    "osmchange": OSM,
}

# A seamless layer and a view name other files, which may be anywhere on this computer.
_POINTS_ELSEWHERE = re.compile(rb'isseamless"?\s*=\s*"?true|create\s+view|open\s+table', re.I)


def format_by_content(path: Path, wanted: Format) -> Format:
    """Return what a file is, given what its ending says.

    Raises
    ------
    ImportFailed
        If its content is something else than its ending says, and nothing like it.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if wanted.magic == b"{":
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return _which_json(path, head, content)
    if wanted in MARKUP and not (wanted is OSM and b"OSMHeader" in head[:64]):
        return KMZ if head.startswith(KMZ.magic) else _which_markup(path, head, wanted)
    if wanted is KMZ and not head.startswith(KMZ.magic):
        return _which_markup(path, head, KML)
    if wanted is MAPINFO:
        return _which_mapinfo(path, head)
    if wanted is TABLE:
        _check_table(path, head)
    elif wanted is GEOJSON_LINES:
        _check_lines(path, head)
    elif wanted is not SHEET and not head.startswith(wanted.magic):
        raise _something_else(path, wanted)
    return wanted


def _something_else(path: Path, wanted: Format) -> ImportFailed:
    return ImportFailed(
        N_(
            "'{file}' is no {format} file: it begins with something else. "
            "Export it once more as {format}, or give it its right ending."
        ),
        file=path.name,
        format=wanted.name,
    )


def _text_of(head: bytes) -> str:
    encoding = "utf-16" if head.startswith(_BOMS[1:]) else "utf-8-sig"
    return head.decode(encoding, errors="ignore").lstrip()


def _which_json(path: Path, head: bytes, content: mmap.mmap) -> Format:
    start = _text_of(head)
    if not start:
        raise ImportFailed(
            N_("'{file}' is empty: it holds nothing at all. Export or download it once more."),
            file=path.name,
        )
    if start.startswith("["):
        return JSON_ROWS
    if not start.startswith("{"):
        raise ImportFailed(
            N_(
                "'{file}' is no GeoJSON: it begins with '{start}', where '{{' was expected. "
                "Export it once more as GeoJSON, or give it its right ending."
            ),
            file=path.name,
            start=start[:20].splitlines()[0],
        )
    # The tokens are looked for in UTF-8; other text is first written anew, then looked at.
    raw = start.encode() if head.startswith(_BOMS[1:]) else content
    members, kind, complete = _outermost(raw)
    if kind == b"umap":
        return UMAP
    if kind == b"Topology":
        return TOPOJSON
    if kind in _SHAPE_TYPES:
        if content.find(b'"crs"') >= 0:
            _check_crs_address(path, content)
        return GEOJSON
    if b"elements" in members and members & {b"version", b"generator", b"osm3s"}:
        return OVERPASS
    if b"geometryType" in members and b"features" in members:
        return ESRI_JSON
    return JSON_ROWS if complete else GEOJSON


def _outermost(content: bytes | mmap.mmap) -> tuple[set[bytes], bytes | None, bool]:
    """Return the members of the outermost object, its type, and whether it was looked through."""
    depth, members = 0, set()
    name: bytes | None = None
    for token in _TOKENS.finditer(content, 0, _SEARCHED_BYTES):
        text = token[1]
        if text is None:
            depth += 1 if token[0] in b"{[" else -1
            name = None
        elif depth == 1 and token[2]:
            name = text
            members.add(text)
        elif depth == 1 and name == b"type":
            return members, text, True
    return members, None, len(content) <= _SEARCHED_BYTES


def _check_crs_address(path: Path, content: mmap.mmap) -> None:
    if _CRS_ADDRESS.search(content):
        raise ImportFailed(
            N_(
                "'{file}' wants its reference system fetched from an address on the internet, "
                "which we do not do. Export it once more as GeoJSON in WGS84 (EPSG:4326)."
            ),
            file=path.name,
        )


def _check_lines(path: Path, head: bytes) -> None:
    # RFC 8142 begins each feature with the sign for a new record.
    if not _text_of(head).lstrip("\x1e \r\n").startswith("{"):
        raise _something_else(path, GEOJSON_LINES)
    if _CRS_ADDRESS.search(path.read_bytes()):
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as all_:
            _check_crs_address(path, all_)


def _which_markup(path: Path, head: bytes, wanted: Format) -> Format:
    first = _FIRST_ELEMENT.match(_text_of(head))
    found = _FORMATS_BY_ELEMENT.get(first[1].lower()) if first else None
    if found is not None:
        return found
    if path.suffix.lower() == ".xml":
        raise ImportFailed(
            N_(
                "'{file}' is XML, but no KML, GPX, GeoRSS or OpenStreetMap. "
                "Export it once more as one of these, or as GeoJSON."
            ),
            file=path.name,
        )
    raise _something_else(path, wanted)


def _which_mapinfo(path: Path, head: bytes) -> Format:
    is_mif = path.suffix.lower() == ".mif"
    start = head.lstrip().lower()
    if not is_mif and not start.startswith(b"!table"):
        # The ending is also used for tables with tabs between the cells.
        _check_table(path, head)
        return TABLE
    if is_mif and not start.startswith((b"version", b"charset", b"delimiter", b"columns")):
        raise _something_else(path, MAPINFO)
    if not is_mif and _POINTS_ELSEWHERE.search(path.read_bytes()[:_SEARCHED_BYTES]):
        raise ImportFailed(
            N_(
                "'{file}' only points at other files. Give each of those on its own, "
                "or save the layer in MapInfo as one new table."
            ),
            file=path.name,
        )
    return MAPINFO


def _check_table(path: Path, head: bytes) -> None:
    if head.startswith((ARCHIVE.magic, GEOPACKAGE.magic)) or (
        b"\0" in head[:4096] and not head.startswith(_BOMS)
    ):
        raise ImportFailed(
            N_(
                "'{file}' is no text table, though its ending says so. "
                "Open it in a spreadsheet and save it as CSV."
            ),
            file=path.name,
        )
