"""Coordinates, shapes and the neighbourhood that holds a place."""

from __future__ import annotations

import itertools

import geopandas
import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from assetmap.domain.geometry import (
    RD,
    WGS84,
    NeighbourhoodIndex,
    kind_of,
    kinds_of,
    mended,
    read_crs,
    shapes_to_rd,
    shapes_to_wgs84,
    spread_point,
    surface_points,
    to_crs,
    to_wgs84,
)
from assetmap.errors import MissingCRS
from tests.factories import CELL, SOUTH, WEST, code_of, make_neighbourhoods, point_in, square

# Points that Kadaster publishes to check RDNAPTRANS: RD x and y, longitude and latitude (ETRS89).
PUBLISHED = pytest.mark.parametrize(
    ("rd", "degrees"),
    [
        ((117380.12, 575040.34), (4.824761912, 53.160753042)),
        ((247380.56, 604580.78), (6.776726674, 53.419482050)),
    ],
    ids=["Texel", "Noord-Groningen"],
)
BOW_TIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
CRESCENT = shapely.Point(0, 0).buffer(2).difference(shapely.Point(0.8, 0).buffer(1.9))


@PUBLISHED
def test_degrees_come_within_a_quarter_metre_of_published_rd(rd, degrees):
    found = shapes_to_rd(shapely.Point(degrees))

    assert found.distance(shapely.Point(rd)) < 0.25


@PUBLISHED
def test_rd_comes_within_a_quarter_metre_of_published_degrees(rd, degrees):
    found = shapes_to_wgs84(shapely.Point(rd))

    assert shapes_to_rd(found).distance(shapes_to_rd(shapely.Point(degrees))) < 0.25


@given(x=st.floats(-7000, 300000), y=st.floats(289000, 629000))
def test_rd_there_and_back_stays_within_a_millimetre(x, y):
    place = shapely.Point(x, y)

    back = shapes_to_rd(shapes_to_wgs84(place))

    assert back.distance(place) < 0.001


@given(x=st.floats(3.2, 7.3), y=st.floats(50.7, 53.6))
def test_degrees_there_and_back_stay_within_a_millimetre(x, y):
    place = shapely.Point(x, y)

    back = shapes_to_wgs84(shapes_to_rd(place))

    assert shapes_to_rd(back).distance(shapes_to_rd(place)) < 0.001


def test_a_missing_shape_stays_missing_in_another_system():
    there_and_back = shapes_to_wgs84(shapes_to_rd(np.array([None, point_in(0)], dtype=object)))

    assert there_and_back[0] is None
    assert there_and_back[1].distance(point_in(0)) < 1e-8


def test_a_frame_without_crs_is_refused_with_what_to_do():
    frame = GeoDataFrame(geometry=[shapely.Point(117380, 575040)])

    with pytest.raises(MissingCRS, match="for example EPSG:28992"):
        to_wgs84(frame)


def test_an_unknown_crs_is_refused_by_its_name():
    with pytest.raises(MissingCRS, match="'EPSG:kaart' is no coordinate reference system"):
        read_crs("EPSG:kaart")


@pytest.mark.parametrize(
    ("source", "target"),
    [(WGS84, RD), (RD, WGS84), (WGS84, "EPSG:3857"), ("EPSG:25831", WGS84), (RD, RD)],
)
def test_a_frame_in_another_crs_keeps_its_place_rows_and_columns(source, target):
    start = geopandas.GeoSeries([point_in(0), point_in(2, 1)], crs=WGS84).to_crs(source)
    frame = GeoDataFrame({"naam": ["a", "b"]}, geometry=start.array, crs=source).set_axis([7, 9])

    moved = to_crs(frame, target)

    assert moved.crs == target
    assert list(moved["naam"]) == ["a", "b"]
    assert list(moved.index) == [7, 9]
    back = np.asarray(to_wgs84(moved).geometry.array)
    expected = np.asarray([point_in(0), point_in(2, 1)])
    assert shapely.distance(shapes_to_rd(back), shapes_to_rd(expected)).max() < 0.5
    assert frame.crs == source


def test_longitude_comes_first_whatever_the_axis_order_of_the_crs():
    frame = GeoDataFrame(geometry=[point_in(0)], crs="OGC:CRS84")

    moved = to_wgs84(frame)

    assert moved.geometry.iloc[0].equals(point_in(0))
    assert moved.crs == WGS84


@pytest.mark.parametrize(
    ("wkt", "kind"),
    [
        ("POINT (1 1)", "point"),
        ("MULTIPOINT (1 1, 2 2)", "point"),
        ("LINESTRING (0 0, 1 1)", "line"),
        ("MULTILINESTRING ((0 0, 1 1))", "line"),
        ("POLYGON ((0 0, 1 0, 1 1, 0 0))", "area"),
        ("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))", "area"),
        ("GEOMETRYCOLLECTION (POINT (1 1))", "mixed"),
    ],
)
def test_every_geometry_type_has_a_kind(wkt, kind):
    assert kind_of(shapely.from_wkt(wkt)) == kind


def test_the_kinds_of_many_shapes_are_those_of_each():
    shapes = [
        shapely.Point(1, 1),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.LinearRing([(0, 0), (1, 1), (1, 0)]),
        BOW_TIE,
        shapely.MultiPoint([(1, 1)]),
        shapely.MultiLineString([[(0, 0), (1, 1)]]),
        shapely.MultiPolygon([BOW_TIE]),
        shapely.GeometryCollection([shapely.Point(1, 1)]),
    ]

    found = kinds_of(np.array([*shapes, None], dtype=object))

    assert list(found) == [*map(kind_of, shapes), "none"]


def test_an_area_that_crosses_itself_is_mended_into_an_area_of_the_same_ground():
    whole = mended(BOW_TIE)

    assert whole.is_valid
    assert kind_of(whole) == "area"
    assert whole.area == pytest.approx(2)


def test_heights_are_left_out_when_a_shape_is_mended():
    assert not mended(shapely.Point(1, 2, 3)).has_z


class TestNeighbourhoodIndex:
    @pytest.fixture
    def index(self) -> NeighbourhoodIndex:
        grid = make_neighbourhoods()
        return NeighbourhoodIndex(grid["code"], grid.geometry.array)

    @pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
    def test_a_corner_of_four_goes_to_the_lowest_code_in_whatever_order_they_come(self, order):
        grid = make_neighbourhoods(2, 2)
        corner = grid.geometry.iloc[0].intersection(grid.geometry.iloc[3])
        shuffled = grid.iloc[list(order)]
        index = NeighbourhoodIndex(shuffled["code"], shuffled.geometry.array)

        assert list(index.locate([corner])) == [code_of(0, 0)]

    @given(share=st.floats(0.001, 0.999), data=st.data())
    def test_a_shared_border_goes_to_the_lowest_code(self, share, data):
        grid = make_neighbourhoods(2, 1)
        codes = data.draw(st.permutations(["A", "B"]))
        index = NeighbourhoodIndex(codes, grid.geometry.array)
        border = grid.geometry.iloc[0].intersection(grid.geometry.iloc[1])
        # The border is straight up and down, so every place on it is exactly on it.
        place = shapely.Point(border.bounds[0], SOUTH + share * CELL)

        assert index.locate([place])[0] == "A"

    def test_what_lies_outside_belongs_nowhere(self, index):
        outside = shapely.Point(WEST - CELL, SOUTH)

        found = index.locate([outside, None, point_in(1, 1), shapely.Point()])

        assert list(found) == [None, None, code_of(1, 1), None]

    def test_no_shapes_give_no_codes(self, index):
        assert len(index.locate([])) == 0

    def test_no_neighbourhoods_hold_nothing(self):
        empty = NeighbourhoodIndex([], [])

        assert list(empty.locate([point_in(0)])) == [None]
        assert np.isnan(empty.distance_m([point_in(0)])).all()
        assert empty.shape("BU00") is None
        assert empty.most_overlapping(square(WEST, SOUTH)) is None

    def test_a_crescent_belongs_where_its_surface_lies_not_its_centroid(self):
        # A park around the cell in the middle: its centroid lies in that cell, itself it does not.
        ring = shapely.box(WEST, SOUTH, WEST + 3 * CELL, SOUTH + 3 * CELL).difference(
            square(WEST + CELL, SOUTH + CELL)
        )
        grid = make_neighbourhoods(3, 3)
        index = NeighbourhoodIndex(grid["code"], grid.geometry.array)

        assert index.locate([ring.centroid])[0] == code_of(1, 1)
        assert index.locate([ring])[0] != code_of(1, 1)

    def test_distance_is_nought_inside_and_in_metres_outside(self, index):
        a_kilometre_west = shapes_to_wgs84(
            shapely.transform(
                shapes_to_rd(shapely.Point(WEST, SOUTH + CELL / 2)), lambda xy: xy - (1000, 0)
            )
        )

        inside, outside, missing = index.distance_m([point_in(0), a_kilometre_west, None])

        assert inside == 0
        assert outside == pytest.approx(1000, abs=15)
        assert np.isnan(missing)

    def test_a_place_outside_the_world_is_infinitely_far(self, index):
        assert list(index.distance_m([shapely.Point(6.1, 99), point_in(0)])) == [np.inf, 0]

    def test_the_area_of_a_code_is_found(self, index):
        assert index.shape(code_of(2, 1)).contains(point_in(2, 1))
        assert index.shape("BU99") is None

    def test_an_old_area_goes_to_the_one_that_shares_most_ground(self, index):
        mostly_second = shapely.box(WEST + 0.8 * CELL, SOUTH, WEST + 2 * CELL, SOUTH + CELL)

        assert index.most_overlapping(mostly_second) == code_of(1)

    def test_when_two_share_as_much_ground_the_lowest_code_wins(self):
        grid = make_neighbourhoods(2, 1)
        index = NeighbourhoodIndex(["B", "A"], grid.geometry.array)
        half_half = shapely.box(WEST + CELL / 2, SOUTH, WEST + 1.5 * CELL, SOUTH + CELL)
        twice = shapely.union_all([square(WEST, SOUTH), square(WEST + CELL, SOUTH)])

        assert index.most_overlapping(twice) in {"A", "B"}
        assert index.most_overlapping(half_half) == "A"

    def test_an_old_area_outside_everything_goes_nowhere(self, index):
        assert index.most_overlapping(square(0, 0)) is None


def test_points_are_their_own_surface_points():
    found = surface_points([point_in(0), None, CRESCENT])

    assert found[0] == point_in(0)
    assert found[1] is None
    assert CRESCENT.contains(found[2])


AREAS = st.one_of(
    st.builds(
        lambda x, y, width, height: shapely.box(x, y, x + width, y + height),
        st.floats(3.2, 7.2),
        st.floats(50.7, 53.5),
        st.floats(1e-5, 0.2),
        st.floats(1e-5, 0.2),
    ),
    st.builds(
        lambda x, y, size: shapely.transform(CRESCENT, lambda xy: xy * size + (x, y)),
        st.floats(3.2, 7.2),
        st.floats(50.7, 53.5),
        st.floats(1e-5, 0.1),
    ),
)


@given(area=AREAS, asset_id=st.uuids().map(str))
def test_a_spread_point_lies_inside_and_is_always_the_same(area: BaseGeometry, asset_id: str):
    found = spread_point(area, asset_id)

    assert area.intersects(found)
    assert found == spread_point(area, asset_id)


def test_assets_of_one_neighbourhood_are_spread():
    area = square(WEST, SOUTH)

    found = {spread_point(area, f"asset {number}").wkt for number in range(50)}

    assert len(found) == 50


def test_a_spread_point_is_the_same_on_every_machine():
    # Written down, since what is on the map must not move with a new version of a library.
    found = spread_point(square(WEST, SOUTH), "0196a0a0-0000-7000-8000-000000000001")

    assert found.wkt == "POINT (6.108189 52.204896)"
