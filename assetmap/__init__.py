"""assetmap: what a neighbourhood has, on a map, with its residents.

From a notebook::

    import assetmap
    store = assetmap.open_store("wijk.gpkg")
    places = store.layer("places")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assetmap.store import Store

__version__ = "0.1.0"
__all__ = ["open_store"]


def open_store(path: str | Path, *, layers: str | Path | None = None) -> Store:
    """Open a store; see `assetmap.wiring.open_store`."""
    # Imported here, so that `import assetmap.errors` does not load everything.
    from assetmap.wiring import open_store as wired

    return wired(path, layers=layers)
