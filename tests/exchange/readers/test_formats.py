"""Files that cannot be taken in at all: what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import ImportFailed
from assetmap.exchange import Limits, list_columns, read_file
from assetmap.exchange.readers.formats import detect_format


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.geojson", b"", "is empty"),
        ("blank.geojson", b" \n\n ", "is empty"),
        ("empty.csv", b"", "is empty"),
        ("text.geojson", b"Dear reader,\nhere is the list", "is no GeoJSON: it begins with 'Dear"),
        ("cut.geojson", b'{"type":"FeatureCollection","features":[{"type":"Fea', "damaged"),
        ("heading.csv", b"lon,lat\r\n", "no rows under its heading"),
        ("text.gpkg", b"hello", "is no GeoPackage file"),
        ("cut.gpkg", b"SQLite format 3\0" + b"\1" * 4000, "damaged"),
        ("cut.fgb", b"fgb\x03fgb\x00" + b"\1" * 40, "damaged"),
        ("text.shp", b"hello", "is no Shapefile file"),
        ("text.zip", b"hello", "is no zip file"),
        ("cut.zip", b"PK\x03\x04" + b"\1" * 40, "damaged zip"),
        ("excel.csv", b"PK\x03\x04 and the rest of an Excel file", "is no text table"),
        ("letter.docx", b"PK\x03\x04", "ends in '.docx', which we cannot read"),
        ("nothing", b"?", "which we cannot read"),
    ],
)
@pytest.mark.parametrize("look", [read_file, list_columns])
def test_file_that_is_not_what_it_says_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes, says: str, look: Callable[[Path], object]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ImportFailed, match=says):
        look(path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cut.kml", b"<kml><Document>", "damaged"),
        ("text.kml", b"hello", "is no KML file"),
        ("text.gpx", b"hello", "is no GPX file"),
        ("text.kmz", b"hello", "is no KML file"),
        ("cut.kmz", b"PK\x03\x04", "damaged zip"),
        ("text.mif", b"hello", "is no MapInfo file"),
        ("text.parquet", b"hello", "is no GeoParquet file"),
        ("cut.parquet", b"PAR1 and so on", "damaged"),
        ("text.osm", b"hello", "is no OpenStreetMap file"),
        ("cut.pbf", b"\0\0\0\r\n\tOSMHeader\x18\xff", "damaged"),
        ("text.pbf", b"hello", "is no OpenStreetMap file"),
        ("text.ndjson", b"hello", "is no GeoJSON, one feature a line file"),
        ("page.xml", b"<html/>", "XML, but no KML"),
        ("list.csv.gz", b"\x1f\x8b", "Unpack it"),
        ("part.dbf", b"\x03", "only a part of a map layer"),
        ("cut.umap", b'{"type": "umap", "layers": [', "damaged"),
    ],
)
@pytest.mark.parametrize("look", [read_file, list_columns])
def test_other_file_that_is_not_what_it_says_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes, says: str, look: Callable[[Path], object]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ImportFailed, match=says):
        look(path)


def test_layer_without_rows_is_told(make_geojson: Callable[..., Path]) -> None:
    path = make_geojson()

    with pytest.raises(ImportFailed, match="has no rows"):
        read_file(path)

    assert list_columns(path).rows == 0


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="There is no file"):
        read_file(tmp_path / "gone.geojson")


def test_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="is a folder"):
        read_file(tmp_path)


@pytest.mark.parametrize("name", ["list.geojson", "list.csv"])
def test_file_that_is_too_big_is_refused_unread(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"{" + b" " * 3 * 1024**2)

    with pytest.raises(ImportFailed, match="3 MB, more than the 1 MB"):
        read_file(path, limits=Limits(file_bytes=1024**2, table_bytes=1024**2))


def test_name_with_signs_that_gdal_reads_meaning_into_is_just_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a!b?c#d &e.geojson"
    gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(4.9, 52.3)], crs=4326).to_file(
        tmp_path / "plain.geojson"
    )
    (tmp_path / "plain.geojson").rename(path)

    assert len(read_file(path).frame) == 1


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.json", '{"type": "FeatureCollection", "features": []}', "GeoJSON"),
        ("a.json", '{"features": [{"type": "Feature"}], "type": "FeatureCollection"}', "GeoJSON"),
        ("a.json", '{"type": "Topology"}', "TopoJSON"),
        ("a.geojson", '{"layers": [], "type": "umap"}', "uMap"),
        ("a.json", '{"version": 0.6, "elements": [{"type": "node"}]}', "OpenStreetMap (JSON)"),
        ("a.json", '{"geometryType": "esriGeometryPoint", "features": []}', "Esri JSON"),
        ("a.json", '[{"name": "a"}]', "JSON"),
        ("a.json", '{"results": [{"geo": {"type": "Point"}, "type": "Feature"}]}', "JSON"),
        ("a.json", '{"type": "success", "data": []}', "JSON"),
        ("a.json", '{"a \\" type": "Topology", "b": "{"}', "JSON"),
        ("a.xml", "<?xml version='1.0'?><!-- <gpx> --><kml/>", "KML"),
        ("a.kml", "<ns0:kml xmlns:ns0='x'/>", "KML"),
        ("a.xml", "<osm/>", "OpenStreetMap"),
        ("a.osm.pbf", "\0\0\0\r\n\tOSMHeader", "OpenStreetMap"),
        ("a.rss", "<feed/>", "GeoRSS"),
        ("a.tab", "!table\n!version 300\n", "MapInfo"),
        ("a.tab", "name\tlat\tlon\n", "CSV"),
        ("a.ndjson", '\x1e{"type": "Feature"}\n', "GeoJSON, one feature a line"),
        ("a.parquet", "PAR1", "GeoParquet"),
    ],
)
def test_format_is_known_by_ending_and_content(
    tmp_path: Path, name: str, content: str, found: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    assert detect_format(path, Limits()).name == found


def test_type_in_text_of_two_bytes_a_letter_is_found_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"type": "umap"}', encoding="utf-16")

    assert detect_format(path, Limits()).name == "uMap"
