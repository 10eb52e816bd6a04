"""The contract of every store.

1. What `save` acknowledged is there after a crash; what it raised for is not there at all.
2. Every change is a version: appended, numbered from 1 per record, never altered. The current
   state changes in the same transaction.
3. A change to an existing record names the version that it began from. When that is not the
   newest one, the store raises `Conflict` and writes nothing.
4. Several writers, in threads and in processes, wait for each other; none is lost.
5. What is not for a viewer is left out before a frame or an asset is handed over.
6. The neighbourhood of an asset is derived from the newest boundary set; a new set derives it
   again and loses no asset.
7. Personal data is kept apart and enters the chain as a salted digest only.
8. `verify` finds any version that was altered, and any current state that does not follow from
   the versions.
9. Frames come back as `domain.schema` says: EPSG:4326, index the asset's id.

The tests in `tests/store/contract.py` hold these for any store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from geopandas import GeoDataFrame

from assetmap.domain.asset import Asset, Contact
from assetmap.domain.catalogue import Catalogue
from assetmap.domain.layer import Layers
from assetmap.domain.neighbourhood import BoundarySet
from assetmap.domain.permission import VISITOR, Person
from assetmap.domain.record import Action, Version

# More changes than this are read again sooner than one by one.
MOST_CHANGES = 5_000


@dataclass(frozen=True)
class Change:
    """One thing to save.

    Parameters
    ----------
    asset
        What the record says from now on.
    action
        Add, edit, retire, restore or import.
    reason
        Why, in words; may be empty.
    record_id, based_on
        The record and the version that the change began from; both None for a new record.
    contact
        Whom to ask: None leaves what is there, an empty `Contact` removes it.
    """

    asset: Asset
    action: Action
    reason: str = ""
    record_id: str | None = None
    based_on: int | None = None
    contact: Contact | None = None


@dataclass(frozen=True)
class Receipt:
    """What was saved: the record, its version, and the neighbourhood that holds it."""

    id: str
    version: int
    neighbourhood: str | None


@dataclass(frozen=True)
class AssetInStore:
    """An asset as it stands now.

    Parameters
    ----------
    number
        What maps call it: small, fixed within this store.
    contact
        None when the viewer may not see it, or there is none.
    status
        `published`, `waiting` or `retired`.
    """

    id: str
    number: int
    version: int
    asset: Asset
    neighbourhood: str | None
    neighbourhood_name: str | None
    status: str
    recorded_at: datetime
    contact: Contact | None


@dataclass(frozen=True)
class PastVersion(Version):
    """A version of an asset with the asset that it says."""

    asset: Asset


@dataclass(frozen=True)
class Count:
    """How many published assets there are of a category in a neighbourhood."""

    layer: str
    category: str
    neighbourhood: str | None
    assets: int


@dataclass(frozen=True)
class VerifyReport:
    """What `verify` looked at and found; no problems means that everything fits."""

    versions: int
    assets: int
    head: str
    problems: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Imported:
    """What the store holds of an earlier import of one row.

    Parameters
    ----------
    base, current
        What the import wrote, and what stands now; equal when nobody touched it since.
    status
        `retired`, or `published` for all that is not.
    """

    id: str
    version: int
    base: Asset
    current: Asset
    status: str


@dataclass(frozen=True)
class Remark:
    """What somebody remarked on an asset, for its stewards.

    Parameters
    ----------
    id, record_id, name
        Of the remark; id and name of the asset that it is about.
    text
        May name a person: it goes when a steward has dealt with it.
    """

    id: str
    record_id: str
    name: str
    text: str
    at: datetime


class Store(Protocol):
    """Keeps records, their versions and boundaries; see the module's contract."""

    layers: Layers

    def is_at(self, path: Path) -> bool:
        """Return whether a path is a file of this store, which nobody may write over."""

    def state(self) -> str:
        """Return a short token that changes with every write, and is cheap to ask for."""

    def changed_since(self, state: str) -> list[int] | None:
        """Return the numbers of the assets with a newer version than a state, in order.

        To bring a catalogue up to date, ask for the new `state` first, then for what changed, then
        for `catalogue` of those numbers: what is saved in between then comes twice, never not.

        Parameters
        ----------
        state
            What `state()` gave.

        Returns
        -------
        numbers
            None when they cannot be told: the token is unknown or of another store, of another
            day (consents lapse), from before other boundaries or layer files, or more than
            `MOST_CHANGES` versions old. Then read everything again.
        """

    def boundaries_state(self) -> str:
        """Return a short token that changes when boundaries or context change."""

    def save(self, changes: Sequence[Change], *, by: str, at: datetime) -> list[Receipt]:
        """Save all changes in one transaction, in order.

        Raises
        ------
        Conflict
            If a change began from a version that is not the newest; nothing is written.
        NotFound
            If a record does not exist.
        StoreUnavailable
            If the file cannot be written; nothing is written.
        """

    def add_frame(
        self, assets: GeoDataFrame, *, by: str, at: datetime, action: Action, reason: str
    ) -> list[str]:
        """Add every row as a new asset, in one transaction, and return the ids in order.

        Parameters
        ----------
        assets
            As `domain.frame.assets_to_add` gives it: checked, EPSG:4326.
        """

    def assets(
        self,
        *,
        layers: Sequence[str] | None = None,
        neighbourhoods: Sequence[str] | None = None,
        on: int | None = None,
        viewer: Person = VISITOR,
        retired: bool = False,
    ) -> GeoDataFrame:
        """Return assets as a frame, columns as `schema.ASSET_COLUMNS`.

        Parameters
        ----------
        layers, neighbourhoods
            Keys and codes to keep; None keeps all.
        on
            A year: keep what existed in it (unknown years count as always).
        retired
            Also what was taken out of sight, for a viewer who may see all.
        """

    def catalogue(self, *, numbers: Sequence[int] | None = None) -> Catalogue:
        """Return what everybody may see as columns; for speed, where `assets` is for people.

        Parameters
        ----------
        numbers
            Keep those of these numbers; None keeps all.

        Returns
        -------
        catalogue
            In it `area` is the position in `neighbourhoods()`. What has no layer file is left out.
        """

    def layer(
        self,
        key: str,
        *,
        neighbourhood: str | None = None,
        on: int | None = None,
        viewer: Person = VISITOR,
    ) -> GeoDataFrame:
        """Return one layer; see `assets`. Raises `NotFound` for a key that is no layer."""

    def asset(self, record_id: str, *, viewer: Person = VISITOR) -> AssetInStore:
        """Return one asset; `NotFound` when it is not there or not for this viewer."""

    def unseen(self, *, most: int) -> list[tuple[str, str, str]]:
        """Return id, name and status of what waits or is retired, newest first; for stewards."""

    def record_id(self, number: int) -> str:
        """Return the id of the asset with a map number; `NotFound` when there is none."""

    def history(self, record_id: str) -> list[PastVersion]:
        """Return all versions of an asset, oldest first."""

    def imported(self, layer: str, source: str) -> Mapping[str, Imported]:
        """Return what earlier imports from a source wrote in a layer, by source id."""

    def add_remark(self, record_id: str, text: str, *, by: str, at: datetime) -> str:
        """Keep a remark on an asset and return the remark's id."""

    def remarks(self, *, most: int) -> list[Remark]:
        """Return the remarks that nobody has dealt with, newest first; for stewards."""

    def settle_remark(self, remark_id: str, *, by: str, at: datetime) -> None:
        """Erase the words of a remark, dealt with; `NotFound` when there is none."""

    def counts(self, *, on: int | None = None) -> list[Count]:
        """Return how many published assets there are, by layer, category, neighbourhood."""

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
        """Add a vintage of boundaries and derive the neighbourhood of every asset again.

        Raises
        ------
        Conflict
            If there is a set of this year already.
        """

    def boundary_sets(self) -> list[BoundarySet]:
        """Return the boundary sets, newest first."""

    def neighbourhoods(self, *, boundary_set: str | None = None) -> GeoDataFrame:
        """Return the neighbourhoods of a set (default: the newest), ordered by code."""

    def set_context(self, context: GeoDataFrame, *, by: str, at: datetime) -> int:
        """Replace the light context (columns `kind`, `class`, geometry) under the map."""

    def context(self) -> GeoDataFrame:
        """Return the context: water, green and streets, EPSG:4326."""

    def verify(self) -> VerifyReport:
        """Check the whole log and everything that follows from it."""

    def backup(self, out: Path) -> VerifyReport:
        """Write a consistent copy while others go on working, and verify the copy."""

    def close(self) -> None:
        """Let go of all files."""
