"""What a word can name beside what stands in the texts of an asset itself.

Categories, layers, themes, audiences and neighbourhoods are found here by their own words and lead
to numbers in columns, so that a new synonym or a new border asks for no new index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assetmap.domain.layer import Layers
from assetmap.domain.search_text import fold
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES
from assetmap.locale import LANGUAGES, translator


@dataclass(frozen=True, eq=False)
class Named:
    """What a word names.

    Parameters
    ----------
    categories
        True for each category, as `category_positions` numbers them.
    areas
        True for each neighbourhood; the last, which is -1 in a catalogue, stands for none.
    themes, audiences
        Bits.
    """

    categories: NDArray[np.bool_]
    areas: NDArray[np.bool_]
    themes: int
    audiences: int


class Terms:
    """All words that name something.

    Parameters
    ----------
    neighbourhoods
        Names, in the order of a catalogue's `area`.
    """

    def __init__(self, layers: Layers, neighbourhoods: Sequence[str]) -> None:
        pairs = [(layer, category) for layer in layers.values() for category in layer.categories]
        self.titles = [(fold(category.title.nl), fold(category.title.en)) for _, category in pairs]
        # With the words of the layer it is found by as well, without them it is offered.
        self.own_words = [
            _folded((*titles, *category.synonyms.nl, *category.synonyms.en))
            for titles, (_, category) in zip(self.titles, pairs, strict=True)
        ]
        self.categories = [
            _folded((own, layer.title.nl, layer.title.en))
            for own, (layer, _) in zip(self.own_words, pairs, strict=True)
        ]
        self.neighbourhoods = [fold(name) for name in neighbourhoods]
        self._themes = _in_all_languages(THEMES)
        self._audiences = _in_all_languages(AUDIENCES)
        self._all_neighbourhoods = "\n".join(self.neighbourhoods)
        texts = (*self.categories, *self._themes, *self._audiences, self._all_neighbourhoods)
        self.words = frozenset(word for text in texts for word in text.split())

    def named_by(self, word: str) -> Named:
        """Return what has a word inside one of its words."""
        areas = np.zeros(len(self.neighbourhoods) + 1, dtype=bool)
        if word in self._all_neighbourhoods:
            areas[:-1] = [word in name for name in self.neighbourhoods]
        return Named(
            np.array([word in text for text in self.categories], dtype=bool),
            areas,
            _bits(word, self._themes),
            _bits(word, self._audiences),
        )


def _folded(texts: Iterable[str]) -> str:
    return " ".join(map(fold, texts))


def _in_all_languages(known: Mapping[str, str]) -> list[str]:
    return [
        _folded(translator(language)(text) for language in LANGUAGES) for text in known.values()
    ]


def _bits(word: str, texts: Sequence[str]) -> int:
    return sum(1 << at for at, text in enumerate(texts) if word in text)
