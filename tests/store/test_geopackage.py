"""The store's file is a GeoPackage as QGIS and ogrinfo expect it; GDAL is the judge."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from assetmap.domain.layer import Layers
from assetmap.domain.record import Action
from assetmap.errors import Conflict, StoreMissing
from assetmap.store import Change, GeoPackageStore
from tests.factories import (
    CELL,
    MOMENT,
    SOUTH,
    STEWARD,
    TODAY,
    WEST,
    add,
    add_boundaries,
    cell,
    change,
    make_asset,
    make_checked,
    make_contact,
    make_neighbourhoods,
    make_rows,
    make_talent,
    point_in,
)
from tests.store.contract import make_context
from tests.store.contract_of_photos import add_photo

LAYERS = ("skills", "associations", "institutions", "places", "economy", "heritage")


@pytest.fixture
def store(kind) -> GeoPackageStore:
    store = kind.create()
    add_boundaries(store)
    return store


def copy_of(store: GeoPackageStore, tmp_path: Path) -> Path:
    """Return a backup: GDAL never opens the live store in our process."""
    out = tmp_path / "kopie.gpkg"
    out.unlink(missing_ok=True)
    assert store.backup(out).problems == ()
    return out


def indexes_are_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as raw:
        for table in ("assets", "boundary_areas", "context"):
            (answer,) = raw.execute(f"SELECT rtreecheck('rtree_{table}_geom')").fetchone()
            if answer != "ok":
                return False
    return True


def add_many(store: GeoPackageStore, count: int, seed: int = 1) -> list[str]:
    """Add points all over the grid in one frame."""
    random = np.random.default_rng(seed)
    places = shapely.points(
        random.uniform((WEST, SOUTH), (WEST + 3 * CELL, SOUTH + 2 * CELL), size=(count, 2))
    )
    rows = make_rows({"Naam": [f"Plek {number}" for number in range(count)]}, geometry=places)
    frame = make_checked(rows, {"name": "Naam"})
    return store.add_frame(frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="lijst")


def test_the_head_of_the_file_says_geopackage(store):
    store.close()
    content = store.path.read_bytes()

    assert content[68:72] == b"GPKG"
    assert int.from_bytes(content[60:64], "big") == 10300


def test_the_lists_of_the_geopackage_fit_its_tables(store):
    add(store, make_asset())
    with closing(sqlite3.connect(store.path)) as raw:
        names = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
        listed = {row[0] for row in raw.execute("SELECT table_name FROM gpkg_contents")}
        columns = {row[0] for row in raw.execute("SELECT table_name FROM gpkg_geometry_columns")}

        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert listed == columns | {"photos"}  # which have no place of their own
    assert columns == {*LAYERS, "assets", "boundary_areas", "context", "neighbourhoods"}
    assert listed <= names


def test_gdal_lists_every_layer_by_name(store, tmp_path):
    listed = pyogrio.list_layers(copy_of(store, tmp_path))

    kinds = dict(listed.tolist())
    assert set(LAYERS) <= set(kinds)
    assert kinds["skills"] == "Point"
    assert kinds["neighbourhoods"] == "MultiPolygon"


def test_gdal_reads_the_photos_as_a_table_without_places(store, tmp_path):
    (record_id,) = add(store, make_asset())
    add_photo(store, record_id, "De gevel")

    read = pyogrio.read_dataframe(copy_of(store, tmp_path), layer="photos")

    assert "geometry" not in read.columns
    assert list(read["asset_id"]) == [record_id]
    assert list(read["full"]) == [b"groot De gevel"]


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_gdal_reads_type_crs_count_and_extent_of_every_layer(store, tmp_path, filled):
    if filled:
        add_many(store, 40)
        add(store, make_talent(), make_talent("Wacht", until=None))
        add(store, make_asset("Club", layer="associations", category="sports_club"))
        add(store, make_asset("Pad", layer="heritage", category="mill", geometry=cell(2, 1)))
        (old,) = add(store, make_asset("Oud", geometry=point_in(2, 1, dx=0.999)))
        change(
            store, old, make_asset("Oud", geometry=point_in(2, 1, dx=0.999)), action=Action.RETIRE
        )
        store.set_context(make_context(), by="laptop", at=MOMENT)

    copy = copy_of(store, tmp_path)

    for name in LAYERS:
        info = pyogrio.read_info(copy, layer=name, force_total_bounds=True)
        shown = store.layer(name)
        assert info["crs"] == "EPSG:4326"
        assert info["features"] == len(shown)
        assert info["geometry_type"] == ("Point" if name == "skills" else "Unknown")
        assert info["geometry_name"] == "geom"
        if len(shown):
            np.testing.assert_allclose(info["total_bounds"], shown.total_bounds, atol=1e-5)
        frame = pyogrio.read_dataframe(copy, layer=name)
        assert list(frame["name"]) == list(shown["name"])
        assert all(one == other for one, other in zip(frame.geometry, shown.geometry, strict=True))


def test_the_extent_in_the_lists_is_that_of_what_is_shown(store):
    add_many(store, 2000)
    ids = add(
        store,
        make_asset("Noordoost", geometry=shapely.Point(WEST + 3 * CELL, SOUTH + 2 * CELL)),
        make_asset("Ver weg", geometry=shapely.Point(WEST - CELL, SOUTH - CELL)),
    )
    far = store.asset(ids[1]).asset
    change(store, ids[1], far, action=Action.RETIRE)
    change(store, ids[0], make_asset("Noordoost", geometry=point_in(1)))

    with closing(sqlite3.connect(store.path)) as raw:
        extents = {
            row[0]: row[1:]
            for row in raw.execute(
                "SELECT table_name, min_x, min_y, max_x, max_y FROM gpkg_contents"
            )
        }

    np.testing.assert_allclose(extents["places"], store.layer("places").total_bounds, atol=1e-5)
    everything = store.assets(viewer=STEWARD, retired=True).total_bounds
    np.testing.assert_allclose(extents["assets"], everything, atol=1e-5)
    grid = make_neighbourhoods().total_bounds
    np.testing.assert_allclose(extents["neighbourhoods"], grid, atol=1e-5)
    assert extents["heritage"] == (None,) * 4


def test_the_neighbourhoods_that_gdal_reads_are_the_newest(store, tmp_path):
    add_boundaries(store, make_neighbourhoods(2, 1, prefix="NB"), year=2026)

    frame = pyogrio.read_dataframe(copy_of(store, tmp_path), layer="neighbourhoods")

    assert list(frame["code"]) == ["NB00", "NB01"]
    assert set(frame["year"]) == {2026}


def test_nothing_of_a_person_is_in_a_layer_that_gdal_reads(store, tmp_path):
    add(store, make_talent(), contact=make_contact("Zeldzame Naam"))

    copy = copy_of(store, tmp_path)

    for name in (*LAYERS, "assets"):
        frame = pyogrio.read_dataframe(copy, layer=name)
        assert not {"person", "phone", "email"} & set(frame.columns)
        assert "Zeldzame" not in frame.to_csv()


@pytest.mark.parametrize("sizes", [(1,), (1000,), (5000,), (1500, 400), (300, 4000), (2000, 2000)])
def test_the_spatial_index_is_sound_after_many_at_once(store, tmp_path, sizes):
    for seed, size in enumerate(sizes):
        add_many(store, size, seed)

    assert indexes_are_sound(store.path)
    assert store.verify().problems == ()
    box = (WEST + 0.3 * CELL, SOUTH + 0.2 * CELL, WEST + 1.4 * CELL, SOUTH + 1.1 * CELL)
    found = pyogrio.read_dataframe(copy_of(store, tmp_path), layer="assets", bbox=box)
    assert set(found["name"]) == set(store.assets().cx[box[0] : box[2], box[1] : box[3]]["name"])


def test_the_spatial_index_is_sound_after_adding_moving_and_retiring_on_top(store):
    ids = add_many(store, 3000)
    for number in range(60):
        add(store, make_asset(geometry=point_in(number % 3, dx=number / 60)))
    for number, record_id in enumerate(ids[:60]):
        moved = [None, point_in(2, 1, dy=number / 60), cell(1)][number % 3]
        more = {"neighbourhood": "BU00", "neighbourhood_year": 2025} if moved is None else {}
        change(store, record_id, make_asset(geometry=moved, **more))
    add_many(store, 1200, seed=2)

    assert indexes_are_sound(store.path)
    assert store.verify().problems == ()
    with closing(sqlite3.connect(store.path)) as raw:
        boxes = raw.execute(
            "SELECT a.id, minx, maxx, miny, maxy FROM assets a JOIN rtree_assets_geom r "
            "ON r.id = a.fid ORDER BY a.fid"
        ).fetchall()
    shown = store.assets()
    assert [box[0] for box in boxes] == list(shown.index)
    bounds = np.array([box[1:] for box in boxes])[:, [0, 2, 1, 3]]
    np.testing.assert_allclose(bounds, shown.bounds.to_numpy(), atol=1e-5)


def test_a_box_is_searched_through_the_spatial_index(store):
    add_many(store, 1200)
    with closing(sqlite3.connect(store.path)) as raw:
        plan = raw.execute(
            "EXPLAIN QUERY PLAN SELECT name FROM places WHERE OGC_FID IN "
            "(SELECT id FROM rtree_assets_geom WHERE minx < 6.11 AND maxx > 6.10)"
        ).fetchall()

    assert any("VIRTUAL TABLE INDEX" in row[3] for row in plan)


def test_an_asset_without_a_neighbourhood_has_no_place_in_the_index(store):
    add(store, make_talent(neighbourhood="BU99"))

    assert store.layer("skills").geometry.isna().all()
    assert store.verify().problems == ()


def test_a_store_is_never_made_over_a_file_that_is_there(tmp_path: Path, layers: Layers):
    path = tmp_path / "verslag.txt"
    path.write_text("belangrijk", encoding="utf-8")

    with pytest.raises(Conflict, match="exists already and was left alone"):
        GeoPackageStore.create(path, layers)

    assert path.read_text(encoding="utf-8") == "belangrijk"


def test_a_store_is_never_made_over_a_store(store, layers):
    (record_id,) = add(store, make_asset())

    with pytest.raises(Conflict, match="exists already and was left alone"):
        GeoPackageStore.create(store.path, layers)

    assert store.asset(record_id).asset == make_asset()


def test_a_start_that_was_broken_off_can_be_made_again(tmp_path: Path, layers: Layers):
    path = tmp_path / "wijk.gpkg"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
    with pytest.raises(StoreMissing):
        GeoPackageStore(path, layers)

    store = GeoPackageStore.create(path, layers)

    assert store.verify().problems == ()
    store.close()


def test_the_folder_of_a_new_store_is_made(tmp_path: Path, layers: Layers):
    store = GeoPackageStore.create(tmp_path / "nieuw" / "map" / "wijk.gpkg", layers)

    assert store.path.is_file()
    store.close()


def test_a_store_knows_its_own_files(store, tmp_path):
    assert store.is_at(store.path)
    assert store.is_at(tmp_path / "map" / ".." / f"{store.path.name}-wal")
    assert not store.is_at(tmp_path / "kopie.gpkg")


def test_a_closed_store_is_one_file(store, tmp_path):
    add(store, make_asset())

    store.close()

    assert [each.name for each in tmp_path.iterdir()] == [store.path.name]


def test_an_asset_of_a_layer_whose_file_is_gone_is_kept_and_can_be_retired(
    tmp_path: Path, layers: Layers
):
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, layers)
    (record_id,) = add(store, make_asset(layer="heritage", category="mill"))
    store.close()
    fewer = Layers([layer for key, layer in layers.items() if key != "heritage"])

    store = GeoPackageStore(path, fewer)

    heritage = store.asset(record_id, viewer=STEWARD).asset
    assert list(store.assets()["name"]) == ["Bibliotheek"]
    assert store.verify().problems == ()
    store.save([Change(heritage, Action.RETIRE, "", record_id, 1)], by="laptop", at=MOMENT)
    assert store.verify().problems == ()
    store.close()


def test_missing_values_come_out_as_missing(store):
    add(store, make_asset(geometry=shapely.Point(WEST - CELL, SOUTH)))

    row = store.assets().iloc[0]

    assert pd.isna(row["neighbourhood"])
    assert pd.isna(row["existed_from"])
    assert pd.isna(row["consent_until"])


def test_today_is_taken_from_the_clock_that_was_given(kind):
    store = kind.create(today=lambda: TODAY)

    assert store.state().endswith("20260501")
