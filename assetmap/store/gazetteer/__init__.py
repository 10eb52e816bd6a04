"""A file of addresses, postcodes, streets and towns, to find places without internet."""

from assetmap.store.gazetteer.base import (
    ADDRESSES,
    KINDS,
    POSTCODE_AREAS,
    POSTCODES,
    STREETS,
    TOWNS,
    Hit,
    PlacedMany,
    PlaceRow,
    SourceInfo,
)
from assetmap.store.gazetteer.gazetteer import Gazetteer

__all__ = [
    "ADDRESSES",
    "KINDS",
    "POSTCODES",
    "POSTCODE_AREAS",
    "STREETS",
    "TOWNS",
    "Gazetteer",
    "Hit",
    "PlaceRow",
    "PlacedMany",
    "SourceInfo",
]
