"""Packed boundaries: simple for a whole country, in full where somebody looks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st

from assetmap.maps.boundary_packing import (
    COARSE_SCALE,
    FINE_SCALE,
    borders,
    pack_boundaries,
    pack_detail,
    simplified,
)
from tests.factories import CELL, SOUTH, WEST, make_neighbourhoods, point_in
from tests.maps.unpacking import ROUNDING, outlines, places, unpack

NOTHING = GeoDataFrame({"kind": [], "class": []}, geometry=[], crs="EPSG:4326")


def wavy_grid(columns: int, rows: int) -> np.ndarray[Any, Any]:
    """Return areas that share wavy borders of many corners: a grid bent in both directions."""
    t = np.linspace(0, 1, 60)

    def bend(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[float, float]]:
        x = start[0] + (end[0] - start[0]) * t
        y = start[1] + (end[1] - start[1]) * t
        wave = 0.08 * np.sin(9 * np.pi * t) * np.sin(np.pi * t)
        x, y = (x + wave, y) if start[0] == end[0] else (x, y + wave)
        return list(zip(6.1 + x / 100, 52.2 + y / 100, strict=True))

    areas = []
    for row in range(rows):
        for column in range(columns):
            corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
            south, east = bend(corners[0], corners[1]), bend(corners[1], corners[2])
            north, west = bend(corners[3], corners[2])[::-1], bend(corners[0], corners[3])[::-1]
            ring = [*south[:-1], *east[:-1], *north[:-1], *west]
            areas.append(shapely.MultiPolygon([shapely.Polygon(ring)]))
    return np.array(areas, dtype=object)


def wavy_frame(columns: int, rows: int) -> GeoDataFrame:
    areas = wavy_grid(columns, rows)
    names = [f"Buurt {at}" for at in range(len(areas))]
    return GeoDataFrame({"name": names}, geometry=areas, crs="EPSG:4326")


@given(
    x=st.lists(
        st.floats(3.3, 7.3), min_size=1, max_size=4, unique_by=lambda value: round(value, 2)
    ),
    y=st.lists(
        st.floats(50.7, 53.6), min_size=1, max_size=4, unique_by=lambda value: round(value, 2)
    ),
)
def test_unpacked_borders_are_within_half_a_step(x: list[float], y: list[float]) -> None:
    areas = [
        shapely.MultiPolygon([shapely.box(west, south, west + 0.003, south + 0.002)])
        for west in x
        for south in y
    ]
    names = [f"Buurt {at}" for at in range(len(areas))]
    frame = GeoDataFrame({"name": names}, geometry=areas, crs="EPSG:4326")

    header, columns = unpack(pack_boundaries(borders(frame), NOTHING, "v1"))

    assert (header["names"], header["simplified"]) == (names, False)
    labels = places(header, columns, "label.")
    found = outlines(header, columns, "area")
    for (ring,), label, shape in zip(found, labels, areas, strict=True):
        off = np.abs(ring - shapely.get_coordinates(shape)).max()
        assert off <= FINE_SCALE * (0.5 + ROUNDING)
        assert shape.covers(shapely.Point(label))


def test_area_of_several_parts_with_holes_keeps_all_its_rings() -> None:
    holed = point_in(0).buffer(0.002).difference(point_in(0).buffer(0.001))
    frame = GeoDataFrame(
        {"name": ["Eiland", "Dorp"]},
        geometry=[
            shapely.MultiPolygon([holed, point_in(1).buffer(0.001)]),
            point_in(2).buffer(0.1),
        ],
        crs="EPSG:4326",
    )

    _, columns = unpack(pack_boundaries(borders(frame), NOTHING, "v1"))

    assert columns["area.lines"] == [3, 1]


def test_no_neighbourhoods_make_an_answer_too() -> None:
    frame = GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326")

    header, columns = unpack(pack_boundaries(borders(frame), NOTHING, "v1"))

    assert (header["names"], header["context"], columns["area.x"]) == ([], [], [])


@pytest.mark.parametrize("most", [1500, 400, 100])
def test_simplified_neighbours_keep_touching(most: int) -> None:
    areas = wavy_grid(4, 3)
    assert shapely.coverage_is_valid(areas)

    found = simplified(areas, most)

    assert shapely.get_num_coordinates(found).sum() <= most
    assert shapely.coverage_is_valid(found), "no gap and no overlap along a shared border"
    assert shapely.union_all(found).geom_type == "Polygon"
    assert not shapely.get_num_interior_rings(shapely.union_all(found))
    assert not shapely.is_empty(found).any()


def test_few_corners_stay_as_they_are() -> None:
    areas = np.asarray(make_neighbourhoods().geometry.array, dtype=object)

    assert simplified(areas) is areas


def test_corners_that_cannot_go_end_the_search() -> None:
    areas = np.asarray(make_neighbourhoods().geometry.array, dtype=object)

    found = simplified(areas, 3)

    assert not shapely.is_empty(found).any()
    assert shapely.coverage_is_valid(found)


def test_simplified_borders_say_that_there_is_more() -> None:
    ready = borders(wavy_frame(4, 3), most=400)

    header, columns = unpack(pack_boundaries(ready, NOTHING, "v1"))

    assert header["simplified"]
    assert header["scale"] == COARSE_SCALE
    assert len(columns["area.x"]) <= 400


def test_detail_has_the_full_corners_of_the_areas_in_the_box() -> None:
    ready = borders(wavy_frame(4, 3), most=400)

    header, columns = unpack(pack_detail(ready, (6.112, 52.212, 6.115, 52.215), "v1"))

    # The middle of the second row, second column.
    assert (header["kind"], header["version"], header["too_many"]) == ("detail", "v1", False)
    assert columns["area.position"] == [5]
    ((ring,),) = outlines(header, columns, "area")
    full = shapely.get_coordinates(wavy_grid(4, 3)[5])
    assert np.abs(ring - full).max() <= FINE_SCALE * (0.5 + ROUNDING)


def test_detail_of_a_box_on_a_border_has_both_sides() -> None:
    ready = borders(make_neighbourhoods())
    edge = WEST + CELL

    _, columns = unpack(
        pack_detail(ready, (edge - 0.001, SOUTH + 0.001, edge + 0.001, SOUTH + 0.002), "v1")
    )

    assert columns["area.position"] == [0, 1]


def test_detail_of_too_much_has_nothing() -> None:
    ready = borders(wavy_frame(4, 3), most=400)

    header, columns = unpack(pack_detail(ready, (-180, -85, 180, 85), "v1", most=1000))

    assert header["too_many"]
    assert (columns["area.position"], columns["area.x"]) == ([], [])


def test_detail_where_nothing_is_has_nothing() -> None:
    header, columns = unpack(pack_detail(borders(make_neighbourhoods()), (1, 1, 2, 2), "v1"))

    assert (header["too_many"], columns["area.position"]) == (False, [])


def test_context_lies_in_the_order_of_drawing() -> None:
    line = shapely.LineString([(6.1, 52.2), (6.11, 52.21)])
    context = GeoDataFrame(
        {
            "kind": ["street", "street", "water", "green", "street"],
            "class": ["main", "side", "inland", "", "main"],
        },
        geometry=[line, line, point_in(0).buffer(0.001), point_in(1).buffer(0.001), line],
        crs="EPSG:4326",
    )

    header, columns = unpack(pack_boundaries(borders(make_neighbourhoods()), context, "v1"))

    drawn = [(part["kind"], part["class"], part["lines"]) for part in header["context"]]
    assert drawn[-2:] == [("street", "side", 1), ("street", "main", 2)]
    assert {each[0] for each in drawn[:2]} == {"water", "green"}
    assert len(columns["context.sizes"]) == 5
    assert columns["context.sizes"][-3:] == [2, 2, 2]
    assert places(header, columns, "context.")[-1] == pytest.approx([6.11, 52.21])
