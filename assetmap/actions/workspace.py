"""The workspace: one store path, opened once, for pages, API and command line."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assetmap.actions.addresses import AddressBook, Gazetteer, Locatieserver
from assetmap.actions.boundaries import BoundariesReport, BoundaryFile, add_boundaries
from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.finding import Finder
from assetmap.actions.municipality import Municipality
from assetmap.domain.layer import Layers
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, StoreDamaged, StoreMissing
from assetmap.store import AssetInStore, Store, VerifyReport
from assetmap.store.snapshot import remove

__all__ = ["AssetInStore", "Store", "Workspace"]

GAZETTEER_NAME = "gazetteer.sqlite"

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
    gazetteer
        The file with lists of addresses; it need not be there. By default beside the store.
    geocoder_url
        Address of the server that is asked for what those lists do not know; empty for none.
    """

    path: Path
    layers: Layers
    opener: Opener
    creator: Opener
    restorer: Restorer
    gazetteer: Path | None = None
    geocoder_url: str = ""
    _store: Store | None = field(default=None, init=False)
    _finder: Finder | None = field(default=None, init=False)
    _addresses: AddressBook | None = field(default=None, init=False)
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

    def address_book(self) -> AddressBook:
        """Return what finds places by address, the same for all; it follows newly loaded lists."""
        with self._lock:
            if self._addresses is None:
                beside = self.path.with_name(GAZETTEER_NAME)
                self._addresses = AddressBook(
                    Gazetteer(self.gazetteer or beside),
                    Locatieserver(self.geocoder_url) if self.geocoder_url else None,
                    near=Municipality(self.store).middle,
                )
            return self._addresses

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
        """Close the store and what is open to a server, if they are."""
        with self._lock:
            if self._addresses is not None:
                self._addresses.close()
            if self._store is not None:
                self._store.close()
                self._store = None
