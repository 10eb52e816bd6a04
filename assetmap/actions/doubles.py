"""Which assets that are there already may be the one that somebody is about to add.

Names are compared without case, accents and signs; words that many names share, such as
'buurthuis' and 'stichting', weigh little beside the name proper. Only what everybody may see is
compared, so nothing that waits or is out of sight is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from assetmap.actions.finding import Finder
from assetmap.actions.finding.distance import degrees_around, distances_m
from assetmap.domain import schema
from assetmap.domain.catalogue import Catalogue
from assetmap.domain.permission import Act, Person, demand
from assetmap.domain.search_text import fold, words_of_all

# Further away the same name is another thing, unless it lies in the same neighbourhood.
NEARBY_M = 500.0
# So near that a name may differ more: it is the same door.
_SAME_SPOT_M = 60.0
_LEAST_LIKENESS, _LEAST_AT_THE_SPOT = 82.0, 68.0
# Shorter names are like too many others.
_LEAST_LETTERS = 3
_NAME_PROPER, _WHOLE_NAME = 0.75, 0.25

# Words that say what sort of thing it is, not which one; Dutch first, with the little words.
_SORT_WORDS = """
    de het een en van voor in op aan bij te der den the of for and at
    buurthuis buurtcentrum buurtkamer buurthuiskamer buurt wijk wijkcentrum wijkgebouw dorpshuis
    dorp huis huiskamer centrum gebouw ontmoetingscentrum ontmoetingsplek plek locatie
    stichting vereniging club bond genootschap comite werkgroep groep bewoners
    bewonersvereniging buurtvereniging speeltuinvereniging sportvereniging
    school basisschool kbs cbs obs kindcentrum ikc kinderopvang bso peuterspeelzaal
    speeltuin speelplek speelplaats speelveld park plantsoen plein tuin buurttuin moestuin
    bibliotheek kerk moskee sporthal gymzaal zwembad sportpark museum cafe restaurant winkel
    praktijk huisartsenpraktijk apotheek gemeente
    community centre center house neighbourhood foundation association society group
    playground garden square library church mosque hall shop
    """
GENERIC = frozenset(_SORT_WORDS.split())


@dataclass(frozen=True)
class Likely:
    """An asset that may be the same.

    Parameters
    ----------
    distance_m
        In a straight line; None for what is shown by neighbourhood, at no address.
    likeness
        Of the names, from 0 to 100.
    """

    record_id: str
    name: str
    distance_m: float | None
    likeness: float


def likely_doubles(
    finder: Finder,
    name: str,
    lat: float | None,
    lon: float | None,
    *,
    neighbourhood: str | None = None,
    layer: str | None = None,
    most: int = 3,
    person: Person,
) -> list[Likely]:
    """Return what may be the same, the likeliest first.

    Parameters
    ----------
    lat, lon
        Where the new one is, in degrees; None when it belongs to a neighbourhood as a whole.
    neighbourhood
        Code of its neighbourhood: an asset in it counts, however far.
    layer
        Key of the one layer to look in; None for all.
    """
    demand(person, Act.SEE)
    words = fold(name).split()
    if sum(map(len, words)) < _LEAST_LETTERS:
        return []
    catalogue = finder.catalogue(person=person)[1]
    layers = finder.store.layers
    here = None if lat is None or lon is None else (lat, lon)
    rows = _rows_to_compare(finder, catalogue, here, neighbourhood)
    keys = tuple(layers)
    if layer is not None:
        wanted = keys.index(layer) if layer in keys else -1
        rows = rows[catalogue.layer[rows] == wanted]
    if not len(rows):
        return []
    by_neighbourhood = np.array(
        [each.privacy.position == schema.BY_NEIGHBOURHOOD for each in layers.values()]
    )
    metres = np.full(len(rows), np.nan)
    if here is not None:
        metres = distances_m(catalogue.x[rows], catalogue.y[rows], here)
    metres[by_neighbourhood[catalogue.layer[rows]]] = np.nan
    found = []
    for at, others in enumerate(words_of_all([str(text) for text in catalogue.name[rows]])):
        distance = None if np.isnan(metres[at]) else float(metres[at])
        at_the_spot = distance is not None and distance <= _SAME_SPOT_M
        least = _LEAST_AT_THE_SPOT if at_the_spot else _LEAST_LIKENESS
        likeness = likeness_of(words, others)
        if likeness >= least:
            found.append((likeness, distance, int(rows[at])))
    found.sort(key=lambda each: (-each[0], np.inf if each[1] is None else each[1], each[2]))
    return [
        Likely(
            record_id=finder.store.record_id(int(catalogue.number[row])),
            name=str(catalogue.name[row]),
            distance_m=distance,
            likeness=likeness,
        )
        for likeness, distance, row in found[:most]
    ]


def likeness_of(words: list[str], others: list[str]) -> float:
    """Return how alike two names are, from 0 to 100; each as its folded words."""
    whole = fuzz.token_sort_ratio(" ".join(words), " ".join(others))
    proper = [word for word in words if word not in GENERIC]
    other_proper = [word for word in others if word not in GENERIC]
    if not proper or not other_proper:
        # 'Buurthuis' alone is like another 'Buurthuis', not like each one that has a name.
        return whole
    one, other = " ".join(sorted(proper)), " ".join(sorted(other_proper))
    # A name within a longer one is nearly the same; 'tweebrug' and 'brug' are not.
    within = 0.95 * fuzz.token_set_ratio(one, other)
    return _NAME_PROPER * max(fuzz.ratio(one, other), within) + _WHOLE_NAME * whole


def _rows_to_compare(
    finder: Finder,
    catalogue: Catalogue,
    here: tuple[float, float] | None,
    neighbourhood: str | None,
) -> NDArray[np.int64]:
    """Return the rows that lie nearby or in the same neighbourhood."""
    mask = np.zeros(len(catalogue), dtype=bool)
    if here is not None:
        high, wide = degrees_around(here, NEARBY_M)
        # To no place, NaN, no comparison is true.
        mask |= (np.abs(catalogue.y - here[0]) <= high) & (np.abs(catalogue.x - here[1]) <= wide)
    if neighbourhood:
        codes = finder.store.neighbourhoods()["code"].tolist()
        if neighbourhood in codes:
            mask |= catalogue.area == codes.index(neighbourhood)
    return np.flatnonzero(mask)
