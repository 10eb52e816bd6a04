"""Neighbourhoods and boundary sets: one vintage of boundaries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from assetmap.domain.asset_rules import KIND_WORDS
from assetmap.domain.geometry import kind_of, mended, to_wgs84
from assetmap.domain.layer import fold
from assetmap.errors import N_, ImportFailed, Problem, Term

KINDS = ("neighbourhood", "village", "rural_settlement")


@dataclass(frozen=True)
class BoundarySet:
    """One vintage of boundaries, as the store knows it.

    Parameters
    ----------
    id
        Record id.
    year
        The year that the boundaries hold from; the newest set is the current one.
    title, source
        In words.
    count
        How many neighbourhoods.
    """

    id: str
    year: int
    title: str
    source: str
    count: int


@dataclass(frozen=True)
class Prepared:
    """Boundaries that are ready for the store.

    Parameters
    ----------
    frame
        Columns as `schema.NEIGHBOURHOOD_COLUMNS`, EPSG:4326, valid areas, unique codes.
    notes
        What was mended or joined, in sentences.
    refused
        Rows that could not be used, in sentences.
    """

    frame: GeoDataFrame
    notes: tuple[Problem, ...] = field(default=())
    refused: tuple[Problem, ...] = field(default=())


def prepare_boundaries(
    frame: GeoDataFrame,
    *,
    code: str,
    name: str,
    kind: str | None = None,
    municipality: str | None = None,
) -> Prepared:
    """Turn a frame as read from a file into neighbourhoods.

    Invalid areas are mended and told; rows that share a code become one neighbourhood.

    Parameters
    ----------
    frame
        Areas in any CRS, one row per neighbourhood or part of one.
    code, name, kind, municipality
        Columns of `frame`. A row without a name takes its code as name.

    Raises
    ------
    ImportFailed
        If a column is missing or no usable area is left.
    """
    for column in (code, name, kind, municipality):
        if column is not None and column not in frame.columns:
            raise ImportFailed(
                N_("There is no column '{column}'. The file has: {columns}."),
                column=column,
                columns=", ".join(str(each) for each in frame.columns if each != "geometry"),
            )
    frame = to_wgs84(frame)
    notes: list[Problem] = []
    refused: list[Problem] = []
    codes = _texts(frame, code)
    names = np.where(_texts(frame, name) == "", codes, _texts(frame, name))
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    usable = np.ones(len(frame), dtype=bool)

    for position, row in enumerate(frame.index):
        shape = shapes[position]
        if codes[position] == "":
            usable[position] = False
            refused.append(
                Problem(
                    N_("Row {row}: the column '{column}' is empty. Give each area a code."),
                    {"row": row, "column": code},
                )
            )
        elif shape is None or shape.is_empty or kind_of(shape) != "area":
            usable[position] = False
            empty = shape is None or shape.is_empty
            found = Term(N_("nothing") if empty else KIND_WORDS[kind_of(shape)])
            refused.append(
                Problem(
                    N_("Row {row} ({code}): a neighbourhood is an area; this is {found}."),
                    {"row": row, "code": codes[position], "found": found},
                )
            )
        elif not shape.is_valid:
            reason = shapely.is_valid_reason(shape).split("[")[0].strip().lower()
            shapes[position] = mended(shape)
            if shapes[position].is_empty or kind_of(shapes[position]) != "area":
                usable[position] = False
                refused.append(
                    Problem(
                        N_("Row {row} ({code}): the area cannot be mended ({reason})."),
                        {"row": row, "code": codes[position], "reason": reason},
                    )
                )
                continue
            notes.append(
                Problem(
                    N_("Row {row} ({code}): the area was not valid ({reason}) and was mended."),
                    {"row": row, "code": codes[position], "reason": reason},
                )
            )
        else:
            shapes[position] = shapely.force_2d(shape)

    if not usable.any():
        raise ImportFailed(
            [
                Problem(N_("No usable area was found. Choose a file with neighbourhoods.")),
                *refused[:5],
            ]
        )
    table = GeoDataFrame(
        {
            "code": codes,
            "name": names,
            "kind": _kinds(frame, kind),
            "municipality": _texts(frame, municipality),
        },
        geometry=shapes,
        crs="EPSG:4326",
    )[usable]
    joined = table["code"].duplicated(keep=False)
    if joined.any():
        several = sorted(table.loc[joined, "code"].unique())
        notes.append(
            Problem(
                N_("{count} codes stand on several rows; their areas were joined: {codes}."),
                {"count": len(several), "codes": _some(several)},
            )
        )
        table = table.dissolve("code", as_index=False)
    table = table.sort_values("code", ignore_index=True)
    table["geometry"] = [
        shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
        for shape in table.geometry
    ]
    columns = ["code", "name", "kind", "municipality", "geometry"]
    return Prepared(table[columns], tuple(notes), tuple(refused))


def _texts(frame: GeoDataFrame, column: str | None) -> np.ndarray:
    if column is None:
        return np.full(len(frame), "", dtype=object)
    values = frame[column]
    return np.array(["" if pd.isna(value) else _plain(value) for value in values], dtype=object)


def _plain(value: object) -> str:
    # Codes that a file keeps as numbers come back as 3630.0 once one is missing.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _kinds(frame: GeoDataFrame, column: str | None) -> np.ndarray:
    found = _texts(frame, column)
    return np.array([kind if kind in KINDS else KINDS[0] for kind in found], dtype=object)


def _some(words: list[str], most: int = 5) -> str:
    return ", ".join(words[:most]) + (", ..." if len(words) > most else "")


# Column names of well-known Dutch boundary files, best first: CBS 'wijken en buurten' of all
# years, Amsterdam's and The Hague's own.
# A code within its district ('06') is not unique; one that names the district as well is.
_CODE_NAMES = ("wijkbuurtcode", "buurtcode", "bu_code", "statcode", "cbscode", "cbs buurtcode")
_NAME_NAMES = ("buurtnaam", "bu_naam", "statnaam", "naam", "wijknaam", "name", "gebiedsnaam")
_MUNICIPALITY_NAMES = ("gemeentenaam", "gm_naam", "municipality", "gemeente")


def guess_layer(layers: list[str]) -> str:
    """Return the layer of a file that looks like neighbourhoods; the first when none does."""
    return next((layer for layer in layers if "buurt" in fold(layer)), layers[0])


def guess_columns(columns: Iterable[str]) -> dict[str, str | None]:
    """Guess which columns hold code, name and municipality, from their headings.

    Returns
    -------
    guess
        `code`, `name`, `municipality`: a column, or None where nothing looks like it.
    """
    by_word = {fold(column): column for column in columns}
    by_tight_word = {word.replace(" ", ""): column for word, column in by_word.items()}

    def first(candidates: tuple[str, ...], part: str) -> str | None:
        for word in candidates:
            tight = fold(word).replace(" ", "")
            if tight in by_tight_word:
                return by_tight_word[tight]
        return next((column for word, column in by_tight_word.items() if part in word), None)

    code = first(_CODE_NAMES, "code")
    name = first(_NAME_NAMES, "naam") or first((), "name")
    return {
        "code": code,
        "name": name or code,
        "municipality": first(_MUNICIPALITY_NAMES, "gemeentenaam"),
    }
