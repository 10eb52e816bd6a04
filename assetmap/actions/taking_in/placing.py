"""Put rows without coordinates in a place: by their address, or in the neighbourhood they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from assetmap.actions.addresses import AddressBook
from assetmap.domain import schema
from assetmap.domain.address import is_postbox, read_address, read_postcode
from assetmap.domain.frame import Table
from assetmap.domain.geometry import MOST_OUTSIDE_M, NEAR_M, NeighbourhoodIndex
from assetmap.domain.layer import Layer, fold
from assetmap.domain.list_table import ListTable
from assetmap.errors import N_, Problem

Shapes = NDArray[np.object_]

_OUTSIDE = N_("Its address lies outside the boundaries. Point it out, or leave it out.")


@dataclass(frozen=True)
class Located:
    """Where the rows of a list are.

    Parameters
    ----------
    shapes
        One a row, EPSG:4326, None where nothing was found.
    placed
        How many rows were placed by their address, by precision.
    reasons
        Why a row has no place, by position.
    notes
        What is worth telling.
    """

    shapes: Shapes
    placed: Mapping[str, int]
    reasons: Mapping[int, Problem]
    notes: tuple[Problem, ...]


def locate(
    listed: ListTable,
    shapes: Shapes,
    layer: Layer,
    *,
    neighbourhoods: GeoDataFrame,
    index: NeighbourhoodIndex,
    addresses: AddressBook | None,
    read_reasons: Mapping[int, Problem],
    progress: Callable[[float], None],
) -> Located:
    """Place what has no place yet; `precision` and `neighbourhood` of the table are filled in.

    Parameters
    ----------
    addresses
        None when rows are not to be placed by address.
    read_reasons
        Why the coordinates of a row could not be used, by position.
    """
    table, shapes = listed.table, shapes.copy()
    shapes[shapely.is_empty(shapes)] = None
    without = shapely.is_missing(shapes)
    said = _says_where(listed)
    wanted = np.flatnonzero(without & said)
    placed: dict[str, int] = {}
    notes: list[Problem] = []
    far: set[int] = set()
    can = addresses is not None and addresses.can_search()
    if addresses is not None and can and len(wanted):
        # Where somebody lives goes to nobody: talents are looked up on this computer alone.
        note = _by_address(
            listed, wanted, shapes, addresses, placed, progress, online=bool(layer.geometry)
        )
        notes.extend([note] if note else [])
        far = _let_go_of_what_lies_outside(table, shapes, wanted, index)
    elif len(wanted) and addresses is not None:
        notes.append(_no_tables(len(wanted)))
    _in_neighbourhoods(table, shapes, layer, neighbourhoods, index)
    missing = np.flatnonzero(shapely.is_missing(shapes)).tolist()
    reasons = {
        at: Problem(_OUTSIDE)
        if at in far
        else _reason(listed, at, read_reasons.get(at), looked=can and bool(said[at]))
        for at in missing
        if table[schema.NEIGHBOURHOOD][at] is None
    }
    return Located(shapes, placed, reasons, tuple(notes))


def _let_go_of_what_lies_outside(
    table: Table, shapes: Shapes, wanted: NDArray[np.int64], index: NeighbourhoodIndex
) -> set[int]:
    """Take back places that an address gave a little outside all boundaries.

    A postcode is only about right: the row may name its neighbourhood, or be pointed out by hand.
    Further off it is another town, and the row says so when it is refused.
    """
    distances = index.distance_m(shapes[wanted])
    near = wanted[(distances > NEAR_M) & (distances <= MOST_OUTSIDE_M)].tolist()
    for at in near:
        shapes[at] = None
        table[schema.PRECISION][at] = ""
    return set(near)


def _says_where(listed: ListTable) -> NDArray[np.bool_]:
    parts = zip(listed.streets, listed.postcodes, listed.towns, listed.texts, strict=True)
    return np.array([any(row) for row in parts], dtype=bool)


def _by_address(
    listed: ListTable,
    wanted: NDArray[np.int64],
    shapes: Shapes,
    addresses: AddressBook,
    placed: dict[str, int],
    progress: Callable[[float], None],
    *,
    online: bool,
) -> Problem | None:
    """Place some rows, and return what is worth telling about it."""

    def of(values: list[str]) -> list[str]:
        return [values[at] for at in wanted.tolist()]

    found = addresses.place_many(
        streets=of(listed.streets),
        numbers=of(listed.numbers),
        postcodes=of(listed.postcodes),
        towns=of(listed.towns),
        texts=of(listed.texts),
        online=online,
        progress=lambda done, of_all: progress(done / max(of_all, 1)),
    )
    lat, lon = np.asarray(found.lat, dtype=float), np.asarray(found.lon, dtype=float)
    good = np.isfinite(lat) & np.isfinite(lon)
    shapes[wanted[good]] = shapely.points(lon[good], lat[good])
    for at, precision in zip(
        wanted[good].tolist(), np.asarray(found.precision, dtype=object)[good].tolist(), strict=True
    ):
        listed.table[schema.PRECISION][at] = precision
        placed[precision] = placed.get(precision, 0) + 1
    return found.note


def _in_neighbourhoods(
    table: Table,
    shapes: Shapes,
    layer: Layer,
    neighbourhoods: GeoDataFrame,
    index: NeighbourhoodIndex,
) -> None:
    """Name the neighbourhood of rows without a place, and of all rows of a layer about persons."""
    by_word = _codes_by_word(neighbourhoods)
    named = table[schema.NEIGHBOURHOOD]
    codes = [by_word.get(fold(text)) if text else None for text in named]
    if not layer.geometry:
        # Nobody is shown at an address: what was found says no more than the neighbourhood.
        held = index.locate(shapes)
        codes = [code or here for code, here in zip(codes, held.tolist(), strict=True)]
        table[schema.PRECISION] = [""] * len(codes)
        shapes[[code is not None for code in codes]] = None
    missing = shapely.is_missing(shapes)
    for at, text in enumerate(named):
        if text and codes[at] is None and missing[at]:
            kept = table[schema.FIELDS][at] or {}
            table[schema.FIELDS][at] = {**kept, "source_neighbourhood": text}
    table[schema.NEIGHBOURHOOD] = [
        code if none else None for code, none in zip(codes, missing.tolist(), strict=True)
    ]


def _codes_by_word(neighbourhoods: GeoDataFrame) -> dict[str, str | None]:
    """Return codes by folded code and name; a name that two neighbourhoods have tells nothing."""
    found: dict[str, str | None] = {}
    for code, name in zip(neighbourhoods["code"], neighbourhoods["name"], strict=True):
        word = fold(str(name))
        found[word] = None if word in found and found[word] != code else str(code)
    return found | {fold(str(code)): str(code) for code in neighbourhoods["code"]}


def _reason(listed: ListTable, at: int, read: Problem | None, *, looked: bool) -> Problem:
    """Return why a row has no place, as far as that is known."""
    text, street = listed.texts[at], listed.streets[at]
    postcode, town = listed.postcodes[at], listed.towns[at]
    if not looked:
        return read or Problem(
            N_("This row says neither coordinates nor an address that can be looked up.")
        )
    if is_postbox(f"{text} {street}"):
        return Problem(N_("A post box is no place: {address}."), {"address": (text or street)[:80]})
    code = read_postcode(postcode) or read_address(text).postcode
    if postcode and not code:
        return Problem(N_("'{postcode}' is no postcode."), {"postcode": postcode[:40]})
    if code:
        return Problem(
            N_("This postcode is not in the tables: {postcode}."), {"postcode": code[:40]}
        )
    if not town:
        return Problem(N_("The postcode is missing, and the town."))
    return Problem(
        N_("The postcode is missing, and this address is not in the tables: {address}."),
        {"address": ", ".join(filter(None, (text or street, town)))[:120]},
    )


def _no_tables(rows: int) -> Problem:
    return Problem(
        N_(
            "{rows} rows have an address but no coordinates, and there is no table of addresses or "
            "postcodes here yet. Load one with: gazetteer add FILE; or point the rows out by hand."
        ),
        {"rows": rows},
    )
