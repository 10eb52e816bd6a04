"""Every odd real file that GDAL opens: none of its features may be lost without a reason."""

from __future__ import annotations

import warnings
from pathlib import Path

import pyogrio
import pytest

from assetmap.errors import ImportFailed
from assetmap.exchange import list_columns, read_file

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

FOLDERS = ("fiona", "gdal_autotest", "pdok_geopackage_validator", "pyogrio", "umap")

# Of a GPX, the points that its lines are made of; a map and its index say nothing of their own.
TWICE = ("route_points", "track_points")
PARTS = (
    ".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".idm", ".ind", ".id", ".map", ".dat",
    ".mid", ".csvt", ".xsd", ".md",
)  # fmt: skip

# What we do not read, and say so.
NOT_READ = {
    "multicurve.gml": "cannot read",
    "poly.tar": "Unpack it",
    "poly.tar.gz": "Unpack it",
    "seamless.tab": "only points at other files",
    "view_first_table_second_table.tab": "only points at other files",
    # Its layer lies on the internet.
    "remote_data.umap": "has no rows",
    "two_points.pbf": "nothing has a name",
}

# Tables and sheets have tests of their own.
TABLES = (".csv", ".txt", ".xlsx", ".ods")


def rows_of_pyogrio(path: Path) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            layers = pyogrio.list_layers(path)
            shown = [name for name, kind in layers if kind is not None and name not in TWICE]
            where = "name IS NOT NULL" if path.suffix == ".pbf" else None
            return sum(len(pyogrio.read_dataframe(path, layer=each, where=where)) for each in shown)
        # One shape that cannot be made hides the whole file.
        except Exception:
            return 0


def rows_of_ours(path: Path) -> int:
    try:
        results = [read_file(path, placeless=True)]
    except ImportFailed as error:
        if "has no rows" in str(error):
            return 0
        if "several layers" not in str(error):
            raise
        results = []
        for layer in list_columns(path).layers:
            try:
                results.append(read_file(path, layer=layer, placeless=True))
            except ImportFailed as told:
                if "has no rows" not in str(told):
                    raise
    return sum(len(each.frame) + len(each.refused) for each in results)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_feature_that_gdal_opens_is_lost(real_data: Path, folder: str) -> None:
    lost, read = [], 0
    for path in sorted((real_data / "import-odd" / folder).rglob("*")):
        if not path.is_file() or path.suffix.lower() in (*PARTS, *TABLES):
            continue
        if path.name in NOT_READ:
            with pytest.raises(ImportFailed, match=NOT_READ[path.name]):
                read_file(path, placeless=True)
            continue
        theirs = rows_of_pyogrio(path)
        try:
            ours = rows_of_ours(path)
        except ImportFailed as error:
            ours = 0
            if theirs:
                lost.append(f"{path.name}: {error}")
        read += ours
        if ours < theirs:
            lost.append(f"{path.name}: {theirs} against {ours}")

    assert lost == []
    assert read > 0
