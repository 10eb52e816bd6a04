"""Find the coordinates in a table: which columns, and what number a cell means."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas import DataFrame, Series

from assetmap.domain.geometry import RD
from assetmap.errors import N_, Problem
from assetmap.exchange.readers.result import MissingColumns

# Headings without capitals, accents, spaces and punctuation, the plainest first.
_LONGITUDE = ("lon", "lng", "long", "longitude", "lengtegraad", "geolon", "geolongitude")
_LATITUDE = ("lat", "latitude", "breedtegraad", "geolat", "geolatitude")
_RD_PAIRS = (("xrd", "yrd"), ("rdx", "rdy"), ("rdxcoordinaat", "rdycoordinaat"))
_PAIRS = (
    ("x", "y"),
    ("xcoord", "ycoord"),
    ("xcoordinate", "ycoordinate"),
    ("xcoordinaat", "ycoordinaat"),
    ("xcoor", "ycoor"),
    ("coordx", "coordy"),
    ("pointx", "pointy"),
    ("geox", "geoy"),
    ("easting", "northing"),
)
_WKT = "wkt"

# 128495.062, 128495,062, 128.495,062 and 128,495.062; also with a sign or an exponent.
_NUMBER = re.compile(
    r"[+-]?(?:\d+[.,]?\d*|[.,]\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+)(?:[eE][+-]?\d+)?"
)


@dataclass(frozen=True)
class CoordinateColumns:
    """Where a table keeps its coordinates.

    Parameters
    ----------
    x, y
        Columns with longitude and latitude, or x and y.
    wkt
        Column with shapes as WKT, for rows whose x and y are empty.
    declared_crs
        The reference system that the headings name.
    """

    x: str | None
    y: str | None
    wkt: str | None = None
    declared_crs: str | None = None


def guess_coordinates(columns: Iterable[str]) -> CoordinateColumns:
    """Return the columns whose headings say that they hold coordinates; None where none does."""
    by_word: dict[str, str] = {}
    for column in columns:
        by_word.setdefault(_plain_word(column), column)
    wkt = by_word.get(_WKT)
    lon = next((by_word[word] for word in _LONGITUDE if word in by_word), None)
    lat = next((by_word[word] for word in _LATITUDE if word in by_word), None)
    if lon is not None and lat is not None:
        return CoordinateColumns(lon, lat, wkt)
    for pairs, crs in ((_RD_PAIRS, RD), (_PAIRS, None)):
        for x, y in pairs:
            if x in by_word and y in by_word:
                return CoordinateColumns(by_word[x], by_word[y], wkt, crs)
    return CoordinateColumns(None, None, wkt)


def choose_coordinates(
    columns: Iterable[str], *, x: str | None, y: str | None
) -> CoordinateColumns:
    """Return the columns that a person named, else those that the headings name.

    Raises
    ------
    MissingColumns
        If one of them is not there, one alone was named, or no heading says anything.
    """
    columns = list(columns)
    known = ", ".join(columns)
    for named in (x, y):
        if named is not None and named not in columns:
            raise MissingColumns(
                N_("There is no column '{column}'. The file has: {columns}."),
                column=named,
                columns=known,
            )
    guessed = guess_coordinates(columns)
    if x is not None and y is not None:
        declared = guessed.declared_crs if (x, y) == (guessed.x, guessed.y) else None
        return CoordinateColumns(x, y, guessed.wkt, declared)
    if x is not None or y is not None:
        raise MissingColumns(
            N_("Only one of x and y was named ('{column}'). Name both. The file has: {columns}."),
            column=x or y,
            columns=known,
        )
    if guessed.x is None and guessed.wkt is None:
        raise MissingColumns(
            N_(
                "No heading says which columns hold the coordinates. The file has: {columns}. "
                "Say which hold x (or longitude) and y (or latitude): --x COLUMN --y COLUMN."
            ),
            columns=known,
        )
    return guessed


def read_shapes(
    table: DataFrame, where: CoordinateColumns
) -> tuple[NDArray[np.object_], dict[int, Problem]]:
    """Return the shape of each row, None for none, and what is wrong with a row by its index."""
    shapes = np.full(len(table), None, dtype=object)
    problems: dict[int, Problem] = {}
    if where.x is not None and where.y is not None:
        numbers, empty = [], []
        for column in (where.x, where.y):
            values, unreadable = read_numbers(table[column])
            numbers.append(values)
            empty.append(table[column].isna().to_numpy())
            for row in unreadable:
                problems.setdefault(row, _no_number(table.at[row, column], column))
        for row in table.index[empty[0] ^ empty[1]]:
            missing = where.x if empty[0][table.index.get_loc(row)] else where.y
            problems.setdefault(int(row), _half(missing))
        good = ~(empty[0] | empty[1]) & ~table.index.isin(list(problems))
        shapes[good] = shapely.points(numbers[0][good], numbers[1][good])
    if where.wkt is not None:
        texts = table[where.wkt]
        wanted = (shapely.is_missing(shapes)) & texts.notna().to_numpy()
        wanted &= ~table.index.isin(list(problems))
        drawn = _drawn(texts[wanted].tolist())
        shapes[wanted] = drawn
        for row in table.index[wanted][shapely.is_missing(drawn)]:
            problems[int(row)] = _no_shape(where.wkt)
    return shapes, problems


def read_numbers(cells: Series) -> tuple[NDArray[np.float64], list[int]]:
    """Return cells as numbers, NaN for empty, and the index of each cell that is no number.

    Decimal points and decimal commas both count as such, and either can part the thousands when
    the other one is there too.
    """
    # Most columns hold plain numbers throughout: one pass in C.
    plain = pd.to_numeric(cells.str.replace(",", ".", regex=False), errors="coerce")
    values = plain.to_numpy(dtype=float, na_value=np.nan).copy()
    odd = np.flatnonzero(~np.isfinite(values) & cells.notna().to_numpy())
    unreadable: list[int] = []
    for position in odd:
        cell = str(cells.iloc[position]).replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        if _NUMBER.fullmatch(cell):
            values[position] = _one_number(cell)
        else:
            unreadable.append(int(cells.index[position]))
    return values, unreadable


def _plain_word(heading: str) -> str:
    """Return a heading's letters and digits, without capitals and accents."""
    letters = unicodedata.normalize("NFKD", heading.lower())
    return "".join(letter for letter in letters if letter.isalnum())


def _drawn(texts: list[str]) -> NDArray[np.object_]:
    """Return shapes from WKT, None for what shapely cannot read."""
    shapes = np.full(len(texts), None, dtype=object)
    for position, text in enumerate(texts):
        # For a curve shapely raises an error of its own, whatever `on_invalid` says.
        with contextlib.suppress(NotImplementedError):
            shapes[position] = shapely.from_wkt(text, on_invalid="ignore")
    return shapes


def _one_number(cell: str) -> float:
    thousands, decimal = (".", ",") if cell.rfind(",") > cell.rfind(".") else (",", ".")
    return float(cell.replace(thousands, "").replace(decimal, "."))


def _no_number(cell: object, column: str) -> Problem:
    return Problem(
        N_(
            "'{cell}' in the column '{column}' is no number. "
            "Write coordinates as 52.3702 or 52,3702, or leave them empty."
        ),
        {"cell": str(cell)[:40], "column": column},
        column,
    )


def _half(column: str) -> Problem:
    return Problem(
        N_(
            "The column '{column}' is empty, though the other coordinate is there. "
            "Fill in both, or neither."
        ),
        {"column": column},
        column,
    )


def _no_shape(column: str) -> Problem:
    return Problem(
        N_(
            "The shape in the column '{column}' cannot be read as WKT. "
            "Mend it, for example POINT (4.9 52.37), or leave it empty."
        ),
        {"column": column},
        column,
    )
