"""Find out where a table keeps its places: in which columns, and in which of them first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from pandas import DataFrame, Series

from assetmap.domain.geometry import RD
from assetmap.domain.import_plan import Reading
from assetmap.errors import N_
from assetmap.exchange.readers.numbers import read_numbers
from assetmap.exchange.readers.place_cells import holds_places
from assetmap.exchange.readers.places import NL_LAT, NL_LON
from assetmap.exchange.readers.result import MissingColumns

# Headings without capitals, accents, spaces and punctuation, the plainest first.
_LONGITUDE = (
    "lon", "lng", "long", "longitude", "lengtegraad", "geolon", "geolng", "geolongitude",
    "gpslon", "gpslng", "gpslongitude", "loclon", "wgs84lon", "wgslon", "lonwgs84", "xwgs84",
    "wgs84x", "longitudewgs84", "lengtegraadwgs84", "lengte",
)  # fmt: skip
_LATITUDE = (
    "lat", "lat", "lat", "latitude", "breedtegraad", "geolat", "geolat", "geolatitude",
    "gpslat", "gpslat", "gpslatitude", "loclat", "wgs84lat", "wgslat", "latwgs84", "ywgs84",
    "wgs84y", "latitudewgs84", "breedtegraadwgs84", "breedte",
)  # fmt: skip
_PAIRS = (
    ("x", "y"),
    ("xcoord", "ycoord"),
    ("xcoordinate", "ycoordinate"),
    ("xcoordinaat", "ycoordinaat"),
    ("xcoor", "ycoor"),
    ("xco", "yco"),
    ("coordx", "coordy"),
    ("coordinaatx", "coordinaaty"),
    ("pointx", "pointy"),
    ("geox", "geoy"),
    ("geometryx", "geometryy"),
    ("easting", "northing"),
)
# What a heading says around such a word when the coordinates are RD.
_RD_WORDS = ("rdnew", "28992", "rdm", "rd")

# Columns that can hold a whole place: shapes before coordinates, single points after them.
_SHAPES = (
    "geoshape", "wkt", "geom", "thegeom", "geometry", "geometry2", "geometrie", "wktgeom",
    "wktgeometry", "shape", "geojson", "wkbgeometry", "geometria", "polygon",
)  # fmt: skip
_POINTS = (
    "geopoint2d", "geopoint", "point", "punt", "latlon", "latlng", "latlong", "lonlat", "lnglat",
    "coordinates", "coordinaten", "coordinaat", "coords", "coord", "location", "locatie", "gps",
    "gpscoordinaten", "gpscoordinates", "geo", "geolocatie", "geolocation", "position", "positie",
    "xy", "wgs84", "rd",
)  # fmt: skip

_SEEN = 500
_DECIMALS = r"[+-]?\d{1,2}[.,]\d{3,}"


@dataclass(frozen=True)
class Source:
    """One place in a table where coordinates can stand.

    Parameters
    ----------
    x, y
        Columns with longitude and latitude, or x and y; None when one column holds it all.
    place
        That column.
    declared_crs
        The reference system that the headings name.
    """

    x: str | None = None
    y: str | None = None
    place: str | None = None
    declared_crs: str | None = None


@dataclass(frozen=True)
class Sources:
    """Where a table keeps its places; the first source that has one for a row wins."""

    each: tuple[Source, ...] = field(default=())

    def pair(self) -> Source:
        """Return the first source with two columns, or one without any."""
        return next((each for each in self.each if each.x is not None), Source())


def choose_sources(table: DataFrame, reading: Reading, *, placeless: bool) -> Sources:
    """Return the columns that a person named, else those that headings or values point at.

    An empty name (`x=""`, `place=""`) says that there is none.

    Raises
    ------
    MissingColumns
        If a column that was named is not there, only one of two was, or nothing says where the
        coordinates are and the rows need a place.
    """
    columns = [str(name) for name in table.columns]
    known = ", ".join(columns)
    for named in (reading.x, reading.y, reading.place):
        if named and named not in columns:
            raise MissingColumns(
                N_("There is no column '{column}'. The file has: {columns}."),
                column=named,
                columns=known,
            )
    if bool(reading.x) != bool(reading.y):
        raise MissingColumns(
            N_("Only one of x and y was named ('{column}'). Name both. The file has: {columns}."),
            column=reading.x or reading.y,
            columns=known,
        )
    guessed = Sources(tuple(_guessed(table)))
    found: list[Source] = []
    if reading.place:
        found.append(Source(place=reading.place))
    if reading.x and reading.y:
        same = [each for each in guessed.each if (each.x, each.y) == (reading.x, reading.y)]
        found.extend(same or [Source(reading.x, reading.y)])
        if reading.place is None:
            found.extend(each for each in guessed.each if each.place is not None)
    if not found:
        found = [
            each
            for each in guessed.each
            if not (each.x is not None and reading.x == "")
            and not (each.place is not None and reading.place == "")
        ]
    if not found and not placeless:
        raise MissingColumns(
            N_(
                "No heading says which columns hold the coordinates. The file has: {columns}. "
                "Say which hold x (or longitude) and y (or latitude): --x COLUMN --y COLUMN."
            ),
            columns=known,
        )
    return Sources(tuple(found))


def guess_sources(table: DataFrame) -> Sources:
    """Return the columns that headings or values point at."""
    return Sources(tuple(_guessed(table)))


def plain_word(heading: str) -> str:
    """Return a heading's letters and digits, without capitals and accents."""
    letters = unicodedata.normalize("NFKD", heading.lower())
    return "".join(letter for letter in letters if letter.isalnum())


def _guessed(table: DataFrame) -> Iterator[Source]:
    by_word = _by_word(str(name) for name in table.columns)
    places = {
        word: name
        for word, name in by_word.items()
        if word in (*_SHAPES, *_POINTS) and holds_places(table[name])
    }
    yield from (Source(place=places[word]) for word in _SHAPES if word in places)
    pairs = list(_pairs_by_heading(by_word))
    yield from pairs
    points = [Source(place=places[word]) for word in _POINTS if word in places]
    yield from points
    if not pairs and not places:
        yield from _pair_by_values(table)


def _by_word(columns: Iterable[str]) -> dict[str, str]:
    """Return columns by their plain word, and by what stands after a dot where that is free."""
    by_word: dict[str, str] = {}
    last: dict[str, str] = {}
    for column in columns:
        by_word.setdefault(plain_word(column), column)
        if "." in column:
            last.setdefault(plain_word(column.rpartition(".")[2]), column)
    return {**last, **by_word}


def _pairs_by_heading(by_word: dict[str, str]) -> Iterator[Source]:
    lon = next((by_word[word] for word in _LONGITUDE if word in by_word), None)
    lat = next((by_word[word] for word in _LATITUDE if word in by_word), None)
    if lon is not None and lat is not None:
        yield Source(lon, lat)
    without_rd: dict[str, str] = {}
    for word, column in by_word.items():
        for said in _RD_WORDS:
            for rest in (word.removeprefix(said), word.removesuffix(said)):
                if rest != word:
                    without_rd.setdefault(rest, column)
    for names, crs in ((without_rd, RD), (by_word, None)):
        for x, y in _PAIRS:
            if x in names and y in names:
                yield Source(names[x], names[y], None, crs)
                break


def _pair_by_values(table: DataFrame) -> Iterator[Source]:
    """Give the two columns whose values can only be degrees in the Netherlands."""
    lat = [name for name in table.columns if _within(table[name], NL_LAT)]
    lon = [name for name in table.columns if _within(table[name], NL_LON)]
    if len(lat) == 1 and len(lon) == 1:
        yield Source(str(lon[0]), str(lat[0]))


def _within(cells: Series, limits: tuple[float, float]) -> bool:
    some = cells.dropna().head(_SEEN)
    if not len(some) or some.str.fullmatch(_DECIMALS).mean() < 0.5:
        return False
    values, _ = read_numbers(some)
    with np.errstate(invalid="ignore"):
        inside = (values >= limits[0]) & (values <= limits[1])
    return bool(inside.mean() >= 0.9)
