"""Each layer is a view of its own, whatever a municipality calls it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assetmap.domain.layer import Layer, Layers
from assetmap.store import GeoPackageStore
from assetmap.store.layer_views import geometry_type, view_name
from tests.factories import add, add_boundaries, make_asset, shipped_layers


def make_layer(key: str = "trees", *, title: str = "Bomen", **more) -> Layer:
    layer = shipped_layers()["places"].model_dump(by_alias=True)
    words = {"nl": title, "en": title}
    return Layer.model_validate({**layer, "key": key, "title": words, **more})


def views(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as raw:
        return dict(
            raw.execute(
                "SELECT c.table_name, identifier FROM gpkg_contents c JOIN sqlite_master m "
                "ON m.name = c.table_name WHERE m.type = 'view' AND m.name != 'neighbourhoods'"
            ).fetchall()
        )


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("trees", "trees"),
        ("assets", "layer_assets"),
        ("boundary_sets", "layer_boundary_sets"),
        ("neighbourhoods", "layer_neighbourhoods"),
        ("gpkg_contents", "layer_gpkg_contents"),
        ("sqlite_sequence", "layer_sqlite_sequence"),
        ("assetmap_meta", "layer_assetmap_meta"),
        ("layer_assets", "layer_layer_assets"),
        ("photos", "layer_photos"),
        ("merges", "layer_merges"),
    ],
)
def test_a_view_never_takes_a_name_that_the_file_uses(tmp_path, key, name):
    store = GeoPackageStore.create(tmp_path / "wijk.gpkg", Layers([make_layer(key)]))
    add(store, make_asset(layer=key))

    assert view_name(key) == name
    assert list(views(store.path)) == [name]
    assert store.verify().problems == ()
    store.close()


@pytest.mark.parametrize(
    ("kinds", "type_"),
    [
        ((), "POINT"),
        (("point",), "POINT"),
        (("line",), "GEOMETRY"),
        (("point", "area"), "GEOMETRY"),
    ],
)
def test_a_view_has_the_type_of_what_its_layer_takes(kinds, type_):
    privacy = {"person": False, "position": "exact" if kinds else "neighbourhood"}

    assert geometry_type(make_layer(geometry=kinds, privacy=privacy)) == type_


def test_a_view_shows_what_an_asset_says(tmp_path):
    store = GeoPackageStore.create(tmp_path / "wijk.gpkg", shipped_layers())
    asset = make_asset(
        audience=("young", "children"), cost="small", wheelchair="yes", languages=("tr", "nl")
    )
    add(store, asset)

    with closing(sqlite3.connect(store.path)) as raw:
        row = raw.execute("SELECT audience, cost, wheelchair, languages FROM places").fetchone()
    assert row == ("children;young", "small", "yes", "nl;tr")
    store.close()


def test_a_view_of_an_older_assetmap_is_made_anew(tmp_path):
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, shipped_layers())
    add_boundaries(store)
    add(store, make_asset())
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        (wanted,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'places'").fetchone()
        (box,) = raw.execute("SELECT min_x FROM gpkg_contents WHERE table_name = 'places'")
        raw.execute("DROP VIEW places")
        raw.execute(wanted.replace("cost, ", ""))
        raw.commit()

    GeoPackageStore(path, shipped_layers()).close()

    with closing(sqlite3.connect(path)) as raw:
        (found,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'places'").fetchone()
        assert found == wanted
        edge = raw.execute("SELECT min_x FROM gpkg_contents WHERE table_name = 'places'")
        assert edge.fetchone() == pytest.approx(box)


def test_two_layers_of_one_title_get_titles_of_their_own(tmp_path):
    layers = Layers(
        [make_layer("trees"), make_layer("woods"), make_layer("x", title="Neighbourhoods")]
    )

    store = GeoPackageStore.create(tmp_path / "wijk.gpkg", layers)

    assert views(store.path) == {
        "trees": "Bomen",
        "woods": "Bomen (woods)",
        "x": "Neighbourhoods (x)",
    }
    store.close()


def test_views_follow_the_layer_files(tmp_path):
    path = tmp_path / "wijk.gpkg"
    first = Layers([make_layer("trees"), make_layer("ponds", title="Vijvers")])
    store = GeoPackageStore.create(path, first)
    add_boundaries(store)
    add(store, make_asset(layer="trees"))
    store.close()

    second = Layers([make_layer("trees", title="Oude bomen"), make_layer("wells", title="Putten")])
    store = GeoPackageStore(path, second)

    assert views(path) == {"trees": "Oude bomen", "wells": "Putten"}
    assert len(store.layer("trees")) == 1
    assert store.verify().problems == ()
    store.close()


def test_a_layer_that_becomes_about_persons_is_hidden_until_there_is_consent(tmp_path):
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, Layers([make_layer("trees")]))
    add(store, make_asset(layer="trees"))
    store.close()

    privacy = {"person": True, "position": "neighbourhood"}
    careful = make_layer("trees", geometry=[], privacy=privacy)
    store = GeoPackageStore(path, Layers([careful]))

    assert len(store.layer("trees")) == 0
    assert store.verify().problems == ()
    store.close()


def test_opening_a_store_that_fits_writes_nothing(tmp_path):
    path = tmp_path / "wijk.gpkg"
    GeoPackageStore.create(path, shipped_layers()).close()
    before = path.read_bytes()

    GeoPackageStore(path, shipped_layers()).close()

    assert path.read_bytes() == before


def test_what_a_steward_added_to_the_file_is_left_alone(tmp_path):
    path = tmp_path / "wijk.gpkg"
    GeoPackageStore.create(path, shipped_layers()).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE notes (fid INTEGER PRIMARY KEY, geom POINT, note TEXT)")
        raw.execute("CREATE VIEW far AS SELECT fid AS OGC_FID, geom FROM notes")
        for name in ("notes", "far"):
            raw.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
                "VALUES (?, 'features', ?, 4326)",
                (name, name),
            )
            raw.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 4326, 0, 0)", (name,)
            )
        raw.commit()

    store = GeoPackageStore(path, Layers([make_layer("trees")]))

    assert set(views(path)) == {"trees", "far"}
    assert store.verify().problems == ()
    store.close()
