"""Assets in an order, as rows of a list."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from assetmap.actions.finding.answers import Found, Row, Sort
from assetmap.actions.finding.names import NameOrder
from assetmap.actions.finding.sight import Sight
from assetmap.actions.finding.weighing import BEGINNING, NAMED, Weights

Whole = NDArray[np.int64]
Place = tuple[float, float]  # latitude and longitude

# Of what is told, so many signs say enough.
_WELL_DESCRIBED = 300


def with_names(weights: Weights, names: NameOrder, phrase: str) -> Weights:
    """Return weights in which a name that is what was typed, or begins with it, comes first."""
    found = weights.copy()
    found[names.beginning_with(phrase)] += BEGINNING
    found[names.named(phrase)] += NAMED
    return found


def in_order(
    sight: Sight,
    found: Found,
    names: NameOrder,
    sort: Sort,
    *,
    weights: Weights | None,
    place: Place | None,
) -> Whole:
    """Return the rows that are found, in order; what is equal, by name.

    Parameters
    ----------
    weights
        For `best`; without them that is by name.
    place
        For `distance`; without it that is by name.
    """
    rows = names.rows[found.mask[names.rows]]
    catalogue = sight.catalogue
    by: NDArray[np.generic] | None = None
    if sort == "newest":
        by = -catalogue.changed[rows]
    elif sort == "distance" and place is not None:
        by = sight.distances_m(rows, place)
    elif sort == "best" and weights is not None:
        by = -weights[rows]
    elif sort == "described":
        by = -_described(sight, rows)
    return rows if by is None else rows[np.argsort(by, kind="stable")]


def to_rows(sight: Sight, rows: Whole, place: Place | None) -> list[Row]:
    """Return rows of a catalogue as rows of a list, with their distances from a place."""
    catalogue, places = sight.catalogue, sight.places
    metres = np.full(len(rows), np.nan)
    if place is not None:
        # Where it is on the map says nothing of what is shown by neighbourhood.
        metres = np.where(sight.by_neighbourhood[rows], np.nan, sight.distances_m(rows, place))
    listed = []
    for row, distance in zip(rows.tolist(), metres.tolist(), strict=True):
        layer, category = sight.category_keys[catalogue.category[row]]
        area = int(catalogue.area[row])
        listed.append(
            Row(
                number=int(catalogue.number[row]),
                name=catalogue.name[row],
                layer=layer,
                category=category,
                neighbourhood=places.codes[area] if area >= 0 else "",
                neighbourhood_name=places.names[area] if area >= 0 else "",
                address=catalogue.address[row],
                hours=catalogue.hours_texts[catalogue.hours[row]],
                changed=datetime.fromtimestamp(int(catalogue.changed[row]), UTC),
                x=float(catalogue.x[row]),
                y=float(catalogue.y[row]),
                distance_m=None if np.isnan(distance) else distance,
            )
        )
    return listed


def _described(sight: Sight, rows: Whole) -> NDArray[np.float64]:
    """Return how much rows tell: what is offered, and when and where that is."""
    catalogue = sight.catalogue
    lengths = np.array([len(text) for text in catalogue.offers[rows].tolist()], dtype=np.float64)
    told = np.minimum(lengths, _WELL_DESCRIBED) / _WELL_DESCRIBED
    has_address = (catalogue.address[rows] != "").astype(np.float64)
    described: NDArray[np.float64] = 2 * told + (catalogue.hours[rows] > 0) + has_address / 2
    return described
