"""Everything that is asked of an open store; nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from geopandas import GeoDataFrame
from sqlalchemy import Connection

from assetmap.domain.catalogue import Catalogue
from assetmap.domain.layer import Layers
from assetmap.domain.neighbourhood import BoundarySet
from assetmap.domain.permission import VISITOR, Act, Person, may
from assetmap.errors import N_, NotFound
from assetmap.store import (
    boundaries,
    catalogue,
    current,
    import_runs,
    light_context,
    lookup,
    merges,
    moments,
    photos,
    profiles,
    remarks,
    unplaced,
    verification,
)
from assetmap.store.base import (
    AssetInStore,
    Count,
    Imported,
    ImportRun,
    PastVersion,
    Photo,
    Remark,
    UnplacedRow,
    VerifyReport,
)
from assetmap.store.connection import open_engine, reading
from assetmap.store.moments import Moment

# A moment in figures alone, fit for an ETag.
_DIGITS = str.maketrans("", "", "-:.TZ")


class GeoPackageReader:
    """The half of the contract of `store.base` that reads.

    Parameters
    ----------
    path, layers, today
        As `geopackage.GeoPackageStore`, which adds the half that writes.
    """

    def __init__(self, path: Path, layers: Layers, *, today: Callable[[], date]) -> None:
        self.path = path
        self.layers = layers
        self._today = today
        self._sets: boundaries.Sets | None = None
        self._words = moments.digest_of_words(layers)
        self._engine = open_engine(path)

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with reading(self._engine, self.path) as connection:
            yield connection

    def _boundary_sets(self, connection: Connection) -> boundaries.Sets:
        """Return the sets, read again only when another one was added."""
        found = boundaries.read_sets(connection)
        if self._sets is None or self._sets.newest_first != found:
            self._sets = boundaries.Sets(found)
        return self._sets

    def is_at(self, path: Path) -> bool:
        """Return whether a path is a file of this store, which nobody may write over."""
        own = self.path.resolve()
        return path.resolve() in {own.with_name(own.name + end) for end in ("", "-wal", "-shm")}

    def state(self) -> str:
        """Return a short token that changes with every write, and each day."""
        with self._read() as connection:
            return str(Moment.newest(connection, self._today(), self._words))

    def changed_since(self, state: str) -> list[int] | None:
        """Return the numbers of the assets that changed since a state; see `base.Store`."""
        with self._read() as connection:
            now = Moment.newest(connection, self._today(), self._words)
            return moments.changed_between(connection, Moment.from_token(state), now)

    def catalogue(self, *, numbers: Sequence[int] | None = None) -> Catalogue:
        """Return public assets as columns; see `base.Store`."""
        with self._read() as connection:
            return catalogue.read(
                connection,
                layers=self.layers,
                sets=self._boundary_sets(connection),
                today=self._today(),
                numbers=numbers,
            )

    def boundaries_state(self) -> str:
        """Return a short token that changes when boundaries or context change."""
        with self._read() as connection:
            moments = connection.exec_driver_sql(
                "SELECT last_change FROM gpkg_contents "
                "WHERE table_name IN ('boundary_areas', 'context') ORDER BY table_name"
            ).scalars()
            return "-".join(each.translate(_DIGITS) for each in moments)

    def assets(
        self,
        *,
        layers: Sequence[str] | None = None,
        neighbourhoods: Sequence[str] | None = None,
        on: int | None = None,
        viewer: Person = VISITOR,
        retired: bool = False,
    ) -> GeoDataFrame:
        """Return assets as a frame; see `base.Store`."""
        query = current.frame_query(
            self._today(),
            layers=layers,
            neighbourhoods=neighbourhoods,
            on=on,
            sees_all=may(viewer, Act.SEE_ALL),
            retired=retired,
        )
        with self._read() as connection:
            rows = connection.execute(query).all()
            names = self._neighbourhood_names(connection)
        return current.to_frame([tuple(row) for row in rows], names)

    def _neighbourhood_names(self, connection: Connection) -> dict[str, str]:
        sets = self._boundary_sets(connection)
        if sets.newest is None:
            return {}
        frame = sets.frame(connection, sets.newest.id)
        return dict(zip(frame["code"], frame["name"], strict=True))

    def layer(
        self,
        key: str,
        *,
        neighbourhood: str | None = None,
        on: int | None = None,
        viewer: Person = VISITOR,
    ) -> GeoDataFrame:
        """Return one layer; see `base.Store`."""
        if key not in self.layers:
            raise NotFound(
                N_("There is no layer '{layer}'. Choose one of: {known}."),
                layer=key,
                known=", ".join(self.layers),
            )
        codes = None if neighbourhood is None else [neighbourhood]
        return self.assets(layers=[key], neighbourhoods=codes, on=on, viewer=viewer)

    def asset(self, record_id: str, *, viewer: Person = VISITOR) -> AssetInStore:
        """Return one asset; see `base.Store`."""
        with self._read() as connection:
            return lookup.asset(
                connection,
                record_id,
                today=self._today(),
                sees_all=may(viewer, Act.SEE_ALL),
                names=self._neighbourhood_names(connection),
            )

    def unseen(self, *, most: int) -> list[tuple[str, str, str]]:
        """Return id, name and status of what waits or is retired, newest first; for stewards."""
        with self._read() as connection:
            return lookup.unseen(connection, today=self._today(), most=most)

    def record_id(self, number: int) -> str:
        """Return the id of the asset with a map number; `NotFound` when there is none."""
        with self._read() as connection:
            return lookup.record_id(connection, number)

    def history(self, record_id: str) -> list[PastVersion]:
        """Return all versions of an asset, oldest first."""
        with self._read() as connection:
            return lookup.history(connection, record_id)

    def imported(self, layer: str, source: str) -> Mapping[str, Imported]:
        """Return what earlier imports from a source wrote in a layer, by source id."""
        with self._read() as connection:
            return lookup.imported(connection, layer, source)

    def remarks(self, *, most: int) -> list[Remark]:
        """Return the remarks that nobody has dealt with, newest first; for stewards."""
        with self._read() as connection:
            return remarks.unsettled(connection, most=most)

    def imports(self, *, most: int) -> list[ImportRun]:
        """Return what was taken in, newest first; for stewards."""
        with self._read() as connection:
            return import_runs.newest_first(connection, most=most)

    def unplaced(self, *, most: int, run_id: str | None = None) -> list[UnplacedRow]:
        """Return the rows that wait for a place, in order of the file; for stewards."""
        with self._read() as connection:
            return unplaced.waiting(connection, most=most, run_id=run_id)

    def unplaced_row(self, row_id: str) -> UnplacedRow:
        """Return one row that waits; see `base.Store`."""
        with self._read() as connection:
            return unplaced.one(connection, row_id)

    def profiles(self) -> dict[str, dict[str, Any]]:
        """Return the import profiles by name, each as it was last saved."""
        with self._read() as connection:
            return profiles.newest(connection)

    def photos(
        self, record_ids: Sequence[str], *, viewer: Person = VISITOR, retired: bool = False
    ) -> dict[str, list[Photo]]:
        """Return the photos of assets, oldest first, by the asset's id; see `base.Store`."""
        with self._read() as connection:
            return photos.of(
                connection,
                record_ids,
                today=self._today(),
                sees_all=may(viewer, Act.SEE_ALL),
                retired=retired,
            )

    def photo_bytes(self, photo_id: str, size: str, *, viewer: Person = VISITOR) -> bytes:
        """Return `preview` or `full` of a photo; see `base.Store`."""
        with self._read() as connection:
            return photos.content(
                connection,
                photo_id,
                size,
                today=self._today(),
                sees_all=may(viewer, Act.SEE_ALL),
            )

    def merged(self, record_id: str) -> list[str]:
        """Return the ids of the assets that were merged into this one."""
        with self._read() as connection:
            return merges.merged(connection, record_id)

    def merged_into(self, record_id: str) -> str | None:
        """Return the id of the asset that this one was merged into, at last, if it was."""
        with self._read() as connection:
            return merges.merged_into(connection, record_id)

    def counts(self, *, on: int | None = None) -> list[Count]:
        """Return how many published assets there are, by layer, category, neighbourhood."""
        with self._read() as connection:
            return lookup.counts(connection, today=self._today(), on=on)

    def boundary_sets(self) -> list[BoundarySet]:
        """Return the boundary sets, newest first."""
        with self._read() as connection:
            return boundaries.read_sets(connection)

    def neighbourhoods(self, *, boundary_set: str | None = None) -> GeoDataFrame:
        """Return the neighbourhoods of a set (default: the newest), ordered by code."""
        with self._read() as connection:
            sets = self._boundary_sets(connection)
            if boundary_set is None and sets.newest is not None:
                boundary_set = sets.newest.id
            return sets.frame(connection, boundary_set or "").copy()

    def context(self) -> GeoDataFrame:
        """Return the context: columns `kind`, `class`, geometry; EPSG:4326."""
        with self._read() as connection:
            return light_context.read(connection)

    def verify(self) -> VerifyReport:
        """Check the whole log and everything that follows from it."""
        with self._read() as connection:
            return verification.verify(
                connection, layers=self.layers, sets=boundaries.Sets.read(connection)
            )

    def close(self) -> None:
        """Let go of all files."""
        self._engine.dispose()
