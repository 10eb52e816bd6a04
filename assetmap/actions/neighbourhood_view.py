"""What one neighbourhood has: for the page about it, never set against another."""

from __future__ import annotations

from dataclasses import dataclass

from assetmap.actions.finding import Finder, Row
from assetmap.domain.permission import Act, Person, demand
from assetmap.domain.selection import Selection
from assetmap.errors import N_, NotFound

# Categories where one can walk in without an appointment, first those that are meant for it.
WALK_IN = (
    ("places", "community_centre"),
    ("places", "living_room"),
    ("places", "advice_point"),
    ("places", "library"),
    ("places", "youth_centre"),
)
_MOST_SHOWN = 6
_MOST_WALK_IN = 5
_NEWEST = 3


@dataclass(frozen=True)
class LayerPart:
    """A layer in a neighbourhood: how many, and a few to begin with.

    Parameters
    ----------
    shown
        The newest three, then the best described, none twice.
    """

    key: str
    count: int
    shown: tuple[Row, ...]


@dataclass(frozen=True)
class NeighbourhoodView:
    """All that the page of a neighbourhood says.

    Parameters
    ----------
    quiet_layers
        Keys of layers that we heard nothing of yet: an invitation, not a score.
    """

    code: str
    name: str
    kind: str
    municipality: str
    total: int
    meeting_places: tuple[Row, ...]
    layers: tuple[LayerPart, ...]
    quiet_layers: tuple[str, ...]


def neighbourhood_view(finder: Finder, code: str, *, person: Person) -> NeighbourhoodView:
    """Return what a neighbourhood has.

    Raises
    ------
    NotFound
        If there is no neighbourhood with this code.
    """
    demand(person, Act.SEE)
    frame = finder.store.neighbourhoods()
    rows = frame[frame["code"] == code]
    if rows.empty:
        raise NotFound(
            N_("There is no neighbourhood with the code '{code}' in this municipality."), code=code
        )
    own = rows.iloc[0]
    here = Selection(neighbourhood=code)
    counts = finder.facets(here, person=person).layers
    parts = tuple(
        LayerPart(key, counts[key], _shown(finder, here, key, person))
        for key in finder.store.layers
        if counts.get(key)
    )
    return NeighbourhoodView(
        code,
        str(own["name"]),
        str(own["kind"]),
        str(own["municipality"] or ""),
        sum(part.count for part in parts),
        _walk_in(finder, code, person),
        parts,
        tuple(key for key in finder.store.layers if not counts.get(key)),
    )


def _shown(finder: Finder, here: Selection, layer: str, person: Person) -> tuple[Row, ...]:
    chosen = Selection(neighbourhood=here.neighbourhood, layers=(layer,))
    newest = finder.ranked(chosen, "newest", start=0, count=_NEWEST, person=person)
    told = finder.ranked(chosen, "described", start=0, count=_MOST_SHOWN, person=person)
    there = {row.number for row in newest}
    return (*newest, *(row for row in told if row.number not in there))[:_MOST_SHOWN]


def _walk_in(finder: Finder, code: str, person: Person) -> tuple[Row, ...]:
    layers = finder.store.layers
    known = tuple(
        (layer, category)
        for layer, category in WALK_IN
        if layer in layers and category in layers[layer].category_by_key
    )
    if not known:
        return ()
    chosen = Selection(
        neighbourhood=code,
        layers=tuple({layer: None for layer, _category in known}),
        categories=known,
    )
    rows = finder.ranked(chosen, "described", start=0, count=_MOST_WALK_IN, person=person)
    return tuple(rows)
