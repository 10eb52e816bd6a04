"""The embedded store: one GeoPackage written through Python's sqlite3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from geopandas import GeoDataFrame

from assetmap.domain.layer import Layers
from assetmap.domain.neighbourhood import BoundarySet
from assetmap.domain.record import Action, new_id
from assetmap.errors import N_, Conflict, StoreDamaged, StoreUnavailable
from assetmap.store import (
    batch,
    boundaries,
    bulk,
    layer_views,
    light_context,
    log,
    migrations,
    placement,
    remarks,
    snapshot,
)
from assetmap.store.base import Change, Receipt, VerifyReport
from assetmap.store.changes import save as save_changes
from assetmap.store.connection import open_engine, spoken
from assetmap.store.editor import GeoPackageEditor
from assetmap.store.recognition import demand_store, tables_in


def today_utc() -> date:
    """Return today's date."""
    return datetime.now(UTC).date()


class GeoPackageStore(GeoPackageEditor):
    """The contract of `store.base` on one file.

    Parameters
    ----------
    path
        The file. It must exist; see `create`.
    layers
        The layers that assets can belong to.
    today
        The clock: what consents are compared with.

    Raises
    ------
    StoreMissing, StoreDamaged, StoreUnavailable
    """

    def __init__(
        self, path: Path, layers: Layers, *, today: Callable[[], date] = today_utc
    ) -> None:
        # Before anything else: what is no store of ours is left as it is, byte for byte.
        demand_store(path)
        super().__init__(path, layers, today=today)
        try:
            migrations.bring_up_to_date(self._engine, path)
            self._sync_views()
        except BaseException:
            self._engine.dispose()
            raise

    @classmethod
    def create(
        cls, path: Path, layers: Layers, *, today: Callable[[], date] = today_utc
    ) -> GeoPackageStore:
        """Make a store where there is none yet.

        Raises
        ------
        Conflict
            If there is a file already; it is left alone.
        StoreUnavailable
            If the file cannot be made; nothing is left behind.
        """
        _reserve(path)
        try:
            engine = open_engine(path)
            try:
                migrations.bring_up_to_date(engine, path)
            finally:
                engine.dispose()
            return cls(path, layers, today=today)
        except BaseException:
            snapshot.remove(path)
            raise

    def _sync_views(self) -> None:
        with self._read() as connection:
            done = layer_views.is_in_sync(connection, self.layers)
        if not done:
            with self._write() as connection:
                layer_views.sync(connection, self.layers)

    def save(self, changes: Sequence[Change], *, by: str, at: datetime) -> list[Receipt]:
        """Save all changes in one transaction; see `base.Store`."""
        with self._write() as connection:
            return save_changes(
                connection,
                changes,
                layers=self.layers,
                sets=self._boundary_sets(connection),
                by=by,
                at=log.to_text(at),
            )

    def add_frame(
        self, assets: GeoDataFrame, *, by: str, at: datetime, action: Action, reason: str
    ) -> list[str]:
        """Add every row as a new asset, in one transaction; see `base.Store`."""
        if not len(assets):
            return []
        with bulk.without_collector():
            ready = batch.prepare(assets)
            with self._write(large=True) as connection:
                batch.add(
                    connection,
                    ready,
                    layers=self.layers,
                    sets=self._boundary_sets(connection),
                    by=by,
                    at=log.to_text(at),
                    action=action,
                    reason=reason,
                )
        return ready.ids

    def add_boundary_set(
        self,
        neighbourhoods: GeoDataFrame,
        *,
        year: int,
        title: str,
        source: str,
        by: str,
        at: datetime,
    ) -> BoundarySet:
        """Add a vintage of boundaries; see `base.Store`."""
        new = BoundarySet(new_id(), year, title, source, len(neighbourhoods))
        with self._write() as connection:
            boundaries.add_set(connection, new, neighbourhoods, by=by, at=log.to_text(at))
            # An older set counts as well: assets may name a neighbourhood of its year.
            tables = ("assets", *map(layer_views.view_name, self.layers))
            placement.derive_again(connection, self._boundary_sets(connection), tables)
        return new

    def set_context(self, context: GeoDataFrame, *, by: str, at: datetime) -> int:
        """Replace the light context under the map; see `base.Store`."""
        with self._write() as connection:
            return light_context.replace(connection, context, by=by, at=log.to_text(at))

    def add_remark(self, record_id: str, text: str, *, by: str, at: datetime) -> str:
        """Keep a remark on an asset; see `base.Store`."""
        with self._write() as connection:
            return remarks.add(connection, record_id, text, by=by, at=log.to_text(at))

    def settle_remark(self, remark_id: str, *, by: str, at: datetime) -> None:
        """Erase the words of a remark, dealt with; see `base.Store`."""
        with self._write() as connection:
            remarks.settle(connection, remark_id, by=by, at=log.to_text(at))

    def backup(self, out: Path) -> VerifyReport:
        """Write a consistent copy while others go on working, and verify the copy."""
        snapshot.copy(self._engine, out)
        copy = GeoPackageStore(out, self.layers, today=self._today)
        try:
            report = copy.verify()
        finally:
            copy.close()
        with spoken(out):
            snapshot.make_one_file(out)
        return report


def _reserve(path: Path) -> None:
    """Make an empty file where there is none, or only what a broken-off start left behind."""
    with spoken(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.open("xb").close()
        except FileExistsError as error:
            if not _is_empty(path):
                raise Conflict(
                    N_("{path} exists already and was left alone. Choose another path."), path=path
                ) from error


def _is_empty(path: Path) -> bool:
    try:
        return path.is_file() and not tables_in(path)
    except StoreDamaged:
        return False


def restore(backup: Path, path: Path, layers: Layers) -> tuple[VerifyReport, Path | None]:
    """Put a backup back in place of a store; what stood there is kept beside it.

    Returns
    -------
    report, kept
        What `verify` says of the store now, and where the former store went (None: there was
        none).

    Raises
    ------
    StoreDamaged
        If the backup is no store, or its log does not fit; nothing was changed.
    """
    if not backup.is_file():
        raise StoreUnavailable(
            N_("There is no file {path}. Look whether the path is right."), path=backup
        )
    demand_store(backup)
    with snapshot.copied_beside(backup, path) as copy:
        engine = open_engine(copy)
        try:
            migrations.bring_up_to_date(engine, copy, keep_copy=False)
        finally:
            engine.dispose()
        _demand_whole(copy, backup, layers)
        kept = snapshot.put_in_place(copy, path)
    store = GeoPackageStore(path, layers)
    try:
        return store.verify(), kept
    finally:
        store.close()


def _demand_whole(copy: Path, backup: Path, layers: Layers) -> None:
    store = GeoPackageStore(copy, layers)
    try:
        problems = store.verify().problems
    finally:
        store.close()
    if problems:
        raise StoreDamaged(
            N_("{path} was not put back: {problem}. Choose another backup."),
            path=backup,
            problem=problems[0],
        )
    snapshot.make_one_file(copy)


__all__ = ["GeoPackageStore", "restore"]
