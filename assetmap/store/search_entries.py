"""Which assets have a word, as arrays of numbers: the half of a search index without SQL."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from assetmap.domain.catalogue import Catalogue
from assetmap.domain.search_text import words_of_all

Whole = NDArray[np.int64]

# In which text of an asset a word stands. An entry is the asset's number and these bits.
NAME, OFFERS, ADDRESS = 1, 2, 4
TEXTS = {"name": NAME, "offers": OFFERS, "address": ADDRESS}
BITS = 3

# So many words may have an array of their own before all are put together again.
_MOST_APART = 1_000
# The words of so many texts are in hand at a time; those of a million are gigabytes.
_ROWS_AT_ONCE = 4_000
# A row of a catalogue fits in these, and 268 million words in what is left of 64.
_ROW_BITS = 32


class Entries:
    """The entries of each word, by the word's id.

    Those of the beginning lie in one array, in order of word; a word that changed has an array
    of its own.

    Parameters
    ----------
    owners, entries
        Pairs of word and entry, in order of word; see `entries_in`.
    words
        How many words there are.
    """

    def __init__(self, owners: Whole, entries: Whole, words: int) -> None:
        self._starts: Whole = np.searchsorted(owners, np.arange(words + 1))
        self._entries = entries
        self._own: dict[int, Whole] = {}
        self._has_own = np.zeros(words, dtype=bool)

    def add_words(self, count: int) -> None:
        """Make room for more words, which nothing has yet."""
        first = len(self._has_own)
        self._own.update((each, np.empty(0, np.int64)) for each in range(first, first + count))
        self._has_own = np.append(self._has_own, np.ones(count, dtype=bool))

    def of(self, word: int) -> Whole:
        """Return the entries of a word."""
        if self._has_own[word]:
            return self._own[word]
        return self._entries[self._starts[word] : self._starts[word + 1]]

    def of_all(self, words: Whole) -> tuple[Whole, Whole]:
        """Return the entries of words, and for each entry which of the words it is of."""
        apart = self._has_own[words]
        together, own = words[~apart], [self._own[each] for each in words[apart].tolist()]
        starts = self._starts[together]
        lengths = self._starts[together + 1] - starts
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        at = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
        which = np.concatenate([np.flatnonzero(~apart), np.flatnonzero(apart)])
        own_lengths = np.array([len(each) for each in own], dtype=np.int64)
        return (
            np.concatenate([self._entries[at], *own]),
            np.repeat(which, np.concatenate([lengths, own_lengths])),
        )

    def replace(self, numbers: Whole, left: Whole, owners: Whole, entries: Whole) -> list[int]:
        """Let some assets have other words.

        Parameters
        ----------
        numbers
            Those assets.
        left
            The words that they had.
        owners, entries
            The words that they have now, as pairs.

        Returns
        -------
        gone
            Words that nothing has any more.
        """
        affected = np.union1d(left, owners)
        bounds = np.searchsorted(owners, np.column_stack([affected, affected + 1]))
        gone = []
        for word, (start, end) in zip(affected.tolist(), bounds.tolist(), strict=True):
            had = self.of(word)
            stays = had[~np.isin(had >> BITS, numbers)]
            self._own[word] = np.concatenate([stays, entries[start:end]])
            self._has_own[word] = True
            if not len(self._own[word]):
                gone.append(word)
        if len(self._own) > _MOST_APART + len(self._has_own) // 4:
            self._settle()
        return gone

    def _settle(self) -> None:
        parts = [self.of(word) for word in range(len(self._has_own))]
        self._starts = np.cumsum([0, *map(len, parts)])
        self._entries = np.concatenate(parts)
        self._own = {}
        self._has_own[:] = False


def entries_in(
    catalogue: Catalogue, rows: Whole, ids: defaultdict[str, int]
) -> tuple[Whole, Whole]:
    """Return the words of rows as pairs of word and entry, in order of word, each once.

    Parameters
    ----------
    ids
        Numbers of words; a new word gets the next.
    """
    parts = [np.empty(0, dtype=np.int64)]
    for column, bit in TEXTS.items():
        texts = getattr(catalogue, column)[rows]
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            words = words_of_all(texts[first : first + _ROWS_AT_ONCE].tolist())
            counts = [len(each) for each in words]
            found = np.fromiter(
                map(ids.__getitem__, chain.from_iterable(words)), np.int64, count=sum(counts)
            )
            row = np.repeat(np.arange(first, first + len(words)), counts)
            # All in one number, so that it is sorted without a second array.
            parts.append(((found << _ROW_BITS | row) << BITS) | bit)
    every = np.concatenate(parts)
    del parts
    every.sort()
    pair = every >> BITS
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    if not len(starts):
        return starts, starts
    in_texts = np.bitwise_or.reduceat(every & (NAME | OFFERS | ADDRESS), starts)
    pair = pair[starts]
    numbers = catalogue.number[rows][pair & ((1 << _ROW_BITS) - 1)]
    return pair >> _ROW_BITS, numbers << BITS | in_texts
