"""A small neighbourhood to find things in, the same for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import shapely

from assetmap.actions.finding import Finder, Found
from assetmap.actions.workspace import Workspace
from assetmap.domain.asset import Asset
from assetmap.domain.selection import Selection
from tests.actions.workspaces import VISITOR, clock, started_workspace
from tests.factories import (
    CELL,
    SOUTH,
    WEST,
    add,
    make_asset,
    make_neighbourhoods,
    make_talent,
    point_in,
)

NAMES = {
    "BU00": "Centrum",
    "BU01": "De Linden",
    "BU02": "Polderwijk",
    "BU10": "Oosterheem",
    "BU11": "Zonnedorp",
    "BU12": "De Linden-Noord",
}
# Latitude and longitude of the middle of the first neighbourhood.
MIDDLE = (SOUTH + CELL / 2, WEST + CELL / 2)


def scene_assets() -> list[Asset]:
    """Return what is there; numbers are given in this order, from 1."""
    return [
        make_asset(
            "Buurtbibliotheek Zuid",
            offers="Boeken, kranten en taalles.",
            address="Kerkstraat 12",
            opening_hours="Mo-Fr 09:00-17:00",
            themes=("schooling", "social_life"),
            audience=("everyone",),
            cost="free",
            wheelchair="yes",
            languages=("nl", "ar"),
            existed_from=1998,
        ),
        make_asset(
            "Waterspeeltuin",
            category="play_area",
            geometry=point_in(1),
            address="Lindelaan 3",
            opening_hours="sunrise-sunset",
            audience=("children", "parents"),
            cost="free",
            wheelchair="limited",
            existed_from=2010,
        ),
        make_asset(
            "Café De Brug",
            category="living_room",
            geometry=point_in(2),
            offers="Koffie, en 's avonds muziek.",
            address="Kerkstraat 2",
            opening_hours="We-Su 17:00-23:00",
            cost="paid",
            existed_from=1960,
            existed_to=2005,
        ),
        make_asset("Zwembad De Golf", category="swimming", geometry=point_in(0, 1)),
        make_asset("Gymzaal 10", category="sports_hall", geometry=point_in(1, 1)),
        make_asset("Gymzaal 2", category="sports_hall", geometry=point_in(1, 1, dx=0.6)),
        make_asset(
            "Wijkpark",
            category="park",
            geometry=shapely.box(
                WEST + 0.1 * CELL, SOUTH + 0.1 * CELL, WEST + 0.9 * CELL, SOUTH + 0.4 * CELL
            ),
            themes=("health",),
        ),
        make_asset(
            "مركز الحي",  # 'neighbourhood centre'
            category="community_centre",
            geometry=point_in(2, 1),
            offers="Spreekuur; zie Łódź-straße 5",
            languages=("ar",),
        ),
        make_asset(
            "Harmonie De Eendracht",
            layer="associations",
            category="music_club",
            offers="Repetitie op dinsdag.",
            opening_hours="op dinsdag",
            themes=("social_life",),
            audience=("older",),
            existed_from=1887,
        ),
        make_talent("Fietsen maken", offers="Banden plakken bij Fatma."),
    ]


def scene_workspace(path: Path, assets: Iterable[Asset] | None = None) -> Workspace:
    """Return a workspace with named neighbourhoods and what is there."""
    frame = make_neighbourhoods()
    frame["name"] = [NAMES[code] for code in frame["code"]]
    workspace = started_workspace(path, frame)
    add(workspace.store(), *(scene_assets() if assets is None else assets))
    return workspace


def finder_of(workspace: Workspace) -> Finder:
    """Return a finder at the tests' moment: Friday 1 May 2026, 14:30 in the Netherlands."""
    return Finder(workspace.store, clock=clock)


def look(finder: Finder, words: str = "", **filters: object) -> Found:
    """Return what a visitor finds."""
    return finder.matching(Selection(words=words, **filters), person=VISITOR)  # type: ignore[arg-type]


def names(found: Found) -> list[str]:
    """Return the names of what is found, in order of number."""
    shown: list[str] = found.catalogue.name[found.mask].tolist()
    return shown


def find(finder: Finder, words: str = "", **filters: object) -> list[str]:
    """Return the names of what a visitor finds."""
    return names(look(finder, words, **filters))
