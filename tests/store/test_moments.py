"""What a token of a store tells, beside what the contract asks."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assetmap.domain.layer import Layer, Layers
from assetmap.store import GeoPackageStore
from assetmap.store.geopackage import restore
from assetmap.store.moments import Moment
from tests.catalogues import demand_sound
from tests.factories import TODAY, add, make_asset, make_talent, shipped_layers


def opened(path: Path, layers: Layers) -> GeoPackageStore:
    return GeoPackageStore(path, layers, today=lambda: TODAY)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A store with a place and a talent."""
    store = GeoPackageStore.create(tmp_path / "wijk.gpkg", shipped_layers(), today=lambda: TODAY)
    add(store, make_asset("Bieb"), make_talent("Koken"))
    store.close()
    return store.path


def test_a_token_is_read_as_it_was_written():
    moment = Moment(12, "0123456789ab", "89abcdef", "20260501")

    assert Moment.from_token(str(moment)) == moment
    assert re.fullmatch(r"[0-9a-f-]+", str(moment))  # fit for an address and an ETag


def without(layers: Layers, key: str) -> Layers:
    return Layers([layer for layer in layers.values() if layer.key != key])


def with_another_category(layers: Layers) -> Layers:
    places = layers["places"].model_dump(by_alias=True)
    first = {**places["category"][0], "key": "brand_new"}
    changed = Layer.model_validate({**places, "category": [first, *places["category"]]})
    return Layers([*without(layers, "places").values(), changed])


@pytest.mark.parametrize(
    "change",
    [lambda layers: without(layers, "associations"), with_another_category],
    ids=["a layer less", "a category more"],
)
def test_with_other_layer_files_an_old_token_says_nothing(path, change):
    store = opened(path, shipped_layers())
    then = store.state()
    store.close()

    store = opened(path, change(shipped_layers()))

    assert store.changed_since(then) is None
    assert store.changed_since(store.state()) == []
    store.close()


def test_the_same_layer_files_give_the_same_token_in_another_process(path):
    store = opened(path, shipped_layers())
    then = store.state()
    store.close()

    store = opened(path, Layers([Layer.model_validate(layer.model_dump(by_alias=True))
                                 for layer in shipped_layers().values()]))  # fmt: skip

    assert store.state() == then
    store.close()


def test_what_has_no_layer_file_is_in_no_catalogue(path):
    store = opened(path, without(shipped_layers(), "places"))

    catalogue = store.catalogue()

    demand_sound(catalogue)
    assert list(catalogue.name) == ["Koken"]
    assert catalogue.layer.tolist() == [0]
    store.close()


def test_a_store_that_was_put_back_does_not_know_what_was_after(path, tmp_path):
    backup = tmp_path / "kopie" / "kopie.gpkg"
    store = opened(path, shipped_layers())
    (tmp_path / "kopie").mkdir()
    store.backup(backup)
    before = store.state()
    add(store, make_asset("Verloren"))
    lost = store.state()
    store.close()

    restore(backup, path, shipped_layers())
    store = opened(path, shipped_layers())
    assert store.changed_since(lost) is None
    add(store, make_asset("Opnieuw"), make_asset("En verder"))

    assert store.changed_since(lost) is None
    assert store.changed_since(before) == [3, 4]
    store.close()


def test_a_copy_that_goes_its_own_way_does_not_know_the_tokens_of_the_other(path, tmp_path):
    other_path = tmp_path / "ander.gpkg"
    shutil.copyfile(path, other_path)
    store, other = opened(path, shipped_layers()), opened(other_path, shipped_layers())
    shared = store.state()
    add(store, make_asset("Hier"))
    add(other, make_asset("Daar"))

    assert other.changed_since(store.state()) is None
    assert other.changed_since(shared) == [3]
    store.close()
    other.close()
