"""Place many addresses at once: joined with the tables, from the finest to the coarsest.

The queries stand in a table of the connection's own. What is found for a row is checked against
all that the row says; a row that contradicts itself has no place rather than a wrong one.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from assetmap.domain.address import (
    Address,
    addition_key,
    split_province,
    street_key,
    town_key,
)
from assetmap.domain.precision import ADDRESS, POSTCODE, STREET, TOWN
from assetmap.store.gazetteer import file
from assetmap.store.gazetteer.base import ADDRESSES, STREETS, PlacedMany
from assetmap.store.gazetteer.file import SourceTables
from assetmap.store.gazetteer.loading import ONE_TOWN_KM
from assetmap.store.gazetteer.nearness import (
    NEAR_ENOUGH_KM,
    Candidate,
    LatLon,
    km_between,
    the_one,
)

# A place that is further than this from the town or the postcode area that goes with it is wrong:
# the towns and areas of a large municipality are smaller.
CONTRADICTION_KM = 25.0

# Houses of one number and postcode, and parts of one street, lie within these.
_ONE_HOUSE_KM, _ONE_STREET_KM = 0.5, 6.0

# Two names of a street that are less alike than this are two streets.
_LEAST_ALIKE = 60.0

_QUERIES = """
CREATE TEMP TABLE query (
    at INTEGER PRIMARY KEY, postcode TEXT, area TEXT, number INTEGER, street TEXT, town TEXT
)
"""
# CROSS JOIN keeps the order: each query once, and an index for what goes with it.
_BY_POSTCODE = """
SELECT q.at, a.addition, a.lat, a.lon, s.key
FROM query q CROSS JOIN address_{id} a ON a.postcode = q.postcode AND a.number = q.number
JOIN street_{id} s ON s.id = a.street
WHERE q.postcode <> '' AND q.number > 0
"""
_BY_STREET = """
SELECT q.at, a.addition, a.lat, a.lon, s.key
FROM query q CROSS JOIN street_{id} s ON s.key = q.street
CROSS JOIN address_{id} a ON a.street = s.id AND a.number = q.number
WHERE q.street <> '' AND q.number > 0 AND (q.town = '' OR s.town_key = q.town)
"""
_POSTCODE = """
SELECT q.at, p.lat, p.lon, p.weight, p.town_key
FROM query q CROSS JOIN postcode_{id} p ON p.postcode = q.{column} WHERE q.{column} <> ''
"""
_STREET = """
SELECT q.at, s.lat, s.lon, s.weight
FROM query q CROSS JOIN street_{id} s ON s.key = q.street
WHERE q.street <> '' AND (q.town = '' OR s.town_key = q.town)
"""

_TOWN = "SELECT t.key, t.lat, t.lon, t.weight, t.province FROM town_{id} t WHERE t.key = ?"


@dataclass
class _Job:
    """What is known while rows are being placed."""

    connection: sqlite3.Connection
    sources: list[SourceTables]
    addresses: list[Address]
    near: LatLon | None
    open: set[int]
    found: dict[int, tuple[float, float, str]] = field(default_factory=dict)
    areas: dict[int, LatLon] = field(default_factory=dict)
    towns: dict[str, list[tuple[Candidate, str]]] = field(default_factory=dict)


def nowhere(count: int) -> PlacedMany:
    """Return no place for each."""
    precision = np.full(count, "", dtype=object)
    return PlacedMany(np.full(count, np.nan), np.full(count, np.nan), precision)


def place_many(
    connection: sqlite3.Connection, addresses: Sequence[Address], *, near: LatLon | None
) -> PlacedMany:
    """Return the place of each address, or none; see `Gazetteer.place_many`."""
    # Lists name one address again and again.
    numbers: dict[Address, int] = {}
    which = [numbers.setdefault(address, len(numbers)) for address in addresses]
    distinct = list(numbers)
    job = _Job(
        connection,
        file.sources_of(connection),
        distinct,
        near,
        {at for at, address in enumerate(distinct) if not address.postbox},
    )
    _write_queries(job)
    _look_up_areas(job)
    _by_address(job, _BY_POSTCODE)
    _by_address(job, _BY_STREET)
    _by_postcode(job, "postcode")
    _by_street(job)
    _by_postcode(job, "area")
    _by_town(job)
    _by_words(job)
    result = nowhere(len(addresses))
    for row, at in enumerate(which):
        if at in job.found:
            result.lat[row], result.lon[row], result.precision[row] = job.found[at]
    return result


def _write_queries(job: _Job) -> None:
    job.connection.execute("DROP TABLE IF EXISTS temp.query")
    job.connection.execute(_QUERIES)
    job.connection.executemany(
        "INSERT INTO query VALUES (?, ?, ?, ?, ?, ?)",
        (
            (
                at,
                address.postcode if len(address.postcode) == 6 else "",
                address.postcode[:4],
                address.number,
                street_key(address.street),
                town_key(address.town),
            )
            for at, address in enumerate(job.addresses)
            if not address.postbox
        ),
    )
    keys = job.connection.execute("SELECT DISTINCT town FROM query WHERE town <> ''").fetchall()
    for (key,) in keys:
        job.towns[key] = _towns(job, key)


def _towns(job: _Job, key: str) -> list[tuple[Candidate, str]]:
    return [
        ((lat, lon, weight), province)
        for source in job.sources
        for _, lat, lon, weight, province in job.connection.execute(
            _TOWN.format(id=source.id), (key,)
        )
    ]


def _look_up_areas(job: _Job) -> None:
    """Note where the area of each postcode is, to choose among namesakes by."""
    for source in job.sources:
        sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for at, lat, lon, _, _ in job.connection.execute(
            _POSTCODE.format(id=source.id, column="area")
        ):
            held = sums[at]
            held[0] += lat
            held[1] += lon
            held[2] += 1
        for at, (lat, lon, count) in sums.items():
            job.areas.setdefault(at, (lat / count, lon / count))


def _by_address(job: _Job, query: str) -> None:
    for source in job.sources:
        if source.kind != ADDRESSES:
            continue
        houses: dict[int, list[tuple[str, float, float]]] = defaultdict(list)
        for at, addition, lat, lon, street in job.connection.execute(query.format(id=source.id)):
            if at in job.open and _same_street(street_key(job.addresses[at].street), street):
                houses[at].append((addition, lat, lon))
        _keep(job, houses, ADDRESS, _the_house)


def _the_house(job: _Job, at: int, houses: list[tuple[str, float, float]]) -> LatLon | None:
    """Return the house with the addition that was asked; else any of its number."""
    asked = addition_key(job.addresses[at].addition)
    same = [house for house in houses if addition_key(house[0]) == asked]
    if not same:
        first = min(addition_key(house[0]) for house in houses)
        same = [house for house in houses if addition_key(house[0]) == first]
    return _one(job, at, ((lat, lon, 1) for _, lat, lon in same), _ONE_HOUSE_KM)


def _by_postcode(job: _Job, column: str) -> None:
    for source in job.sources:
        parts: dict[int, list[tuple[float, float, float, str]]] = defaultdict(list)
        for at, lat, lon, weight, town in job.connection.execute(
            _POSTCODE.format(id=source.id, column=column)
        ):
            if at in job.open:
                parts[at].append((lat, lon, weight, town))
        _keep(job, parts, POSTCODE, _the_area)


def _the_area(job: _Job, at: int, parts: list[tuple[float, float, float, str]]) -> LatLon | None:
    """Return the part of a postcode that lies in the town that was said; else all together."""
    town = town_key(job.addresses[at].town)
    parts = [part for part in parts if part[3] == town] or parts
    total = sum(part[2] for part in parts)
    lat = sum(part[0] * part[2] for part in parts) / total
    lon = sum(part[1] * part[2] for part in parts) / total
    # An area that is said to lie in two places far from each other is in neither for sure.
    if any(km_between(lat, lon, *part[:2]) > CONTRADICTION_KM for part in parts):
        return None
    return lat, lon


def _by_street(job: _Job) -> None:
    for source in job.sources:
        if source.kind not in (ADDRESSES, STREETS):
            continue
        parts: dict[int, list[Candidate]] = defaultdict(list)
        for at, lat, lon, weight in job.connection.execute(_STREET.format(id=source.id)):
            if at in job.open:
                parts[at].append((lat, lon, weight))
        _keep(job, parts, STREET, _the_street)


def _the_street(job: _Job, at: int, parts: list[Candidate]) -> LatLon | None:
    return _one(job, at, parts, _ONE_STREET_KM)


def _by_town(job: _Job) -> None:
    for at in sorted(job.open):
        address = job.addresses[at]
        # A postcode area that is known and was refused contradicts the town: neither counts.
        if address.town and at not in job.areas:
            place = _the_town(job, address.town)
            if place is not None:
                job.found[at] = (*place, TOWN)
    job.open -= job.found.keys()


def _the_town(job: _Job, town: str) -> LatLon | None:
    key = town_key(town)
    if key not in job.towns:
        job.towns[key] = _towns(job, key)
    candidates = job.towns[key]
    _, province = split_province(town)
    if province:
        candidates = [each for each in candidates if each[1] == province] or candidates
    one = the_one((each for each, _ in candidates), spread_km=ONE_TOWN_KM, near=job.near)
    return None if one is None else one[:2]


def _by_words(job: _Job) -> None:
    """Place what has no more than words: a street, a street and a town, or a town."""
    for at in sorted(job.open):
        address = job.addresses[at]
        if address.town or address.postcode or not address.street:
            continue
        words = address.street.split()
        for cut in range(len(words) - 1, 0, -1):
            place = _street_in_town(job, " ".join(words[:cut]), " ".join(words[cut:]))
            if place is not None:
                job.found[at] = (*place, STREET)
                break
        else:
            place = None if address.number else _the_town(job, address.street)
            if place is not None:
                job.found[at] = (*place, TOWN)
    job.open -= job.found.keys()


def _street_in_town(job: _Job, street: str, town: str) -> LatLon | None:
    for source in job.sources:
        if source.kind in (ADDRESSES, STREETS):
            parts = job.connection.execute(
                f"SELECT lat, lon, weight FROM street_{source.id} WHERE key = ? AND town_key = ?",
                (street_key(street), town_key(town)),
            ).fetchall()
            one = the_one(parts, spread_km=_ONE_STREET_KM, near=job.near)
            if one is not None:
                return one[:2]
    return None


def _keep(
    job: _Job,
    candidates: dict[int, list[Any]],
    precision: str,
    choose: Callable[[_Job, int, list[Any]], LatLon | None],
) -> None:
    """Keep the place of each row that has one and that contradicts nothing in the row."""
    for at, each in candidates.items():
        place = choose(job, at, each)
        if place is not None and _fits(job, at, place):
            job.found[at] = (*place, precision)
    job.open -= job.found.keys()


def _one(job: _Job, at: int, candidates: Iterable[Candidate], spread_km: float) -> LatLon | None:
    """Return the one that is meant: by the row's postcode, then by what is near."""
    area, address = job.areas.get(at), job.addresses[at]
    if area is None and job.near is not None and not address.town and not address.postcode:
        # A street alone means one around here, never the only one in the country.
        near = job.near
        candidates = [each for each in candidates if km_between(*near, *each[:2]) <= NEAR_ENOUGH_KM]
    if area is not None:
        candidates = [
            each for each in candidates if km_between(*area, *each[:2]) <= CONTRADICTION_KM
        ]
    one = the_one(candidates, spread_km=spread_km, near=area or job.near)
    return None if one is None else one[:2]


def _fits(job: _Job, at: int, place: LatLon) -> bool:
    towns = job.towns.get(town_key(job.addresses[at].town), ())
    return not towns or any(
        km_between(*place, lat, lon) <= CONTRADICTION_KM for (lat, lon, _), _ in towns
    )


def _same_street(asked: str, known: str) -> bool:
    return not asked or not known or asked == known or fuzz.ratio(asked, known) >= _LEAST_ALIKE
