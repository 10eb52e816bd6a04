"""One moment of a store as the finder holds it, and the answers that it gave lately."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial

import numpy as np

from assetmap.actions.finding import counting
from assetmap.actions.finding.answers import Facets, Found
from assetmap.actions.finding.filters import all_of, masks
from assetmap.actions.finding.names import NameOrder
from assetmap.actions.finding.reading import Reading, read
from assetmap.actions.finding.sight import Places, Sight
from assetmap.actions.finding.terms import Terms
from assetmap.actions.finding.weighing import weigh
from assetmap.domain.catalogue import Catalogue
from assetmap.domain.selection import Selection
from assetmap.store import Store
from assetmap.store.search_index import SearchIndex

# Borders that change while they are read are read again, so often at most.
_TRIES = 5
_MANY, _SOME = 64, 16


class View:
    """A moment of a store.

    The search index goes along to the next view; so only the newest view may `read` and `weigh`,
    and one thread at a time. The rest never changes, and is for all.

    Parameters
    ----------
    moment
        When it was made.
    earlier_names
        An order of names to begin from.
    """

    def __init__(
        self,
        store: Store,
        sight: Sight,
        index: SearchIndex,
        *,
        moment: datetime,
        earlier_names: NameOrder | None = None,
    ) -> None:
        self.store = store
        self.sight = sight
        self.index = index
        # None of these knows the view itself, which would keep it alive longer than it is used.
        self.read = lru_cache(_MANY)(partial(read, sight, index))
        self.weigh = lru_cache(_SOME)(partial(weigh, sight, index))
        self.found = lru_cache(_MANY)(partial(_found, sight, moment))
        self.facets = lru_cache(_MANY)(partial(_facets, sight))
        self.years = lru_cache(_SOME)(partial(counting.years, sight))
        self._earlier_names = earlier_names
        self._names: NameOrder | None = None
        self._names_lock = threading.Lock()

    @classmethod
    def of(cls, store: Store, moment: datetime) -> View:
        """Read all of a store."""
        for _ in range(_TRIES):
            borders = store.boundaries_state()
            # The token first: what is saved while the rest is read then comes once more.
            version, catalogue = store.state(), store.catalogue()
            frame = store.neighbourhoods()
            if store.boundaries_state() == borders:
                break
        names = tuple(frame["name"])
        places = Places(tuple(frame["code"]), names, Terms(store.layers, names))
        sight = Sight(version, catalogue, store.layers, places)
        return cls(store, sight, SearchIndex(catalogue), moment=moment)

    def moved_on(
        self, version: str, numbers: Sequence[int], fresh: Catalogue, moment: datetime
    ) -> View:
        """Return the view of a later moment; this one is then of no use any more.

        Parameters
        ----------
        numbers
            All assets that changed since.
        fresh
            Those of them that are public, as they stand then.
        """
        before, changed = self.sight, np.array(numbers, dtype=np.int64)
        catalogue = before.catalogue.updated(changed, fresh)
        self.index.update(changed, catalogue)
        return View(
            self.store,
            Sight(version, catalogue, before.layers, before.places),
            self.index,
            moment=moment,
            earlier_names=self._names or self._earlier_names,
        )

    def names(self) -> NameOrder:
        """Return the order of names; it is worked out when it is first asked for."""
        with self._names_lock:
            if self._names is None:
                self._names = NameOrder(self.sight.catalogue, self._earlier_names)
                self._earlier_names = None
            return self._names


def _found(
    sight: Sight,
    moment: datetime,
    selection: Selection,
    reading: Reading,
    quarter: datetime | None,
) -> Found:
    mask = all_of(sight, masks(sight, selection, reading.mask, quarter or moment).values())
    mask.flags.writeable = False
    return Found(sight.version, sight.catalogue, mask, quarter or moment, reading.read_as)


def _facets(sight: Sight, selection: Selection, reading: Reading, quarter: datetime) -> Facets:
    return counting.facets(sight, masks(sight, selection, reading.mask, quarter), quarter)
