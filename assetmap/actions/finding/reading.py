"""From words to assets: each word finds its own, and what nothing has is read as a likely word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType

import numpy as np

from assetmap.actions.finding.answers import Mask
from assetmap.actions.finding.sight import Sight
from assetmap.domain.search_text import (
    can_be_guessed,
    likely_words,
    without_little_words,
    words_of,
)
from assetmap.store.search_index import SearchIndex

# A sentence that finds nothing is not a mistyped word.
_MOST_GUESSED = 6

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Reading:
    """How words were understood, and the rows that have them all.

    Parameters
    ----------
    phrase
        All words together: as they were typed, or as they were read otherwise.
    words
        What was looked for.
    mask
        The rows that are found; None when there was nothing to look for.
    read_as
        Words that nothing has, with what was looked for instead.
    """

    phrase: str
    words: tuple[str, ...]
    mask: Mask | None
    read_as: Mapping[str, str]


def read(sight: Sight, index: SearchIndex, text: str) -> Reading:
    """Return what the words of a query find together.

    A word that stands nowhere, or nowhere together with the others, is read as a likely word that
    does, if there is one.
    """
    words = words_of(text)
    if not words:
        return Reading(text, (), None, _NOTHING)
    found = {word: _rows_with(sight, index, word) for word in words}
    together = _all(found.values())
    if together.any():
        return Reading(text, words, together, _NOTHING)
    fewer = without_little_words(words)
    if len(fewer) < len(words):
        found = {word: found[word] for word in fewer}
        together = _all(found.values())
        if together.any():
            return Reading(text, fewer, together, _NOTHING)

    def likely(word: str) -> Iterator[tuple[str, Mask]]:
        known = {*index.similar(word), *sight.places.terms.words}
        for reading in likely_words(word, known):
            rows = _rows_with(sight, index, reading)
            if rows.any():
                yield reading, rows

    return _guess(found, likely) or Reading(text, words, together, _NOTHING)


def _guess(
    found: Mapping[str, Mask], likely: Callable[[str], Iterator[tuple[str, Mask]]]
) -> Reading | None:
    """Return a reading with likely words for what is nowhere; None when there is none."""
    if len(found) > _MOST_GUESSED:
        return None
    nowhere = [word for word, rows in found.items() if not rows.any()]
    # When each stands somewhere but nowhere together, any one of them can be the wrong one.
    tries: Sequence[Sequence[str]] = [nowhere] if nowhere else [[word] for word in found]
    for wrong in tries:
        if not all(map(can_be_guessed, wrong)):
            continue
        read_as: dict[str, str] = {}
        right = [rows for word, rows in found.items() if word not in wrong]
        together = _all(right) if right else None
        for word in wrong:
            for reading, rows in likely(word):
                both = rows if together is None else together & rows
                if both.any():
                    read_as[word], together = reading, both
                    break
        if together is not None and len(read_as) == len(wrong):
            words = tuple(read_as.get(word, word) for word in found)
            return Reading(" ".join(words), words, together, MappingProxyType(read_as))
    return None


def _rows_with(sight: Sight, index: SearchIndex, word: str) -> Mask:
    catalogue = sight.catalogue
    rows = sight.mask_of(index.find(word))
    named = sight.places.terms.named_by(word)
    if named.categories.any():
        rows |= named.categories[catalogue.category]
    if named.areas.any():
        rows |= named.areas[catalogue.area]
    if named.themes:
        rows |= (catalogue.themes & np.uint32(named.themes)) != 0
    if named.audiences:
        rows |= (catalogue.audience & np.uint32(named.audiences)) != 0
    return rows


def _all(masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_and, masks)
