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
from typing import Any, Protocol

from geopandas import GeoDataFrame

from assetmap.domain.asset import Asset, Contact
from assetmap.domain.catalogue import Catalogue
from assetmap.domain.layer import Layers
from assetmap.domain.neighbourhood import BoundarySet
from assetmap.domain.permission import VISITOR, Person
from assetmap.domain.record import Action, Version
from assetmap.errors import Problem

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
        Add, edit, retire, restore or import; `UNDO` of a single save leaves it in or out of sight.
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
    undone
        Whether it is out of sight because its import was undone: the list may bring it back.
    """

    id: str
    version: int
    base: Asset
    current: Asset
    status: str
    undone: bool = False


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


@dataclass(frozen=True)
class NewPhoto:
    """A picture that was made safe: encoded anew, without anything that the camera wrote in it.

    Parameters
    ----------
    alt
        What there is to see, for who cannot see it.
    media_type
        Of both: `image/jpeg` or `image/webp`.
    width, height
        Of `full`, in pixels.
    """

    alt: str
    media_type: str
    preview: bytes
    full: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Photo:
    """A photo of an asset, without its bytes."""

    id: str
    record_id: str
    alt: str
    media_type: str
    width: int
    height: int
    at: datetime
    by: str
    retired: bool = False


@dataclass(frozen=True)
class ImportRun:
    """One list that was taken in, as one step that can be undone.

    Parameters
    ----------
    added, changed
        How many assets.
    unplaced
        How many rows still wait for a place.
    """

    id: str
    at: datetime
    by: str
    file: str
    layer: str
    source: str
    added: int
    changed: int
    unplaced: int
    undone: bool


@dataclass(frozen=True)
class NewRun:
    """What to write down of an import."""

    file: str
    layer: str
    source: str


@dataclass(frozen=True)
class UnplacedRow:
    """A row of a list that waits for somebody to point out where it is.

    Parameters
    ----------
    row
        Its number in the file.
    content
        What the asset will say, as `payload.asset_to_content` gives it, without a place.
    contact
        Whom to ask, if the row says so. All of a row may be personal: it goes once placed.
    reason
        Why it has no place, as template and values of a `Problem`.
    id, run_id
        Given by the store.
    """

    row: int
    content: Mapping[str, Any]
    contact: Contact | None
    reason: Problem
    id: str = ""
    run_id: str = ""


@dataclass(frozen=True)
class UndoReport:
    """What undoing an import did.

    Parameters
    ----------
    retired, reverted
        How many assets were taken out of sight, and put back as they were.
    kept
        Ids of assets that somebody changed since; they stay as they are.
    """

    retired: int
    reverted: int
    kept: tuple[str, ...]


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
        """Save all that an import brings in one transaction, and remember it as one step.

        Parameters
        ----------
        new
            Assets to add, as for `add_frame`.
        changes
            To assets that are there, in order.
        contacts
            Whom to ask for each row of `new`; None for nobody at all.
        unplaced
            Rows to be placed by hand.

        Raises
        ------
        Conflict, NotFound, StoreUnavailable
            Nothing is written then.
        """

    def imports(self, *, most: int) -> list[ImportRun]:
        """Return what was taken in, newest first; for stewards."""

    def undo_import(self, run_id: str, *, by: str, at: datetime) -> UndoReport:
        """Undo an import in one transaction: new versions, nothing is erased but what waits.

        What the list added goes out of sight with `Action.UNDO`, also what was placed by hand of
        its rows; what it changed says again what it said, and names whom it named. What somebody
        changed since stays as it is, and is told; a later import that was undone is no such change.
        A later import of these assets (`Action.IMPORT`, or `RESTORE`) brings them back in sight.

        Raises
        ------
        Conflict
            If it was undone already.
        NotFound
            If there is no such import.
        """

    def unplaced(self, *, most: int, run_id: str | None = None) -> list[UnplacedRow]:
        """Return the rows that wait for a place, in order of the file; for stewards."""

    def unplaced_row(self, row_id: str) -> UnplacedRow:
        """Return one row that waits; `NotFound` when it does not, or not any more."""

    def place_row(self, row_id: str, asset: Asset, *, by: str, at: datetime) -> Receipt:
        """Add the asset of a row that waited, with its contact, and erase the row; one step."""

    def drop_row(self, row_id: str, *, by: str, at: datetime) -> None:
        """Erase a row that waited, without adding it."""

    def profiles(self) -> dict[str, dict[str, Any]]:
        """Return the import profiles by name, each as it was last saved."""

    def save_profile(self, name: str, content: Mapping[str, Any], *, by: str, at: datetime) -> None:
        """Keep an import profile (plain JSON values) under a name; a newer one takes its place."""

    def add_photo(self, record_id: str, photo: NewPhoto, *, by: str, at: datetime) -> Photo:
        """Keep a photo of an asset; `NotFound` when there is no such asset."""

    def photos(
        self, record_ids: Sequence[str], *, viewer: Person = VISITOR, retired: bool = False
    ) -> dict[str, list[Photo]]:
        """Return the photos of assets, oldest first, by the asset's id.

        Those of an asset that was merged into another are the other's, which their `record_id`
        names then. What a viewer may not see is left out; `retired` ones too, but for a viewer who
        may see all.
        """

    def photo_bytes(self, photo_id: str, size: str, *, viewer: Person = VISITOR) -> bytes:
        """Return `preview` or `full` of a photo.

        `NotFound` where the viewer may not see it, or where its bytes were erased.
        """

    def describe_photo(self, photo_id: str, alt: str, *, by: str, at: datetime) -> None:
        """Give a photo another description."""

    def retire_photo(self, photo_id: str, *, reason: str, by: str, at: datetime) -> None:
        """Take a photo out of sight; it can be put back."""

    def restore_photo(self, photo_id: str, *, by: str, at: datetime) -> None:
        """Put a photo back in sight."""

    def merge(self, kept: Change, other: Change, *, by: str, at: datetime) -> Receipt:
        """Make one asset of two: `kept` says all from now on, `other` goes out of sight.

        Both are changes of records that are there; both histories stay. Restoring the other
        one ends the merge.

        Raises
        ------
        Conflict
            If one of them was merged into another already, they are the same, or somebody changed
            one of them since; nothing is written.
        NotFound
            If one of them does not exist.
        """

    def merged(self, record_id: str) -> list[str]:
        """Return the ids of the assets that were merged into this one, not by way of another."""

    def merged_into(self, record_id: str) -> str | None:
        """Return the id of the asset that this one is part of now; None if it was not merged.

        One that was merged into another, and that into a third, is part of the third.
        """

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
