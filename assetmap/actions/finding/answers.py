"""What the finder answers; nothing in it is changed afterwards, so that all may share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from assetmap.domain.catalogue import Catalogue

Bounds = tuple[float, float, float, float]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Found:
    """The assets that a selection shows.

    Parameters
    ----------
    version
        Token of the store that `catalogue` holds the assets of.
    mask
        True for each row of `catalogue` that is shown.
    moment
        When it was looked up; what is open is told by the quarter of an hour.
    read_as
        Words that nothing has, with the word that was looked for instead.
    """

    version: str
    catalogue: Catalogue
    mask: Mask
    moment: datetime
    read_as: Mapping[str, str]

    @cached_property
    def total(self) -> int:
        """How many there are."""
        return int(np.count_nonzero(self.mask))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """What maps call them, ascending."""
        # Soon made, and large to keep with each answer that is remembered.
        return self.catalogue.number[self.mask]

    @cached_property
    def bounds(self) -> Bounds | None:
        """West, south, east and north of what has a place, EPSG:4326; None when nothing has."""
        x, y = self.catalogue.x[self.mask], self.catalogue.y[self.mask]
        here = np.isfinite(x)
        if not here.any():
            return None
        x, y = x[here], y[here]
        shown = set(self.numbers.tolist())
        shapes = [shape for number, shape in self.catalogue.shapes.items() if number in shown]
        corners = [(x.min(), y.min()), (x.max(), y.max())]
        if shapes:
            corners += np.reshape(shapely.total_bounds(shapes), (2, 2)).tolist()
        west, south = np.min(corners, axis=0).tolist()
        east, north = np.max(corners, axis=0).tolist()
        return west, south, east, north


@dataclass(frozen=True)
class Facets:
    """How many there would be of each value, with all other filters of the selection as they are.

    A category is counted in its layer when that is shown, whatever categories are chosen there.

    Parameters
    ----------
    total
        How many the selection shows.
    layers, themes, audiences, languages
        By key, each that there is, also with 0.
    categories
        By keys of layer and category.
    open
        By `now`, `evening`, `weekend`.
    free, wheelchair
        How many say so.
    """

    total: int
    layers: Mapping[str, int]
    categories: Mapping[tuple[str, str], int]
    themes: Mapping[str, int]
    audiences: Mapping[str, int]
    languages: Mapping[str, int]
    open: Mapping[str, int]
    free: int
    wheelchair: int


@dataclass(frozen=True, eq=False)
class Years:
    """How many there were in each year.

    Parameters
    ----------
    first, last
        The years of the first and the last column.
    counts
        Shape (layers, years), layers in their order.
    """

    first: int
    last: int
    counts: NDArray[np.int64]


Sort = Literal["name", "distance", "newest", "best", "described"]


@dataclass(frozen=True)
class Row:
    """An asset in a list.

    Parameters
    ----------
    layer, category
        Keys.
    neighbourhood, neighbourhood_name
        Code and name; empty when it lies in none.
    hours
        Opening hours in OpenStreetMap's syntax, or ''.
    changed
        When its newest version was written down, UTC.
    x, y
        Longitude and latitude in degrees; NaN without a place.
    distance_m
        Metres in a straight line from the place that was asked for, to the shape of the asset;
        None when no place was asked for, and for what is known by its neighbourhood alone.
    """

    number: int
    name: str
    layer: str
    category: str
    neighbourhood: str
    neighbourhood_name: str
    address: str
    hours: str
    changed: datetime
    x: float
    y: float
    distance_m: float | None


@dataclass(frozen=True)
class Suggestion:
    """What the search box offers while somebody types.

    Parameters
    ----------
    kind
        What it is; it tells which of the rest is filled in.
    title, more
        A first and a second line; the second may be empty.
    number
        Of an asset.
    layer
        Key of the layer of an asset or a category.
    key
        Key of a category, or code of a neighbourhood.
    count
        How many assets there are of a category or in a neighbourhood.
    lat, lon
        Of an address, in degrees.
    """

    kind: Literal["asset", "category", "neighbourhood", "address"]
    title: str
    more: str = ""
    number: int | None = None
    layer: str = ""
    key: str = ""
    count: int | None = None
    lat: float | None = None
    lon: float | None = None
