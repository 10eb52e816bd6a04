"""Check the rows of a list, all at once, and turn them into assets to add.

The rules are those of `asset_rules.asset_problems`; a property test holds the two together. Here
they work on columns, since a list can have 100,000 rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from assetmap.domain import cells, schema
from assetmap.domain.asset import TEXT_LIMITS, Asset
from assetmap.domain.asset_rules import asset_problems, tells_how_to_reach
from assetmap.domain.geometry import MAX_VERTICES, NEAR_M, NeighbourhoodIndex, kinds_of, mended
from assetmap.domain.layer import OTHER, Layer, Layers
from assetmap.domain.payload import (
    NEIGHBOURHOOD_YEAR,
    PAYLOAD_COLUMNS,
    PAYLOAD_LISTS,
    PAYLOAD_TEXTS,
)
from assetmap.domain.trait_words import keys_in_cells
from assetmap.domain.traits import TRAITS, split_keys
from assetmap.errors import N_, ImportFailed, Problem

Shapes = NDArray[np.object_]
Table = dict[str, list[Any]]
Problems = dict[int, list[Problem]]


@dataclass(frozen=True)
class Refusal:
    """Why a row was not taken, and what to do: one problem or several."""

    row: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Checked:
    """What became of the rows of a list.

    Parameters
    ----------
    frame
        Rows that can be added: columns `payload.PAYLOAD_COLUMNS` and geometry, EPSG:4326,
        index the row number in the file.
    refused
        The other rows, in order.
    other_words
        Words of the category column that no category has, with how many rows: those rows are
        in the category `other` and keep the word in the field `source_category`.
    """

    frame: GeoDataFrame
    refused: tuple[Refusal, ...]
    other_words: Mapping[str, int]


def assets_to_add(
    rows: GeoDataFrame,
    *,
    layer: Layer,
    layers: Layers,
    columns: Mapping[str, str],
    source: str,
    source_id: str | None,
    index: NeighbourhoodIndex,
    boundary_year: int | None,
    today: date,
) -> Checked:
    """Turn the rows of a file into assets of one layer, refusing rows with a reason.

    Parameters
    ----------
    rows
        As read: any columns, geometry EPSG:4326 or None, index the row number.
    columns
        Which column fills which field: keys from `schema.IMPORTABLE` or the layer's own fields.
    source, source_id
        Where the list comes from, and the column that holds its ids.
    index, boundary_year
        The current neighbourhoods and their year.

    Raises
    ------
    ImportFailed
        If a column is not there, or a field is not known.
    """
    _demand_columns(rows, columns, source_id, layer)
    problems: Problems = {}

    def note(position: int, problem: Problem) -> None:
        problems.setdefault(position, []).append(problem)

    table, other_words = _table(rows, layer, columns, source, source_id, note)
    if source_id is not None:
        _check_source_ids(table[schema.SOURCE_ID], source_id, note)
    checked = checked_table(
        table,
        rows.geometry,
        layer=layer,
        layers=layers,
        index=index,
        boundary_year=boundary_year,
        today=today,
        problems=problems,
    )
    return replace(checked, other_words=other_words)


def checked_table(
    table: Table,
    places: GeoSeries,
    *,
    layer: Layer,
    layers: Layers,
    index: NeighbourhoodIndex,
    boundary_year: int | None,
    today: date,
    problems: Problems | None = None,
    placeless: bool = False,
) -> Checked:
    """Check the columns of assets, which `payload.PAYLOAD_COLUMNS` names, and their places.

    Parameters
    ----------
    table
        A list of values a column; its `neighbourhood` is a code that a row names.
    places
        Shapes, EPSG:4326, None for none; index the row number.
    problems
        What is wrong already, by position.
    placeless
        Let rows through that have neither a place nor a neighbourhood yet.
    """
    problems = {} if problems is None else problems

    def note(position: int, problem: Problem) -> None:
        problems.setdefault(position, []).append(problem)

    shapes = _mended_shapes(places)
    _set_neighbourhoods(table, shapes, layer, index, boundary_year, note)
    _check_distances(shapes, index, note)
    plain = _is_plain(table, shapes, layer, today, placeless=placeless)
    for position in np.flatnonzero(~plain).tolist():
        asset = _as_asset({name: table[name][position] for name in table}, shapes[position])
        for problem in asset_problems(asset, layers, today=today):
            if not (placeless and shapes[position] is None and problem.field == schema.GEOMETRY):
                note(position, problem)

    frame = GeoDataFrame(
        {
            name: pd.Series(values, dtype=object, index=places.index)
            for name, values in table.items()
        },
        geometry=shapes,
        crs="EPSG:4326",
        index=places.index,
    )
    good = np.ones(len(places), dtype=bool)
    good[list(problems)] = False
    refused = tuple(
        Refusal(int(places.index[position]), tuple(found))
        for position, found in sorted(problems.items())
    )
    return Checked(frame[good] if refused else frame, refused, {})


def row_to_asset(row: Any) -> Asset:
    """Return one row of `Checked.frame` (a namedtuple of `itertuples`) as an asset."""
    return _as_asset({name: getattr(row, name) for name in PAYLOAD_COLUMNS}, row.geometry)


def _as_asset(values: Mapping[str, Any], shape: Any) -> Asset:
    content = {name: value for name, value in values.items() if value not in ("", None)}
    content |= {name: split_keys(content.get(name, "")) for name in PAYLOAD_LISTS}
    return Asset.model_validate({schema.NAME: "", **content, "geometry": shape})


def _demand_columns(
    rows: GeoDataFrame, columns: Mapping[str, str], source_id: str | None, layer: Layer
) -> None:
    there = [str(column) for column in rows.columns if column != rows.geometry.name]
    problems = [
        Problem(
            N_("There is no column '{column}'. The file has: {columns}."),
            {"column": column, "columns": ", ".join(there)},
        )
        for column in (*columns.values(), *([source_id] if source_id else ()))
        if column not in there
    ]
    known = (*schema.IMPORTABLE, *(field.key for field in layer.fields))
    problems += [
        Problem(
            N_("There is no field '{field}' to fill. Choose one of: {known}."),
            {"field": field, "known": ", ".join(known)},
        )
        for field in columns
        if field not in known
    ]
    if problems:
        raise ImportFailed(problems)


def empty_table(rows: int) -> Table:
    """Return the columns of assets that say nothing yet."""
    return {
        name: [""] * rows if name in PAYLOAD_TEXTS else [None] * rows for name in PAYLOAD_COLUMNS
    }


def _table(
    rows: GeoDataFrame,
    layer: Layer,
    columns: Mapping[str, str],
    source: str,
    source_id: str | None,
    note: cells.Note,
) -> tuple[Table, dict[str, int]]:
    """Return the columns of assets that the cells give, all but their places."""
    count = len(rows)
    table = empty_table(count)
    table[schema.LAYER] = [layer.key] * count
    table[schema.CATEGORY] = [OTHER] * count
    table[schema.SOURCE] = [source.strip()] * count
    if source_id is not None:
        table[schema.SOURCE_ID] = cells.texts(rows[source_id])
    for field in schema.IMPORTABLE:
        if field in columns:
            table[field] = cells.texts(rows[columns[field]])

    kept: cells.OwnFields = table[schema.FIELDS]
    other_words: dict[str, int] = {}
    if schema.CATEGORY in columns:
        table[schema.CATEGORY], kept, other_words = cells.categories(table[schema.CATEGORY], layer)
    if schema.THEMES in columns:
        table[schema.THEMES] = cells.themes(table[schema.THEMES], note)
    for field in TRAITS:
        if field in columns:
            table[field] = keys_in_cells(table[field], field, note)
    for field in (schema.EXISTED_FROM, schema.EXISTED_TO):
        if field in columns:
            table[field] = cells.years(table[field], field, note)
    table[schema.WEBSITE], kept = cells.websites(table[schema.WEBSITE], kept)
    own = {
        field: cells.texts(rows[columns[field.key]])
        for field in layer.fields
        # What every asset can say goes there, also where a layer file asks the same.
        if field.key in columns and field.key not in schema.IMPORTABLE
    }
    table[schema.FIELDS] = cells.own_fields(own, kept, note)
    return table, other_words


def _mended_shapes(places: GeoSeries) -> Shapes:
    shapes = np.asarray(places.array, dtype=object).copy()
    shapes[shapely.is_empty(shapes)] = None
    raised = shapely.has_z(shapes)
    shapes[raised] = shapely.force_2d(shapes[raised])
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    for position in np.flatnonzero(broken):
        shapes[position] = mended(shapes[position])
    return shapes


def _check_source_ids(values: list[str], column: str, note: cells.Note) -> None:
    seen: set[str] = set()
    for position, value in enumerate(values):
        if not value:
            note(
                position,
                Problem(
                    N_("The column '{column}' is empty. Give each row an id of its own."),
                    {"column": column},
                    schema.SOURCE_ID,
                ),
            )
        elif value in seen:
            note(
                position,
                Problem(
                    N_("The id '{id}' stands on an earlier row too. Give each row its own."),
                    {"id": value},
                    schema.SOURCE_ID,
                ),
            )
        seen.add(value)


def _set_neighbourhoods(
    table: Table,
    shapes: Shapes,
    layer: Layer,
    index: NeighbourhoodIndex,
    boundary_year: int | None,
    note: cells.Note,
) -> None:
    """Keep the neighbourhood that a row names where the row has no place of its own."""
    named, known = table[schema.NEIGHBOURHOOD], set(index.codes)
    table[schema.NEIGHBOURHOOD] = [None] * len(shapes)
    placeless = shapely.is_missing(shapes)
    if not layer.geometry:
        placeless[:] = True
    for position in np.flatnonzero(placeless).tolist():
        code = named[position]
        if code in known:
            table[schema.NEIGHBOURHOOD][position] = code
            table[NEIGHBOURHOOD_YEAR][position] = boundary_year
        elif code:
            note(
                position,
                Problem(
                    N_("There is no neighbourhood with the code '{code}' in this municipality."),
                    {"code": code},
                    schema.NEIGHBOURHOOD,
                ),
            )


def _check_distances(shapes: Shapes, index: NeighbourhoodIndex, note: cells.Note) -> None:
    distances = index.distance_m(shapes)
    # What lies outside the world is no distance away; `asset_problems` speaks about it.
    far = (distances > NEAR_M) & np.isfinite(distances)
    for position in np.flatnonzero(far).tolist():
        x, y = shapely.point_on_surface(shapes[position]).coords[0]
        note(
            position,
            Problem(
                N_(
                    "The place {y:.5f}, {x:.5f} lies {distance_km:.0f} km outside the boundaries. "
                    "Look whether the coordinates are right, or leave this row out."
                ),
                {"x": x, "y": y, "distance_km": distances[position] / 1000},
                schema.GEOMETRY,
            ),
        )


def _is_plain(
    table: Table, shapes: Shapes, layer: Layer, today: date, *, placeless: bool
) -> NDArray[np.bool_]:
    """Return which rows `asset_problems` would pass for certain; it speaks about the others."""
    plain = _has_plain_place(table, shapes, layer)
    if placeless:
        plain |= shapely.is_missing(shapes)
    for field, limit in TEXT_LIMITS.items():
        lengths = np.fromiter(map(len, table[field]), dtype=np.int64, count=len(plain))
        plain &= lengths <= limit
        if field == schema.NAME:
            plain &= lengths > 0
    if layer.privacy.person:
        plain &= np.array([not contact for contact in table[schema.PUBLIC_CONTACT]], bool)
        for field in (schema.NAME, schema.OFFERS):
            plain &= np.array([not tells_how_to_reach(text) for text in table[field]], bool)
    for field in (schema.EXISTED_FROM, schema.EXISTED_TO):
        # A year of now or earlier; a start as well as an end is for `asset_problems`.
        plain &= np.array([year is None or 0 < year <= today.year for year in table[field]], bool)
    both = zip(table[schema.EXISTED_FROM], table[schema.EXISTED_TO], strict=True)
    plain &= np.array([None in years for years in both], bool)
    return plain


def _has_plain_place(table: Table, shapes: Shapes, layer: Layer) -> NDArray[np.bool_]:
    missing = shapely.is_missing(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    sound = np.isin(kinds_of(shapes), layer.geometry)
    sound &= (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    sound &= (shapely.get_num_coordinates(shapes) <= MAX_VERTICES) & shapely.is_valid(shapes)
    named = np.array([code is not None for code in table[schema.NEIGHBOURHOOD]], bool)
    return np.where(missing, named, sound)
