"""What an address book answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assetmap.errors import Problem


@dataclass(frozen=True)
class FoundPlace:
    """A place that a text may mean.

    Parameters
    ----------
    label
        As people write it: 'Kerkplein 3, 9401 AB Assen'.
    lat, lon
        In degrees, EPSG:4326.
    precision
        A key of `domain.precision.PRECISIONS`.
    source
        Who knew it: the name of a list on this computer, or of the server.
    """

    label: str
    lat: float
    lon: float
    precision: str
    source: str


@dataclass(frozen=True)
class Found:
    """The places that a text may mean, the likeliest first, and what went wrong, if anything."""

    places: tuple[FoundPlace, ...]
    note: Problem | None = None


@dataclass(frozen=True)
class Placements:
    """Where many addresses are, in their order.

    Parameters
    ----------
    lat, lon
        In degrees, EPSG:4326; NaN where nothing was found.
    precision
        A key of `domain.precision.PRECISIONS`; empty where nothing was found.
    note
        What went wrong on the way, if anything; what was found stands.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    precision: NDArray[Any]
    note: Problem | None = None
