"""The order of names, kept while assets come and go."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assetmap.domain.catalogue import Catalogue
from assetmap.domain.search_text import name_key

Whole = NDArray[np.int64]

_AFTER_ALL_LETTERS = "\U0010ffff"


class NameOrder:
    """The rows of a catalogue in order of name.

    Parameters
    ----------
    earlier
        The order of an earlier catalogue: what kept its name is not worked out again.
    """

    def __init__(self, catalogue: Catalogue, earlier: NameOrder | None = None) -> None:
        self._catalogue = catalogue
        count = len(catalogue)
        self._keys = np.empty(count, dtype=object)
        kept = np.empty(0, dtype=np.int64) if earlier is None else self._take_over(earlier)
        is_new = np.ones(count, dtype=bool)
        is_new[kept] = False
        for row in np.flatnonzero(is_new).tolist():
            # With the number, so that the same names have a fixed order as well.
            number = int(catalogue.number[row])
            self._keys[row] = f"{name_key(catalogue.name[row])}\0{number:012d}"
        new = np.flatnonzero(is_new)
        new = new[np.argsort(self._keys[new], kind="stable")]
        # Each new one goes where it belongs among those that are in order already.
        self.rows: Whole = np.insert(kept, np.searchsorted(self._keys[kept], self._keys[new]), new)

    def _take_over(self, earlier: NameOrder) -> Whole:
        """Take the keys of names that stayed, and return their rows in the earlier order."""
        then, now = earlier._catalogue, self._catalogue
        after = np.flatnonzero(np.isin(now.number, then.number, assume_unique=True))
        before = then.rows_of(now.number[after])
        same = then.name[before] == now.name[after]
        before, after = before[same], after[same]
        self._keys[after] = earlier._keys[before]
        row_now = np.full(len(then), -1, dtype=np.int64)
        row_now[before] = after
        in_order = row_now[earlier.rows]
        return in_order[in_order >= 0]

    @cached_property
    def rank(self) -> Whole:
        """The place of each row in the order."""
        rank = np.empty(len(self.rows), dtype=np.int64)
        rank[self.rows] = np.arange(len(self.rows))
        return rank

    @cached_property
    def _sorted_keys(self) -> list[str]:
        keys: list[str] = self._keys[self.rows].tolist()
        return keys

    def beginning_with(self, text: str) -> Whole:
        """Return the rows whose names begin with a text, folded."""
        return self._between(name_key(text), name_key(text) + _AFTER_ALL_LETTERS)

    def named(self, text: str) -> Whole:
        """Return the rows whose names are a text, folded."""
        return self._between(f"{name_key(text)}\0", f"{name_key(text)}\1")

    def _between(self, first: str, last: str) -> Whole:
        keys = self._sorted_keys
        return self.rows[bisect_left(keys, first) : bisect_left(keys, last)]
