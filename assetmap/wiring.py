"""Build the concrete store: the one place that knows which kind it is."""

from __future__ import annotations

from pathlib import Path

from assetmap.actions.addresses.locatieserver import PDOK_URL
from assetmap.actions.workspace import Workspace
from assetmap.domain.layer import Layers, load_layers
from assetmap.settings import ROOT, Settings
from assetmap.store import GeoPackageStore, Store
from assetmap.store.geopackage import restore


def open_store(path: str | Path, *, layers: str | Path | None = None) -> Store:
    """Open a store, for a notebook or a script.

    Parameters
    ----------
    path
        The store's file.
    layers
        The folder with layer files; the shipped ones by default.

    Raises
    ------
    StoreMissing, StoreDamaged, StoreUnavailable, InvalidLayerFile
    """
    return GeoPackageStore(Path(path), load_layers(Path(layers or ROOT / "layers")))


def workspace(settings: Settings) -> Workspace:
    """Return the workspace that pages, API and command line share."""
    layers: Layers = load_layers(settings.layers)
    return Workspace(
        settings.store,
        layers,
        opener=GeoPackageStore,
        creator=GeoPackageStore.create,
        restorer=restore,
        gazetteer=settings.gazetteer,
        geocoder_url="" if settings.geocoder == "none" else settings.geocoder_url or PDOK_URL,
    )
