"""Hilbert's curve: neighbours on it are neighbours in the plane."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assetmap.maps import hilbert

PLACES = st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), max_size=40)


def test_curve_visits_each_cell_once_and_goes_one_cell_at_a_time() -> None:
    side = 16
    cells = np.arange(side, dtype=np.uint32) << 12
    x, y = (axis.ravel() for axis in np.meshgrid(cells, cells))

    along = np.argsort(hilbert.distance(x, y))

    column, row = x[along].astype(int) >> 12, y[along].astype(int) >> 12
    steps = np.abs(np.diff(column)) + np.abs(np.diff(row))
    assert (steps == 1).all()
    assert len(set(zip(column, row, strict=True))) == side * side


@given(places=PLACES)
def test_order_holds_each_place_once(places: list[tuple[float, float]]) -> None:
    x, y = np.array(places, dtype=float).reshape(-1, 2).T

    order = hilbert.order(x, y)

    assert sorted(order.tolist()) == list(range(len(places)))


def test_equal_places_keep_their_order() -> None:
    x, y = np.array([5.0, 5.0, 5.0]), np.array([52.0, 52.0, 52.0])

    assert hilbert.order(x, y).tolist() == [0, 1, 2]


def test_ordering_leaves_the_places_as_they_were() -> None:
    x, y = np.array([5.2, 5.0, 5.1]), np.array([52.0, 52.2, 52.1])

    hilbert.order(x, y)

    assert (x.tolist(), y.tolist()) == ([5.2, 5.0, 5.1], [52.0, 52.2, 52.1])


def test_way_along_the_curve_is_short() -> None:
    random = np.random.default_rng(11)
    x, y = random.random(5000), random.random(5000)

    order = hilbert.order(x, y)

    along = np.hypot(np.diff(x[order]), np.diff(y[order])).sum()
    as_given = np.hypot(np.diff(x), np.diff(y)).sum()
    assert along < as_given / 20
