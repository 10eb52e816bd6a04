"""A selection: which assets a person wants to see, as it stands in the address of a page.

An address is written by people too: what cannot be read is left out, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assetmap.domain.layer import Layers
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, LANGUAGES

MAX_WORDS = 200
MAX_WALK_MINUTES = 60
# Roads wind: 1.3 times as far as the crow flies is usual in towns. Barthelemy, 'Spatial
# networks', Physics Reports 499 (2011), section 2.2.3 gives detour indices of about 1.3.
DETOUR = 1.3
WALK_M_PER_MINUTE = 80.0

OPEN_MOMENTS = ("now", "evening", "weekend")

# Names in the address of a page.
WORDS = "zoek"
LAYER = "laag"
CATEGORY = "soort"
THEME = "thema"
AUDIENCE = "voor"
OPEN = "open"
FREE = "gratis"
WHEELCHAIR = "rolstoel"
LANGUAGE = "taal"
NEIGHBOURHOOD = "buurt"
NEAR = "vanaf"
WALK = "lopen"
SINCE = "sinds"
YEAR = "jaar"
PARAMETERS = (
    WORDS, LAYER, CATEGORY, THEME, AUDIENCE, OPEN, FREE, WHEELCHAIR, LANGUAGE, NEIGHBOURHOOD, NEAR,
    WALK, SINCE, YEAR,
)  # fmt: skip
# What stands for an empty choice, where nothing would mean all.
NONE = "-"


@dataclass(frozen=True)
class Selection:
    """What to show; the plain one shows everything.

    Parameters
    ----------
    words
        What was typed in the search box.
    layers
        Keys of the layers to show; None for all, empty for none.
    categories
        (layer, category) to show; empty for all. Narrows the layers that it names only.
    themes, audiences, languages
        Keys; an asset that has one of them fits. Empty for all.
    open
        '', 'now', 'evening' (today) or 'weekend' (this one, or the coming one).
    free, wheelchair
        Only what says that it is free of charge, or reachable by wheelchair.
    neighbourhood
        A code, or ''.
    near
        Latitude and longitude in degrees, or None.
    walk_minutes
        How far to walk from `near`.
    since
        Only what was added or changed on this day or later.
    year
        Only what was there in this year.
    """

    words: str = ""
    layers: tuple[str, ...] | None = None
    categories: tuple[tuple[str, str], ...] = ()
    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    open: str = ""
    free: bool = False
    wheelchair: bool = False
    languages: tuple[str, ...] = ()
    neighbourhood: str = ""
    near: tuple[float, float] | None = None
    walk_minutes: int = 10
    since: date | None = None
    year: int | None = None

    @property
    def radius_m(self) -> float:
        """How far `near` reaches in a straight line, in metres."""
        return self.walk_minutes * WALK_M_PER_MINUTE / DETOUR

    def in_all_years(self) -> Selection:
        """Return the same selection without its year: a map keeps the years itself."""
        return replace(self, year=None)


EVERYTHING = Selection()


def to_parameters(selection: Selection) -> dict[str, str]:
    """Return a selection as parameters of an address; what is not chosen is left out."""
    near = selection.near
    found = {
        WORDS: selection.words,
        LAYER: "" if selection.layers is None else ",".join(selection.layers) or NONE,
        CATEGORY: ",".join(f"{layer}.{category}" for layer, category in selection.categories),
        THEME: ",".join(selection.themes),
        AUDIENCE: ",".join(selection.audiences),
        OPEN: selection.open,
        FREE: "1" if selection.free else "",
        WHEELCHAIR: "1" if selection.wheelchair else "",
        LANGUAGE: ",".join(selection.languages),
        NEIGHBOURHOOD: selection.neighbourhood,
        NEAR: "" if near is None else f"{near[0]:.5f},{near[1]:.5f}",
        WALK: "" if near is None else str(selection.walk_minutes),
        SINCE: "" if selection.since is None else selection.since.isoformat(),
        YEAR: "" if selection.year is None else str(selection.year),
    }
    return {name: value for name, value in found.items() if value}


def from_parameters(parameters: Mapping[str, str], layers: Layers) -> Selection:
    """Return the selection that an address asks for.

    Parameters
    ----------
    parameters
        Names as above; others are not looked at.
    layers
        The layers that there are.
    """
    get = parameters.get
    near = _near(get(NEAR, ""))
    chosen = None
    if get(LAYER):
        asked = get(LAYER, "").split(",")
        chosen = tuple(key for key in layers if key in asked)
        # Layers that are all gone from here say nothing; '-' says none.
        if not chosen and asked != [NONE]:
            chosen = None
    return Selection(
        words=" ".join(get(WORDS, "").split())[:MAX_WORDS].strip(),
        layers=chosen,
        categories=_categories(get(CATEGORY, ""), layers),
        themes=_known(get(THEME, ""), tuple(THEMES)),
        audiences=_known(get(AUDIENCE, ""), tuple(AUDIENCES)),
        open=get(OPEN, "") if get(OPEN, "") in OPEN_MOMENTS else "",
        free=get(FREE) == "1",
        wheelchair=get(WHEELCHAIR) == "1",
        languages=_known(get(LANGUAGE, ""), tuple(LANGUAGES)),
        neighbourhood=get(NEIGHBOURHOOD, "")[:40],
        near=near,
        # How far to walk says nothing without from where.
        walk_minutes=(near and _whole(get(WALK, ""), 1, MAX_WALK_MINUTES))
        or Selection.walk_minutes,
        since=_day(get(SINCE, "")),
        year=_whole(get(YEAR, ""), 1, 9999),
    )


def _known(text: str, keys: Sequence[str]) -> tuple[str, ...]:
    asked = text.split(",")
    return tuple(key for key in keys if key in asked)


def _categories(text: str, layers: Layers) -> tuple[tuple[str, str], ...]:
    asked = set(text.split(","))
    return tuple(
        (layer.key, category.key)
        for layer in layers.values()
        for category in layer.categories
        if f"{layer.key}.{category.key}" in asked
    )


def _near(text: str) -> tuple[float, float] | None:
    match = re.fullmatch(r"(-?\d{1,2}(?:\.\d{1,9})?),(-?\d{1,3}(?:\.\d{1,9})?)", text)
    if not match:
        return None
    lat, lon = float(match[1]), float(match[2])
    # As precise as an address is written, so that what is read again is the same.
    return (round(lat, 5), round(lon, 5)) if abs(lat) <= 85 and abs(lon) <= 180 else None


def _whole(text: str, least: int, most: int) -> int | None:
    found = int(text) if re.fullmatch(r"\d{1,5}", text) else None
    return found if found is not None and least <= found <= most else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
