"""GeoJSON in which some features are no features: the others are read, these get a reason."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assetmap.errors import ImportFailed
from assetmap.exchange import read_file

# Each of these starts a process or waits for a server; `make test` runs them.
pytestmark = pytest.mark.slow

POINT = {"type": "Point", "coordinates": [4.9, 52.37]}
GOOD = {"type": "Feature", "properties": {"name": "good"}, "geometry": POINT}
RING = [[4.9, 52.3], [4.91, 52.3], [4.91, 52.31], [4.9, 52.305]]

MakeFile = Callable[..., Path]


def feature(geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "bad"}, "geometry": geometry}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (None, "is no feature"),
        ("text", "is no feature"),
        (3, "is no feature"),
        (POINT, "is no feature"),
        ([GOOD], "is no feature"),
        (feature({"type": "Pointy", "coordinates": [4.9, 52.37]}), "cannot be read"),
        (feature({"type": "Point", "coordinates": ["a", "b"]}), "cannot be read"),
        (feature({"type": "Point", "coordinates": {"lon": 4.9}}), "cannot be read"),
        (feature({"type": "LineString", "coordinates": [[4.9, 52.37], None]}), "cannot be read"),
        (feature({"type": "Polygon", "coordinates": [RING]}), "not closed"),
        (feature({"type": "MultiPolygon", "coordinates": [[RING]]}), "not closed"),
        (feature("here"), "cannot be read"),
        (feature(POINT) | {"geometry": {"type": "Point"}}, "cannot be read"),
    ],
)
def test_bad_feature_gets_a_reason_and_hides_nothing(tmp_path: Path, bad: Any, says: str) -> None:
    path = tmp_path / "list.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [GOOD, bad, GOOD]}))

    result = read_file(path)

    assert result.frame["name"].tolist() == ["good", "good"]
    assert [row.row for row in result.refused] == [2]
    assert says in str(result.refused[0])


def test_all_kinds_of_bad_features_together_are_all_told(tmp_path: Path) -> None:
    bad = [None, POINT, feature({"type": "Polygon", "coordinates": [RING]}), "text", feature("x")]
    path = tmp_path / "list.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [GOOD, *bad, GOOD]}))

    result = read_file(path)

    assert len(result.frame) == 2
    assert [row.row for row in result.refused] == [2, 3, 4, 5, 6]
    reasons = [str(row) for row in result.refused]
    says = ["no feature", "no feature", "not closed", "no feature", "cannot be read"]
    assert all(each in reason for each, reason in zip(says, reasons, strict=True))


def test_old_reference_system_survives_reading_feature_by_feature(tmp_path: Path) -> None:
    place = {"type": "Point", "coordinates": [121_000, 487_000]}
    content = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
        "features": [GOOD | {"geometry": place}, None],
    }
    path = tmp_path / "list.geojson"
    path.write_text(json.dumps(content))

    result = read_file(path)

    assert result.declared_crs == "EPSG:28992"
    assert result.frame.geometry.iloc[0].x == pytest.approx(4.884, abs=0.01)


def test_lines_of_features_are_all_read_and_a_bad_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.geojsonl"
    path.write_text(f"\x1e{json.dumps(GOOD)}\n\n{{broken\n{json.dumps(GOOD)}\n")

    result = read_file(path)

    assert len(result.frame) == 2
    assert [row.row for row in result.refused] == [2]


def test_answer_of_an_arcgis_server_is_read(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(
        json.dumps(
            {
                "geometryType": "esriGeometryPoint",
                "spatialReference": {"wkid": 28992},
                "fields": [{"name": "name", "type": "esriFieldTypeString"}],
                "features": [
                    {"attributes": {"name": "a"}, "geometry": {"x": 121_000, "y": 487_000}}
                ],
            }
        )
    )

    result = read_file(path)

    assert result.frame["name"].tolist() == ["a"]
    assert result.declared_crs == "EPSG:28992"


@pytest.mark.parametrize("name", ["list.geojson", "list.json", "list.umap", "list.topojson"])
def test_nesting_without_end_is_refused(tmp_path: Path, name: str) -> None:
    kind = {"list.umap": "umap", "list.topojson": "Topology"}.get(name, "FeatureCollection")
    member = "layers" if kind == "umap" else "features"
    deep = "[" * 200_000 + "]" * 200_000
    path = tmp_path / name
    path.write_text(f'{{"type": "{kind}", "{member}": {deep}}}')

    with pytest.raises(ImportFailed):
        read_file(path)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_area_of_fifty_million_points_is_refused_in_a_calm_sentence(tmp_path: Path) -> None:
    points = 50_000_000
    path = tmp_path / "giant.shp"
    length = 44 + 4 + 16 * points
    head = bytearray(108 + 48)
    head[0:4] = (9994).to_bytes(4, "big")
    head[24:28] = ((100 + 8 + length) // 2).to_bytes(4, "big")
    head[28:32] = (1000).to_bytes(4, "little")
    head[32:36] = (5).to_bytes(4, "little")
    head[100:104] = (1).to_bytes(4, "big")
    head[104:108] = (length // 2).to_bytes(4, "big")
    head[108:112] = (5).to_bytes(4, "little")
    head[144:148] = (1).to_bytes(4, "little")
    head[148:152] = points.to_bytes(4, "little")
    with path.open("wb") as file:
        file.write(head)
        # What is not written takes no room on the disk, and reads as nought.
        file.truncate(100 + 8 + length)

    result = read_file(path, crs="EPSG:4326")

    assert len(result.frame) == 0
    assert "cannot be read" in str(result.refused[0])
