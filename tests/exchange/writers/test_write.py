"""Writing a file: whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from assetmap.errors import ExportFailed, MissingCRS
from assetmap.exchange import FORMATS, WriteResult, write_file

POINT = shapely.Point(4.9, 52.37)
LINE = shapely.LineString([(4.9, 52.3), (5, 52.3)])
AREA = shapely.box(4.9, 52.3, 5, 52.4)

# Fills the disk while writing: no file may grow beyond a limit.
FULL_DISK = """
import resource, sys
from pathlib import Path
import geopandas, shapely
from assetmap.errors import ExportFailed
from assetmap.exchange import write_file

points = shapely.points([[4 + n / 1e5, 52.37] for n in range(5000)])
frame = geopandas.GeoDataFrame({"name": ["x" * 50] * 5000}, geometry=points, crs=4326)
write_file({"places": frame[:1]}, Path(sys.argv[2]) / f"warm{sys.argv[3]}")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
try:
    write_file({"places": frame}, Path(sys.argv[2]) / f"out{sys.argv[3]}")
except ExportFailed as error:
    print(error)
"""


def make_frame(*shapes: Any, **columns: list[Any]) -> gpd.GeoDataFrame:
    ids = pd.Index([f"id-{n}" for n in range(len(shapes))], name="id")
    data = columns or {"name": [f"name {n}" for n in range(len(shapes))]}
    return gpd.GeoDataFrame(data, geometry=list(shapes), crs="EPSG:4326", index=ids)


@pytest.mark.parametrize("ending", FORMATS)
def test_result_says_what_was_written(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"

    result = write_file({"places": make_frame(POINT, POINT), "skills": make_frame(None)}, out)

    assert result == WriteResult(out, 3, ("places", "skills"))
    assert [each.name for each in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize("ending", FORMATS)
def test_capitals_in_the_ending_do_no_harm(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"OUT{ending.upper()}"

    write_file({"places": make_frame(POINT)}, out)

    assert out.stat().st_size > 0


@pytest.mark.parametrize("ending", FORMATS)
def test_file_that_was_there_is_replaced(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    write_file({"places": make_frame(POINT, POINT)}, out)

    write_file({"others": make_frame(POINT, name=["newest"])}, out)

    assert b"newest" in out.read_bytes()
    assert b"name 1" not in out.read_bytes()


@pytest.mark.parametrize("ending", FORMATS)
def test_frames_are_left_as_they_were(tmp_path: Path, ending: str) -> None:
    frame = make_frame(POINT, None, AREA)
    before = frame.copy()

    write_file({"places": frame}, tmp_path / f"out{ending}", crs="EPSG:28992")

    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("ending", FORMATS)
def test_no_rows_make_a_file_too(tmp_path: Path, ending: str) -> None:
    result = write_file({"places": make_frame(POINT)[:0]}, tmp_path / f"out{ending}")

    assert result.rows == 0
    assert result.path.stat().st_size > 0


def test_unknown_ending_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match=r"\.gpkg, \.geojson, \.csv"):
        write_file({"places": make_frame(POINT)}, tmp_path / "out.docx")


def test_unknown_crs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingCRS, match="EPSG:1"):
        write_file({"places": make_frame(POINT)}, tmp_path / "out.csv", crs="EPSG:1")

    assert list(tmp_path.iterdir()) == []


def test_missing_folder_and_folder_for_a_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(ExportFailed, match="no folder"):
        write_file({"places": make_frame(POINT)}, tmp_path / "gone" / "out.csv")
    with pytest.raises(ExportFailed, match="is a folder"):
        write_file({"places": make_frame(POINT)}, tmp_path / "folder.csv")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("ending", FORMATS)
def test_read_only_folder_is_told(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)

    with pytest.raises(ExportFailed, match="could not be written"):
        write_file({"places": make_frame(POINT)}, folder / f"out{ending}")


@pytest.mark.skipif(os.name != "posix", reason="the limit on file sizes is POSIX")
@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("room", [0, 4_096, 150_000], ids=["none", "a page", "half"])
def test_full_disk_leaves_what_was_there(tmp_path: Path, ending: str, room: int) -> None:
    out = tmp_path / f"out{ending}"
    out.write_bytes(b"what was there before")

    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(room), str(tmp_path), ending],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )

    assert "could not be written" in ran.stdout, ran.stderr
    assert "Traceback" not in ran.stderr
    assert out.read_bytes() == b"what was there before"
    assert {each.name for each in tmp_path.iterdir()} == {out.name, f"warm{ending}"}


def test_geopackage_has_a_table_for_each_kind_of_shape(tmp_path: Path) -> None:
    many = shapely.MultiPolygon([AREA])
    frames = {"places": make_frame(POINT, None, LINE, AREA, many), "economy": make_frame(AREA)}

    result = write_file(frames, tmp_path / "out.gpkg", crs="EPSG:28992")

    tables = {layer: pyogrio.read_info(result.path, layer=layer) for layer in result.layers}
    assert {layer: (each["geometry_type"], each["features"]) for layer, each in tables.items()} == {
        "places_points": ("Point", 2),
        "places_lines": ("LineString", 1),
        "places_areas": ("MultiPolygon", 2),
        "economy": ("Polygon", 1),
    }
    assert {each["crs"] for each in tables.values()} == {"EPSG:28992"}
    assert "id" in tables["economy"]["fields"]


def test_geojson_is_rfc_7946_in_degrees(tmp_path: Path) -> None:
    exact = shapely.Point(4.123456789, 52.123456789)

    write_file({"places": make_frame(exact, AREA, n=[1, None])}, tmp_path / "out.geojson")

    content = json.loads((tmp_path / "out.geojson").read_text("utf-8"))
    first, second = content["features"]
    assert "crs" not in content
    assert first["geometry"]["coordinates"] == [4.1234568, 52.1234568]
    assert first["id"] == "id-0"
    assert first["properties"] == {"n": 1}
    assert shapely.LinearRing(second["geometry"]["coordinates"][0]).is_ccw
    assert second["properties"] == {"n": None}


def test_geojson_of_several_layers_says_which_and_names_its_crs(tmp_path: Path) -> None:
    frames = {"places": make_frame(POINT), "skills": make_frame(None)}

    write_file(frames, tmp_path / "out.geojson", crs="EPSG:28992")

    content = json.loads((tmp_path / "out.geojson").read_text("utf-8"))
    assert content["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::28992"
    assert [each["properties"]["layer"] for each in content["features"]] == ["places", "skills"]
    x, y = content["features"][0]["geometry"]["coordinates"]
    assert (x, y) == pytest.approx((121819.4, 487013.8), abs=0.5)
    assert (x, y) == (round(x, 3), round(y, 3))
    assert content["features"][1]["geometry"] is None


@pytest.mark.parametrize(
    ("crs", "heading"),
    [("EPSG:4326", "lon;lat"), ("EPSG:28992", "x_rd;y_rd"), ("EPSG:3857", "x;y")],
)
def test_table_has_a_heading_for_the_crs(tmp_path: Path, crs: str, heading: str) -> None:
    write_file({"places": make_frame(POINT)}, tmp_path / "out.csv", crs=crs)

    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").split("\r\n")[0] == f"id;name;{heading}"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+31 20 1234567", "'+31 20 1234567"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("+3,14", "+3,14"),
        ("Café 't Hoekje", "Café 't Hoekje"),
    ],
)
def test_formula_in_a_table_is_defused(tmp_path: Path, text: str, cell: str) -> None:
    write_file({"places": make_frame(POINT, name=[text])}, tmp_path / "out.csv")

    table = pd.read_csv(tmp_path / "out.csv", sep=";", dtype=str)
    assert table["name"].tolist() == [cell]


def test_formula_in_a_heading_is_defused(tmp_path: Path) -> None:
    write_file({"places": make_frame(POINT, **{"=1+1": ["a"]})}, tmp_path / "out.csv")

    assert ";'=1+1;" in (tmp_path / "out.csv").read_text("utf-8-sig")


def test_years_are_whole_numbers_in_a_table(tmp_path: Path) -> None:
    years = pd.array([1990, None], dtype="Int64")
    frame = make_frame(POINT, POINT, from_=years, to=[2001.0, float("nan")])

    write_file({"places": frame}, tmp_path / "out.csv")

    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert lines[1:] == ["id-0;1990;2001;4.9;52.37", "id-1;;;4.9;52.37"]
