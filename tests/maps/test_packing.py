"""Packed map data: small integers that a browser turns back into places."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.layer import Layers
from assetmap.maps.packing import (
    ASSET_SCALE,
    BORDER_SCALE,
    category_positions,
    pack_assets,
    pack_boundaries,
    simplified,
)
from tests.factories import code_of, make_neighbourhoods, point_in, shipped_layers

LON = st.floats(3.3, 7.3)
LAT = st.floats(50.7, 53.6)
# What a float loses on its way through origin and steps is far less than this part of a step.
ROUNDING = 1e-3


def frame_of(shapes: list[Any], **columns: Any) -> GeoDataFrame:
    """Return assets in the columns that packing looks at."""
    size = len(shapes)
    table = {
        "layer": ["places"] * size,
        "category": ["library"] * size,
        "neighbourhood": [code_of(0)] * size,
        "number": list(range(1, size + 1)),
        **columns,
    }
    frame = pd.DataFrame(table).astype({"number": "int64"})
    return GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


def packed(shapes: list[Any], codes: tuple[str, ...] = (code_of(0),), **columns: Any) -> Any:
    """Return packed assets as they arrive in a browser."""
    answer = pack_assets(frame_of(shapes, **columns), shipped_layers(), codes, "v1")
    return orjson.loads(orjson.dumps(answer))


def undelta(deltas: list[int], scale: float, origin: float) -> np.ndarray[Any, Any]:
    """Return the numbers of a packed row, as the browser's script does."""
    return origin + np.array(list(accumulate(deltas)), dtype=float) * scale


@given(places=st.lists(st.tuples(LON, LAT), max_size=30))
def test_unpacked_points_are_within_half_a_step(places: list[tuple[float, float]]) -> None:
    answer = packed([shapely.Point(place) for place in places])

    x = undelta(answer["x"], answer["scale"], answer["origin"][0])
    y = undelta(answer["y"], answer["scale"], answer["origin"][1])
    number = list(accumulate(answer["number"]))
    expected = np.array([places[each - 1] for each in number]).reshape(-1, 2)
    assert sorted(number) == list(range(1, len(places) + 1))
    limit = ASSET_SCALE * (0.5 + ROUNDING)
    assert (np.abs(x - expected[:, 0]) <= limit).all()
    assert (np.abs(y - expected[:, 1]) <= limit).all()


@given(corners=st.lists(st.tuples(LON, LAT), min_size=2, max_size=30))
def test_unpacked_lines_are_within_half_a_step(corners: list[tuple[float, float]]) -> None:
    answer = packed([shapely.LineString(corners)])

    ((line,),) = [shape["lines"] for shape in answer["shapes"]]
    found = np.column_stack(
        [undelta(line[axis], answer["scale"], answer["origin"][axis]) for axis in (0, 1)]
    )
    assert np.abs(found - np.array(corners)).max() <= ASSET_SCALE * (0.5 + ROUNDING)


@given(
    x=st.lists(LON, min_size=1, max_size=4, unique_by=lambda value: round(value, 2)),
    y=st.lists(LAT, min_size=1, max_size=4, unique_by=lambda value: round(value, 2)),
)
def test_unpacked_borders_are_within_half_a_step(x: list[float], y: list[float]) -> None:
    areas = [
        shapely.MultiPolygon([shapely.box(west, south, west + 0.003, south + 0.002)])
        for west in x
        for south in y
    ]
    names = [f"Buurt {at}" for at in range(len(areas))]
    frame = GeoDataFrame({"name": names}, geometry=areas, crs="EPSG:4326")
    nothing = GeoDataFrame({"kind": [], "class": []}, geometry=[], crs="EPSG:4326")

    answer = orjson.loads(orjson.dumps(pack_boundaries(frame, nothing, "v1")))

    assert [area["name"] for area in answer["areas"]] == names
    for area, shape in zip(answer["areas"], areas, strict=True):
        (ring,) = area["rings"]
        found = np.column_stack(
            [undelta(ring[axis], answer["scale"], answer["origin"][axis]) for axis in (0, 1)]
        )
        off = np.abs(found - shapely.get_coordinates(shape)).max()
        assert off <= BORDER_SCALE * (0.5 + ROUNDING)
        assert shape.covers(shapely.Point(area["label"]))


def test_rows_stay_together_when_points_are_put_in_order() -> None:
    shapes = [point_in(2, 1), point_in(0, 0), point_in(1, 1)]
    codes = (code_of(0), code_of(1, 1), code_of(2, 1))

    answer = packed(
        shapes,
        codes,
        category=["library", "other", "park"],
        neighbourhood=[codes[2], codes[0], codes[1]],
    )

    _, position = category_positions(shipped_layers())
    rows = dict(
        zip(
            accumulate(answer["number"]),
            zip(answer["category"], answer["neighbourhood"], strict=True),
            strict=True,
        )
    )
    assert rows == {
        1: (position["places", "library"], 2),
        2: (position["places", "other"], 0),
        3: (position["places", "park"], 1),
    }


def test_lines_and_areas_are_drawn_apart() -> None:
    line = shapely.LineString([(6.101, 52.201), (6.102, 52.202)])
    holed = point_in(0).buffer(0.002).difference(point_in(0).buffer(0.001))
    two = shapely.MultiPolygon([point_in(1).buffer(0.001), point_in(2).buffer(0.001)])

    answer = packed([line, holed, two, point_in(0)])

    assert [(shape["number"], shape["closed"]) for shape in answer["shapes"]] == [
        (1, False),
        (2, True),
        (3, True),
    ]
    assert [len(shape["lines"]) for shape in answer["shapes"]] == [1, 2, 2]
    assert answer["number"] == [4]


def test_several_points_are_one_symbol() -> None:
    points = shapely.MultiPoint([point_in(0), point_in(1)])

    answer = packed([points])

    assert (answer["number"], answer["shapes"]) == ([1], [])
    place = shapely.Point(
        undelta(answer["x"], answer["scale"], answer["origin"][0])[0],
        undelta(answer["y"], answer["scale"], answer["origin"][1])[0],
    )
    assert place.distance(points) < 2 * ASSET_SCALE


def test_asset_without_a_place_is_not_drawn() -> None:
    answer = packed([None, point_in(0), shapely.Point()])

    assert answer["number"] == [2]


def test_no_assets_make_an_answer_too() -> None:
    answer = packed([])

    assert (answer["x"], answer["shapes"], answer["version"]) == ([], [], "v1")


def test_category_that_left_its_layer_is_drawn_as_other() -> None:
    answer = packed([point_in(0)], category=["telephone_box"])

    _, position = category_positions(shipped_layers())
    assert answer["category"] == [position["places", "other"]]


def test_layer_that_has_no_file_any_more_is_not_drawn() -> None:
    answer = packed([point_in(0), point_in(1)], layer=["ghosts", "places"])

    assert list(accumulate(answer["number"])) == [2]


def test_asset_of_no_neighbourhood_has_none() -> None:
    answer = packed([point_in(0)], neighbourhood=[None])

    assert answer["neighbourhood"] == [-1]


def test_packing_leaves_the_frame_as_it_was() -> None:
    frame = frame_of([shapely.MultiPoint([point_in(0), point_in(1)]), point_in(0)])
    before = frame.copy(deep=True)

    pack_assets(frame, shipped_layers(), [code_of(0)], "v1")

    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))


def test_every_category_has_its_own_position(layers: Layers) -> None:
    categories, position = category_positions(layers)

    assert sorted(position.values()) == list(range(len(categories)))
    keys = list(layers)
    for (layer, category), at in position.items():
        assert keys[categories[at]["layer"]] == layer
        assert categories[at]["key"] == category
        assert categories[at]["icon"] == layers[layer].category_by_key[category].icon


def test_layers_go_along_with_what_draws_them(layers: Layers) -> None:
    answer = packed([])

    assert [layer["key"] for layer in answer["layers"]] == list(layers)
    assert answer["layers"][0]["color"] == next(iter(layers.values())).color


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

    answer = pack_boundaries(make_neighbourhoods(), context, "v1")

    drawn = [(part["kind"], part["class"], len(part["lines"])) for part in answer["context"]]
    assert drawn[-2:] == [("street", "side", 1), ("street", "main", 2)]
    assert {each[0] for each in drawn[:2]} == {"water", "green"}
