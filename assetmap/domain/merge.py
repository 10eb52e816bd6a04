"""Merge two edits of the same thing, part by part.

What hangs together is one part: layer and category, and all that says where something is. Each of
a layer's own fields is a part of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assetmap.domain.asset import Asset, FieldValue, field_term
from assetmap.domain.layer import Layer, Words
from assetmap.errors import Term

# Parts that say several things at once, by the field that a person knows them by.
CATEGORY = "category"
GEOMETRY = "geometry"
_OWN = "fields."
_TOGETHER = {
    CATEGORY: ("layer", "category"),
    GEOMETRY: ("geometry", "neighbourhood", "neighbourhood_year", "precision"),
}
_INSIDE = {name for names in _TOGETHER.values() for name in names} | {"fields"}


@dataclass(frozen=True)
class Merged:
    """The outcome of a merge.

    Parameters
    ----------
    content
        All fields; a field that both sides changed differently keeps `ours`.
    conflicts
        Names of the fields that both sides changed, each in another way.
    """

    content: dict[str, Any]
    conflicts: tuple[str, ...]


def merge(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Merge what two sides made of `base`.

    A field that one side changed takes that side's value; a field that neither changed, or both
    in the same way, stays. Values compare with `==`.

    Parameters
    ----------
    base
        What both started from.
    ours
        What stands now.
    theirs
        What comes in.
    """
    content: dict[str, Any] = {}
    conflicts = []
    for field in sorted({*base, *ours, *theirs}):
        was, mine, other = base.get(field), ours.get(field), theirs.get(field)
        if mine == was and other != was:
            content[field] = other
            continue
        content[field] = mine
        if other != was and mine != other:
            conflicts.append(field)
    return Merged(content, tuple(conflicts))


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields that differ, in order of the alphabet."""
    return tuple(
        field for field in sorted({*before, *after}) if before.get(field) != after.get(field)
    )


def parts(asset: Asset) -> dict[str, Any]:
    """Return what an asset says, part by part, in the order of its fields; nothing is None."""
    said: dict[str, Any] = {}
    for name in Asset.model_fields:
        if name in _TOGETHER:
            values = tuple(getattr(asset, each) for each in _TOGETHER[name])
            said[name] = values if any(value not in (None, "") for value in values) else None
        elif name == "fields":
            said |= {own_part(key): value for key, value in asset.fields.items()}
        elif name not in _INSIDE:
            value = getattr(asset, name)
            said[name] = None if value in ("", ()) else value
    return said


def from_parts(said: Mapping[str, Any]) -> Asset:
    """Return the asset that `parts` gave."""
    content: dict[str, Any] = {"fields": {}}
    for part, value in said.items():
        if value is None:
            continue
        if part in _TOGETHER:
            content |= dict(zip(_TOGETHER[part], value, strict=True))
        elif part.startswith(_OWN):
            content["fields"][part.removeprefix(_OWN)] = value
        else:
            content[part] = value
    return Asset.model_validate(content)


def own_part(key: str) -> str:
    """Return the part that a layer's own field is."""
    return _OWN + key


def part_term(part: str, layer: Layer | None) -> Term | Words | str:
    """Return what a person calls a part; the title of an own field is in two languages."""
    if not part.startswith(_OWN):
        return field_term(part)
    key = part.removeprefix(_OWN)
    own = next((field for field in layer.fields if field.key == key), None) if layer else None
    return own.title if own else key.removeprefix("source_")


def fitting(asset: Asset, layer: Layer) -> Asset:
    """Return an asset as its layer can have it; what the layer has no field for is kept aside.

    A layer about persons gives no place, another layer needs no consent.
    """
    own = {field.key for field in layer.fields}
    fields: dict[str, FieldValue] = {}
    for key, value in asset.fields.items():
        name = key if key in own or key.startswith("source_") else f"source_{key}"
        while name != key and (name in asset.fields or name in fields):
            name += "_"
        fields[name] = value
    changes: dict[str, Any] = {"fields": fields}
    if not layer.geometry:
        changes |= {"geometry": None, "precision": ""}
    if not layer.privacy.person:
        changes["consent"] = None
    return asset.model_copy(update=changes)
