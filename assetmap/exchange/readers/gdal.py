"""Let GDAL read a file in a process of its own, and bring the rows over.

GDAL opens whatever a file points at: other files, addresses on the internet. So it works on a
copy in a private folder, without the drivers and the network for that, under limits of time and
memory, and what goes wrong there cannot hurt the app.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.confined import TookTooLong, run_confined
from assetmap.exchange.readers.result import Limits

logger = logging.getLogger(__name__)

_OSM_CONFIG = "osmconf.ini"

_CHILD = Path(__file__).with_name("child.py")

# Every driver that can open vector data, in the builds of GDAL that we know, and the raster
# drivers that follow addresses. The ones that a format needs are taken off this list.
DRIVERS = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,Arrow,BAG,CAD,CSV,CSW,Carto,DAAS,DGN,DODS,DXF,EDIGEO,"
    "EEDA,EEDAI,ESRI Shapefile,ESRIJSON,Elasticsearch,FileGDB,FlatGeobuf,GDALG,GML,GMLAS,"
    "GPKG,GPSBabel,GPX,GTFS,GTI,GeoJSON,GeoJSONSeq,GeoRSS,HANA,HTTP,Idrisi,Interlis 1,Interlis 2,"
    "JML,JP2OpenJPEG,JSONFG,KML,LIBKML,LVBAG,MBTiles,MEM,MSSQLSpatial,MVT,MapInfo File,MapML,"
    "MiraMonVector,MongoDBv3,MySQL,NAS,NGW,OAPIF,OCI,ODBC,ODS,OGCAPI,OGR_GMT,OGR_PDS,"
    "OGR_VRT,OSM,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,PLMOSAIC,PLSCENES,PMTiles,Parquet,PostgreSQL,"
    "S57,SOSI,SQLite,STACIT,STACTA,SXF,Selafin,SVG,TopoJSON,UK .NTF,VDV,VFK,VICAR,VRT,WAsP,WCS,"
    "WFS,WMS,WMTS,XLS,XLSX,XODR,netCDF"
)

# A proxy that is none: a request fails before anything leaves, even to look up a name.
_NO_PROXY = "none://network-is-off"

_ENVIRONMENT = {
    "GDAL_HTTP_PROXY": _NO_PROXY,
    "GDAL_HTTPS_PROXY": _NO_PROXY,
    "ALL_PROXY": _NO_PROXY,
    "http_proxy": _NO_PROXY,
    "https_proxy": _NO_PROXY,
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_TIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "PROJ_NETWORK": "OFF",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_NUM_THREADS": "1",
    # Lists become text: a cell holds one value.
    "OGR_GEOJSON_ARRAY_AS_STRING": "YES",
    # What does not fit in this many megabytes goes to a file in the private folder.
    "OSM_MAX_TMPFILE_SIZE": "100",
    # Styles may stand in other files, or on the internet; nobody asks for them.
    "LIBKML_RESOLVE_STYLE": "NO",
    "GPX_N_MAX_LINKS": "1",
    # The copy is ours, so a missing index may be written beside it.
    "SHAPE_RESTORE_SHX": "YES",
}

# Of the memory that may be used, one part for the rows as they come over.
_ROWS_PART = 4

_STDERR_CHARACTERS = 20_000


@dataclass(frozen=True)
class Answer:
    """What the reading process left: its report, and the rows if it got that far."""

    report: dict[str, Any]
    table: pa.Table | None

    @property
    def error(self) -> str | None:
        """The code of what went wrong, or None."""
        return self.report.get("error")


@contextmanager
def private_folder(name: str) -> Iterator[Path]:
    """Give a folder that only this user can enter, and remove it afterwards.

    Parameters
    ----------
    name
        Of the file that is to be read in it, for what is said when the disk is in the way.

    Raises
    ------
    ImportFailed
        If there is no room for it, or the file cannot be copied into it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="assetmap-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        raise ImportFailed(
            N_("'{file}' could not be copied for reading: {reason}. Is the disk full?"),
            file=name,
            reason=error.strerror or str(error),
        ) from error


def ask(
    mode: str,
    folder: Path,
    file: str,
    *,
    drivers: tuple[str, ...],
    layer: str | None,
    limits: Limits,
    way: str = "layer",
    markup: bool = False,
    turn: str | None = None,
) -> Answer:
    """Have a file read in another process.

    Parameters
    ----------
    mode
        `bulk`, `records` or `summary`; see `child.py`.
    folder
        A private folder that holds a copy of the file.
    file
        Its name in there.
    drivers
        The only GDAL drivers that may open it.
    way
        How to go about it; see `Format.way`.
    markup
        Whether it is XML, to be looked through for traps first.
    turn
        The module that turns the copy into a GeoJSON first: `umap` or `overpass`.

    Raises
    ------
    ImportFailed
        If it takes longer than `limits.seconds`.
    """
    rows = folder / "rows.arrow"
    rows.unlink(missing_ok=True)
    request: dict[str, Any] = {
        "reader": "ways",
        "without": [],
        "mode": mode,
        "file": file,
        "layer": layer,
        "drivers": drivers,
        "way": way,
        "markup": markup,
        "turn": turn,
        "osm_config": _OSM_CONFIG,
    }
    environment = {
        **_ENVIRONMENT,
        "GDAL_SKIP": ",".join(name for name in DRIVERS.split(",") if name not in drivers),
        "CPL_TMPDIR": str(folder),
        "OSM_CONFIG_FILE": str(folder / _OSM_CONFIG),
    }
    errors = folder / "stderr.txt"
    try:
        code, answer = run_child(folder, request, limits, environment=environment, stderr=errors)
    finally:
        _log_complaints(errors)
    if answer is None:
        logger.warning("the process that reads files ended with code %s (%s)", code, mode)
        return Answer({"error": "crash"}, None)
    # On this side the rows take several times what they take in the file.
    if rows.is_file() and rows.stat().st_size > limits.memory_bytes // _ROWS_PART:
        return Answer({"error": "memory"}, None)
    return Answer(answer, None if "error" in answer else _read_rows(rows))


def run_child(
    folder: Path,
    request: Mapping[str, Any],
    limits: Limits,
    *,
    environment: Mapping[str, str] | None = None,
    stderr: Path | None = None,
) -> tuple[int, dict[str, Any] | None]:
    """Run `child.py` on a request under limits; return its exit code and its report, if any.

    Raises
    ------
    ImportFailed
        If it takes longer than `limits.seconds`.
    """
    limited = {
        **request,
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds,
        "file_bytes": limits.file_bytes,
    }
    try:
        return run_confined(
            _CHILD, folder, limited, seconds=limits.seconds, environment=environment, stderr=stderr
        )
    except TookTooLong as error:
        raise ImportFailed(
            N_(
                "Reading the file took longer than {seconds} seconds, so it was stopped. "
                "Keep only the area or the columns that you need, and try again."
            ),
            seconds=f"{limits.seconds:g}",
        ) from error


def _log_complaints(errors: Path) -> None:
    if not errors.is_file():
        return
    with errors.open(encoding="utf-8", errors="replace") as written:
        said = written.read(_STDERR_CHARACTERS).splitlines(keepends=True)
    # A build of GDAL that lacks a driver tells so, for each.
    told = "".join(line for line in said if "from GDAL_SKIP" not in line)
    if told:
        logger.debug("the process that reads files said: %s", told)


def _read_rows(rows: Path) -> pa.Table:
    with pa.OSFile(str(rows)) as source, pa.ipc.open_file(source) as reader:
        return reader.read_all()
