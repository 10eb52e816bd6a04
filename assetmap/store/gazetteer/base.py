"""What goes into a gazetteer and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ADDRESSES, STREETS, POSTCODES = "address", "street", "postcode"
POSTCODE_AREAS, TOWNS = "postcode4", "town"
# The finest first: in this order they are asked.
KINDS = (ADDRESSES, STREETS, POSTCODES, POSTCODE_AREAS, TOWNS)


class PlaceRow(NamedTuple):
    """One row of a list of places, EPSG:4326; what a list does not say is left empty.

    Parameters
    ----------
    lat, lon
        In degrees.
    town, street, addition
        As they are written.
    number
        House number; 0 for none.
    postcode
        As '1234AB' or '1234'.
    province
        For a town: where it is, to tell it from its namesakes.
    weight
        For a town: how many people live there; the larger comes first.
    """

    lat: float
    lon: float
    town: str = ""
    street: str = ""
    number: int = 0
    addition: str = ""
    postcode: str = ""
    province: str = ""
    weight: int = 1


@dataclass(frozen=True)
class SourceInfo:
    """A list that was taken in.

    Parameters
    ----------
    name
        What it is called; a new load with this name replaces it.
    kind
        One of `KINDS`.
    rows
        How many rows were taken in.
    streets, postcodes, towns
        How many of each follow from them.
    file
        Name of the file that it came from.
    loaded_at
        When, in UTC.
    """

    name: str
    kind: str
    rows: int
    streets: int
    postcodes: int
    towns: int
    file: str
    loaded_at: datetime


@dataclass(frozen=True)
class Hit:
    """A place that was found.

    Parameters
    ----------
    label
        As people write it: 'Kerkplein 3, 9401 AB Assen'.
    lat, lon
        In degrees.
    precision
        A key of `domain.precision.PRECISIONS`.
    source
        Name of the list that knew it.
    whole
        Whether all that was asked is in it: the house number too.
    """

    label: str
    lat: float
    lon: float
    precision: str
    source: str
    whole: bool = True


@dataclass(frozen=True)
class PlacedMany:
    """Places of many addresses, in their order; NaN and an empty precision where unknown."""

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    precision: NDArray[Any]
