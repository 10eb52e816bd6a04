"""The masks of a selection: one for each filter that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from assetmap.actions.finding.answers import Mask
from assetmap.actions.finding.sight import Sight
from assetmap.domain.opening import CLOCK
from assetmap.domain.selection import Selection
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, COSTS, LANGUAGES, WHEELCHAIR

FREE = 1 + list(COSTS).index("free")
REACHABLE = 1 + list(WHEELCHAIR).index("yes")


def masks(
    sight: Sight, selection: Selection, words: Mask | None, quarter: datetime
) -> dict[str, Mask]:
    """Return the mask of each filter that a selection uses, by the filter's name.

    Parameters
    ----------
    words
        What the words of the selection find; None without words.
    quarter
        The moment for what is open.
    """
    catalogue = sight.catalogue
    found: dict[str, Mask] = {}
    if words is not None:
        found["words"] = words
    if selection.layers is not None:
        found["layers"] = _chosen(sight.layer_keys, selection.layers)[catalogue.layer]
    if selection.categories:
        found["categories"] = _categories(sight, selection.categories)[catalogue.category]
    for name, column, known, keys in (
        ("themes", catalogue.themes, THEMES, selection.themes),
        ("audiences", catalogue.audience, AUDIENCES, selection.audiences),
        ("languages", catalogue.languages, LANGUAGES, selection.languages),
    ):
        if keys:
            found[name] = _has_one(column, known, keys)
    if selection.open:
        found["open"] = sight.is_open(selection.open, quarter)
    if selection.free:
        found["free"] = catalogue.cost == FREE
    if selection.wheelchair:
        found["wheelchair"] = catalogue.wheelchair == REACHABLE
    if selection.neighbourhood:
        found["neighbourhood"] = _in_neighbourhood(sight, selection.neighbourhood)
    if selection.near is not None:
        # Where a talent is drawn says nothing of where somebody lives.
        found["near"] = sight.within(selection.near, selection.radius_m) & ~sight.by_neighbourhood
    if selection.since is not None:
        found["since"] = catalogue.changed >= _midnight(selection.since)
    if selection.year is not None:
        year = selection.year
        found["year"] = (catalogue.existed_from <= year) & (catalogue.existed_to >= year)
    return found


def all_of(sight: Sight, masks: Iterable[Mask]) -> Mask:
    """Return the rows that pass every mask; without any, all rows."""
    found = np.ones(len(sight.catalogue), dtype=bool)
    for mask in masks:
        found &= mask
    return found


def _chosen(known: Sequence[str], keys: Iterable[str]) -> Mask:
    chosen = set(keys)
    return np.array([key in chosen for key in known], dtype=bool)


def _categories(sight: Sight, chosen: Sequence[tuple[str, str]]) -> Mask:
    """Return which categories are shown: a layer of which none is chosen is shown whole."""
    narrowed = {layer for layer, _ in chosen}
    return np.array(
        [pair in chosen or pair[0] not in narrowed for pair in sight.category_keys], dtype=bool
    )


def _has_one(column: NDArray[np.uint32], known: Mapping[str, str], keys: Iterable[str]) -> Mask:
    chosen = set(keys)
    bits = sum(1 << at for at, key in enumerate(known) if key in chosen)
    mask: Mask = (column & np.uint32(bits)) != 0
    return mask


def _in_neighbourhood(sight: Sight, code: str) -> Mask:
    at = sight.places.position.get(code)
    if at is None:  # a border that is no more: nothing lies within it
        return np.zeros(len(sight.catalogue), dtype=bool)
    mask: Mask = sight.catalogue.area == at
    return mask


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), CLOCK).timestamp()
