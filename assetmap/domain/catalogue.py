"""All public assets as columns: what finding, counting and packing compute with.

A hundred thousand assets are a hundred thousand numbers a column; a question is a few array
operations. A frame (`domain.schema`) is for people and files, a catalogue for speed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# Years that stand for 'always was' and 'is still there, or nobody knows'.
NO_START = -32768
NO_END = 32767
# In `cost` and `wheelchair` 0 is unknown; other values are positions in `traits`, from 1.
UNKNOWN = 0


@dataclass(frozen=True)
class Catalogue:
    """Public assets, one row each, in order of `number`; every column has shape (n,).

    Parameters
    ----------
    number
        What maps call an asset; ascending, int64.
    x, y
        Longitude and latitude in degrees, EPSG:4326, float64; NaN without a place. A line or an
        area has a point on its surface.
    category
        Position of (layer, category) as `domain.layer.category_positions` numbers them, int16; a
        category that left its layer file counts as the layer's `other`.
    layer
        Position of the layer in `Layers`, int16.
    area
        Position of the neighbourhood in order of code, int32; -1 for none.
    existed_from, existed_to
        Years, int16; `NO_START` and `NO_END` where none is given.
    themes, audience, languages
        Bits in the order of `theme.THEMES`, `traits.AUDIENCES`, `traits.LANGUAGES`; uint32.
    cost, wheelchair
        0 for unknown, else 1 + position in `traits.COSTS`, `traits.WHEELCHAIR`; uint8.
    hours
        Position in `hours_texts`, int32.
    changed
        When the newest version was written down, seconds since 1970 UTC, int64.
    name, offers, address
        Texts, object arrays of str.
    hours_texts
        Each different text of opening hours once; the first is ''.
    shapes
        Lines and areas by number, EPSG:4326; points are not in it.
    """

    number: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    category: NDArray[np.int16]
    layer: NDArray[np.int16]
    area: NDArray[np.int32]
    existed_from: NDArray[np.int16]
    existed_to: NDArray[np.int16]
    themes: NDArray[np.uint32]
    audience: NDArray[np.uint32]
    languages: NDArray[np.uint32]
    cost: NDArray[np.uint8]
    wheelchair: NDArray[np.uint8]
    hours: NDArray[np.int32]
    changed: NDArray[np.int64]
    name: NDArray[np.object_]
    offers: NDArray[np.object_]
    address: NDArray[np.object_]
    hours_texts: tuple[str, ...] = ("",)
    shapes: Mapping[int, BaseGeometry] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.number)

    def rows_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each number that is here, in the order given; others are left out."""
        if not len(self):
            return np.empty(0, dtype=np.int64)
        rows = np.searchsorted(self.number, numbers)
        rows[rows == len(self)] = 0
        found: NDArray[np.int64] = rows[self.number[rows] == numbers]
        return found

    def updated(self, numbers: NDArray[np.int64], fresh: Catalogue) -> Catalogue:
        """Return a catalogue in which some assets are as they stand now.

        Parameters
        ----------
        numbers
            All that changed, also what went out of sight.
        fresh
            Those of them that are public, as they stand now.
        """
        texts = {text: position for position, text in enumerate(self.hours_texts)}
        for text in fresh.hours_texts:
            texts.setdefault(text, len(texts))
        moved = np.array([texts[text] for text in fresh.hours_texts], dtype=np.int32)
        fresh = replace(fresh, hours=moved[fresh.hours])
        # Where each row comes from: the rows that stay, and those of `fresh` behind them.
        changed = np.concatenate([numbers, fresh.number])
        stay = np.flatnonzero(~np.isin(self.number, changed))
        places = np.searchsorted(self.number[stay], fresh.number)
        rows = np.insert(stay, places, len(self) + np.arange(len(fresh)))
        columns: dict[str, Any] = {
            each.name: np.concatenate([getattr(self, each.name), getattr(fresh, each.name)])[rows]
            for each in fields(self)
            if each.name not in ("hours_texts", "shapes")
        }
        others = set(changed.tolist())
        shapes = {number: shape for number, shape in self.shapes.items() if number not in others}
        return Catalogue(**columns, hours_texts=tuple(texts), shapes={**shapes, **fresh.shapes})
