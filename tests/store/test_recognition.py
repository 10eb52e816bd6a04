"""What is no store is refused with a clear message, and left as it is, byte for byte."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from assetmap.errors import StoreDamaged, StoreMissing, StoreUnavailable
from assetmap.store import GeoPackageStore
from assetmap.store.geopackage import restore
from tests.factories import add, add_boundaries, make_asset, shipped_layers


def write_text(path: Path) -> None:
    path.write_text("Naam;x;y\nBieb;6.1;52.2\n" * 400, encoding="utf-8")


def write_short_text(path: Path) -> None:
    path.write_text("hoi", encoding="utf-8")


def write_other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE leden (naam TEXT)")
        raw.execute("INSERT INTO leden VALUES ('Fatma')")
        raw.commit()


def write_other_database_with_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE leden (naam TEXT)")
        raw.commit()


def write_other_geopackage(path: Path) -> None:
    frame = GeoDataFrame({"naam": ["Bieb"]}, geometry=[shapely.Point(6, 52)], crs="EPSG:4326")
    pyogrio.write_dataframe(frame, path, layer="plekken", driver="GPKG")


def write_cut_off_store(path: Path) -> None:
    whole = path.with_name("heel.gpkg")
    store = GeoPackageStore.create(whole, shipped_layers())
    add_boundaries(store)
    store.close()
    path.write_bytes(whole.read_bytes()[:6000])
    whole.unlink()


REFUSED = {
    "a text file": (write_text, "is no store of assetmap, or it is damaged"),
    "a very short file": (write_short_text, "is no store of assetmap, or it is damaged"),
    "another database": (write_other_database, "a database, but no store of assetmap"),
    "another database in WAL mode": (
        write_other_database_with_log,
        "a database, but no store of assetmap",
    ),
    "another GeoPackage": (write_other_geopackage, "a database, but no store of assetmap"),
    "half a store": (write_cut_off_store, "is no store of assetmap, or it is damaged"),
}


@pytest.mark.parametrize(("write", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_store_is_refused_and_left_as_it_is(tmp_path, layers, write, words):
    path = tmp_path / "wijk.gpkg"
    write(path)
    before = path.read_bytes()

    with pytest.raises(StoreDamaged) as caught:
        GeoPackageStore(path, layers)

    assert words in str(caught.value)
    assert "Choose another file" in str(caught.value)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["wijk.gpkg"]


@pytest.mark.parametrize(("write", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_store_is_not_put_in_the_place_of_one(tmp_path, layers, write, words):
    path, backup = tmp_path / "wijk.gpkg", tmp_path / "backup" / "kopie.gpkg"
    store = GeoPackageStore.create(path, layers)
    add(store, make_asset())
    store.close()
    before = path.read_bytes()
    backup.parent.mkdir()
    write(backup)

    with pytest.raises(StoreDamaged, match=words):
        restore(backup, path, layers)

    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backup", "wijk.gpkg"]


def test_no_file_is_told_with_how_to_make_one(tmp_path, layers):
    with pytest.raises(StoreMissing, match=r"no store at .*Make one with: init --boundaries"):
        GeoPackageStore(tmp_path / "wijk.gpkg", layers)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_store_yet(tmp_path, layers):
    path = tmp_path / "wijk.gpkg"
    path.touch()

    with pytest.raises(StoreMissing):
        GeoPackageStore(path, layers)

    assert path.read_bytes() == b""


def test_a_folder_is_no_store(tmp_path, layers):
    with pytest.raises(StoreMissing):
        GeoPackageStore(tmp_path, layers)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_what_is_no_ordinary_file_is_no_store(tmp_path, layers):
    path = tmp_path / "wijk.gpkg"
    os.mkfifo(path)

    with pytest.raises(StoreMissing):
        GeoPackageStore(path, layers)


def test_a_store_that_another_has_open_is_recognised(tmp_path, layers):
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, layers)
    add(store, make_asset())

    other = GeoPackageStore(path, layers)

    assert len(other.assets()) == 1
    other.close()
    store.close()


def test_a_store_that_was_left_with_its_log_is_recognised(tmp_path, layers):
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, layers)
    add(store, make_asset())
    # As after a power cut: the last save stands in the log beside the file alone.
    left = tmp_path / "over"
    left.mkdir()
    for end in ("", "-wal"):
        content = path.with_name(path.name + end).read_bytes()
        (left / f"wijk.gpkg{end}").write_bytes(content)
    store.close()

    store = GeoPackageStore(left / "wijk.gpkg", layers)

    assert len(store.assets()) == 1
    assert store.verify().problems == ()
    store.close()


def test_a_place_where_no_store_can_be_made_is_told(tmp_path, layers):
    (tmp_path / "map").write_text("een bestand", encoding="utf-8")

    with pytest.raises(StoreUnavailable, match="cannot be written"):
        GeoPackageStore.create(tmp_path / "map" / "wijk.gpkg", layers)
