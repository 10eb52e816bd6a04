"""Which format a file has: by its ending, and by what is in it, which must agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.result import Limits


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
    way
        How the reading process goes about it: `layer` reads one layer with GDAL, `whole` puts all
        layers together, `osm` does that for what has a name, `parquet` does without GDAL.
    """

    name: str
    drivers: tuple[str, ...] = ()
    magic: bytes = b""
    way: str = "layer"


_JSON = ("GeoJSON", "TopoJSON")

GEOJSON = Format("GeoJSON", _JSON, b"{")
TOPOJSON = Format("TopoJSON", _JSON, b"{")
UMAP = Format("uMap", _JSON, b"{")
OVERPASS = Format("OpenStreetMap (JSON)", _JSON, b"{")
ESRI_JSON = Format("Esri JSON", ("ESRIJSON",), b"{")
GEOJSON_LINES = Format("GeoJSON, one feature a line", _JSON)
JSON_ROWS = Format("JSON")
GEOPACKAGE = Format("GeoPackage", ("GPKG",), b"SQLite format 3\0")
FLATGEOBUF = Format("FlatGeobuf", ("FlatGeobuf",), b"fgb\x03")
SHAPEFILE = Format("Shapefile", ("ESRI Shapefile",), b"\x00\x00\x27\x0a")
MAPINFO = Format("MapInfo", ("MapInfo File",))
GEODATABASE = Format("Esri geodatabase", ("OpenFileGDB",))
PARQUET = Format("GeoParquet", (), b"PAR1", "parquet")
KML = Format("KML", ("LIBKML", "KML"), b"<", "whole")
KMZ = Format("KMZ", ("LIBKML", "KML"), b"PK", "whole")
GPX = Format("GPX", ("GPX",), b"<", "whole")
GEORSS = Format("GeoRSS", ("GeoRSS",), b"<")
OSM = Format("OpenStreetMap", ("OSM",), b"", "osm")
ARCHIVE = Format("zip", (), b"PK")
TABLE = Format("CSV")
SHEET = Format("Excel or ODS")

# Text that is XML: looked through for traps before GDAL sees it.
MARKUP = (KML, GPX, GEORSS, OSM)

# What a file with this ending is, unless its content says that it is a near relation of it.
FORMATS_BY_ENDING = {
    ".geojson": GEOJSON,
    ".json": GEOJSON,
    ".topojson": TOPOJSON,
    ".umap": UMAP,
    ".geojsonl": GEOJSON_LINES,
    ".geojsons": GEOJSON_LINES,
    ".ndjson": GEOJSON_LINES,
    ".seq": GEOJSON_LINES,
    ".gpkg": GEOPACKAGE,
    ".fgb": FLATGEOBUF,
    ".shp": SHAPEFILE,
    ".tab": MAPINFO,
    ".mif": MAPINFO,
    ".parquet": PARQUET,
    ".geoparquet": PARQUET,
    ".kml": KML,
    ".kmz": KMZ,
    ".gpx": GPX,
    ".georss": GEORSS,
    ".rss": GEORSS,
    ".atom": GEORSS,
    ".xml": GEORSS,
    ".osm": OSM,
    ".pbf": OSM,
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

# What others of the same family are called, with the one to give instead.
_PARTS_OF = {
    ".dbf": ".shp",
    ".shx": ".shp",
    ".prj": ".shp",
    ".cpg": ".shp",
    ".mid": ".mif",
    ".dat": ".tab",
    ".map": ".tab",
    ".id": ".tab",
    ".ind": ".tab",
}

# Of all that we read, what most programs can write.
_ADVISED = (".csv", ".xlsx", ".ods", ".geojson", ".gpkg", ".shp", ".kml", ".gpx", ".zip")

_PACKED = (".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst")


def detect_format(path: Path, limits: Limits) -> Format:
    """Return the format of a file.

    Raises
    ------
    ImportFailed
        If there is no such file on this computer, it is empty or too big, its ending is not
        known, or what is in it is something else.
    """
    # This module knows the formats, that one looks into files; each needs the other.
    from assetmap.exchange.readers.content import format_by_content

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
    wanted = FORMATS_BY_ENDING.get(path.suffix.lower())
    if wanted is None:
        raise _unknown(path)
    try:
        _check_size(path, limits.table_bytes if wanted is TABLE else limits.file_bytes)
        return format_by_content(path, wanted)
    except OSError as error:
        raise ImportFailed(
            N_("'{file}' cannot be opened: {reason}. Close it in other programs, or copy it."),
            file=path.name,
            reason=error.strerror or str(error),
        ) from error


def _unknown(path: Path) -> ImportFailed:
    ending = path.suffix.lower()
    if ending in _PACKED:
        return ImportFailed(
            N_(
                "'{file}' is packed in a way that we do not read. Unpack it and give what is in it."
            ),
            file=path.name,
        )
    if ending in _PARTS_OF:
        return ImportFailed(
            N_(
                "'{file}' is only a part of a map layer. "
                "Give the file that ends in '{ending}', or a zip with all parts."
            ),
            file=path.name,
            ending=_PARTS_OF[ending],
        )
    return ImportFailed(
        N_("'{file}' ends in '{ending}', which we cannot read. Save it as one of these: {known}."),
        file=path.name,
        ending=path.suffix,
        known=", ".join(_ADVISED),
    )


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
