"""The address book: lists on this computer first, then a server, and never long to wait for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assetmap.actions.addresses.found import Found, FoundPlace, Placements
from assetmap.actions.addresses.locatieserver import Locatieserver, SearchFailed
from assetmap.domain.address import (
    Address,
    is_postbox,
    read_address,
    read_number,
    read_postcode,
    town_key,
)
from assetmap.domain.precision import ADDRESS, STREET
from assetmap.errors import AssetMapError, Problem
from assetmap.store.gazetteer import Gazetteer, Hit, PlacedMany
from assetmap.store.gazetteer.nearness import LatLon, km_between

# While somebody types, what is shorter than this means too much.
LEAST_SIGNS = 3

# A server is asked for so many addresses of one list, and for so long; lists on this computer
# are for more.
MOST_ONLINE = 300
ONLINE_S = 90.0

# Two answers of one name within this are one place.
_SAME_PLACE_KM = 0.15

Progress = Callable[[int, int], None]


class AddressBook:
    """Find places by address.

    Parameters
    ----------
    gazetteer
        Lists on this computer; the file need not be there, and is looked at anew each time.
    server
        Whom to ask for what they do not know; None for nobody.
    near
        Gives latitude and longitude of where people are, to choose among namesakes.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        server: Locatieserver | None = None,
        *,
        near: Callable[[], LatLon | None] = lambda: None,
    ) -> None:
        self.gazetteer = gazetteer
        self.server = server
        self._near = near

    def close(self) -> None:
        """Close what is kept open to the server; the book can be used again after it."""
        if self.server is not None:
            self.server.close()

    def can_search(self) -> bool:
        """Return whether there is anything to search in: a list here, or a server."""
        if self.server is not None:
            return True
        try:
            return bool(self.gazetteer.sources())
        except AssetMapError:
            return False

    def find(self, text: str, *, most: int = 6, near: LatLon | None = None) -> Found:
        """Return the places that a text may mean; it may be the beginning of an address.

        Parameters
        ----------
        near
            Latitude and longitude; of namesakes the nearest goes first. By default the middle of
            this map.
        """
        text = text.strip()
        if len(text) < LEAST_SIGNS or is_postbox(text):
            return Found(())
        hits, note = self._find_here(text, most, near or self._near())
        if self.server is None or (hits and _is_enough(hits, text)):
            return Found(tuple(_as_place(hit) for hit in hits), note)
        here = [_as_place(hit) for hit in hits if hit.whole]
        coarse = [_as_place(hit) for hit in hits if not hit.whole]
        try:
            there = self.server.search(text, most=most)
        except SearchFailed as error:
            return Found((*here, *coarse), error.problem)
        # Of one place the finer comes first; what only nearly answers comes last.
        return Found(tuple(_once([*here, *there, *coarse])[:most]), note)

    def place_many(
        self,
        *,
        streets: Sequence[str],
        numbers: Sequence[str],
        postcodes: Sequence[str],
        towns: Sequence[str],
        texts: Sequence[str],
        near: LatLon | None = None,
        online: bool = True,
        progress: Progress | None = None,
    ) -> Placements:
        """Return where many addresses are, as precisely as the lists and the server know it.

        Parameters
        ----------
        streets, numbers, postcodes, towns
            The parts of each address, empty where they are not said.
        texts
            A whole address in one text; it fills in the parts that are empty.
        online
            Whether the server may be asked; never for where people live.
        progress
            Is told how many of how many were asked for at the server.
        """
        columns = zip(streets, numbers, postcodes, towns, texts, strict=True)
        addresses = [_from_parts(*parts) for parts in columns]
        near, note = near or self._near(), None
        try:
            found = self.gazetteer.place_many(addresses, near=near)
        except AssetMapError as error:
            nothing = np.full(len(addresses), np.nan)
            found = PlacedMany(nothing, nothing.copy(), np.full(len(addresses), "", dtype=object))
            note = error.problems[0]
        if online and self.server is not None:
            note = self._place_online(self.server, addresses, found, near, progress) or note
        return Placements(found.lat, found.lon, found.precision, note)

    def _find_here(
        self, text: str, most: int, near: LatLon | None
    ) -> tuple[list[Hit], Problem | None]:
        try:
            return self.gazetteer.find(text, most=most, near=near), None
        except AssetMapError as error:
            # A broken file of addresses must not keep anybody from adding something.
            return [], error.problems[0]

    def _place_online(
        self,
        server: Locatieserver,
        addresses: list[Address],
        found: PlacedMany,
        near: LatLon | None,
        progress: Progress | None,
    ) -> Problem | None:
        rows: dict[Address, list[int]] = {}
        for row, address in enumerate(addresses):
            if _may_be_finer(address, found.precision[row]):
                rows.setdefault(address, []).append(row)
        # What has no place at all goes first.
        wanted = sorted(rows, key=lambda address: found.precision[rows[address][0]] != "")
        wanted, end = wanted[:MOST_ONLINE], time.monotonic() + ONLINE_S
        for done, address in enumerate(wanted):
            if progress is not None:
                progress(done, len(wanted))
            if time.monotonic() > end:
                break
            try:
                place = server.locate(address, near=near)
            except SearchFailed as error:
                return error.problem
            if place is not None:
                for row in rows[address]:
                    found.lat[row], found.lon[row] = place.lat, place.lon
                    found.precision[row] = place.precision
        if progress is not None:
            progress(len(wanted), len(wanted))
        return None


def _from_parts(street: str, number: str, postcode: str, town: str, text: str) -> Address:
    if is_postbox(street) or is_postbox(number) or (not street and is_postbox(text)):
        return Address(postbox=True)
    house, addition = read_number(number)
    address = Address(street.strip(), house, addition, read_postcode(postcode), town.strip())
    if street.strip() and not house:
        # Many a list has the number behind the street.
        read = read_address(street)
        if read.number:
            address = replace(
                address, street=read.street, number=read.number, addition=read.addition
            )
    if not text.strip():
        return address
    read = read_address(text)
    if not address.number and (not address.street or address.street == read.street):
        address = replace(address, number=read.number, addition=read.addition)
    return replace(
        address,
        street=address.street or read.street,
        postcode=address.postcode or read.postcode,
        town=address.town or read.town,
    )


def _may_be_finer(address: Address, precision: str) -> bool:
    if address.postbox or precision == ADDRESS:
        return False
    if not (address.street or address.town or address.postcode):
        return False
    return bool(address.number) or not precision or (bool(address.street) and precision != STREET)


def _is_enough(hits: list[Hit], text: str) -> bool:
    """Return whether what is known here answers the question, so that nobody else is asked."""
    asked = read_address(text)
    if not hits[0].whole:
        return False
    if asked.number:
        return hits[0].precision == ADDRESS
    if len(asked.postcode) == 6:
        return True
    # A street that is not known here must not stay hidden behind a town that begins like it.
    return hits[0].precision != "town" or town_key(hits[0].label.split(" (")[0]) == town_key(text)


def _as_place(hit: Hit) -> FoundPlace:
    return FoundPlace(hit.label, hit.lat, hit.lon, hit.precision, hit.source)


def _once(places: list[FoundPlace]) -> list[FoundPlace]:
    kept: list[FoundPlace] = []
    for place in places:
        if not any(
            other.precision == place.precision
            and (
                other.label == place.label
                or (
                    place.precision != ADDRESS
                    and km_between(other.lat, other.lon, place.lat, place.lon) < _SAME_PLACE_KM
                )
            )
            for other in kept
        ):
            kept.append(place)
    return kept
