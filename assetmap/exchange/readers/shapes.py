"""Draw the place of each row of a table, from whichever of its columns has one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame, Series

from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, Problem
from assetmap.exchange.readers.axes import Axes, look_at_axes
from assetmap.exchange.readers.coordinates import Source, Sources
from assetmap.exchange.readers.numbers import (
    read_numbers,
    with_decimal_sign,
    with_thousands,
)
from assetmap.exchange.readers.place_cells import read_places
from assetmap.exchange.readers.places import NL_LAT, NL_LON
from assetmap.exchange.readers.reference import RD_X, RD_Y

# So much of the coordinates has to agree before their numbers are taken otherwise.
_SURE = 0.8
# The north of the Netherlands in Web Mercator.
_MOST_METRES = 7_200_000.0

_NO_SIGN = N_(
    "The decimal sign of the coordinates was lost, as in 52370216 for 52.370216; it was put back. "
    "Check one place that you know."
)


@dataclass(frozen=True)
class Drawn:
    """The shapes of a table.

    Parameters
    ----------
    shapes
        One for each row, None for none.
    problems
        What is wrong with the place of a row, by its index.
    notes
        What is worth telling.
    declared_crs
        The reference system that headings or cells name.
    reading
        With the columns that were used.
    """

    shapes: NDArray[np.object_]
    problems: dict[int, Problem]
    notes: tuple[Problem, ...]
    declared_crs: str | None
    reading: Reading


@dataclass(frozen=True)
class _Layer:
    """What one source gives."""

    source: Source
    shapes: NDArray[np.object_]
    problems: dict[int, Problem]
    declared_crs: str | None
    notes: tuple[Problem, ...] = ()


def draw(table: DataFrame, sources: Sources, reading: Reading) -> Drawn:
    """Return the shape of each row: from the first source that has one for it.

    A shape that cannot be read, and the point 0,0, give way to what a later source says.
    """
    layers = [_read(table, source) for source in sources.each]
    shapes = np.full(len(table), None, dtype=object)
    problems: dict[int, Problem] = {}
    used: list[Source] = []
    first: tuple[_Layer, Axes] | None = None
    notes: list[Problem] = []
    stood_in = 0
    for layer in layers:
        open_rows = shapely.is_missing(shapes) | _at_nought(shapes)
        taken = open_rows & ~shapely.is_missing(layer.shapes)
        taken &= shapely.is_missing(shapes) | ~_at_nought(layer.shapes)
        if taken.any():
            axes = _axes(layer, reading)
            drawn = layer.shapes
            if first is None:
                first = (layer, axes)
            else:
                drawn = _in_same_system(drawn, (layer, axes), first)
            shapes[taken] = drawn[taken]
            used.append(layer.source)
            notes.extend(layer.notes)
            rows = table.index[taken].tolist()
            stood_in += sum(problems.pop(row, None) is not None for row in rows)
        for row, problem in layer.problems.items():
            if shapes[table.index.get_loc(row)] is None:
                problems.setdefault(row, problem)
    stand_in = Problem(
        N_("Rows whose shape could not be read, but which hold a point as well: {rows}. "
           "The point was used."),
        {"rows": stood_in},
    )  # fmt: skip
    chosen = used or list(sources.each[:1])
    pair = Sources(tuple(chosen)).pair()
    return Drawn(
        shapes,
        problems,
        (*notes, stand_in) if stood_in else tuple(notes),
        first[0].declared_crs if first is not None else None,
        replace(
            reading,
            x=pair.x or reading.x,
            y=pair.y or reading.y,
            place=next((each.place for each in chosen if each.place is not None), reading.place),
        ),
    )


def _read(table: DataFrame, source: Source) -> _Layer:
    if source.place is not None:
        places = read_places(table[source.place])
        lost = shapely.is_missing(places.shapes) & table[source.place].notna().to_numpy()
        problems = {int(row): _no_shape(source.place) for row in table.index[lost]}
        return _Layer(source, places.shapes, problems, places.declared_crs)
    assert source.x is not None and source.y is not None  # noqa: S101, PT018 - one or the other
    return _points(table, source, source.x, source.y)


def _points(table: DataFrame, source: Source, x: str, y: str) -> _Layer:
    shapes = np.full(len(table), None, dtype=object)
    problems: dict[int, Problem] = {}
    numbers: list[NDArray[np.float64]] = []
    for column in (x, y):
        cells = table[column]
        values, unreadable = read_numbers(cells)
        numbers.append(values)
        texts = cells.loc[unreadable].tolist()
        for row, text in zip(unreadable, texts, strict=True):
            problems.setdefault(row, _no_number(text, column))
    numbers = _with_thousands_joined(table[x], table[y], numbers)
    notes: tuple[Problem, ...] = ()
    degrees = _with_decimal_signs(numbers)
    if degrees is not None:
        numbers, notes = degrees, (Problem(_NO_SIGN),)
    empty = [table[column].isna().to_numpy() for column in (x, y)]
    for missing, here in ((x, empty[0] & ~empty[1]), (y, empty[1] & ~empty[0])):
        for row in table.index[here].tolist():
            problems.setdefault(row, _half(missing))
    good = ~(empty[0] | empty[1]) & ~table.index.isin(list(problems))
    shapes[good] = shapely.points(numbers[0][good], numbers[1][good])
    return _Layer(source, shapes, problems, source.declared_crs, notes)


def _with_thousands_joined(
    x: Series, y: Series, numbers: list[NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """Return numbers as they are, or 121.687 and 487.484 as the RD metres that they must be."""
    whole = [with_thousands(cells, values) for cells, values in zip((x, y), numbers, strict=True)]
    if whole[0] is None or whole[1] is None:
        return numbers
    with np.errstate(invalid="ignore"):
        rd = (whole[0] >= RD_X[0]) & (whole[0] <= RD_X[1])
        rd &= (whole[1] >= RD_Y[0]) & (whole[1] <= RD_Y[1])
    some = np.isfinite(whole[0]) & np.isfinite(whole[1])
    return [whole[0], whole[1]] if some.any() and rd[some].mean() >= _SURE else numbers


def _with_decimal_signs(numbers: list[NDArray[np.float64]]) -> list[NDArray[np.float64]] | None:
    """Return degrees whose decimal sign was lost, or None for numbers that are something else."""
    x, y = numbers
    some = np.isfinite(x) & np.isfinite(y) & (x != 0) & (y != 0)
    # Metres of RD and Web Mercator never have so many digits going north.
    with np.errstate(invalid="ignore"):
        large = np.abs(y) > _MOST_METRES
    if not some.any() or large[some].mean() < _SURE:
        return None
    lon, lat = with_decimal_sign(x, 1), with_decimal_sign(y, 2)
    with np.errstate(invalid="ignore"):
        inside = (lon >= NL_LON[0]) & (lon <= NL_LON[1]) & (lat >= NL_LAT[0]) & (lat <= NL_LAT[1])
    if inside[some].mean() < _SURE:
        return None
    return [np.where(inside, lon, x), np.where(inside, lat, y)]


def _axes(layer: _Layer, reading: Reading) -> Axes:
    bounds = shapely.bounds(layer.shapes)
    return look_at_axes(bounds, reading, declared=layer.declared_crs, free_guess=True)


def _in_same_system(
    shapes: NDArray[np.object_], own: tuple[_Layer, Axes], first: tuple[_Layer, Axes]
) -> NDArray[np.object_]:
    """Return the shapes of a later source in the system and the order of the first one."""
    system, wanted = (axes.crs or layer.declared_crs for layer, axes in (own, first))
    if own[1].swapped == first[1].swapped and (system == wanted or not (system and wanted)):
        return shapes
    turned = _turned(shapes) if own[1].swapped else shapes
    if system and wanted and system != wanted:
        turned = GeoSeries(turned, crs=system).to_crs(wanted).array.to_numpy()
    return _turned(turned) if first[1].swapped else turned


def _turned(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    turned: NDArray[np.object_] = shapely.transform(shapes, lambda pairs: pairs[:, ::-1])
    return turned


def _at_nought(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    nought: NDArray[np.bool_] = (shapely.get_x(shapes) == 0) & (shapely.get_y(shapes) == 0)
    return nought


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
            "The place in the column '{column}' cannot be read. Write it as 52.37, 4.9 or as "
            "POINT (4.9 52.37), or leave it empty."
        ),
        {"column": column},
        column,
    )
