"""Add, change, retire and restore one asset."""

from __future__ import annotations

import logging

import shapely

from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.asset import Asset, Contact, check_asset, field_term
from assetmap.domain.geometry import NEAR_M, NeighbourhoodIndex, mended
from assetmap.domain.merge import merge
from assetmap.domain.payload import asset_to_content
from assetmap.domain.permission import Act, Person, demand
from assetmap.domain.record import Action
from assetmap.errors import N_, Conflict, InvalidAsset, NotFound, Problem
from assetmap.store import AssetInStore, Change, PastVersion, Receipt, Store

logger = logging.getLogger(__name__)


def add_asset(
    store: Store,
    asset: Asset,
    *,
    person: Person,
    contact: Contact | None = None,
    reason: str = "",
    clock: Clock = utc_now,
) -> Receipt:
    """Add one asset.

    Raises
    ------
    NotAllowed, InvalidAsset, StoreUnavailable
    """
    demand(person, Act.ADD)
    asset = _ready(store, asset, clock)
    _demand_consent(store, asset)
    change = Change(asset, Action.ADD, reason, contact=contact)
    return _save(store, change, person, clock)


def edit_asset(
    store: Store,
    record_id: str,
    asset: Asset,
    *,
    based_on: int,
    person: Person,
    contact: Contact | None = None,
    reason: str = "",
    clock: Clock = utc_now,
) -> Receipt:
    """Save a changed asset.

    When somebody else saved since `based_on`, changes to different fields are merged. Without a
    consent, an asset about a person goes out of sight: that is how a consent is withdrawn.

    Parameters
    ----------
    asset
        All that the asset says from now on.
    based_on
        The version that the editor had in hand.
    contact
        Whom to ask from now on; None leaves what is there.

    Raises
    ------
    Conflict
        If both changed the same field; nothing is saved.
    NotAllowed, InvalidAsset, NotFound, StoreUnavailable
    """
    demand(person, Act.EDIT)
    standing = store.asset(record_id, viewer=person)
    if standing.version != based_on:
        asset = _merged(store, standing, asset, based_on)
    asset = _ready(store, asset, clock)
    same_contact = contact is None or contact == (standing.contact or Contact())
    if asset == standing.asset and same_contact:
        return Receipt(record_id, standing.version, standing.neighbourhood)
    change = Change(asset, Action.EDIT, reason, record_id, standing.version, contact)
    return _save(store, change, person, clock)


def retire_asset(
    store: Store,
    record_id: str,
    *,
    based_on: int | None = None,
    person: Person,
    reason: str,
    clock: Clock = utc_now,
) -> Receipt:
    """Take an asset out of sight; it is kept and can be restored.

    Parameters
    ----------
    based_on
        The version that the person looked at; None for whatever stands there.

    Raises
    ------
    Conflict
        If somebody changed it since `based_on`; nothing is saved.
    """
    demand(person, Act.RETIRE)
    standing = store.asset(record_id, viewer=person)
    number = standing.version if based_on is None else based_on
    change = Change(standing.asset, Action.RETIRE, reason, record_id, number)
    return _save(store, change, person, clock)


def restore_asset(
    store: Store,
    record_id: str,
    *,
    based_on: int | None = None,
    person: Person,
    reason: str = "",
    clock: Clock = utc_now,
) -> Receipt:
    """Put a retired asset back in sight; see `retire_asset`."""
    demand(person, Act.RETIRE)
    standing = store.asset(record_id, viewer=person)
    number = standing.version if based_on is None else based_on
    change = Change(standing.asset, Action.RESTORE, reason, record_id, number)
    return _save(store, change, person, clock)


def see_asset(store: Store, record_id: str, *, person: Person) -> AssetInStore:
    """Return an asset as this person may see it; `NotFound` otherwise."""
    demand(person, Act.SEE)
    return store.asset(record_id, viewer=person)


def see_history(store: Store, record_id: str, *, person: Person) -> list[PastVersion]:
    """Return the versions of an asset, oldest first, for whoever may see all."""
    demand(person, Act.SEE_ALL)
    history = store.history(record_id)
    if not history:
        raise NotFound(
            N_("This asset is not in the store: {id}. Look whether the address is right."),
            id=record_id,
        )
    return history


def _save(store: Store, change: Change, person: Person, clock: Clock) -> Receipt:
    receipt = store.save([change], by=person.id, at=clock())[0]
    logger.info("%s of %s, version %d", change.action, receipt.id, receipt.version)
    return receipt


def _ready(store: Store, asset: Asset, clock: Clock) -> Asset:
    """Return the asset with a mended shape and a known neighbourhood, or raise `InvalidAsset`."""
    layer = store.layers.get(asset.layer)
    if layer is not None and not layer.geometry:
        # A person has no point on the map, whatever was clicked.
        asset = asset.model_copy(update={"geometry": None})
    if asset.geometry is not None:
        asset = asset.model_copy(
            update={
                "geometry": mended(asset.geometry),
                "neighbourhood": None,
                "neighbourhood_year": None,
            }
        )
    sets = store.boundary_sets()
    if asset.geometry is None and asset.neighbourhood and asset.neighbourhood_year is None:
        year = sets[0].year if sets else None
        asset = asset.model_copy(update={"neighbourhood_year": year})
    check_asset(asset, store.layers, today=clock().date())
    if sets:
        _check_place(store, asset)
    return asset


def _demand_consent(store: Store, asset: Asset) -> None:
    """Ask for a consent at the start; later it can be withdrawn, and the asset waits."""
    if store.layers[asset.layer].privacy.person and asset.consent is None:
        raise InvalidAsset(
            Problem(
                N_("This is about a person. Ask first whether it may stand on the map."),
                {},
                "consent",
            )
        )


def _check_place(store: Store, asset: Asset) -> None:
    neighbourhoods = store.neighbourhoods()
    if asset.geometry is None:
        if asset.neighbourhood_year == store.boundary_sets()[0].year and not (
            neighbourhoods["code"].eq(asset.neighbourhood).any()
        ):
            raise InvalidAsset(
                Problem(
                    N_("There is no neighbourhood with the code '{code}' in this municipality."),
                    {"code": asset.neighbourhood},
                    "neighbourhood",
                )
            )
        return
    near = neighbourhoods.cx[_box_around(asset.geometry)]
    index = NeighbourhoodIndex(near["code"], near.geometry.array)
    distance = index.distance_m([asset.geometry])[0] if len(near) else float("inf")
    if distance > NEAR_M:
        raise InvalidAsset(
            Problem(
                N_("This place lies outside the boundaries. Click on a place inside them."),
                {},
                "geometry",
            )
        )


def _box_around(shape: shapely.Geometry) -> tuple[slice, slice]:
    west, south, east, north = shape.bounds
    return slice(west - 0.05, east + 0.05), slice(south - 0.03, north + 0.03)


def _merged(store: Store, standing: AssetInStore, asset: Asset, based_on: int) -> Asset:
    past = {version.number: version for version in store.history(standing.id)}
    if based_on not in past:
        raise NotFound(
            N_("This asset is not in the store: {id}. Look whether the address is right."),
            id=standing.id,
        )
    base, now = past[based_on].asset, standing.asset
    result = merge(
        _fields(base),
        _fields(now),
        _fields(asset),
    )
    if result.conflicts:
        raise Conflict(
            N_(
                "Somebody else changed '{name}' in the meantime, in the same place: {fields}. "
                "Look at what stands there now, and save again."
            ),
            name=now.name,
            fields=tuple(map(field_term, result.conflicts)),
        )
    return Asset.model_validate(
        {key: value for key, value in result.content.items() if value is not None}
    )


def _fields(asset: Asset) -> dict[str, object]:
    return {**asset_to_content(asset), "geometry": asset.geometry}
