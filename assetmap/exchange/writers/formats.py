"""The formats that we write. A new one is a module here and a line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from geopandas import GeoDataFrame

from assetmap.exchange.writers.geojson import write_geojson
from assetmap.exchange.writers.geopackage import write_geopackage
from assetmap.exchange.writers.table import write_table

# Takes frames that are in the reference system wanted already, a path that is free, and the
# system as a code such as EPSG:28992; gives back the names of the layers in the file.
Writer = Callable[[Mapping[str, GeoDataFrame], Path, str], tuple[str, ...]]

# By the ending of the file's name.
FORMATS: dict[str, Writer] = {
    ".gpkg": write_geopackage,
    ".geojson": write_geojson,
    ".csv": write_table,
}
