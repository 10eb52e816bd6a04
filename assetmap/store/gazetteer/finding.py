"""Find what somebody is typing: an address, a street, a postcode or a town."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assetmap.domain.address import (
    Address,
    addition_key,
    read_address,
    split_province,
    street_beginning,
    street_key,
    town_key,
    written_postcode,
)
from assetmap.domain.precision import ADDRESS, POSTCODE, STREET, TOWN
from assetmap.store.gazetteer import file
from assetmap.store.gazetteer.base import ADDRESSES, STREETS, Hit
from assetmap.store.gazetteer.file import SourceTables
from assetmap.store.gazetteer.nearness import LatLon, km_between

# Of a beginning that very many streets have, no more than these are weighed.
_MOST_WEIGHED = 4_000
# Of the streets that fit best, so many are asked for the house number.
_MOST_ASKED = 40
# A town's name has no more words than this.
_MOST_TOWN_WORDS = 5
_LEAST_LETTERS = 2
_LAST_SIGN = "\U0010ffff"
# The middle of the Netherlands, for who is nowhere yet.
_MIDDLE: LatLon = (52.15, 5.38)

_PRECISIONS = (ADDRESS, STREET, POSTCODE, TOWN)
# Places of one label that lie closer than this are one.
_ONE_PLACE_KM = 1.0

_STREETS = """
SELECT id, name, town, postcode4, lat, lon, (key = :whole) + (town_key = :town) AS fits FROM (
    SELECT * FROM street_{id}
    WHERE key >= :beginning AND key < :beginning || :last AND town_key >= :town
      AND town_key < :town || :last AND (:area = '' OR postcode4 = :area) LIMIT :weighed
)
ORDER BY fits DESC, (lat - :lat) * (lat - :lat) + 0.38 * (lon - :lon) * (lon - :lon)
LIMIT :most
"""
_TOWNS = """
SELECT name, province, lat, lon, weight, key = :whole FROM town_{id}
WHERE key >= :beginning AND key < :beginning || :last
ORDER BY key = :whole DESC, weight DESC LIMIT :most
"""
_HOUSES = "SELECT postcode, addition, lat, lon FROM address_{id} WHERE street = ? AND number = ?"
_AT_POSTCODE = """
SELECT s.name, s.town, a.addition, a.lat, a.lon
FROM address_{id} a CROSS JOIN street_{id} s ON s.id = a.street
WHERE a.postcode = ? AND a.number = ? ORDER BY a.addition
"""
_POSTCODES = """
SELECT postcode, town, lat, lon FROM postcode_{id}
WHERE postcode >= ? AND postcode < ? || ? ORDER BY postcode, weight DESC LIMIT ?
"""


@dataclass(frozen=True)
class _Ranked:
    hit: Hit
    # How many names were typed whole, and what tells namesakes apart.
    named: int
    more: str = ""
    weight: int = 0


@dataclass(frozen=True)
class _Question:
    """What is asked, and how many answers are wanted."""

    connection: sqlite3.Connection
    address: Address
    text: str
    near: LatLon | None
    most: int


def find(connection: sqlite3.Connection, text: str, *, most: int, near: LatLon | None) -> list[Hit]:
    """Return what a text may mean, the likeliest first; see `Gazetteer.find`."""
    address = read_address(text)
    if address.postbox:
        return []
    question = _Question(connection, address, text.strip(), near, most)
    found: list[_Ranked] = []
    for source in file.sources_of(connection):
        found += _at_postcode(question, source)
        if source.kind in (ADDRESSES, STREETS):
            found += _in_streets(question, source)
        found += _towns(question, source)
    return _chosen(found, question)


def _at_postcode(question: _Question, source: SourceTables) -> Iterator[_Ranked]:
    asked = question.address
    if not asked.postcode:
        return
    houses = False
    if source.kind == ADDRESSES and asked.number and len(asked.postcode) == 6:
        rows = question.connection.execute(
            _AT_POSTCODE.format(id=source.id), (asked.postcode, asked.number)
        ).fetchall()
        for street, town, addition, lat, lon in _wanted(rows, asked.addition, column=2):
            houses = True
            label = _house_label(street, asked.number, addition, asked.postcode, town)
            yield _Ranked(Hit(label, lat, lon, ADDRESS, source.name), named=2)
    if houses:
        return
    for postcode in dict.fromkeys((asked.postcode, asked.postcode[:4])):
        rows = question.connection.execute(
            _POSTCODES.format(id=source.id), (postcode, postcode, _LAST_SIGN, question.most * 2)
        ).fetchall()
        # '9401' stands before '9401AB': the area itself, then what begins so.
        exact = [row for row in rows if row[0] == postcode]
        for found, town, lat, lon in exact or (rows if postcode == asked.postcode else []):
            whole = found == asked.postcode and not asked.number
            hit = Hit(f"{written_postcode(found)} {town}".strip(), lat, lon, POSTCODE, source.name)
            yield _Ranked(
                replace(hit, whole=whole), named=int(not asked.town or _is(town, asked.town))
            )
        if rows:
            return


def _in_streets(question: _Question, source: SourceTables) -> Iterator[_Ranked]:
    asked = question.address
    splits = [(asked.street, asked.town)]
    words = asked.street.split()
    if not asked.town and not asked.postcode:
        cuts = range(max(1, len(words) - _MOST_TOWN_WORDS), len(words))
        splits += [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in cuts]
    for street, town in splits:
        beginning = street_beginning(street)
        if len(beginning) >= _LEAST_LETTERS:
            yield from _streets(question, source, street, beginning, town)


def _streets(
    question: _Question, source: SourceTables, street: str, beginning: str, town: str
) -> Iterator[_Ranked]:
    asked = question.address
    lat, lon = question.near or _MIDDLE
    rows = question.connection.execute(
        _STREETS.format(id=source.id),
        {
            # With a number behind it, a street's name is no longer being typed.
            "beginning": street_key(street) if asked.number else beginning,
            "whole": street_key(street), "town": town_key(town), "last": _LAST_SIGN,
            "area": asked.postcode[:4], "lat": lat, "lon": lon,
            "weighed": _MOST_WEIGHED, "most": _MOST_ASKED if asked.number else question.most,
        },
    ).fetchall()  # fmt: skip
    for number, name, in_town, area, place_lat, place_lon, named in rows:
        houses = 0
        if asked.number and source.kind == ADDRESSES:
            found = question.connection.execute(
                _HOUSES.format(id=source.id), (number, asked.number)
            ).fetchall()
            for postcode, addition, house_lat, house_lon in _wanted(
                found, asked.addition, column=1
            ):
                houses += 1
                label = _house_label(name, asked.number, addition, postcode, in_town)
                hit = Hit(label, house_lat, house_lon, ADDRESS, source.name)
                yield _Ranked(hit, named=named)
        if not houses:
            label = ", ".join(part for part in (name, in_town) if part)
            hit = Hit(label, place_lat, place_lon, STREET, source.name, whole=not asked.number)
            yield _Ranked(hit, named=named, more=area)


def _towns(question: _Question, source: SourceTables) -> Iterator[_Ranked]:
    asked = question.address
    # Behind a street or a postcode the town is where to look, and not what is looked for; it is
    # better than nothing, though.
    text = asked.town or asked.street
    beginning = town_key(text)
    if len(beginning) < _LEAST_LETTERS:
        return
    whole = not asked.number and not asked.postcode and not (asked.town and asked.street)
    rows = question.connection.execute(
        _TOWNS.format(id=source.id),
        {"beginning": beginning, "whole": beginning, "last": _LAST_SIGN, "most": question.most},
    ).fetchall()
    _, meant = split_province(text)
    for name, province, lat, lon, weight, named in rows:
        if (not whole and not named) or (meant and province and province != meant):
            continue
        label = f"{name} ({province})" if province and "(" not in name else name
        hit = Hit(label, lat, lon, TOWN, source.name, whole=whole)
        yield _Ranked(hit, named=named, weight=weight)


def _wanted(rows: list[tuple], addition: str, *, column: int) -> list[tuple]:  # type: ignore[type-arg]
    """Return the houses with an addition, or without; all of them when there are none such."""
    key = addition_key(addition)
    same = [row for row in rows if addition_key(row[column]) == key]
    return same or sorted(rows, key=lambda row: str(row[column]))


def _chosen(found: list[_Ranked], question: _Question) -> list[Hit]:
    near = question.near

    def rank(each: _Ranked) -> tuple[bool, int, int, float, int, str]:
        hit = each.hit
        away = 0.0 if near is None else km_between(*near, hit.lat, hit.lon)
        if hit.precision == TOWN:
            # Of towns that begin alike a city is meant from further away than a hamlet.
            away /= max(1.0, math.log10(each.weight)) ** 2
        return (
            not hit.whole,
            -each.named,
            _PRECISIONS.index(hit.precision) if not hit.whole else hit.precision == TOWN,
            away,
            -each.weight,
            hit.label,
        )

    # What only nearly answers is for when nothing does.
    if any(each.hit.whole for each in found):
        found = [each for each in found if each.hit.whole]
    chosen: list[Hit] = []
    for each in sorted(found, key=rank):
        hit = each.hit
        alike = [other for other in chosen if _fold(other.label) == _fold(hit.label)]
        if any(km_between(hit.lat, hit.lon, o.lat, o.lon) < _ONE_PLACE_KM for o in alike):
            continue
        if alike and hit.precision == TOWN:
            # Lists put one town at points of their own; the first list wins.
            if any(km_between(hit.lat, hit.lon, o.lat, o.lon) < 12 for o in alike):
                continue
        elif alike and each.more:
            hit = replace(hit, label=f"{hit.label} ({each.more})")
        chosen.append(hit)
        if len(chosen) == question.most:
            break
    return chosen


def _fold(label: str) -> str:
    return town_key(label.split(" (")[0])


def _is(town: str, asked: str) -> bool:
    return town_key(town).startswith(town_key(asked))


def _house_label(street: str, number: int, addition: str, postcode: str, town: str) -> str:
    joint = "-" if addition[:1].isdigit() else " " if len(addition) > 1 else ""
    house = f"{street} {number}{joint}{addition}".strip()
    behind = f"{written_postcode(postcode)} {town}".strip()
    return f"{house}, {behind}" if behind else house
