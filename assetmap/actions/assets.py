"""Add, change, retire and restore one asset."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import shapely

from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.asset import Asset, Contact, field_term
from assetmap.domain.asset_rules import check_asset
from assetmap.domain.geometry import MOST_OUTSIDE_M, NEAR_M, NeighbourhoodIndex, mended
from assetmap.domain.layer import Words
from assetmap.domain.merge import fitting, from_parts, merge, part_term, parts
from assetmap.domain.permission import Act, Person, demand
from assetmap.domain.record import Action
from assetmap.domain.schema import RETIRED
from assetmap.errors import N_, Conflict, InvalidAsset, NotFound, Problem, Term
from assetmap.store import AssetInStore, Change, PastVersion, Receipt, Store

logger = logging.getLogger(__name__)


def add_asset(
    store: Store,
    asset: Asset,
    *,
    person: Person,
    contact: Contact | None = None,
    reason: str = "",
    far: bool = False,
    clock: Clock = utc_now,
) -> Receipt:
    """Add one asset.

    Parameters
    ----------
    far
        Somebody said that a place more than `NEAR_M` outside all boundaries is meant.

    Raises
    ------
    NotAllowed, InvalidAsset, StoreUnavailable
    """
    demand(person, Act.ADD)
    asset = ready(store, asset, clock, far=far)
    _demand_consent(store, asset)
    change = Change(asset, Action.ADD, reason, contact=contact)
    return save(store, [change], person, clock)[0]


def edit_asset(
    store: Store,
    record_id: str,
    asset: Asset,
    *,
    based_on: int,
    person: Person,
    contact: Contact | None = None,
    contact_before: Contact | None = None,
    reason: str = "",
    restore: bool = False,
    far: bool = False,
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
    contact_before
        Whom to ask when the editor began; None when that does not matter.
    restore
        Put it back in sight as well, if it is out of sight.
    far
        As in `add_asset`; a place that stays as it was is meant.

    Raises
    ------
    Conflict
        If both changed the same field, or somebody took it out of sight; nothing is saved.
    NotAllowed, InvalidAsset, NotFound, StoreUnavailable
    """
    demand(person, Act.EDIT)
    standing = store.asset(record_id, viewer=person)
    retired = standing.status == RETIRED
    if standing.version != based_on:
        past = store.history(record_id)
        if retired and not restore and was_retired_since(past, based_on):
            raise Conflict(
                N_(
                    "Somebody took '{name}' out of sight in the meantime. "
                    "Choose whether it comes back with what you wrote."
                ),
                name=standing.asset.name,
            )
        asset = _merged(store, standing, asset, version_in(past, based_on).asset)
        contact = _merged_contact(standing, contact, contact_before)
    meant = far or asset.geometry == standing.asset.geometry
    asset = ready(store, asset, clock, far=meant)
    number, changes = standing.version, []
    if asset != standing.asset or contact not in (None, standing.contact or Contact()):
        changes.append(Change(asset, Action.EDIT, reason, record_id, number, contact))
    if restore and retired:
        number += len(changes)
        changes.append(Change(asset, Action.RESTORE, reason, record_id, number))
    if not changes:
        return Receipt(record_id, standing.version, standing.neighbourhood)
    return save(store, changes, person, clock)[-1]


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
    return save(store, [change], person, clock)[0]


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
    return save(store, [change], person, clock)[0]


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


def version_in(past: Sequence[PastVersion], number: int) -> PastVersion:
    """Return the version with a number; `NotFound` when there never was one."""
    for version in past:
        if version.number == number:
            return version
    raise NotFound(
        N_("This asset is not in the store: {id}. Look whether the address is right."),
        id=past[0].record_id if past else "",
    )


def was_retired_since(past: Sequence[PastVersion], number: int) -> bool:
    """Return whether somebody took an asset out of sight after a version."""
    return any(
        version.action in (Action.RETIRE, Action.MERGE)
        for version in past
        if version.number > number
    )


def save(store: Store, changes: Sequence[Change], person: Person, clock: Clock) -> list[Receipt]:
    """Save changes that were checked, in one transaction, and log them."""
    receipts = store.save(changes, by=person.id, at=clock())
    for change, receipt in zip(changes, receipts, strict=True):
        logger.info("%s of %s, version %d", change.action, receipt.id, receipt.version)
    return receipts


def ready(store: Store, asset: Asset, clock: Clock, *, far: bool = True) -> Asset:
    """Return the asset with a mended shape and a known neighbourhood, or raise `InvalidAsset`.

    Parameters
    ----------
    far
        Whether its place may lie more than `NEAR_M` outside all boundaries, up to
        `MOST_OUTSIDE_M`: what stood there before was once meant.
    """
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
        _check_place(store, asset, most_m=MOST_OUTSIDE_M if far else NEAR_M)
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


def _check_place(store: Store, asset: Asset, *, most_m: float) -> None:
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
    if distance > most_m:
        raise InvalidAsset(
            Problem(
                N_("This place lies outside the boundaries. Click on a place inside them."),
                {},
                "geometry",
            )
        )


def _box_around(shape: shapely.Geometry) -> tuple[slice, slice]:
    west, south, east, north = shape.bounds
    return slice(west - 0.4, east + 0.4), slice(south - 0.25, north + 0.25)


def _merged(store: Store, standing: AssetInStore, asset: Asset, base: Asset) -> Asset:
    result = merge(parts(base), parts(standing.asset), parts(asset))
    layers = store.layers
    if result.conflicts:
        layer = layers.get(standing.asset.layer)
        raise _both_changed(standing, [part_term(part, layer) for part in result.conflicts])
    both = from_parts(result.content)
    layer = layers.get(both.layer)
    # Somebody chose another layer while another filled a field that only the former one has.
    return fitting(both, layer) if layer and layer.key != base.layer else both


def _merged_contact(
    standing: AssetInStore, contact: Contact | None, before: Contact | None
) -> Contact | None:
    if contact is None or before is None:
        return contact
    now = standing.contact or Contact()
    result = merge(before.model_dump(), now.model_dump(), contact.model_dump())
    if result.conflicts:
        raise _both_changed(standing, [field_term("contact")])
    return Contact(**result.content)


def _both_changed(standing: AssetInStore, terms: Sequence[Term | Words | str]) -> Conflict:
    # A title in two languages is said in English here, as an error is; the page shows it better.
    words = tuple(each.en if isinstance(each, Words) else each for each in terms)
    return Conflict(
        N_(
            "Somebody else changed '{name}' in the meantime, in the same place: {fields}. "
            "Look at what stands there now, and save again."
        ),
        name=standing.asset.name,
        fields=words,
    )
