"""Metres straight over the ground, against EPSG:28992."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from assetmap.actions.finding.distance import (
    box_distances_m,
    degrees_around,
    distances_m,
    shape_distances_m,
)
from assetmap.domain.geometry import shapes_to_rd

lons, lats = st.floats(3.3, 7.2), st.floats(50.75, 53.55)


def in_rd(shape: shapely.Geometry, lat: float, lon: float) -> float:
    return float(shapely.distance(shapes_to_rd(shape), shapes_to_rd(shapely.Point(lon, lat))))


@given(lat=lats, lon=lons, up=st.floats(-0.09, 0.09), aside=st.floats(-0.15, 0.15))
def test_distance_to_a_point_nearby_is_within_a_thousandth_of_rd(lat, lon, up, aside):
    found = distances_m(np.array([lon + aside]), np.array([lat + up]), (lat, lon))[0]

    # RD is 0.01 % too long or too short itself, and rounds to some millimetres.
    exact = in_rd(shapely.Point(lon + aside, lat + up), lat, lon)
    assert found == pytest.approx(exact, rel=0.001, abs=0.01)


@given(lat=lats, lon=lons, other_lat=lats, other_lon=lons)
def test_distance_across_the_country_is_within_a_thousandth_of_rd(lat, lon, other_lat, other_lon):
    found = distances_m(np.array([other_lon]), np.array([other_lat]), (lat, lon))[0]

    exact = in_rd(shapely.Point(other_lon, other_lat), lat, lon)
    assert found == pytest.approx(exact, rel=0.001, abs=0.01)


@given(lat=lats, lon=lons, up=st.floats(-0.05, 0.05), aside=st.floats(-0.05, 0.05))
def test_distance_to_a_shape_is_within_a_thousandth_of_rd(lat, lon, up, aside):
    area = shapely.box(lon + aside, lat + up, lon + aside + 0.01, lat + up + 0.02)
    line = shapely.LineString([(lon + aside, lat + up), (lon + aside + 0.02, lat + up - 0.01)])

    found = shape_distances_m(np.array([area, line], dtype=object), (lat, lon))

    for metres, shape in zip(found, (area, line), strict=True):
        # The side of a box bends a little, in RD otherwise than on our plane.
        assert metres == pytest.approx(in_rd(shape, lat, lon), rel=0.001, abs=0.1)


@given(lat=lats, lon=lons, radius=st.floats(1, 20_000), along=st.floats(-1, 1))
def test_box_around_a_circle_holds_it(lat, lon, radius, along):
    high, wide = degrees_around((lat, lon), radius)

    sides = distances_m(
        np.array([lon + wide, lon - wide, lon + along * wide, lon + along * wide]),
        np.array([lat + along * high, lat + along * high, lat + high, lat - high]),
        (lat, lon),
    )

    assert (sides >= radius).all()


@given(
    lat=lats,
    lon=lons,
    west=st.floats(-0.1, 0.1),
    south=st.floats(-0.1, 0.1),
    size=st.floats(0, 0.05),
)
def test_box_is_no_further_than_what_is_in_it(lat, lon, west, south, size):
    box = np.array([[lon + west, lat + south, lon + west + size, lat + south + size]])
    inside = shapely.LineString([(box[0, 0], box[0, 1]), (box[0, 2], box[0, 3])])

    nearest = shape_distances_m(np.array([inside], dtype=object), (lat, lon))

    assert box_distances_m(box, (lat, lon))[0] <= nearest[0] + 0.5


def test_place_inside_an_area_is_at_no_distance():
    area = np.array([shapely.box(5.0, 52.0, 5.1, 52.1)], dtype=object)

    assert shape_distances_m(area, (52.05, 5.05)).tolist() == [0]
    assert box_distances_m(np.array([[5.0, 52.0, 5.1, 52.1]]), (52.05, 5.05)).tolist() == [0]


def test_no_place_is_at_no_distance():
    assert np.isnan(distances_m(np.array([np.nan]), np.array([np.nan]), (52.0, 5.0)))[0]
    assert shape_distances_m(np.empty(0, dtype=object), (52.0, 5.0)).shape == (0,)
