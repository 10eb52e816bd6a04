"""Where this map is, to choose among places of one name."""

from __future__ import annotations

import threading
from collections.abc import Callable

from assetmap.errors import AssetMapError
from assetmap.store import Store
from assetmap.store.gazetteer.nearness import LatLon, km_between

# A map that reaches further than this is of a province or the country: it is near nothing.
_WIDEST_KM = 80.0


class Municipality:
    """The middle of the neighbourhoods of the store that is open; it follows new boundaries."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: tuple[str, LatLon | None] | None = None

    def middle(self) -> LatLon | None:
        """Return latitude and longitude; None without a store, or when the map is too wide."""
        try:
            store = self._store()
            state = store.boundaries_state()
            with self._lock:
                if self._known is None or self._known[0] != state:
                    self._known = (state, _middle(store))
                return self._known[1]
        except AssetMapError:
            # Addresses are found without a store as well.
            return None


def _middle(store: Store) -> LatLon | None:
    neighbourhoods = store.neighbourhoods()
    if neighbourhoods.empty:
        return None
    west, south, east, north = neighbourhoods.total_bounds
    if km_between(south, west, north, east) > _WIDEST_KM:
        return None
    return float(south + north) / 2, float(west + east) / 2
