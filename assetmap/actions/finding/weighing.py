"""How well assets fit the words that found them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assetmap.actions.finding.answers import Mask
from assetmap.actions.finding.sight import Sight
from assetmap.store.search_entries import ADDRESS, NAME, OFFERS
from assetmap.store.search_index import BEGINS, INSIDE, WHOLE, SearchIndex

# A name says most, then the sort, the street, and last what is told of it; a whole word says more
# than a part. Only the order of these numbers matters.
_IN_TEXT = {
    NAME: {WHOLE: 8.0, BEGINS: 6.0, INSIDE: 4.0},
    ADDRESS: {WHOLE: 3.0, BEGINS: 2.5, INSIDE: 1.5},
    OFFERS: {WHOLE: 2.0, BEGINS: 1.5, INSIDE: 1.0},
}
_AS_CATEGORY = 5.0
_AS_NEIGHBOURHOOD = 2.5
_AS_TRAIT = 1.0
# The whole query as a name, or as the beginning of one.
NAMED, BEGINNING = 40.0, 20.0

Weights = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Weighed:
    """How well each row fits.

    Parameters
    ----------
    weights
        Higher is better; 0 for what no word finds.
    at_address
        True where all words stand in the address.
    """

    weights: Weights
    at_address: Mask


def weigh(sight: Sight, index: SearchIndex, words: tuple[str, ...]) -> Weighed:
    """Return how well each row fits words, those of a `Reading`."""
    catalogue = sight.catalogue
    weights = np.zeros(len(catalogue), dtype=np.float32)
    at_address = np.ones(len(catalogue), dtype=bool)
    for word in words:
        hits = index.look(word)
        rows, weight = sight.rows_of(hits.numbers), _TABLE[hits.texts, hits.how]
        order = np.argsort(weight, kind="stable")
        best = np.zeros(len(catalogue), dtype=np.float32)
        # Of a row that is there more than once the last one counts, which weighs most.
        best[rows[order]] = weight[order]
        named = sight.places.terms.named_by(word)
        if named.categories.any():
            np.maximum(best, _AS_CATEGORY * named.categories[catalogue.category], out=best)
        if named.areas.any():
            np.maximum(best, _AS_NEIGHBOURHOOD * named.areas[catalogue.area], out=best)
        traits = (catalogue.themes & np.uint32(named.themes)) | (
            catalogue.audience & np.uint32(named.audiences)
        )
        np.maximum(best, _AS_TRAIT * (traits != 0), out=best)
        weights += best
        at_address &= sight.mask_of(hits.numbers[(hits.texts & ADDRESS) != 0])
    return Weighed(weights, at_address)


def _table() -> Weights:
    """Return the weight of each combination of texts, by how the word stands there."""
    table = np.zeros((1 + (NAME | OFFERS | ADDRESS), 1 + WHOLE), dtype=np.float32)
    for texts in range(len(table)):
        for how in (INSIDE, BEGINS, WHOLE):
            weights = (weight[how] for text, weight in _IN_TEXT.items() if texts & text)
            table[texts, how] = max(weights, default=0)
    return table


_TABLE = _table()
