"""All that is public at one moment, and what is worked out from it once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from assetmap.actions.finding.distance import (
    box_distances_m,
    degrees_around,
    distances_m,
    shape_distances_m,
)
from assetmap.actions.finding.terms import Terms
from assetmap.domain import schema
from assetmap.domain.catalogue import Catalogue
from assetmap.domain.layer import Layers, category_positions
from assetmap.domain.opening import which_are_open

if TYPE_CHECKING:
    from assetmap.actions.finding.answers import Mask

Whole = NDArray[np.int64]

# Beyond this a park is as far away as the point that stands for it.
_SHAPES_WITHIN_M = 5_000.0


@dataclass(frozen=True, eq=False)
class Places:
    """The neighbourhoods of a moment, in order of code, and all words that name something."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    terms: Terms

    @cached_property
    def position(self) -> dict[str, int]:
        """The position of each code."""
        return {code: at for at, code in enumerate(self.codes)}


class Sight:
    """What everybody may see at one moment.

    Parameters
    ----------
    version
        Token of the store.
    """

    def __init__(self, version: str, catalogue: Catalogue, layers: Layers, places: Places) -> None:
        self.version = version
        self.catalogue = catalogue
        self.layers = layers
        self.places = places
        # Many share these columns.
        for each in fields(catalogue):
            column = getattr(catalogue, each.name)
            if isinstance(column, np.ndarray):
                column.flags.writeable = False
        # Of the texts alone: a cache that knew this object would keep it alive.
        texts = catalogue.hours_texts
        self._open_texts = lru_cache(maxsize=8)(
            lambda when, quarter: which_are_open(texts, quarter, when)
        )

    @cached_property
    def layer_keys(self) -> tuple[str, ...]:
        """Keys of the layers, in the order of the catalogue's `layer`."""
        return tuple(self.layers)

    @cached_property
    def category_keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of layer and category, in the order of the catalogue's `category`."""
        return tuple(category_positions(self.layers)[1])

    def rows_of(self, numbers: Whole) -> Whole:
        """Return the row of each number, all of which are here, in the order given."""
        return self._row_at[numbers]

    @cached_property
    def _row_at(self) -> Whole:
        # Numbers of assets follow each other, so a table is small and beats a search in them.
        number = self.catalogue.number
        at = np.zeros(int(number[-1]) + 1 if len(number) else 0, dtype=np.int64)
        at[number] = np.arange(len(number))
        return at

    def mask_of(self, numbers: Whole) -> Mask:
        """Return the mask of the rows of numbers, all of which are here."""
        mask = np.zeros(len(self.catalogue), dtype=bool)
        mask[self.rows_of(numbers)] = True
        return mask

    def is_open(self, when: str, quarter: datetime) -> Mask:
        """Return which rows are open: `now`, in the `evening`, or in the `weekend`."""
        mask: Mask = self.open_texts(when, quarter)[self.catalogue.hours]
        return mask

    def open_texts(self, when: str, quarter: datetime) -> Mask:
        """Return which of the catalogue's texts of opening hours are open; see `is_open`."""
        return self._open_texts(when, quarter)

    @cached_property
    def by_neighbourhood(self) -> Mask:
        """True for each row of a layer whose assets are shown by neighbourhood, at no address."""
        so = [layer.privacy.position == schema.BY_NEIGHBOURHOOD for layer in self.layers.values()]
        mask: Mask = np.array(so, dtype=bool)[self.catalogue.layer]
        return mask

    @cached_property
    def _shapes(self) -> tuple[Whole, NDArray[np.object_], NDArray[np.float64]]:
        """Rows, shapes and boxes (west, south, east, north) of lines and areas."""
        found = self.catalogue.shapes
        numbers = np.fromiter(found, dtype=np.int64, count=len(found))
        shapes = np.empty(len(found), dtype=object)
        shapes[:] = list(found.values())
        return self.rows_of(numbers), shapes, shapely.bounds(shapes).reshape(-1, 4)

    def within(self, place: tuple[float, float], radius_m: float) -> Mask:
        """Return which rows have their shape within a distance of a place."""
        catalogue, (lat, lon) = self.catalogue, place
        high, wide = degrees_around(place, radius_m)
        # Few are in the box around the circle; to no place, NaN, no comparison is true.
        in_box = (np.abs(catalogue.y - lat) <= high) & (np.abs(catalogue.x - lon) <= wide)
        rows = np.flatnonzero(in_box)
        metres = distances_m(catalogue.x[rows], catalogue.y[rows], place)
        mask = np.zeros(len(catalogue), dtype=bool)
        mask[rows[metres <= radius_m]] = True
        rows, metres = self._shapes_near(place, radius_m)
        mask[rows] = metres <= radius_m
        return mask

    def distances_m(self, rows: Whole, place: tuple[float, float]) -> NDArray[np.float64]:
        """Return the metres from a place (latitude, longitude) to rows.

        To a line or an area nearby it is the distance to its shape; to one further away, to the
        point that stands for it.
        """
        found = distances_m(self.catalogue.x[rows], self.catalogue.y[rows], place)
        shape_rows, metres = self._shapes_near(place, _SHAPES_WITHIN_M)
        to_shape = np.full(len(self.catalogue), np.nan)
        to_shape[shape_rows] = metres
        return np.where(np.isnan(to_shape[rows]), found, to_shape[rows])

    def _shapes_near(
        self, place: tuple[float, float], radius_m: float
    ) -> tuple[Whole, NDArray[np.float64]]:
        """Return rows and distances of the lines and areas that may lie within a distance."""
        rows, shapes, boxes = self._shapes
        near = box_distances_m(boxes, place) <= radius_m
        return rows[near], shape_distances_m(shapes[near], place)
