"""Counts of a selection: by each value of a filter, and by year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assetmap.actions.finding.answers import Facets, Found, Mask, Years
from assetmap.actions.finding.filters import FREE, REACHABLE, all_of
from assetmap.actions.finding.sight import Sight
from assetmap.domain.catalogue import NO_END, NO_START
from assetmap.domain.selection import OPEN_MOMENTS
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, LANGUAGES

Key = TypeVar("Key", str, tuple[str, str])

# Older years are few, and some of them very old; no chart has more than this many.
_RECENT = 1900
_MOST_YEARS = 500
_LONELY_YEARS = 100


def facets(sight: Sight, masks: Mapping[str, Mask], quarter: datetime) -> Facets:
    """Return how many there would be of each value.

    Parameters
    ----------
    masks
        As `filters.masks` gives them.
    """
    catalogue = sight.catalogue
    everything = all_of(sight, masks.values())

    def without(name: str) -> Mask:
        """Return the rows that pass all filters but one."""
        if name not in masks:
            return everything
        return all_of(sight, (mask for each, mask in masks.items() if each != name))

    hours = np.bincount(catalogue.hours[without("open")], minlength=len(catalogue.hours_texts))
    return Facets(
        total=int(np.count_nonzero(everything)),
        layers=_by_key(sight.layer_keys, catalogue.layer[without("layers")]),
        categories=_by_key(sight.category_keys, catalogue.category[without("categories")]),
        themes=_by_bit(THEMES, catalogue.themes[without("themes")]),
        audiences=_by_bit(AUDIENCES, catalogue.audience[without("audiences")]),
        languages=_by_bit(LANGUAGES, catalogue.languages[without("languages")]),
        open=MappingProxyType(
            {when: int(hours[sight.open_texts(when, quarter)].sum()) for when in OPEN_MOMENTS}
        ),
        free=int(np.count_nonzero(catalogue.cost[without("free")] == FREE)),
        wheelchair=int(np.count_nonzero(catalogue.wheelchair[without("wheelchair")] == REACHABLE)),
    )


def years(sight: Sight, found: Found, this_year: int) -> Years:
    """Return how many there were in each year, up to this year.

    What has no year counts as always there. The first year is the earliest that is known, this
    year when none is. Where that is before 1900, the oldest hundredth does not count for it, nor
    does the very oldest when it is a century older than the next, so that one church of the year
    1012 does not make a chart of a thousand years. What is older is there from the first year on.
    """
    catalogue, mask = found.catalogue, found.mask
    layer, start = catalogue.layer[mask], catalogue.existed_from[mask].astype(np.int64)
    end = catalogue.existed_to[mask].astype(np.int64)
    known = np.concatenate([start[start != NO_START], end[(start == NO_START) & (end != NO_END)]])
    first = _first_year(known, this_year)
    count = this_year - first + 1
    # Each begins in a column and ends in one; the sum of both up to a year is what there was.
    begins, ends = np.clip(start - first, 0, count), np.clip(end - first + 1, 0, count)
    there = begins < ends
    steps = np.zeros((len(sight.layers), count + 1), dtype=np.int64)
    np.add.at(steps, (layer[there], begins[there]), 1)
    np.add.at(steps, (layer[there], ends[there]), -1)
    counts = np.cumsum(steps, axis=1)[:, :count]
    counts.flags.writeable = False
    return Years(first, this_year, counts)


def _first_year(known: NDArray[np.int64], this_year: int) -> int:
    if not len(known):
        return this_year
    known = np.sort(known)
    few = len(known) // 100
    first = int(known[0])
    if first < _RECENT:
        oldest = known[few : few + 2].tolist()
        lonely = oldest[-1] - oldest[0] > _LONELY_YEARS
        first = min(oldest[-1] if lonely else oldest[0], _RECENT)
    return min(max(first, this_year - _MOST_YEARS + 1), this_year)


def _by_key(keys: tuple[Key, ...], positions: NDArray[np.int16]) -> Mapping[Key, int]:
    counts = np.bincount(positions, minlength=len(keys)).tolist()
    return MappingProxyType(dict(zip(keys, counts, strict=True)))


def _by_bit(known: Mapping[str, str], column: NDArray[np.uint32]) -> Mapping[str, int]:
    said = column[column != 0]
    return MappingProxyType(
        {key: int(np.count_nonzero(said & np.uint32(1 << at))) for at, key in enumerate(known)}
    )
