"""GeoParquet, which is read without GDAL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from assetmap.errors import ImportFailed
from assetmap.exchange import Limits, list_columns, read_file

# Each of these starts a process or waits for a server; `make test` runs them.
pytestmark = pytest.mark.slow


@pytest.fixture
def places() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "name": ["a", "b", None],
            "members": [3, 4, 5],
            "since": pd.to_datetime(["2020-01-02", "2021-03-04", None]),
            "themes": [["x", "y"], [], None],
        },
        geometry=[shapely.Point(4.9, 52.37), None, shapely.Point(4.91, 52.38)],
        crs=4326,
    )


@pytest.mark.parametrize("crs", [4326, 28992])
def test_rows_and_reference_system_come_along(
    tmp_path: Path, places: gpd.GeoDataFrame, crs: int
) -> None:
    path = tmp_path / "places.parquet"
    places.to_crs(crs).to_parquet(path)

    result = read_file(path)

    assert result.frame["name"].tolist()[:2] == ["a", "b"]
    assert result.frame["members"].tolist() == [3, 4, 5]
    assert result.frame["themes"].tolist()[0] == '["x", "y"]'
    assert result.frame["since"].iloc[0].startswith("2020-01-02")
    assert result.frame.geometry.iloc[0].x == pytest.approx(4.9, abs=1e-6)
    assert result.frame.geometry.isna().tolist() == [False, True, False]
    assert result.declared_crs in (f"EPSG:{crs}", "OGC:CRS84")


def test_a_first_look_tells_columns_and_rows(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    path = tmp_path / "places.geoparquet"
    places.to_parquet(path)

    summary = list_columns(path)

    assert summary.columns == ("name", "members", "since", "themes")
    assert summary.rows == 3
    assert summary.sample[0]["name"] == "a"


def test_boxes_around_shapes_are_left_out(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    path = tmp_path / "places.parquet"
    places.to_parquet(path, write_covering_bbox=True)

    assert "bbox" not in read_file(path).frame.columns


def test_categories_and_pictures_are_dealt_with(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    path = tmp_path / "places.parquet"
    places.assign(sort=pd.Categorical(["p", "q", "p"]), photo=[b"x", b"y", None]).to_parquet(path)

    result = read_file(path)

    assert result.frame["sort"].tolist() == ["p", "q", "p"]
    assert "photo" not in result.frame.columns
    assert any("binary" in str(note) for note in result.notes)


def test_shapes_without_metadata_are_found_by_name(tmp_path: Path) -> None:
    path = tmp_path / "plain.parquet"
    wkb = shapely.to_wkb([shapely.Point(4.9, 52.37)])
    pq.write_table(pa.table({"name": ["a"], "geom": pa.array(wkb, pa.binary())}), path)

    result = read_file(path, crs="EPSG:4326")

    assert result.frame.geometry.iloc[0].x == 4.9


def test_table_without_shapes_gives_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "plain.parquet"
    pq.write_table(pa.table({"name": ["a", "b"]}), path)

    result = read_file(path)

    assert result.frame["name"].tolist() == ["a", "b"]
    assert result.frame.geometry.isna().all()


def test_broken_shape_is_refused_by_row(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    path = tmp_path / "places.parquet"
    places.to_parquet(path)
    table = pq.read_table(path)
    at = table.schema.get_field_index("geometry")
    shapes = [b"no shape", *table.column(at).to_pylist()[1:]]
    table = table.set_column(at, table.schema.field(at), pa.array(shapes, pa.binary()))
    pq.write_table(table, path)

    result = read_file(path)

    assert [row.row for row in result.refused] == [1]
    assert "cannot be read" in str(result.refused[0])
    assert len(result.frame) == 2


@pytest.mark.parametrize(
    "geo",
    [b"[1]", b'{"primary_column": 3}', b'{"primary_column": "x", "columns": {"x": 3}}'],
)
def test_odd_metadata_do_no_harm(tmp_path: Path, geo: bytes) -> None:
    path = tmp_path / "odd.parquet"
    table = pa.table({"name": ["a"]}).replace_schema_metadata({b"geo": geo})
    pq.write_table(table, path)

    assert read_file(path).frame["name"].tolist() == ["a"]


def test_broken_metadata_are_told(tmp_path: Path) -> None:
    path = tmp_path / "odd.parquet"
    pq.write_table(pa.table({"name": ["a"]}).replace_schema_metadata({b"geo": b"["}), path)

    with pytest.raises(ImportFailed, match="damaged"):
        read_file(path)


def test_other_writing_of_shapes_is_told(tmp_path: Path) -> None:
    about: dict[str, Any] = {
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "point"}},
    }
    path = tmp_path / "native.parquet"
    points = pa.array([{"x": 4.9, "y": 52.37}])
    table = pa.table({"geometry": points}).replace_schema_metadata({"geo": json.dumps(about)})
    pq.write_table(table, path)

    with pytest.raises(ImportFailed, match="not written as WKB"):
        read_file(path)


def test_half_a_file_is_told(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    path = tmp_path / "places.parquet"
    places.to_parquet(path)
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(ImportFailed, match="damaged"):
        read_file(path)


def test_file_that_unpacks_to_more_than_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"name": pa.array(["x" * 1000] * 300_000)}), path, use_dictionary=False)

    with pytest.raises(ImportFailed, match="more memory than it may use"):
        read_file(path, limits=Limits(memory_bytes=512 * 1024**2))
