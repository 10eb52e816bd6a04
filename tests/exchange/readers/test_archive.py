"""Shapefiles in a zip, and zips that are traps."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import ImportFailed
from assetmap.exchange import Limits, list_columns, read_file


@pytest.fixture
def shapefile(tmp_path: Path) -> dict[str, bytes]:
    folder = tmp_path / "made"
    folder.mkdir()
    rows = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(4.9, 52.37)], crs=4326)
    rows.to_file(folder / "places.shp")
    return {part.name: part.read_bytes() for part in folder.iterdir()}


def make_zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("folder", ["", "export/2026/"])
def test_zipped_shapefile_is_read(tmp_path: Path, shapefile: dict[str, bytes], folder: str) -> None:
    entries = {folder + name: content for name, content in shapefile.items()}
    path = make_zip(tmp_path / "places.zip", {**entries, "readme.txt": b"hello"})

    result = read_file(path)

    assert result.frame["name"].tolist() == ["a"]
    assert result.declared_crs == "EPSG:4326"


def test_capitals_and_what_macos_adds_do_no_harm(
    tmp_path: Path, shapefile: dict[str, bytes]
) -> None:
    entries = {name.upper(): content for name, content in shapefile.items()}
    hidden = {f"__MACOSX/._{name}": b"x" for name in shapefile}

    result = read_file(make_zip(tmp_path / "places.zip", {**entries, **hidden}))

    assert result.frame["name"].tolist() == ["a"]


def test_several_shapefiles_are_named_and_one_is_chosen(
    tmp_path: Path, shapefile: dict[str, bytes]
) -> None:
    entries = {
        name.replace("places", layer): content
        for layer in ("one", "two")
        for name, content in shapefile.items()
    }
    path = make_zip(tmp_path / "both.zip", entries)

    with pytest.raises(ImportFailed, match="one, two"):
        read_file(path)
    with pytest.raises(ImportFailed, match="no layer 'three'"):
        read_file(path, layer="three")

    assert len(read_file(path, layer="two").frame) == 1
    assert list_columns(path).layers == ("one", "two")


def test_zip_without_anything_to_read_says_what_it_holds(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "photos.zip", {"a.jpg": b"x", "inner.zip": b"PK"})

    with pytest.raises(ImportFailed, match=r"nothing that we can read.*a\.jpg, inner\.zip"):
        read_file(path)


def test_zip_without_the_table_gives_shapes_alone(
    tmp_path: Path, shapefile: dict[str, bytes]
) -> None:
    entries = {name: content for name, content in shapefile.items() if "dbf" not in name}

    result = read_file(make_zip(tmp_path / "bare.zip", entries))

    assert len(result.frame) == 1
    assert any(".dbf" in str(note) for note in result.notes)


@pytest.mark.parametrize(
    "name", ["../evil.shp", "a/../../evil.shp", "/evil.shp", "C:\\evil.shp", "..\\evil.shp"]
)
def test_entry_that_leads_outside_is_refused(
    tmp_path: Path, shapefile: dict[str, bytes], name: str
) -> None:
    path = make_zip(tmp_path / "evil.zip", {**shapefile, name: b"x"})
    before = set(tmp_path.rglob("*"))

    with pytest.raises(ImportFailed, match="points outside"):
        read_file(path)

    assert set(tmp_path.rglob("*")) == before


def test_link_is_refused(tmp_path: Path, shapefile: dict[str, bytes]) -> None:
    path = make_zip(tmp_path / "link.zip", shapefile)
    entry = zipfile.ZipInfo("secret.dbf")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/hostname")

    with pytest.raises(ImportFailed, match="points outside"):
        read_file(path)


def test_bomb_by_ratio_is_refused_unpacked(tmp_path: Path, shapefile: dict[str, bytes]) -> None:
    path = make_zip(tmp_path / "bomb.zip", {**shapefile, "places.dbf": b"\0" * 30 * 1024**2})

    with pytest.raises(ImportFailed, match="unpacks to far more"):
        read_file(path)


def test_bomb_by_size_is_refused_unpacked(tmp_path: Path, shapefile: dict[str, bytes]) -> None:
    path = make_zip(tmp_path / "big.zip", {**shapefile, "more.bin": b"x" * 2 * 1024**2})

    with pytest.raises(ImportFailed, match="unpacks to far more"):
        read_file(path, limits=Limits(file_bytes=1024**2))


def test_bomb_by_number_is_refused(tmp_path: Path, shapefile: dict[str, bytes]) -> None:
    many = {f"{number}.txt": b"" for number in range(10_001)}

    with pytest.raises(ImportFailed, match="unpacks to far more"):
        read_file(make_zip(tmp_path / "many.zip", {**shapefile, **many}))


def test_entry_that_lies_about_its_size_is_refused(
    tmp_path: Path, shapefile: dict[str, bytes]
) -> None:
    path = make_zip(tmp_path / "lie.zip", {**shapefile, "places.dbf": b"\0" * 30 * 1024**2})
    raw = path.read_bytes()
    honest = (30 * 1024**2).to_bytes(4, "little")
    path.write_bytes(raw.replace(honest, (900).to_bytes(4, "little")))

    with pytest.raises(ImportFailed, match="damaged"):
        read_file(path)


def test_locked_zip_is_told(tmp_path: Path, shapefile: dict[str, bytes]) -> None:
    path = make_zip(tmp_path / "locked.zip", shapefile)
    raw = bytearray(path.read_bytes())
    start = raw.find(b"PK\x01\x02")
    while start >= 0:
        raw[start + 8] |= 1
        start = raw.find(b"PK\x01\x02", start + 4)
    path.write_bytes(raw)

    with pytest.raises(ImportFailed, match="password"):
        read_file(path)
