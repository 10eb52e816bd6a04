"""The finder: one for all who look, always at the newest moment of the store."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import numpy as np

from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.finding import ranking
from assetmap.actions.finding.answers import Facets, Found, Row, Sort, Suggestion, Years
from assetmap.actions.finding.suggesting import suggest
from assetmap.actions.finding.view import View
from assetmap.domain.catalogue import Catalogue
from assetmap.domain.opening import on_the_clock
from assetmap.domain.permission import Act, Person, demand
from assetmap.domain.selection import MAX_WORDS, Selection
from assetmap.store import Store

logger = logging.getLogger(__name__)

_QUARTER = 15


class Finder:
    """Finds, counts and orders what everybody may see.

    All that it holds and answers is public, in memory, and shared by all viewers and threads.
    Each question is answered for the newest moment of the store.

    Parameters
    ----------
    store
        Gives the open store. When that is another object than before, all begins anew.
    clock
        Tells what is open, and what year it is.
    """

    def __init__(self, store: Callable[[], Store], *, clock: Clock = utc_now) -> None:
        self._get_store = store
        self._clock = clock
        # Held by the one who makes a view, or looks up words in the newest.
        self._lock = threading.Lock()
        self._view: View | None = None

    @property
    def store(self) -> Store:
        """The store that is open now."""
        return self._get_store()

    def prepare(self) -> threading.Thread:
        """Make ready in the background, so that the first visitor need not wait; never raises."""
        thread = threading.Thread(target=self._prepare, name="finder", daemon=True)
        thread.start()
        return thread

    def catalogue(self, *, person: Person) -> tuple[str, Catalogue]:
        """Return the token of the newest moment of the store, and all that is public then."""
        demand(person, Act.SEE)
        with self._newest() as view:
            return view.sight.version, view.sight.catalogue

    def matching(self, selection: Selection, *, person: Person) -> Found:
        """Return what a selection shows."""
        demand(person, Act.SEE)
        with self._newest() as view:
            reading = view.read(selection.words)
        return view.found(selection, reading, self._quarter_of(selection))

    def bits(self, selection: Selection, *, person: Person) -> tuple[str, bytes]:
        """Return the version, and a bit for each number that says whether a selection shows it.

        Bit `j` of byte `k`, counted from the lowest, stands for number `8 * k + j`. What lies
        beyond the last byte is not shown.
        """
        found = self.matching(selection, person=person)
        numbers = found.numbers
        shown = np.zeros(int(numbers[-1]) + 1 if len(numbers) else 0, dtype=bool)
        shown[numbers] = True
        return found.version, np.packbits(shown, bitorder="little").tobytes()

    def facets(self, selection: Selection, *, person: Person) -> Facets:
        """Return how many there would be of each value of each filter."""
        demand(person, Act.SEE)
        with self._newest() as view:
            reading = view.read(selection.words)
        return view.facets(selection, reading, self._quarter())

    def years(self, selection: Selection, *, person: Person) -> Years:
        """Return how many a selection shows in each year, whatever year it names itself."""
        demand(person, Act.SEE)
        always = selection.in_all_years()
        with self._newest() as view:
            reading = view.read(selection.words)
        found = view.found(always, reading, self._quarter_of(selection))
        return view.years(found, self._now().year)

    def ranked(
        self,
        selection: Selection,
        sort: Sort = "name",
        *,
        start: int,
        count: int,
        place: tuple[float, float] | None = None,
        person: Person,
    ) -> list[Row]:
        """Return a part of what a selection shows, in an order; what is equal, by name.

        Parameters
        ----------
        sort
            `distance` from `place`, `newest` first, `best` fitting the words of the selection
            first, or best `described` first. What cannot be, for want of a place or of words, is
            by name.
        start, count
            Which rows of the whole list.
        place
            Latitude and longitude to tell distances from.
        """
        demand(person, Act.SEE)
        with self._newest() as view:
            reading = view.read(selection.words)
            weighed = view.weigh(reading.words) if sort == "best" and reading.words else None
        names = view.names()
        found = view.found(selection, reading, self._quarter_of(selection))
        weights = (
            None if weighed is None else ranking.with_names(weighed.weights, names, reading.phrase)
        )
        rows = ranking.in_order(view.sight, found, names, sort, weights=weights, place=place)
        start = max(start, 0)
        return ranking.to_rows(view.sight, rows[start : start + max(count, 0)], place)

    def suggest(
        self, words: str, language: str, *, most: int = 8, person: Person
    ) -> list[Suggestion]:
        """Return what fits the words that somebody is typing, of each kind the best.

        Parameters
        ----------
        language
            Of the words in the answer: `nl` or `en`.
        """
        demand(person, Act.SEE)
        typed = " ".join(words.split())[:MAX_WORDS]
        with self._newest() as view:
            reading = view.read(typed)
            weighed = view.weigh(reading.words)
        names = view.names()
        weights = ranking.with_names(weighed.weights, names, reading.phrase)
        return suggest(view.sight, names, reading, weighed, weights, language=language, most=most)

    @contextmanager
    def _newest(self) -> Iterator[View]:
        """Give the view of the newest moment, to nobody else at the same time."""
        store = self._get_store()
        version = store.state()
        with self._lock:
            view = self._view
            if view is None or view.store is not store or view.sight.version != version:
                view = self._renew(store)
            yield view

    def _renew(self, store: Store) -> View:
        former, moment = self._view, self._clock()
        # Perhaps somebody else just did it.
        version = store.state()
        if former is not None and former.store is store:
            if version == former.sight.version:
                return former
            numbers = store.changed_since(former.sight.version)
            if numbers is not None:
                fresh = store.catalogue(numbers=numbers)
                # Should anything go wrong halfway, the index is of no moment, and all is read.
                self._view = None
                self._view = former.moved_on(version, numbers, fresh, moment)
                return self._view
        self._view = View.of(store, moment)
        if former is not None:
            former.index.close()
        return self._view

    def _prepare(self) -> None:
        try:
            with self._newest() as view:
                pass
            view.names()
        except Exception:
            # Whoever asks first will be told in words what is wrong.
            logger.info("search is not ready yet", exc_info=True)

    def _now(self) -> datetime:
        return on_the_clock(self._clock())

    def _quarter(self) -> datetime:
        now = self._now()
        return now.replace(minute=now.minute // _QUARTER * _QUARTER, second=0, microsecond=0)

    def _quarter_of(self, selection: Selection) -> datetime | None:
        """Return the quarter of the hour where it matters: other answers hold longer."""
        return self._quarter() if selection.open else None
