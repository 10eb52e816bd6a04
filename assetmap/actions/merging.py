"""Bring together what two people wrote of one asset, or two assets that are the same."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from assetmap.actions.assets import ready, version_in, was_retired_since
from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.versions import Said, in_words
from assetmap.domain.asset import Asset, Contact
from assetmap.domain.consent import Consent
from assetmap.domain.geometry import kind_of
from assetmap.domain.layer import Layer, Layers, Words
from assetmap.domain.merge import (
    CATEGORY,
    GEOMETRY,
    fitting,
    from_parts,
    merge,
    part_term,
    parts,
)
from assetmap.domain.permission import VISITOR, Act, Person, demand
from assetmap.domain.precision import PRECISIONS
from assetmap.domain.record import Action
from assetmap.domain.schema import RETIRED
from assetmap.errors import N_, Conflict, InvalidAsset, Problem, Term
from assetmap.store import AssetInStore, Change, Receipt, Store

logger = logging.getLogger(__name__)

Side = Literal["theirs", "mine", "both"]

CONTACT_WORDS = {
    "person": N_("Name of the contact"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
}
_CONTACT = "contact."
# Texts that can stand one after the other, beside a layer's own long texts.
_LONG = ("offers",)
_LISTS = ("themes", "audience", "languages")


@dataclass(frozen=True)
class FieldConflict:
    """What two sides say differently.

    Parameters
    ----------
    field
        As `domain.merge.parts` names it, or `contact.` and a field of `Contact`.
    was, theirs, mine
        In words: where both began, what stands now, what comes in.
    both
        Whether both can stand: a long text, or a list.
    """

    field: str
    term: Term | Words | str
    was: Said
    theirs: Said
    mine: Said
    both: bool = False


@dataclass(frozen=True)
class Comparison:
    """What somebody wrote beside what others saved in the meantime.

    Parameters
    ----------
    version
        The newest one: base the next save on it.
    merged
        All that goes together by itself; what does not is as `theirs`.
    contact, contact_now
        The same of whom to ask; None when the person did not change it.
    theirs, mine
        What stands now, and what the person wrote.
    theirs_by, theirs_at
        Who saved last, and when.
    retired
        Whether somebody took it out of sight in the meantime.
    """

    record_id: str
    version: int
    merged: Asset
    conflicts: tuple[FieldConflict, ...]
    theirs_by: str
    theirs_at: datetime
    theirs: Asset
    mine: Asset
    retired: bool = False
    contact: Contact | None = None
    contact_now: Contact = field(default_factory=Contact)
    contact_mine: Contact | None = None


def compare(
    store: Store,
    record_id: str,
    asset: Asset,
    *,
    based_on: int,
    person: Person,
    contact: Contact | None = None,
    contact_before: Contact | None = None,
) -> Comparison:
    """Lay what somebody wrote beside what stands now.

    Parameters
    ----------
    asset, contact, contact_before
        As for `assets.edit_asset`. Without `contact_before` every difference is asked, since
        nobody knows who made it.

    Raises
    ------
    NotAllowed, NotFound, StoreUnavailable
    """
    demand(person, Act.EDIT)
    standing = store.asset(record_id, viewer=person)
    past = store.history(record_id)
    base = version_in(past, based_on).asset
    said = merge(parts(base), parts(standing.asset), parts(asset))
    layers = store.layers
    conflicts = [
        conflict_of(part, base, standing.asset, asset, layers, _names(store))
        for part in parts(asset) | parts(standing.asset)
        if part in said.conflicts
    ]
    together, about_contact = _compare_contacts(
        contact_before, standing.contact or Contact(), contact
    )
    newest = past[-1]
    return Comparison(
        record_id,
        standing.version,
        _fitted(said.content, layers, base.layer),
        (*conflicts, *about_contact),
        newest.by,
        newest.recorded_at,
        standing.asset,
        asset,
        standing.status == RETIRED and was_retired_since(past, based_on),
        together,
        standing.contact or Contact(),
        contact,
    )


def decided(
    comparison: Comparison, choices: Mapping[str, Side], layers: Layers
) -> tuple[Asset, Contact | None]:
    """Return what to save after a choice for each conflict; what is not chosen stays theirs."""
    said = parts(comparison.merged)
    theirs, mine = parts(comparison.theirs), parts(comparison.mine)
    contact = comparison.contact
    for each in comparison.conflicts:
        side = choices.get(each.field, "theirs")
        if each.field.startswith(_CONTACT) and contact is not None:
            source = comparison.contact_mine if side == "mine" else comparison.contact_now
            name = each.field.removeprefix(_CONTACT)
            contact = contact.model_copy(update={name: getattr(source, name)})
        elif not each.field.startswith(_CONTACT):
            said[each.field] = _chosen(side, theirs.get(each.field), mine.get(each.field))
    return _fitted(said, layers, comparison.theirs.layer), contact


def _chosen(side: str, theirs: Any, mine: Any) -> Any:
    if side != "both" or theirs is None or mine is None:
        return mine if side == "mine" or (side == "both" and theirs is None) else theirs
    if isinstance(theirs, tuple):
        return (*theirs, *(key for key in mine if key not in theirs))
    return theirs if mine in theirs else mine if theirs in mine else f"{theirs}\n\n{mine}"


def _fitted(said: Mapping[str, Any], layers: Layers, layer_before: str) -> Asset:
    asset = from_parts(said)
    layer = layers.get(asset.layer)
    return fitting(asset, layer) if layer and layer.key != layer_before else asset


def conflict_of(
    part: str, base: Asset, theirs: Asset, mine: Asset, layers: Layers, names: Mapping[str, str]
) -> FieldConflict:
    """Return what two sides made of a part, in words."""
    was, now, new = (
        in_words(part, parts(each).get(part), layers, layers.get(each.layer), names)
        for each in (base, theirs, mine)
    )
    layer = layers.get(theirs.layer)
    return FieldConflict(part, part_term(part, layer), was, now, new, both=can_be_both(part, layer))


def can_be_both(part: str, layer: Layer | None) -> bool:
    """Return whether two answers of a part can stand beside each other."""
    long_own = (
        {f"fields.{each.key}" for each in layer.fields if each.type == "long_text"}
        if layer
        else set()
    )
    return part in _LONG or part in _LISTS or part in long_own


def _compare_contacts(
    before: Contact | None, now: Contact, mine: Contact | None
) -> tuple[Contact | None, list[FieldConflict]]:
    if mine is None:
        return None, []
    # Where it began is unknown: then everything that differs is asked.
    was = before.model_dump() if before else dict.fromkeys(Contact.model_fields)
    result = merge(was, now.model_dump(), mine.model_dump())
    conflicts = [
        FieldConflict(
            _CONTACT + name,
            Term(CONTACT_WORDS[name]),
            was[name] or "",
            getattr(now, name),
            getattr(mine, name),
        )
        for name in Contact.model_fields
        if name in result.conflicts
    ]
    return Contact(**result.content), conflicts


def _names(store: Store) -> dict[str, str]:
    frame = store.neighbourhoods()
    return dict(zip(frame["code"], frame["name"], strict=True))


# Two assets ------------------------------------------------------------------------------


Choice = Literal["kept", "other", "both"]


def suggested_choices(kept: Asset, other: Asset, layers: Layers) -> dict[str, Choice]:
    """Return for each part where its answer comes from, as we would choose.

    What is empty is filled, lists are joined, the longer of two texts is taken, and the more
    precise of two places. Of two consents the one that ends first covers both.
    """
    ours, theirs = parts(kept), parts(other)
    layer = layers.get(kept.layer)
    choices: dict[str, Choice] = {}
    for part in dict.fromkeys((*ours, *theirs)):
        here, there = ours.get(part), theirs.get(part)
        choices[part] = "kept"
        if part == "consent":
            choices[part] = "both"
        elif there is None or part in ("source", "source_id", CATEGORY):
            continue
        elif part == GEOMETRY:
            choices[part] = "other" if _is_more_precise(there, here, layer) else "kept"
        elif here is None:
            choices[part] = "other"
        elif part in _LISTS:
            choices[part] = "both"
        elif can_be_both(part, layer) and len(there) > len(here):
            choices[part] = "other"
    return choices


_AS_SIDE: dict[Choice, Side] = {"kept": "theirs", "other": "mine", "both": "both"}


def joined(kept: Asset, other: Asset, choices: Mapping[str, Choice], layers: Layers) -> Asset:
    """Return one asset of two after a choice for each part; without one, what is kept stays."""
    ours, theirs = parts(kept), parts(other)
    said = dict(ours)
    for part in dict.fromkeys((*ours, *theirs)):
        choice = choices.get(part, "both" if part == "consent" else "kept")
        here, there = ours.get(part), theirs.get(part)
        if part == "consent" and choice == "both":
            said[part] = _both_consents(here, there)
        else:
            said[part] = _chosen(_AS_SIDE[choice], here, there)
    asset = from_parts(said)
    layer = layers.get(asset.layer)
    return fitting(asset, layer) if layer else asset


def suggested(kept: Asset, other: Asset, layers: Layers) -> Asset:
    """Return one asset of two, as we would make it; see `suggested_choices`."""
    return joined(kept, other, suggested_choices(kept, other, layers), layers)


def suggested_contact(kept: Contact | None, other: Contact | None) -> Contact | None:
    """Return whom to ask of both, or None when what is kept says it already."""
    ours, theirs = kept or Contact(), other or Contact()
    filled = {name: getattr(ours, name) or getattr(theirs, name) for name in Contact.model_fields}
    found = Contact(**filled)
    return None if found == ours else found


def _both_consents(one: Consent | None, other: Consent | None) -> Consent | None:
    """Return the consent that covers the words of both: the one that ends first."""
    if one is None or other is None:
        return None
    end: date = min(one.until, other.until)
    return one if one.until == end else other


# From the finest; what somebody pointed at is empty.
_FINENESS = {key: rank for rank, key in enumerate(("", *PRECISIONS))}


def _is_more_precise(there: Any, here: Any, layer: Layer | None) -> bool:
    shape, _code, _year, precision = there
    if shape is None:
        return here is None
    if layer is not None and kind_of(shape) not in layer.geometry:
        return False
    if here is None or here[0] is None:
        return True
    return _FINENESS.get(precision, 0) < _FINENESS.get(here[3], 0)


def merge_assets(
    store: Store,
    kept_id: str,
    other_id: str,
    asset: Asset,
    *,
    based_on: tuple[int, int],
    person: Person,
    contact: Contact | None = None,
    reason: str = "",
    clock: Clock = utc_now,
) -> Receipt:
    """Make one asset of two: the kept one says all, the other goes out of sight.

    Both histories stay, photos of both are shown with the kept one, and `versions.undo_save`
    makes them two again.

    Parameters
    ----------
    asset
        What the kept one says from now on.
    based_on
        The versions of both that the person looked at.
    contact
        Whom to ask from now on; None leaves what the kept one has.

    Raises
    ------
    Conflict
        If somebody changed one of them since, or one is out of sight; nothing is saved.
    NotAllowed, InvalidAsset, NotFound, StoreUnavailable
    """
    demand(person, Act.EDIT)
    demand(person, Act.RETIRE)
    kept, other = (store.asset(each, viewer=person) for each in (kept_id, other_id))
    _demand_mergeable(kept, other, store.layers)
    asset = ready(store, asset, clock)
    receipt = store.merge(
        Change(asset, Action.MERGE, reason, kept_id, based_on[0], contact),
        Change(other.asset, Action.MERGE, reason, other_id, based_on[1]),
        by=person.id,
        at=clock(),
    )
    logger.info("merge of %s into %s, version %d", other_id, kept_id, receipt.version)
    return receipt


def _demand_mergeable(kept: AssetInStore, other: AssetInStore, layers: Layers) -> None:
    if kept.id == other.id:
        raise InvalidAsset(
            Problem(N_("This is the same one twice. Choose another one to join it with."))
        )
    for each in (kept, other):
        if each.status == RETIRED:
            raise Conflict(
                N_("'{name}' is out of sight. Put it back in sight first."), name=each.asset.name
            )
    if _is_about_person(kept, layers) != _is_about_person(other, layers):
        raise InvalidAsset(
            Problem(
                N_("One of them is about a person and the other is not, so they stay two."),
                {},
                "layer",
            )
        )


def _is_about_person(found: AssetInStore, layers: Layers) -> bool:
    layer = layers.get(found.asset.layer)
    return layer is None or layer.privacy.person


def where_now(store: Store, record_id: str, *, person: Person = VISITOR) -> str:
    """Return the id of the asset that one was merged into, at last; else its own id."""
    demand(person, Act.SEE)
    seen = {record_id}
    while (into := store.merged_into(record_id)) is not None and into not in seen:
        seen.add(into)
        record_id = into
    return record_id


def joined_in(store: Store, record_id: str, *, person: Person) -> list[str]:
    """Return the ids of all assets that were merged into one, also by way of another."""
    demand(person, Act.SEE_ALL)
    found: list[str] = []
    waiting = [record_id]
    while waiting:
        for each in store.merged(waiting.pop(0)):
            if each not in found and each != record_id:
                found.append(each)
                waiting.append(each)
    return found
