"""The words of all public texts, and which assets have them; in memory alone.

Each different word stands once in an FTS5 table of trigrams, which tells fast which words have a
text inside them; the assets of a word are numbers in an array. Nothing is written on a disk, so
nothing stays there of what went out of sight.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

import numpy as np

from assetmap.domain.catalogue import Catalogue
from assetmap.domain.search_text import is_sign, trigrams
from assetmap.store.search_entries import (
    ADDRESS,
    BITS,
    NAME,
    OFFERS,
    TEXTS,
    Entries,
    Whole,
    entries_in,
)

# How a word of a text has the word that is looked for.
INSIDE, BEGINS, WHOLE = 1, 2, 3

_TABLE = (
    # The words are folded already, and kept here, so not in the table as well.
    "CREATE VIRTUAL TABLE words USING fts5(word, content='', columnsize=0, "
    "tokenize='trigram case_sensitive 1')"
)
# One text of numbers instead of a row for each takes a third of the time.
_MATCH = "SELECT group_concat(rowid) FROM words WHERE words MATCH ?"
_INSERT = "INSERT INTO words (rowid, word) VALUES (?, ?)"
_DELETE = "INSERT INTO words (words, rowid, word) VALUES ('delete', ?, ?)"
_TRIGRAM = 3
# One wrong letter can leave a word of this length without any trigram of the right one.
_FEW_LETTERS = 5


@dataclass(frozen=True, eq=False)
class Hits:
    """Where a word was found; three columns of one length.

    Parameters
    ----------
    numbers
        Numbers of assets; one can be there more than once.
    texts
        Bits of `NAME`, `OFFERS`, `ADDRESS`.
    how
        `WHOLE`, `BEGINS` or `INSIDE`.
    """

    numbers: Whole
    texts: Whole
    how: Whole


class SearchIndex:
    """Finds the assets of a catalogue by words that stand inside their texts.

    Several threads may ask and update; they wait for each other.

    Parameters
    ----------
    catalogue
        Public assets; all of them are read at once.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._lock = threading.Lock()
        self._catalogue = catalogue
        self._table = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        # Python wants to be told, also when nobody needs the index any more.
        weakref.finalize(self, self._table.close)
        # SQLite's scratch files would be on the disk.
        self._table.execute("PRAGMA temp_store = MEMORY")
        self._table.execute(_TABLE)
        ids: defaultdict[str, int] = defaultdict(count().__next__)
        owners, entries = entries_in(catalogue, np.arange(len(catalogue)), ids)
        self._ids: dict[str, int] = dict(ids)
        self._words: list[str] = list(self._ids)  # '' for what nothing has any more
        self._entries = Entries(owners, entries, len(self._words))
        self._letters: _Letters | None = None
        self._write(_INSERT, range(len(self._words)))
        self._table.execute("INSERT INTO words (words) VALUES ('optimize')")

    def __len__(self) -> int:
        """Return how many different words there are."""
        return len(self._ids)

    def close(self) -> None:
        """Let go of the memory."""
        with self._lock:
            self._table.close()

    def find(self, word: str) -> Whole:
        """Return the numbers of the assets with a word inside their texts, in no order.

        Parameters
        ----------
        word
            One of `search_text.words_of`.
        """
        with self._lock:
            if is_sign(word):
                return self._scan(word).numbers
            return self._entries.of_all(self._words_with(word))[0] >> BITS

    def look(self, word: str) -> Hits:
        """Return where a word stands, for an order of what fits best; see `find`."""
        with self._lock:
            if is_sign(word):
                return self._scan(word)
            ids = self._words_with(word)
            entries, which = self._entries.of_all(ids)
            words = [self._words[each] for each in ids.tolist()]
            how = [
                WHOLE if each == word else BEGINS if each.startswith(word) else INSIDE
                for each in words
            ]
            how_of = np.array(how, dtype=np.int64)[which]
            return Hits(entries >> BITS, entries & (NAME | OFFERS | ADDRESS), how_of)

    def similar(self, word: str, *, most: int = 100) -> list[str]:
        """Return words that share trigrams with a word: the likeliest as a whole, and as a part.

        Parameters
        ----------
        most
            Of either sort. Of a short word, also all that are about as long.
        """
        with self._lock:
            parts = [self._matching(part) for part in trigrams(word)]
            shared = np.bincount(np.concatenate([*parts, np.empty(0, np.int64)]))
            near = np.flatnonzero(shared)
            lengths = np.array([len(self._words[each]) for each in near.tolist()])
            alike = shared[near] / (lengths + len(word))
            best = [np.argsort(-likeness, kind="stable") for likeness in (alike, shared[near])]
            ids = {each for order in best for each in near[order[:most]].tolist()}
            found = {self._words[each] for each in ids}
            if len(word) <= _FEW_LETTERS:
                found.update(each for each in self._ids if abs(len(each) - len(word)) <= 1)
        return sorted(found)

    def update(self, numbers: Whole, catalogue: Catalogue) -> None:
        """Follow a catalogue in which the assets with these numbers changed, came or went.

        Parameters
        ----------
        catalogue
            All public assets as they stand now.
        """
        with self._lock:
            before, self._catalogue = self._catalogue, catalogue
            ids: defaultdict[str, int] = defaultdict(count(len(self._words)).__next__, self._ids)
            left, _ = entries_in(before, before.rows_of(numbers), ids)
            owners, entries = entries_in(catalogue, catalogue.rows_of(numbers), ids)
            new = list(ids)[len(self._ids) :]
            self._ids, first = dict(ids), len(self._words)
            self._words += new
            self._entries.add_words(len(new))
            self._write(_INSERT, range(first, len(self._words)))
            gone = self._entries.replace(numbers, left, owners, entries)
            self._write(_DELETE, gone)
            for each in gone:
                del self._ids[self._words[each]]
                self._words[each] = ""
            if new or gone:
                self._letters = None

    def _words_with(self, word: str) -> Whole:
        """Return the ids of the words that have a word inside them."""
        if len(word) >= _TRIGRAM:
            return self._matching(word)
        if self._letters is None:
            self._letters = _Letters(self._words)
        return self._letters.words_with(word)

    def _matching(self, word: str) -> Whole:
        (found,) = self._table.execute(_MATCH, (f'"{word}"',)).fetchone()
        return np.fromstring(found or "", dtype=np.int64, sep=",")

    def _scan(self, word: str) -> Hits:
        """Return where a sign stands in the texts as they were written."""
        numbers, texts = [], []
        for column, bit in TEXTS.items():
            written = getattr(self._catalogue, column).tolist()
            rows = [row for row, text in enumerate(written) if word in text.casefold()]
            numbers.append(self._catalogue.number[np.array(rows, dtype=np.int64)])
            texts.append(np.full(len(rows), bit, dtype=np.int64))
        found = np.concatenate(numbers)
        return Hits(found, np.concatenate(texts), np.full(len(found), INSIDE, dtype=np.int64))

    def _write(self, statement: str, ids: Iterable[int]) -> None:
        self._table.execute("BEGIN")
        self._table.executemany(statement, ((each, self._words[each]) for each in ids))
        self._table.execute("COMMIT")


class _Letters:
    """All words as one row of letters, to find one or two of them anywhere."""

    def __init__(self, words: list[str]) -> None:
        self._count = len(words)
        # A word ends with a sign that no folded word has.
        row = "".join(f"{word}\n" for word in words)
        self._signs = np.frombuffer(row.encode("utf-32-le"), dtype=np.uint32)
        self._word = np.repeat(np.arange(len(words)), [len(word) + 1 for word in words])

    def words_with(self, word: str) -> Whole:
        signs = np.frombuffer(word.encode("utf-32-le"), dtype=np.uint32)
        here = self._signs == signs[0]
        for step, sign in enumerate(signs[1:], start=1):
            here[:-step] &= self._signs[step:] == sign
        has = np.zeros(self._count, dtype=bool)
        has[self._word[here]] = True
        return np.flatnonzero(has)
