"""The tags of OpenStreetMap that matter for assets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What a thing is; the first that it has stands for it, so the special comes before the general.
# Those from `route` on are seldom assets: they show that a row is a street or a border.
MAIN_KEYS = (
    "community_centre", "social_facility", "memorial", "amenity", "leisure", "shop", "tourism",
    "historic", "office", "craft", "club", "sport", "healthcare", "emergency", "man_made",
    "landuse", "natural", "route", "public_transport", "railway", "highway", "waterway", "place",
    "boundary", "building",
)  # fmt: skip

# `community_centre=yes` says no more than `amenity=community_centre` does.
_SAYS_NOTHING = ("yes", "no")

TAGS = (
    "name",
    *MAIN_KEYS,
    "description", "operator", "opening_hours", "website", "contact:website", "phone",
    "contact:phone", "email", "contact:email", "wheelchair", "addr:street", "addr:housenumber",
    "addr:postcode", "addr:city", "start_date",
)  # fmt: skip


def main_tag(tags: Mapping[str, Any]) -> str | None:
    """Return the tag that says what a thing is, such as `amenity=library`."""
    weak: str | None = None
    for key in MAIN_KEYS:
        value = tags.get(key)
        if value and value not in _SAYS_NOTHING:
            return f"{key}={value}"
        if value == "yes" and weak is None:
            weak = f"{key}={value}"
    return weak
