"""Reading a file as a whole: rows, refused rows, notes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from assetmap.domain.import_plan import Reading
from assetmap.errors import ImportFailed, MissingCRS
from assetmap.exchange import list_columns, read_file

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow

POINT = {"type": "Point", "coordinates": [4.9, 52.37]}
AREA = {"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [5, 53], [4, 52]]]}

MakeFile = Callable[..., Path]


def frame(*shapes: Any, crs: str | None = "EPSG:4326", **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns or {"name": ["x"] * len(shapes)}, geometry=[*shapes], crs=crs)


def test_rows_keep_their_columns_and_are_numbered_from_one(make_geojson: MakeFile) -> None:
    result = read_file(make_geojson(POINT, AREA))

    assert result.frame.index.tolist() == [1, 2]
    assert result.frame.columns.tolist() == ["name", "geometry"]
    assert result.frame["name"].tolist() == ["feature 1", "feature 2"]
    assert result.frame.crs == "EPSG:4326"
    assert result.driver == "GeoJSON"
    assert result.refused == ()


def test_single_feature_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"type": "Feature", "properties": {"a": 1}, "geometry": POINT}))

    result = read_file(path)

    assert result.frame["a"].tolist() == [1]
    assert result.frame.geometry.iloc[0].equals(shapely.Point(4.9, 52.37))


def test_topojson_is_wgs84_though_it_does_not_say_so(tmp_path: Path) -> None:
    path = tmp_path / "map.topojson"
    path.write_text(
        json.dumps(
            {
                "type": "Topology",
                "arcs": [],
                "objects": {
                    "places": {
                        "type": "GeometryCollection",
                        "geometries": [{**POINT, "properties": {"name": "a"}}],
                    }
                },
            }
        )
    )

    result = read_file(path)

    assert result.driver == "TopoJSON"
    assert result.declared_crs is None
    assert result.frame.crs == "EPSG:4326"
    assert result.frame.geometry.iloc[0].equals(shapely.Point(4.9, 52.37))


@pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".shp", ".geojson"])
def test_rd_comes_back_as_degrees(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"rd{ending}"
    frame(shapely.Point(121687, 487484), crs="EPSG:28992").to_file(path)

    result = read_file(path)

    place = result.frame.geometry.iloc[0]
    assert result.declared_crs == "EPSG:28992"
    assert (place.x, place.y) == pytest.approx((4.8979, 52.3743), abs=1e-3)


def test_crs_that_was_given_wins_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "wrong.gpkg"
    frame(shapely.Point(121687, 487484), crs="EPSG:3857").to_file(path)

    result = read_file(path, crs="EPSG:28992")

    assert result.frame.geometry.iloc[0].y == pytest.approx(52.374, abs=1e-2)
    assert any("EPSG:3857" in str(note) for note in result.notes)


def test_rd_without_a_declaration_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rd.shp"
    frame(shapely.Point(121687, 487484)).to_file(path)
    path.with_suffix(".prj").unlink()

    with pytest.raises(MissingCRS, match="--crs EPSG:28992"):
        read_file(path)


def test_rd_in_geojson_without_crs_member_is_named(make_geojson: MakeFile) -> None:
    path = make_geojson({"type": "Point", "coordinates": [121687, 487484]})

    with pytest.raises(MissingCRS, match="EPSG:28992"):
        read_file(path)


def test_degrees_without_a_declaration_are_asked_about_in_a_shapefile(tmp_path: Path) -> None:
    path = tmp_path / "degrees.shp"
    frame(shapely.Point(4.9, 52.37)).to_file(path)
    path.with_suffix(".prj").unlink()

    with pytest.raises(MissingCRS, match="look like degrees"):
        read_file(path)

    assert read_file(path, crs="EPSG:4326").frame.geometry.iloc[0].x == 4.9


def test_crs_that_does_not_exist_is_refused(make_geojson: MakeFile) -> None:
    with pytest.raises(MissingCRS, match="EPSG:1"):
        read_file(make_geojson(POINT), crs="EPSG:1")


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [5, 53]]]}, "not closed"),
        ({"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [4, 52]]]}, "encloses nothing"),
        ({"type": "Point", "coordinates": ["a", "b"]}, "cannot be read"),
        ({"type": "Point"}, "cannot be read"),
        ({"type": "Blob", "coordinates": [1, 2]}, "cannot be read"),
        ({"type": "Point", "coordinates": [0, 0]}, "sea near Africa"),
        ({"type": "Point", "coordinates": [52.37, 4.9]}, "4.90 and longitude 52.37 look swapped"),
        ({"type": "Point", "coordinates": [4.9, 512.3]}, "Latitude 512.30 is outside"),
        ({"type": "Point", "coordinates": [490, 52]}, "Longitude 490.00 is outside"),
        ({"type": "Point", "coordinates": [1e400, 52]}, "not finite"),
    ],
    ids=[
        "open ring",
        "short ring",
        "no numbers",
        "no coordinates",
        "unknown kind",
        "nought",
        "swapped",
        "latitude",
        "longitude",
        "infinite",
    ],
)
def test_bad_row_is_refused_and_hides_no_good_one(
    make_geojson: MakeFile, geometry: Any, reason: str
) -> None:
    path = make_geojson(POINT, geometry, AREA, POINT)
    path.write_text(path.read_text().replace("Infinity", "1e400"))

    result = read_file(path)

    assert result.frame.index.tolist() == [1, 3, 4]
    assert [row.row for row in result.refused] == [2]
    assert reason in str(result.refused[0])
    assert str(result.refused[0]).startswith("Row 2: ")
    assert result.refused[0].values == {"name": "feature 2"}


def test_row_without_a_place_is_kept(make_geojson: MakeFile) -> None:
    empty = {"type": "Point", "coordinates": []}

    result = read_file(make_geojson(POINT, None, empty))

    assert result.frame.geometry.isna().tolist() == [False, True, True]
    assert result.refused == ()


def test_heights_are_left_out_and_told(make_geojson: MakeFile) -> None:
    result = read_file(make_geojson({"type": "Point", "coordinates": [4.9, 52.37, 12]}))

    assert not result.frame.geometry.has_z.any()
    assert any("Heights" in str(note) for note in result.notes)


def test_values_are_text_numbers_and_booleans(tmp_path: Path) -> None:
    path = tmp_path / "kinds.geojson"
    rows = [
        {"n": 1, "day": "2020-01-02", "list": [1, 2], "deep": {"a": 1}, "yes": True, "geometry": 7},
        {"n": None, "day": None, "list": None, "deep": None, "yes": None, "geometry": 8},
    ]
    features = [{"type": "Feature", "properties": row, "geometry": POINT} for row in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    result = read_file(path)

    row = result.frame.iloc[0]
    assert (row["n"], row["day"], row["yes"]) == (1, "2020-01-02", True)
    assert json.loads(row["list"]) == [1, 2]
    assert json.loads(row["deep"]) == {"a": 1}
    assert row["geometry (2)"] == 7
    assert pd.isna(result.frame.iloc[1]["n"])
    assert any("geometry (2)" in str(note) for note in result.notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_geojson_in_another_encoding_is_read(make_geojson: MakeFile, encoding: str) -> None:
    path = make_geojson(POINT)
    text = path.read_text("utf-8").replace("feature 1", "Pompeblêd")
    path.write_bytes(text.encode(encoding))

    assert read_file(path).frame["name"].tolist() == ["Pompeblêd"]


def test_old_shapefile_text_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "old.shp"
    frame(shapely.Point(4.9, 52.37), name=["Pompeblêd"]).to_file(path, encoding="cp1252")
    path.with_suffix(".cpg").unlink()

    result = read_file(path)

    assert result.frame["name"].tolist() == ["Pompeblêd"]
    assert any("cp1252" in str(note) for note in result.notes)


def test_shapefile_without_its_table_gives_shapes_alone(tmp_path: Path) -> None:
    path = tmp_path / "bare.shp"
    frame(shapely.Point(4.9, 52.37)).to_file(path)
    path.with_suffix(".dbf").unlink()
    path.with_suffix(".shx").unlink()

    result = read_file(path)

    assert result.frame.columns.tolist() == ["geometry"]
    assert any(".dbf" in str(note) for note in result.notes)
    assert not path.with_suffix(".shx").exists()


def test_several_layers_are_named_and_one_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    frame(shapely.Point(4.9, 52.37), name=["a"]).to_file(path, layer="first")
    frame(shapely.Point(5.1, 52.1), name=["b"]).to_file(path, layer="second")

    with pytest.raises(ImportFailed, match="first, second"):
        read_file(path)
    with pytest.raises(ImportFailed, match=r"no layer 'third'.*first, second"):
        read_file(path, layer="third")

    assert read_file(path, layer="second").frame["name"].tolist() == ["b"]


def test_table_without_shapes_beside_the_layer_is_no_second_layer(tmp_path: Path) -> None:
    path = tmp_path / "styled.gpkg"
    frame(shapely.Point(4.9, 52.37), name=["a"]).to_file(path, layer="places")
    pyogrio.write_dataframe(pd.DataFrame({"style": ["red"]}), path, layer="layer_styles")

    assert read_file(path).frame["name"].tolist() == ["a"]


def test_geopackage_in_use_is_read_with_its_log(tmp_path: Path) -> None:
    path = tmp_path / "live.gpkg"
    frame(shapely.Point(4.9, 52.37), name=["before"]).to_file(path, layer="places")
    other = sqlite3.connect(path)
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in other.execute(triggers).fetchall():
        other.execute(f'DROP TRIGGER "{name}"')
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("UPDATE places SET name = 'after'")
    other.commit()
    before = sorted(each.name for each in tmp_path.iterdir())

    result = read_file(path)

    assert "live.gpkg-wal" in before
    assert result.frame["name"].tolist() == ["after"]
    assert sorted(each.name for each in tmp_path.iterdir()) == before
    other.close()


def test_columns_are_listed_for_a_first_look(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    shapes = [shapely.Point(4.9, 52.37)] * 7
    frame(*shapes, name=list("abcdefg"), n=[1, None, 3, 4, 5, 6, 7]).to_file(path, layer="first")
    frame(*shapes[:1]).to_file(path, layer="second")

    summary = list_columns(path)

    assert summary.layers == ("first", "second")
    assert summary.layer == "first"
    assert summary.columns == ("name", "n")
    assert summary.rows == 7
    assert len(summary.sample) == 5
    assert summary.sample[1] == {"name": "b", "n": ""}
    assert summary.declared_crs == "EPSG:4326"
    assert summary.geometry_type == "Point"
    assert list_columns(path, layer="second").rows == 1


def test_columns_x_and_y_are_not_for_a_file_with_geometry(make_geojson: MakeFile) -> None:
    result = read_file(make_geojson(POINT), x="name", y="name")

    assert any("own geometry" in str(note) for note in result.notes)


def test_vector_rows_without_a_usable_place_stay_where_that_is_welcome(
    make_geojson: MakeFile,
) -> None:
    nought = {"type": "Point", "coordinates": [0, 0]}
    broken = {"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [5, 53]]]}
    path = make_geojson(POINT, nought, broken, None, POINT, POINT)

    result = read_file(path, placeless=True)

    assert result.frame.index.tolist() == [1, 2, 3, 4, 5, 6]
    assert result.frame.geometry.isna().tolist() == [False, True, True, True, False, False]
    assert sorted(result.unplaced) == [2, 3]
    assert "not closed" in str(result.unplaced[3])
    assert result.refused == ()


def test_vector_rows_of_which_nothing_is_left_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.geojson"
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {**POINT, "coordinates": at}}
        for name, at in [("a", [4.9, 52.37]), (None, [0, 0]), ("b", [0, 0])]
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    result = read_file(path, placeless=True)

    assert [row.row for row in result.refused] == [2]
    assert list(result.unplaced) == [3]


def test_rd_without_a_declaration_is_taken_for_it_where_a_person_can_correct(
    make_geojson: MakeFile,
) -> None:
    path = make_geojson({"type": "Point", "coordinates": [121687, 487484]})

    result = read_file(path, placeless=True)

    assert result.reading.crs == "EPSG:28992"
    assert result.frame.geometry.y.iloc[0] == pytest.approx(52.374, abs=1e-3)
    assert any("Check one place that you know" in str(note) for note in result.notes)


def test_latitude_before_longitude_in_all_of_a_geojson_is_swapped(make_geojson: MakeFile) -> None:
    turned = {"type": "Point", "coordinates": [52.37, 4.9]}

    result = read_file(make_geojson(turned, turned))

    assert result.frame.geometry.iloc[0].equals(shapely.Point(4.9, 52.37))
    assert result.reading.swapped is True
    assert any("were swapped" in str(note) for note in result.notes)


def test_what_is_named_on_its_own_wins_from_the_reading(make_geojson: MakeFile) -> None:
    path = make_geojson(POINT)

    result = read_file(path, reading=Reading(crs="EPSG:28992"), crs="EPSG:4326")

    assert result.reading.crs == "EPSG:4326"
    assert len(result.frame) == 1


def test_reading_of_a_file_without_places_says_no_system(make_geojson: MakeFile) -> None:
    result = read_file(make_geojson(None, None), placeless=True)

    assert result.reading == Reading(swapped=False)
