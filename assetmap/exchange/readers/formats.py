"""Which format a file has: by its ending, and by its first bytes, which must agree."""

from __future__ import annotations

import codecs
import mmap
import re
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.result import Limits

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# GDAL fetches the address in such a `crs` member, which RFC 7946 did away with.
_CRS_ADDRESS = re.compile(
    rb'"crs"\s*:\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)?"type"\s*:\s*"(?:link|url)"', re.IGNORECASE
)


@dataclass(frozen=True)
class Format:
    """A format that we read.

    Parameters
    ----------
    name
        As people call it.
    drivers
        The only GDAL drivers that may open it; none for what GDAL does not open.
    magic
        What such a file begins with, after a byte order mark and white space for text.
    """

    name: str
    drivers: tuple[str, ...] = ()
    magic: bytes = b""


_JSON = ("GeoJSON", "TopoJSON")

GEOJSON = Format("GeoJSON", _JSON, b"{")
TOPOJSON = Format("TopoJSON", _JSON, b"{")
GEOPACKAGE = Format("GeoPackage", ("GPKG",), b"SQLite format 3\0")
FLATGEOBUF = Format("FlatGeobuf", ("FlatGeobuf",), b"fgb\x03")
SHAPEFILE = Format("Shapefile", ("ESRI Shapefile",), b"\x00\x00\x27\x0a")
ARCHIVE = Format("zip", ("ESRI Shapefile",), b"PK")
TABLE = Format("CSV")
SHEET = Format("Excel or ODS")
JSON_ROWS = Format("JSON", (), b"")
KML = Format("KML", ("LIBKML", "KML"), b"<")
KMZ = Format("KMZ", ("LIBKML",), b"PK")
GPX = Format("GPX", ("GPX",), b"<")
GEORSS = Format("GeoRSS", ("GeoRSS",), b"<")
OSM = Format("OpenStreetMap", ("OSM",))
PARQUET = Format("GeoParquet", (), b"PAR1")
MAPINFO = Format("MapInfo", ("MapInfo File",))
UMAP = Format("uMap", _JSON, b"{")

FORMATS_BY_ENDING = {
    ".geojson": GEOJSON,
    ".json": GEOJSON,
    ".topojson": TOPOJSON,
    ".gpkg": GEOPACKAGE,
    ".fgb": FLATGEOBUF,
    ".shp": SHAPEFILE,
    ".zip": ARCHIVE,
    ".csv": TABLE,
    ".tsv": TABLE,
    ".txt": TABLE,
    ".psv": TABLE,
    ".xlsx": SHEET,
    ".xlsm": SHEET,
    ".xls": SHEET,
    ".ods": SHEET,
}


def detect_format(path: Path, limits: Limits) -> Format:
    """Return the format of a file.

    Raises
    ------
    ImportFailed
        If there is no such file on this computer, it is empty or too big, its ending is not
        known, or what is in it is something else.
    """
    # GDAL would take such a name for an address or an archive; a file never needs it.
    if re.match(r"[\\/]+vsi", str(path), re.IGNORECASE):
        raise ImportFailed(
            N_("'{file}' is no file on this computer. Download it first and give its own path."),
            file=str(path),
        )
    if path.is_dir():
        raise ImportFailed(
            N_("'{file}' is a folder. Give the file in it that is to be read."), file=path.name
        )
    if not path.is_file():
        raise ImportFailed(
            N_("There is no file '{file}'. Check the name and the folder."), file=str(path)
        )
    found = FORMATS_BY_ENDING.get(path.suffix.lower())
    if found is None:
        raise ImportFailed(
            N_(
                "'{file}' ends in '{ending}', which we cannot read. "
                "Save it as one of these: {known}."
            ),
            file=path.name,
            ending=path.suffix,
            known=", ".join(FORMATS_BY_ENDING),
        )
    try:
        _check_size(path, limits.table_bytes if found is TABLE else limits.file_bytes)
        _check_content(path, found)
    except OSError as error:
        raise ImportFailed(
            N_("'{file}' cannot be opened: {reason}. Close it in other programs, or copy it."),
            file=path.name,
            reason=error.strerror or str(error),
        ) from error
    return found


def _check_size(path: Path, limit_bytes: int) -> None:
    size = path.stat().st_size
    if size == 0:
        raise ImportFailed(
            N_("'{file}' is empty: it holds nothing at all. Export or download it once more."),
            file=path.name,
        )
    if size > limit_bytes:
        raise ImportFailed(
            N_(
                "'{file}' is {size} MB, more than the {limit} MB that we read at once. "
                "Split it, or keep only the area that you need."
            ),
            file=path.name,
            size=size // 1024**2,
            limit=limit_bytes // 1024**2,
        )


def _check_content(path: Path, wanted: Format) -> None:
    with path.open("rb") as file:
        head = file.read(4096)
        if wanted is TABLE:
            _check_table(path, head)
        elif wanted.drivers == _JSON:
            _check_json(path, head)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if b'"crs"' in head or content.find(b'"crs"') >= 0:
                    _check_crs_address(path, content)
        elif not head.startswith(wanted.magic):
            raise ImportFailed(
                N_(
                    "'{file}' is no {format} file: it begins with something else. "
                    "Export it once more as {format}, or give it its right ending."
                ),
                file=path.name,
                format=wanted.name,
            )


def _check_table(path: Path, head: bytes) -> None:
    if head.startswith((ARCHIVE.magic, GEOPACKAGE.magic)) or (
        b"\0" in head and not head.startswith(_BOMS)
    ):
        raise ImportFailed(
            N_(
                "'{file}' is no text table, though its ending says so. "
                "Open it in a spreadsheet and save it as CSV."
            ),
            file=path.name,
        )


def _check_json(path: Path, head: bytes) -> None:
    encoding = "utf-16" if head.startswith(_BOMS[1:]) else "utf-8-sig"
    start = head.decode(encoding, errors="ignore").lstrip()
    if not start:
        raise ImportFailed(
            N_("'{file}' is empty: it holds nothing at all. Export or download it once more."),
            file=path.name,
        )
    if not start.startswith("{"):
        raise ImportFailed(
            N_(
                "'{file}' is no GeoJSON: it begins with '{start}', where '{{' was expected. "
                "Export it once more as GeoJSON, or give it its right ending."
            ),
            file=path.name,
            start=start[:20].splitlines()[0],
        )


def _check_crs_address(path: Path, content: mmap.mmap) -> None:
    if _CRS_ADDRESS.search(content):
        raise ImportFailed(
            N_(
                "'{file}' wants its reference system fetched from an address on the internet, "
                "which we do not do. Export it once more as GeoJSON in WGS84 (EPSG:4326)."
            ),
            file=path.name,
        )
