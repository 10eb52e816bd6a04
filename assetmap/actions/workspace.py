"""The workspace: one store path, opened once, for pages, API and command line."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assetmap.actions.boundaries import BoundariesReport, BoundaryFile, add_boundaries
from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.finding import Finder
from assetmap.domain.layer import Layers
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, StoreDamaged, StoreMissing
from assetmap.store import AssetInStore, Store, VerifyReport
from assetmap.store.snapshot import remove

__all__ = ["AssetInStore", "Store", "Workspace"]

Opener = Callable[[Path, Layers], Store]
Restorer = Callable[[Path, Path, Layers], tuple[VerifyReport, Path | None]]


@dataclass
class Workspace:
    """Where the store is, and how to open or make it.

    Parameters
    ----------
    path
        The store's file; it need not be there yet.
    opener, creator, restorer
        Given by the entry that knows the concrete store.
    """

    path: Path
    layers: Layers
    opener: Opener
    creator: Opener
    restorer: Restorer
    _store: Store | None = field(default=None, init=False)
    _finder: Finder | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def has_store(self) -> bool:
        """Return whether there is a store to open."""
        return self.path.is_file() and self.path.stat().st_size > 0

    def store(self) -> Store:
        """Return the open store.

        Raises
        ------
        StoreMissing, StoreDamaged, StoreUnavailable
        """
        with self._lock:
            if self._store is not None and not self.path.exists():
                self._store.close()
                self._store = None
            if self._store is None:
                if self.path.is_file() and not self.has_store():
                    raise StoreMissing(
                        N_(
                            "{path} is an empty file and no store. Remove it, then make a store "
                            "with: init --boundaries FILE, or: demo."
                        ),
                        path=self.path,
                    )
                self._store = self.opener(self.path, self.layers)
            return self._store

    def finder(self) -> Finder:
        """Return what finds in the open store, the same for all; it follows another store."""
        with self._lock:
            if self._finder is None:
                self._finder = Finder(self.store)
            return self._finder

    def start(
        self,
        boundaries: BoundaryFile,
        *,
        person: Person,
        year: int | None = None,
        title: str = "",
        clock: Clock = utc_now,
    ) -> BoundariesReport:
        """Make the store with a first boundary set; without one nothing is left behind.

        Raises
        ------
        Conflict
            If there is a store already.
        """
        demand(person, Act.BOUNDARIES)
        with self._lock:
            store = self.creator(self.path, self.layers)
            try:
                report = add_boundaries(
                    store, boundaries, person=person, year=year, title=title, clock=clock
                )
            except BaseException:
                store.close()
                remove(self.path)
                raise
            self._store = store
        return report

    def restore(self, backup: Path, *, person: Person) -> tuple[VerifyReport, Path | None]:
        """Put a backup in the place of the store; what stood there is kept beside it."""
        demand(person, Act.KEEP)
        if backup.is_file() and not backup.stat().st_size:
            # Opening it would make an empty store of it, and that would be put in place.
            raise StoreDamaged(
                N_("{path} is an empty file and no backup. Choose another backup."), path=backup
            )
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None
            return self.restorer(backup, self.path, self.layers)

    def close(self) -> None:
        """Close the store, if it is open."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None
