"""What editors do in an open store: take lists in, keep photos, make one asset of two."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geopandas import GeoDataFrame
from sqlalchemy import Connection

from assetmap.domain.asset import Asset, Contact
from assetmap.domain.layer import Layers
from assetmap.domain.record import Action
from assetmap.store import bulk, import_runs, import_undo, log, merges, photos, profiles, unplaced
from assetmap.store.base import (
    Change,
    ImportRun,
    NewPhoto,
    NewRun,
    Photo,
    Receipt,
    UndoReport,
    UnplacedRow,
)
from assetmap.store.changes import save as save_changes
from assetmap.store.connection import writing
from assetmap.store.reader import GeoPackageReader


class GeoPackageEditor(GeoPackageReader):
    """The part of the contract of `store.base` about lists, photos and merges.

    Parameters
    ----------
    path, layers, today
        As `geopackage.GeoPackageStore`, which adds the rest that writes.
    """

    def __init__(self, path: Path, layers: Layers, *, today: Callable[[], date]) -> None:
        super().__init__(path, layers, today=today)
        self._lock = threading.Lock()

    @contextmanager
    def _write(self, *, large: bool = False) -> Iterator[Connection]:
        # Threads of this process queue here, fairly; processes wait in SQLite.
        with self._lock, writing(self._engine, self.path, large=large) as connection:
            yield connection

    def save_import(
        self,
        run: NewRun,
        *,
        new: GeoDataFrame,
        changes: Sequence[Change],
        contacts: Sequence[Contact | None] | None = None,
        unplaced: Sequence[UnplacedRow] = (),
        by: str,
        at: datetime,
    ) -> ImportRun:
        """Save all that an import brings, in one transaction; see `base.Store`."""
        with bulk.without_collector():
            ready = import_runs.prepare(run, new, changes, contacts, unplaced)
            with self._write(large=True) as connection:
                return import_runs.save(
                    connection,
                    ready,
                    layers=self.layers,
                    sets=self._boundary_sets(connection),
                    by=by,
                    at=log.to_text(at),
                )

    def undo_import(self, run_id: str, *, by: str, at: datetime) -> UndoReport:
        """Undo an import in one transaction; see `base.Store`."""
        with bulk.without_collector(), self._write(large=True) as connection:
            return import_undo.undo(
                connection,
                run_id,
                layers=self.layers,
                sets=self._boundary_sets(connection),
                by=by,
                at=log.to_text(at),
            )

    def place_row(self, row_id: str, asset: Asset, *, by: str, at: datetime) -> Receipt:
        """Add the asset of a row that waited, and erase the row; see `base.Store`."""
        moment = log.to_text(at)
        with self._write() as connection:
            row = unplaced.one(connection, row_id)
            run = import_runs.standing(connection, row.run_id)
            reason = import_runs.reason(run["source"])
            receipt = save_changes(
                connection,
                [Change(asset, Action.IMPORT, reason, contact=row.contact)],
                layers=self.layers,
                sets=self._boundary_sets(connection),
                by=by,
                at=moment,
            )[0]
            unplaced.settle(connection, row, asset_id=receipt.id, by=by, at=moment)
        return receipt

    def drop_row(self, row_id: str, *, by: str, at: datetime) -> None:
        """Erase a row that waited, without adding it."""
        with self._write() as connection:
            row = unplaced.one(connection, row_id)
            unplaced.settle(connection, row, asset_id=None, by=by, at=log.to_text(at))

    def save_profile(self, name: str, content: Mapping[str, Any], *, by: str, at: datetime) -> None:
        """Keep an import profile under a name; see `base.Store`."""
        with self._write() as connection:
            profiles.save(connection, name, content, by=by, at=log.to_text(at))

    def add_photo(self, record_id: str, photo: NewPhoto, *, by: str, at: datetime) -> Photo:
        """Keep a photo of an asset; see `base.Store`."""
        with self._write() as connection:
            return photos.add(connection, record_id, photo, by=by, at=log.to_text(at))

    def describe_photo(self, photo_id: str, alt: str, *, by: str, at: datetime) -> None:
        """Give a photo another description."""
        with self._write() as connection:
            photos.describe(connection, photo_id, alt, by=by, at=log.to_text(at))

    def retire_photo(self, photo_id: str, *, reason: str, by: str, at: datetime) -> None:
        """Take a photo out of sight; it can be put back."""
        with self._write() as connection:
            photos.retire(connection, photo_id, reason=reason, by=by, at=log.to_text(at))

    def restore_photo(self, photo_id: str, *, by: str, at: datetime) -> None:
        """Put a photo back in sight."""
        with self._write() as connection:
            photos.restore(connection, photo_id, by=by, at=log.to_text(at))

    def merge(self, kept: Change, other: Change, *, by: str, at: datetime) -> Receipt:
        """Make one asset of two, in one transaction; see `base.Store`."""
        moment = log.to_text(at)
        other = replace(other, action=Action.MERGE)
        with self._write() as connection:
            merges.demand_apart(connection, kept, other)
            receipt, left = save_changes(
                connection,
                [kept, other],
                layers=self.layers,
                sets=self._boundary_sets(connection),
                by=by,
                at=moment,
                leaving=(other.record_id or "",),
            )
            merges.add(
                connection,
                receipt.id,
                left.id,
                version=left.version,
                reason=other.reason,
                by=by,
                at=moment,
            )
        return receipt
