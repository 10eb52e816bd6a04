"""GeoPackage stores that are closed when the test is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assetmap.domain.layer import Layers
from assetmap.store import GeoPackageStore
from tests.factories import TODAY
from tests.store.contract import Clock


class GeoPackageKind:
    """Makes GeoPackage stores in one folder."""

    def __init__(self, folder: Path, layers: Layers) -> None:
        self.folder, self.layers = folder, layers
        self.opened: list[GeoPackageStore] = []

    def create(self, *, today: Clock = lambda: TODAY) -> GeoPackageStore:
        path = self.folder / f"wijk-{len(self.opened)}.gpkg"
        return self._kept(GeoPackageStore.create(path, self.layers, today=today))

    def open_again(self, *, today: Clock = lambda: TODAY) -> GeoPackageStore:
        path = self.opened[-1].path
        return self._kept(GeoPackageStore(path, self.layers, today=today))

    def _kept(self, store: GeoPackageStore) -> GeoPackageStore:
        self.opened.append(store)
        return store


@pytest.fixture
def kind(tmp_path: Path, layers: Layers) -> Iterator[GeoPackageKind]:
    kind = GeoPackageKind(tmp_path, layers)
    yield kind
    for store in kind.opened:
        store.close()
