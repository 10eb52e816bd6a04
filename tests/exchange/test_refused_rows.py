"""Refused rows come back as they came, with the reason beside each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.exchange import read_file
from assetmap.exchange.refused_rows import refused_file
from tests.exchange.readers.workbooks import sheet_xml, write_xlsx

MakeFile = Callable[..., Path]
POINT = {"type": "Point", "coordinates": [4.9, 52.37]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
def test_text_table_keeps_its_form(make_table: MakeFile, encoding: str, end: str) -> None:
    lines = ["Naam ;lon;lat", "één;4,9;52,3", " a b ;x;52,3", 'é"q";y;1']
    path = make_table(*lines, encoding=encoding, end=end, name="list.txt")
    result = read_file(path)

    name, content = refused_file(path, result, {2: "geen getal", 3: "ook niet"})

    text = content.decode(encoding)
    assert name == "list-geweigerd.txt"
    expected = ["Naam ;lon;lat;reden", " a b ;x;52,3;geen getal", '"é""q""";y;1;ook niet', ""]
    assert text.split(end) == expected


def test_what_comes_back_can_be_read_again(make_table: MakeFile, tmp_path: Path) -> None:
    path = make_table("Lijst", "naam|lon|lat", "a|4.9|52.3", '"b|c\nd"|x|52.3')
    result = read_file(path)
    name, content = refused_file(path, result, {2: "nee|nee"})
    (tmp_path / name).write_bytes(content)

    again = read_file(tmp_path / name, placeless=True)

    assert again.reading.heading_row == 1
    assert again.frame["naam"].tolist() == ["b|c\nd"]
    assert again.frame["reden"].tolist() == ["nee|nee"]


def test_reason_that_does_not_fit_makes_it_utf8(make_table: MakeFile) -> None:
    path = make_table("naam;lon;lat", "één;x;52,3", encoding="cp1252")

    _, content = refused_file(path, read_file(path), {1: "koordinat değil \N{CHECK MARK}"})

    assert "\N{CHECK MARK}" in content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")


def test_formulas_are_defused_and_come_back_as_they_were(
    make_table: MakeFile, tmp_path: Path
) -> None:
    path = make_table("naam;lon;lat", "=1+1;x;-52,3")
    name, content = refused_file(path, read_file(path), {1: "=nee"})
    (tmp_path / name).write_bytes(content)

    assert "'=1+1;x;-52,3;'=nee" in content.decode()
    assert read_file(tmp_path / name, placeless=True).frame["naam"].tolist() == ["=1+1"]


def test_wide_rows_and_tables_without_headings_keep_all_cells(make_table: MakeFile) -> None:
    wide = make_table("naam;nr", "a;1", "b;2;3;4")
    bare = make_table("1;De Klink;52,1", "2;De Spil;52,2", name="bare.csv")

    _, first = refused_file(wide, read_file(wide, placeless=True), {2: "te veel", 1: "x"})
    _, second = refused_file(bare, read_file(bare, placeless=True), {2: "nee"})

    assert first.decode().splitlines() == ["naam;nr;;;reden", "a;1;;;x", "b;2;3;4;te veel"]
    assert second.decode().splitlines() == [
        "column 1;column 2;column 3;reden",
        "2;De Spil;52,2;nee",
    ]


def test_excels_own_first_line_stays(make_table: MakeFile) -> None:
    path = make_table("sep=|", "naam|lon|lat", "a|x|1")

    _, content = refused_file(path, read_file(path), {1: "nee"})

    assert content.decode().splitlines()[:2] == ["sep=|", "naam|lon|lat|reden"]


def test_sheet_comes_back_as_a_workbook(tmp_path: Path) -> None:
    rows = [["Lijst"], ["naam", "telefoon", "lon", "lat"], ["a", "0612", 4.9, 52.3]]
    rows += [["=b&lt;", "0031", "x", 52.3]]
    path = write_xlsx(tmp_path / "list.xlsx", {"Leeg": sheet_xml([]), "Adressen": sheet_xml(rows)})
    name, content = refused_file(path, read_file(path), {2: "geen getal \x00\x1b & <b>"})
    (tmp_path / name).write_bytes(content)

    again = read_file(tmp_path / name, placeless=True)

    assert name == "list-geweigerd.xlsx"
    assert again.reading.layer == "Adressen"
    assert again.frame["naam"].tolist() == ["=b<"]
    assert again.frame["telefoon"].tolist() == ["0031"]
    assert again.frame["reden"].str.startswith("geen getal").all()
    assert again.frame["reden"].str.endswith("& <b>").all()


def test_geojson_comes_back_with_its_own_features(make_geojson: MakeFile) -> None:
    ring = {"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [5, 53]]]}
    path = make_geojson(
        POINT, ring, None, crs={"type": "name", "properties": {"name": "EPSG:4326"}}
    )
    result = read_file(path, placeless=True)

    name, content = refused_file(path, result, {2: "niet dicht", 3: "geen plaats"})

    whole = json.loads(content)
    assert name == "list-geweigerd.geojson"
    assert whole["crs"]["type"] == "name"
    assert [each["properties"]["reden"] for each in whole["features"]] == [
        "niet dicht",
        "geen plaats",
    ]
    assert whole["features"][0]["geometry"] == ring
    assert whole["features"][0]["properties"]["name"] == "feature 2"


def test_other_formats_come_back_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "list.gpkg"
    shapes = [shapely.Point(4.9, 52.37), shapely.Point(0, 0), shapely.Point(5, 52)]
    frame = gpd.GeoDataFrame({"naam": ["a", "=b", "c"]}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(path)

    name, content = refused_file(path, read_file(path), {1: "bestaat al", 2: "geen plaats"})

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert name == "list-geweigerd.csv"
    assert rows == [
        ["naam", "wkt", "reden"],
        ["a", "POINT (4.9 52.37)", "bestaat al"],
        ["'=b", "", "geen plaats"],
    ]


def test_list_of_objects_comes_back_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps([{"naam": "a", "adres": {"straat": "b"}}, {"naam": "c"}]))

    _, content = refused_file(path, read_file(path, placeless=True), {1: "nee"})

    assert content.decode("utf-8-sig").splitlines() == ["naam;adres.straat;wkt;reden", "a;b;;nee"]


def test_no_refusals_give_the_heading_alone(make_table: MakeFile) -> None:
    path = make_table("naam;lon;lat", "a;4,9;52,3")

    _, content = refused_file(path, read_file(path), {})

    assert content.decode().splitlines() == ["naam;lon;lat;reden"]
