"""Maps exported by uMap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assetmap.errors import ImportFailed
from assetmap.exchange import list_columns, read_file


def feature(name: str, geometry: Any = None) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name, "_umap_options": {"color": "Red"}},
        "geometry": geometry or {"type": "Point", "coordinates": [4.9, 52.37]},
    }


def make_map(path: Path, *layers: Any) -> Path:
    path.write_text(
        json.dumps(
            {
                "type": "umap",
                "geometry": {"type": "Point", "coordinates": [4.9, 52.37]},
                "properties": {"name": "our quarter"},
                "layers": list(layers),
            }
        ),
        encoding="utf-8",
    )
    return path


def layer(*features: Any, **options: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **options}


@pytest.mark.parametrize("name", ["map.umap", "map.json", "map.geojson"])
def test_layers_come_together_each_with_its_name(tmp_path: Path, name: str) -> None:
    path = make_map(
        tmp_path / name,
        layer(feature("a"), feature("b"), _umap_options={"name": "parks"}),
        layer(feature("c"), properties={"name": "schools"}),
        layer(feature("d"), _storage={"name": "old"}),
        layer(feature("e")),
        layer(),
    )

    frame = read_file(path).frame

    assert frame["name"].tolist() == ["a", "b", "c", "d", "e"]
    assert frame["layer"].tolist() == ["parks", "parks", "schools", "old", "layer 4"]
    assert list_columns(path).rows == 5
    assert "_umap_options" not in frame.columns


def test_bad_feature_hides_none_of_the_others(tmp_path: Path) -> None:
    ring = [[4.9, 52.3], [4.91, 52.3], [4.91, 52.31], [4.9, 52.305]]
    open_ring = {"type": "Polygon", "coordinates": [ring]}
    path = make_map(
        tmp_path / "map.umap", layer(feature("good"), feature("bad", open_ring), None, "text")
    )

    result = read_file(path)

    assert result.frame["name"].tolist() == ["good"]
    assert [row.row for row in result.refused] == [2, 3, 4]


@pytest.mark.parametrize(
    ("layers", "says"),
    [([], "no rows"), ([3, None, {"features": 3}], "no rows"), ([layer()], "no rows")],
)
def test_map_without_features_is_told(tmp_path: Path, layers: list[Any], says: str) -> None:
    with pytest.raises(ImportFailed, match=says):
        read_file(make_map(tmp_path / "map.umap", *layers))


def test_map_that_is_cut_is_told(tmp_path: Path) -> None:
    path = make_map(tmp_path / "map.umap", layer(feature("a")))
    path.write_text(path.read_text()[:-4])

    with pytest.raises(ImportFailed, match="damaged"):
        read_file(path)
