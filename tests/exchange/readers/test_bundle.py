"""Zips with one thing or several: what is taken, and what has to be asked."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import ImportFailed
from assetmap.exchange import Limits, list_columns, read_file
from assetmap.exchange.readers.bundle import opened
from assetmap.exchange.readers.formats import ARCHIVE, JSON_ROWS, TABLE, detect_format

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow

GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "a"},
                "geometry": {"type": "Point", "coordinates": [4.9, 52.37]},
            }
        ],
    }
)
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>k</name><Point>'
    "<coordinates>4.9,52.37</coordinates></Point></Placemark></Document></kml>"
)


def make_zip(path: Path, **entries: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def places() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(4.9, 52.37)], crs=4326)


@pytest.mark.parametrize(
    ("entry", "content", "column"),
    [
        ("list.geojson", GEOJSON, "name"),
        ("sub/map.kml", KML, "Name"),
        ("list.json", GEOJSON, "name"),
    ],
)
def test_the_only_thing_in_a_zip_is_taken(
    tmp_path: Path, entry: str, content: str, column: str
) -> None:
    more = {"readme.txt": "hello", "licence.txt": "free", "photo.jpg": "x"}
    path = make_zip(tmp_path / "all.zip", **{entry: content, **more})

    assert len(read_file(path).frame[column]) == 1
    assert list_columns(path).rows == 1


def test_zipped_geopackage_asks_for_one_of_its_layers(
    tmp_path: Path, places: gpd.GeoDataFrame
) -> None:
    places.to_file(tmp_path / "two.gpkg", layer="first")
    places.to_file(tmp_path / "two.gpkg", layer="second")
    path = make_zip(tmp_path / "two.zip", **{"two.gpkg": (tmp_path / "two.gpkg").read_bytes()})

    with pytest.raises(ImportFailed, match="first, second"):
        read_file(path)

    assert list_columns(path).layers == ("first", "second")
    assert len(read_file(path, layer="second").frame) == 1


def test_several_things_are_named_and_one_is_chosen(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "all.zip", **{"a.geojson": GEOJSON, "b/map.kml": KML})

    with pytest.raises(ImportFailed, match=r"several layers: a\.geojson, map\.kml"):
        read_file(path)

    assert list_columns(path).layers == ("a.geojson", "map.kml")
    assert read_file(path, layer="map.kml").frame["Name"].tolist() == ["k"]
    with pytest.raises(ImportFailed, match="no layer 'c'"):
        read_file(path, layer="c")


def test_same_name_in_two_folders_keeps_both(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "all.zip", **{"a/list.geojson": GEOJSON, "b/list.geojson": GEOJSON})

    assert list_columns(path).layers == ("a/list.geojson", "b/list.geojson")
    assert len(read_file(path, layer="b/list.geojson").frame) == 1


@pytest.mark.parametrize(
    ("entry", "content", "kind"),
    [
        ("list.csv", "name,lat,lon\na,52.37,4.9\n", TABLE),
        ("deep/inside/list.txt", "name\tlat\tlon\na\t52.37\t4.9\n", TABLE),
        ("list.json", '[{"name": "a"}]', JSON_ROWS),
        ("list.tab", "name\tlat\tlon\na\t52.37\t4.9\n", TABLE),
    ],
)
def test_table_in_a_zip_is_opened_as_a_file_under_its_own_name(
    tmp_path: Path, entry: str, content: str, kind: object
) -> None:
    path = make_zip(tmp_path / "all.zip", **{entry: content, "readme.txt": "hello"})

    with opened(path, ARCHIVE, layer=None, limits=Limits()) as (inside, found, layer):
        assert inside.name == Path(entry).name
        assert inside.read_text() == content
        assert found is kind
        assert layer is None

    assert not inside.exists()


def test_what_is_no_zip_is_opened_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name\na\n")

    with opened(path, TABLE, layer="x", limits=Limits()) as same:
        assert same == (path, TABLE, "x")


def test_odd_name_in_a_zip_stays_in_the_folder(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "all.zip", **{"a<b>|?*é.csv": "name,lat,lon\na,52.37,4.9\n"})

    with opened(path, ARCHIVE, layer=None, limits=Limits()) as (inside, _, _):
        assert inside.name == "a_b____é.csv"


@pytest.mark.parametrize("inner", ["inner.zip", "inner.kmz.zip", "a.gz"])
def test_zip_in_a_zip_is_not_opened(tmp_path: Path, inner: str) -> None:
    packed = make_zip(tmp_path / "inner.zip", **{"list.geojson": GEOJSON}).read_bytes()
    path = make_zip(tmp_path / "outer.zip", **{inner: packed})

    with pytest.raises(ImportFailed, match="nothing that we can read"):
        read_file(path)


def test_wrong_content_is_told_by_the_name_of_the_entry(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "all.zip", **{"places.gpkg": "hello"})

    with pytest.raises(ImportFailed, match=r"'places\.gpkg' is no GeoPackage"):
        read_file(path)


def test_virtual_layer_in_a_zip_is_nothing_that_we_read(tmp_path: Path) -> None:
    vrt = "<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>"

    for name, says in [("a.vrt", "nothing that we can read"), ("a.geojson", "is no GeoJSON")]:
        with pytest.raises(ImportFailed, match=says):
            read_file(make_zip(tmp_path / "all.zip", **{name: vrt}))


def test_zipped_geodatabase_is_read(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    folder = tmp_path / "places.gdb"
    places.to_file(folder, driver="OpenFileGDB", layer="spots")
    path = tmp_path / "places.gdb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, f"places.gdb/{part.name}")

    assert read_file(path).frame["name"].tolist() == ["a"]
    assert list_columns(path).layers == ("spots",)


@pytest.mark.parametrize("name", ["a.tar.gz", "a.gz", "a.7z", "a.rar", "a.tar"])
def test_other_packing_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b")

    with pytest.raises(ImportFailed, match="Unpack it"):
        read_file(tmp_path / name)


def test_zip_is_known_by_its_content(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "all.zip", **{"list.geojson": GEOJSON})

    assert detect_format(path, Limits()) is ARCHIVE
