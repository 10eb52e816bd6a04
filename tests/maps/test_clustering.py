"""Clusters of the server: every asset in one of them, by a grid that hangs on the world."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from assetmap.maps.clustering import (
    CELL_PX,
    MAX_ZOOM,
    TILE_PX,
    mercator,
    pack_clusters,
    rows_within,
)
from assetmap.maps.packing import FINE_SCALE
from tests.factories import point_in, shipped_layers
from tests.maps.made_catalogues import LAYERS, make_catalogue, scattered
from tests.maps.unpacking import places, unpack

LON = st.floats(-180, 180)
LAT = st.floats(-85, 85)


@given(
    found=st.lists(st.tuples(LON, LAT), min_size=1, max_size=40),
    zoom=st.floats(0, MAX_ZOOM),
)
def test_every_asset_is_in_one_cluster(found: list[tuple[float, float]], zoom: float) -> None:
    catalogue = make_catalogue([shapely.Point(place) for place in found])
    rows = np.arange(len(found))

    header, columns = unpack(pack_clusters(catalogue, shipped_layers(), "v1", rows=rows, zoom=zoom))

    members = sum(sum(columns[f"layer.{at}"]) for at in range(len(LAYERS)))
    assert members == header["count"] == len(found)
    assert header["kind"] == "clusters"


@pytest.mark.parametrize("zoom", [8, 11.5, 14])
def test_cluster_is_what_lies_in_a_square_of_the_world(zoom: float) -> None:
    catalogue = scattered(3000)
    rows = np.arange(len(catalogue))

    header, columns = unpack(pack_clusters(catalogue, shipped_layers(), "v1", rows=rows, zoom=zoom))

    side = CELL_PX / TILE_PX / 2**zoom
    x, y = mercator(catalogue.x, catalogue.y)
    squares: dict[tuple[int, int], list[int]] = {}
    for row, square in enumerate(zip(np.floor(x / side), np.floor(y / side), strict=True)):
        squares.setdefault(square, []).append(row)
    first = {min(members): members for members in squares.values()}
    middles = places(header, columns)
    assert len(columns["number"]) == len(squares)
    for at, number in enumerate(columns["number"]):
        members = first[number - 1]
        mean = (catalogue.x[members].mean(), catalogue.y[members].mean())
        assert middles[at] == pytest.approx(mean, abs=FINE_SCALE)
        counts = [columns[f"layer.{layer}"][at] for layer in range(len(LAYERS))]
        assert counts == np.bincount(catalogue.layer[members], minlength=len(LAYERS)).tolist()
        assert columns["category"][at] == catalogue.category[members[0]]
        assert columns["area"][at] == catalogue.area[members[0]]


def test_box_of_a_cluster_holds_its_members() -> None:
    catalogue = make_catalogue([point_in(0, dx=0.1), point_in(0, dx=0.3), point_in(0, dy=0.9)])

    header, columns = unpack(
        pack_clusters(catalogue, shipped_layers(), "v1", rows=np.arange(3), zoom=5)
    )

    box = [
        header["origin"][axis] + columns[side][0] * header["scale"]
        for side, axis in (("west", 0), ("south", 1), ("east", 0), ("north", 1))
    ]
    expected = shapely.total_bounds(shapely.points(catalogue.x, catalogue.y))
    assert box == pytest.approx(expected.tolist(), abs=FINE_SCALE)


def test_clusters_are_the_same_whatever_else_is_in_view() -> None:
    catalogue = scattered(2000)
    west_half = rows_within(catalogue, (6.1, 52.2, 6.2, 52.3))

    def clusters(rows: np.ndarray) -> dict[int, tuple[float, ...]]:
        header, columns = unpack(
            pack_clusters(catalogue, shipped_layers(), "v1", rows=rows, zoom=13)
        )
        where = np.round(places(header, columns), 5)
        return {number: tuple(where[at]) for at, number in enumerate(columns["number"])}

    all_, some = clusters(np.arange(2000)), clusters(west_half)

    # Only squares that the edge of the view cuts through differ.
    same = [number for number, where in some.items() if all_.get(number) == where]
    assert len(same) > 0.85 * len(some)


def test_nobody_gets_half_the_world_at_the_zoom_of_a_street() -> None:
    catalogue = scattered(5000, box=(-170, -80, 170, 80))

    header, columns = unpack(
        pack_clusters(catalogue, shipped_layers(), "v1", rows=np.arange(5000), zoom=20)
    )

    assert header["zoom"] < 20
    assert sum(sum(columns[f"layer.{at}"]) for at in range(len(LAYERS))) == 5000


def test_rows_within_a_box_are_those_that_lie_in_it() -> None:
    catalogue = make_catalogue([point_in(0), point_in(1), None, point_in(2)])

    assert rows_within(catalogue, (6.11, 52.2, 6.13, 52.21)).tolist() == [1, 3]
    assert rows_within(catalogue, (6.13, 52.2, 6.11, 52.21)).tolist() == []


@given(lon=LON, lat=LAT)
def test_mercator_fills_the_unit_square(lon: float, lat: float) -> None:
    x, y = mercator(np.array([lon]), np.array([lat]))

    assert 0 <= x[0] <= 1
    assert 0 <= y[0] <= 1


def test_mercator_knows_the_middle_and_the_corner_of_the_world() -> None:
    x, y = mercator(np.array([0.0, -180.0]), np.array([0.0, 85.05112878]))

    assert (x.tolist(), y.tolist()) == ([0.5, 0.0], pytest.approx([0.5, 0.0], abs=1e-9))
