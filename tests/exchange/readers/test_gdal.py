"""Files that want something else than being read."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from assetmap.errors import ImportFailed
from assetmap.exchange import Limits, list_columns, read_file
from assetmap.exchange.readers import gdal
from assetmap.exchange.readers.gdal import DRIVERS, ask, private_folder

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow

POINT = {"type": "Point", "coordinates": [4.9, 52.37]}

MakeFile = Callable[..., Path]
Loopback = tuple[str, list[str]]


def vrt(source: str) -> str:
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="secret">'
        f"<SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("name", ["map.geojson", "map.json", "map.gpkg", "map.shp", "map.fgb"])
def test_vrt_by_another_name_shows_nothing_of_a_local_file(
    make_geojson: MakeFile, tmp_path: Path, name: str
) -> None:
    secret = make_geojson(POINT, name="secret.geojson")
    path = tmp_path / name
    path.write_text(vrt(str(secret)))

    with pytest.raises(ImportFailed, match="is no"):
        read_file(path)
    with pytest.raises(ImportFailed, match="is no"):
        list_columns(path)


def test_vrt_by_its_own_name_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "map.vrt"
    path.write_text(vrt("/etc/hostname"))

    with pytest.raises(ImportFailed, match="cannot read"):
        read_file(path)


def test_vrt_behind_the_checks_is_refused_by_the_reading_process(
    make_geojson: MakeFile, loopback: Loopback
) -> None:
    address, asked = loopback
    secret = make_geojson(POINT, name="secret.geojson")

    for source in (str(secret), f"/vsicurl/{address}/list.geojson"):
        for mode in ("bulk", "records", "summary"):
            with private_folder("input.geojson") as folder:
                (folder / "input.geojson").write_text(vrt(source))
                answer = ask(
                    mode,
                    folder,
                    "input.geojson",
                    drivers=("GeoJSON", "TopoJSON"),
                    layer="secret",
                    limits=Limits(),
                )

            assert answer.table is None
    assert asked == []


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "link", "properties": {"href": "ADDRESS", "type": "ogcwkt"}},
        {"type": "url", "properties": {"url": "ADDRESS"}},
        {"properties": {"href": "ADDRESS"}, "type": "link"},
    ],
    ids=["link", "url", "type last"],
)
def test_geojson_whose_crs_is_an_address_is_refused_and_fetches_nothing(
    make_geojson: MakeFile, loopback: Loopback, crs: dict[str, object]
) -> None:
    address, asked = loopback
    path = make_geojson(POINT, crs=json.loads(json.dumps(crs).replace("ADDRESS", address)))

    with pytest.raises(ImportFailed, match="address on the internet"):
        read_file(path)

    assert asked == []


def test_crs_address_that_hides_in_escapes_fetches_nothing_either(
    make_geojson: MakeFile, loopback: Loopback
) -> None:
    address, asked = loopback
    path = make_geojson(POINT, crs={"type": "link", "properties": {"href": address}})
    path.write_text(path.read_text().replace('"crs"', r'"\u0063rs"'))

    read_file(path)

    assert asked == []


def test_that_crs_address_would_be_fetched_without_our_measures(
    make_geojson: MakeFile, loopback: Loopback
) -> None:
    address, asked = loopback
    path = make_geojson(POINT, crs={"type": "link", "properties": {"href": address}})
    bare = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}

    subprocess.run(
        [sys.executable, "-c", f"import pyogrio; pyogrio.read_info({str(path)!r})"],
        env=bare,
        capture_output=True,
        check=False,
    )

    assert asked != []


@pytest.mark.parametrize(
    "path",
    ["/vsicurl/http://127.0.0.1:9/a.geojson", "//vsizip/a.geojson", "\\vsicurl\\x.geojson"],
)
def test_path_into_gdals_own_file_systems_is_refused(path: str) -> None:
    with pytest.raises(ImportFailed, match="no file on this computer"):
        read_file(Path(path))


@pytest.mark.parametrize("path", ["http://127.0.0.1:9/a.geojson", "zip://a.zip!b.geojson"])
def test_address_is_no_file(path: str) -> None:
    with pytest.raises(ImportFailed, match="There is no file"):
        read_file(Path(path))


def test_every_driver_of_pyogrio_is_named() -> None:
    code = "import pyogrio; print('\\n'.join(pyogrio.list_drivers()))"
    known = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split("\n")

    assert {name for name in known if name} <= set(DRIVERS.split(","))


def test_unknown_driver_makes_no_file_unreadable(
    make_geojson: MakeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = ",".join(name for name in DRIVERS.split(",") if name != "OGR_VRT")
    monkeypatch.setattr(gdal, "DRIVERS", without)

    result = read_file(make_geojson(POINT))

    assert result.frame["name"].tolist() == ["feature 1"]


def test_time_limit_ends_the_reading(make_geojson: MakeFile, own_temporary_folder: Path) -> None:
    path = make_geojson(*[POINT] * 100)

    with pytest.raises(ImportFailed, match="took longer than"):
        read_file(path, limits=Limits(seconds=0.01))

    assert list(own_temporary_folder.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_memory_limit_ends_in_a_calm_sentence(make_geojson: MakeFile) -> None:
    path = make_geojson(POINT)

    with pytest.raises(ImportFailed, match="more memory than it may use"):
        read_file(path, limits=Limits(memory_bytes=64 * 1024**2))


def test_nothing_is_left_behind(make_geojson: MakeFile, own_temporary_folder: Path) -> None:
    read_file(make_geojson(POINT))

    assert list(own_temporary_folder.iterdir()) == []


def test_environment_does_not_reach_the_reading_process(
    make_geojson: MakeFile, monkeypatch: pytest.MonkeyPatch, loopback: Loopback
) -> None:
    address, asked = loopback
    monkeypatch.setenv("OGR_GEOJSON_MAX_OBJ_SIZE", "0.000001")
    monkeypatch.setenv("http_proxy", address)

    result = read_file(make_geojson(POINT))

    assert len(result.frame) == 1
    assert asked == []


def test_curves_become_lines_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "curve.gpkg"
    gpd.GeoDataFrame(
        {"n": [1]}, geometry=[shapely.LineString([(4, 52), (5, 52)])], crs=4326
    ).to_file(path)
    _make_curved(path)

    result = read_file(path)

    assert result.frame.geometry.geom_type.tolist() == ["LineString"]
    assert len(result.frame.geometry.iloc[0].coords) > 5
    assert any("Curves" in str(note) for note in result.notes)


def _make_curved(path: Path) -> None:
    """Put an arc in place of the line."""
    arc = np.array([(4, 52), (4.5, 52.5), (5, 52)], dtype="<f8").tobytes()
    blob = b"GP\x00\x01" + struct.pack("<i", 4326) + struct.pack("<BII", 1, 8, 3) + arc
    with sqlite3.connect(path) as file:
        names = [
            row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]
        for name in names:
            file.execute(f'DROP TRIGGER "{name}"')
        file.execute("UPDATE curve SET geom = ?", (blob,))
        file.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CIRCULARSTRING'")
    file.close()


def test_no_room_for_a_copy_is_told(make_geojson: MakeFile, own_temporary_folder: Path) -> None:
    path = make_geojson(POINT)
    own_temporary_folder.rmdir()

    with pytest.raises(ImportFailed, match="could not be copied for reading"):
        read_file(path)
