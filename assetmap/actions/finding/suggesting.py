"""What the search box offers while somebody types."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assetmap.actions.finding.answers import Suggestion
from assetmap.actions.finding.names import NameOrder
from assetmap.actions.finding.reading import Reading
from assetmap.actions.finding.sight import Sight
from assetmap.actions.finding.weighing import Weighed, Weights
from assetmap.domain.search_text import name_key

# Of each kind, so that one does not push the others out; assets take the room that is left.
_MOST_OF_A_KIND = 2
# Enough to choose the best from; more take longer than a person types.
_MOST_LOOKED_AT = 1_000
_BETWEEN = " · "


def suggest(
    sight: Sight,
    names: NameOrder,
    reading: Reading,
    weighed: Weighed,
    weights: Weights,
    *,
    language: str,
    most: int,
) -> list[Suggestion]:
    """Return categories, neighbourhoods, assets and addresses that fit, the best of each.

    An asset that has just this name comes first.

    Parameters
    ----------
    weights
        Those of `weighed`, with names that begin with what was typed above the others.
    language
        `nl` or `en`.
    """
    if not reading.words:
        return []
    categories = _categories(sight, reading.words, language)[:_MOST_OF_A_KIND]
    neighbourhoods = _neighbourhoods(sight, reading.words)[:_MOST_OF_A_KIND]
    addresses = _addresses(sight, reading.words, weighed)[:_MOST_OF_A_KIND]
    others = len(categories) + len(neighbourhoods) + len(addresses)
    rows = _best_rows(names, reading, weights, max(most - others, _MOST_OF_A_KIND))
    typed = set(names.named(reading.phrase).tolist())
    named = [row for row in rows if row in typed][:1]
    found = [
        *(_asset(sight, row, language) for row in named),
        *categories,
        *neighbourhoods,
        *(_asset(sight, row, language) for row in rows if row not in named),
        *addresses,
    ]
    return found[:most]


def _categories(sight: Sight, words: tuple[str, ...], language: str) -> list[Suggestion]:
    terms, typed = sight.places.terms, " ".join(words)
    counts = np.bincount(sight.catalogue.category, minlength=len(sight.category_keys)).tolist()
    fitting = [
        at
        for at, own in enumerate(terms.own_words)
        if counts[at] and all(word in own for word in words)
    ]

    def strangeness(at: int) -> tuple[bool, bool, int, int]:
        titles = terms.titles[at]
        begins = any(title.startswith(typed) for title in titles)
        return typed not in titles, not begins, -counts[at], at

    found = []
    for at in sorted(fitting, key=strangeness):
        layer_key, key = sight.category_keys[at]
        layer = sight.layers[layer_key]
        title = layer.category_by_key[key].title.in_language(language)
        more = layer.title.in_language(language)
        found.append(
            Suggestion("category", title, more, layer=layer_key, key=key, count=counts[at])
        )
    return found


def _neighbourhoods(sight: Sight, words: tuple[str, ...]) -> list[Suggestion]:
    places, typed = sight.places, " ".join(words)
    fitting = [
        at
        for at, name in enumerate(places.terms.neighbourhoods)
        if all(word in name for word in words)
    ]

    def strangeness(at: int) -> tuple[bool, bool, int, str]:
        name = places.terms.neighbourhoods[at]
        return name != typed, not name.startswith(typed), len(name), name

    return [
        Suggestion(
            "neighbourhood",
            places.names[at],
            key=places.codes[at],
            count=int(np.count_nonzero(sight.catalogue.area == at)),
        )
        for at in sorted(fitting, key=strangeness)[:_MOST_OF_A_KIND]
    ]


def _addresses(sight: Sight, words: tuple[str, ...], weighed: Weighed) -> list[Suggestion]:
    catalogue = sight.catalogue
    # What is shown by neighbourhood has a place on the map that is not its own.
    there = weighed.at_address & ~sight.by_neighbourhood & np.isfinite(catalogue.x)
    rows: dict[str, int] = {}
    for row in np.flatnonzero(there)[:_MOST_LOOKED_AT].tolist():
        rows.setdefault(name_key(catalogue.address[row]), row)
    typed = name_key(" ".join(words))
    best = sorted(rows, key=lambda address: (not address.startswith(typed), address))
    return [
        Suggestion(
            "address",
            catalogue.address[row],
            lat=float(catalogue.y[row]),
            lon=float(catalogue.x[row]),
        )
        for row in (rows[address] for address in best[:_MOST_OF_A_KIND])
    ]


def _best_rows(names: NameOrder, reading: Reading, weights: Weights, most: int) -> list[int]:
    if reading.mask is None:
        return []
    rows: NDArray[np.int64] = names.rows[reading.mask[names.rows]]
    if len(rows) > _MOST_LOOKED_AT:
        least = np.partition(weights[rows], -most)[-most]
        rows = rows[weights[rows] >= least]
    best: list[int] = rows[np.argsort(-weights[rows], kind="stable")][:most].tolist()
    return best


def _asset(sight: Sight, row: int, language: str) -> Suggestion:
    catalogue, places = sight.catalogue, sight.places
    layer_key, key = sight.category_keys[catalogue.category[row]]
    sort = sight.layers[layer_key].category_by_key[key].title.in_language(language)
    area = int(catalogue.area[row])
    more = (sort, places.names[area]) if area >= 0 else (sort,)
    return Suggestion(
        "asset",
        catalogue.name[row],
        _BETWEEN.join(more),
        number=int(catalogue.number[row]),
        layer=layer_key,
    )
