"""Fill the tables of a source: its own rows, and the streets, postcodes and towns in them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from assetmap.domain.address import split_province, street_key, town_key
from assetmap.store.gazetteer import file
from assetmap.store.gazetteer.base import ADDRESSES, STREETS, TOWNS, PlaceRow
from assetmap.store.gazetteer.nearness import km_between

_BATCH = 20_000

# Each part of a town lies within this of another part; namesakes do not.
ONE_TOWN_KM = 12.0
# In degrees: the many streets of a town are taken together in squares first.
_CELL = 0.02

# A harbour or an island goes by the name of its town as well: a part so far off that has so much
# less in it than the town is no namesake.
_ONE_CORNER_KM, _SO_MUCH_LARGER = 40.0, 8

# postcode '9401' from '9401AB', one for each town that it is in.
_AREAS = """
INSERT INTO postcode_{id}
SELECT substr(postcode, 1, 4), town_key, town, max(province), sum(weight),
       sum(lat * weight) / sum(weight), sum(lon * weight) / sum(weight)
FROM postcode_{id} WHERE length(postcode) = 6 GROUP BY 1, 2
"""
_POSTCODES = """
INSERT INTO postcode_{id}
SELECT a.postcode, s.town_key, s.town, max(s.province), count(*), avg(a.lat), avg(a.lon)
FROM address_{id} a CROSS JOIN street_{id} s ON s.id = a.street
WHERE a.postcode <> '' GROUP BY a.postcode, s.town_key
"""


def fill(
    connection: sqlite3.Connection, number: int, rows: Iterable[PlaceRow], kind: str
) -> tuple[int, int, int, int]:
    """Fill the tables of a source and return how many rows, streets, postcodes and towns."""
    if kind in (ADDRESSES, STREETS):
        count = _fill_streets(connection, number, rows, kind)
    elif kind == TOWNS:
        insert = f"INSERT INTO town_{number} VALUES (?, ?, ?, ?, ?, ?)"
        count = _insert(
            connection,
            insert,
            (
                (town_key(row.town), row.town, _province(row), row.weight, row.lat, row.lon)
                for row in rows
            ),
        )
    else:
        count = _fill_postcodes(connection, number, rows)
    connection.execute(_AREAS.format(id=number))
    if kind != TOWNS:
        _derive_towns(connection, number, "street" if kind == STREETS else "postcode")
    file.make_indexes(connection, number)
    counted = [
        connection.execute(f"SELECT count(*) FROM {table}_{number}").fetchone()[0]
        for table in ("street", "postcode", "town")
    ]
    return (count, *counted)


class _Street:
    """A street while its houses come by."""

    __slots__ = ("count", "first", "id", "lat", "lon")

    def __init__(self, number: int, first: PlaceRow) -> None:
        self.id, self.first = number, first
        self.lat = self.lon = 0.0
        self.count = 0


def _fill_streets(
    connection: sqlite3.Connection, number: int, rows: Iterable[PlaceRow], kind: str
) -> int:
    # A town that is cut by a border of postcodes has its street twice; a namesake far away is
    # another street.
    streets: dict[tuple[str, str, str], _Street] = {}

    def houses() -> Iterator[tuple[object, ...]]:
        for row in rows:
            key = street_key(row.street), town_key(row.town), row.postcode[:2] or row.province
            street = streets.get(key)
            if street is None:
                street = streets[key] = _Street(len(streets) + 1, row)
            street.lat += row.lat
            street.lon += row.lon
            street.count += 1
            yield row.postcode, row.number, row.addition, street.id, row.lat, row.lon

    if kind == ADDRESSES:
        count = _insert(
            connection, f"INSERT INTO address_{number} VALUES (?, ?, ?, ?, ?, ?)", houses()
        )
        connection.execute(
            f"CREATE INDEX address_{number}_postcode ON address_{number} (postcode, number)"
        )
    else:
        count = sum(1 for _ in houses())
    _insert(
        connection,
        f"INSERT INTO street_{number} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                each.id, name, each.first.street, town, each.first.town, _province(each.first),
                each.first.postcode[:4], each.count, each.lat / each.count, each.lon / each.count,
            )
            for (name, town, _), each in streets.items()
        ),
    )  # fmt: skip
    if kind == ADDRESSES:
        connection.execute(_POSTCODES.format(id=number))
    return count


def _fill_postcodes(connection: sqlite3.Connection, number: int, rows: Iterable[PlaceRow]) -> int:
    return _insert(
        connection,
        f"INSERT INTO postcode_{number} VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (row.postcode, town_key(row.town), row.town, _province(row), 1, row.lat, row.lon)
            for row in rows
        ),
    )


def _derive_towns(connection: sqlite3.Connection, number: int, table: str) -> None:
    """Put the towns together from their streets or postcodes, namesakes apart."""
    where = "WHERE length(postcode) = 4" if table == "postcode" else ""
    parts: dict[str, list[_Part]] = defaultdict(list)
    for key, *part in connection.execute(
        f"SELECT town_key, town, province, lat, lon, weight FROM {table}_{number} {where}"
    ):
        if key:
            parts[key].append(_Part(*part))
    _insert(
        connection,
        f"INSERT INTO town_{number} VALUES (?, ?, ?, ?, ?, ?)",
        (
            (key, town.name, town.province, town.weight, town.lat, town.lon)
            for key, each in parts.items()
            for town in _apart(each)
        ),
    )


class _Part(NamedTuple):
    """A part of a town: a street or the area of a postcode."""

    name: str
    province: str
    lat: float
    lon: float
    weight: int


def _apart(parts: list[_Part]) -> Iterator[_Part]:
    """Give each group of parts that lie together as one, weighed by what is in them."""
    cells: dict[tuple[int, int], list[_Part]] = defaultdict(list)
    for part in parts:
        cells[round(part.lat / _CELL), round(part.lon / _CELL)].append(part)
    groups: list[list[_Part]] = []
    for cell in map(_together, cells.values()):
        beside, apart = [cell], []
        for group in groups:
            touches = any(
                km_between(cell.lat, cell.lon, each.lat, each.lon) < ONE_TOWN_KM for each in group
            )
            if touches:
                beside += group
            else:
                apart.append(group)
        groups = [*apart, beside]
    towns = sorted(map(_together, groups), key=lambda town: (-town.weight, town))
    for at, town in enumerate(towns):
        if not any(_is_corner(town, larger) for larger in towns[:at]):
            yield town


def _together(parts: list[_Part]) -> _Part:
    total = sum(part.weight for part in parts)
    lat = sum(part.lat * part.weight for part in parts) / total
    lon = sum(part.lon * part.weight for part in parts) / total
    most = max(parts, key=lambda part: part.weight)
    return _Part(most.name, most.province, lat, lon, total)


def _is_corner(part: _Part, town: _Part) -> bool:
    near = km_between(town.lat, town.lon, part.lat, part.lon) < _ONE_CORNER_KM
    return near and town.weight >= _SO_MUCH_LARGER * part.weight


def _province(row: PlaceRow) -> str:
    return row.province or split_province(row.town)[1]


def _insert(connection: sqlite3.Connection, sql: str, rows: Iterable[tuple[object, ...]]) -> int:
    rows, count = iter(rows), 0
    while batch := list(islice(rows, _BATCH)):
        connection.executemany(sql, batch)
        count += len(batch)
    return count
