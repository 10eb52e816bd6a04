"""Geometry as GeoPackage writes it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from assetmap.store.gpkg_binary import (
    boxes,
    envelope,
    from_blobs,
    point_coordinates,
    to_blobs,
)

SHAPES = [
    shapely.Point(6.1, 52.2),
    shapely.LineString([(6.1, 52.2), (6.3, 52.1)]),
    shapely.box(6.1, 52.2, 6.3, 52.4),
    shapely.MultiPoint([(6.1, 52.2), (6.3, 52.1)]),
    shapely.MultiPolygon([shapely.box(6.1, 52.2, 6.3, 52.4), shapely.box(7, 52, 7.1, 52.1)]),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
def test_a_shape_comes_back_as_it_was_written(shape):
    (blob,) = to_blobs([shape])

    assert from_blobs([blob])[0] == shape
    assert blob[:3] == b"GP\0"
    assert int.from_bytes(blob[4:8], "little") == 4326


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
def test_the_box_of_a_blob_is_that_of_its_shape(shape):
    west, south, east, north = shape.bounds

    assert envelope(to_blobs([shape])[0]) == (west, east, south, north)
    assert boxes([shape]).tolist() == [[west, east, south, north]]


def test_a_point_needs_no_envelope_and_a_larger_shape_has_one():
    point, area = to_blobs([SHAPES[0], SHAPES[2]])

    assert len(point) == 29
    assert area[3] == 0b0000_0011


def test_shapes_and_nothing_come_back_mixed():
    shapes = np.array([None, *SHAPES, None], dtype=object)

    assert list(from_blobs(to_blobs(shapes))) == list(shapes)
    assert np.isnan(boxes(shapes)[0]).all()


def test_no_shapes_give_no_blobs():
    assert to_blobs([]) == []
    assert len(from_blobs([])) == 0
    assert boxes([]).shape == (0, 4)


def test_heights_are_not_written():
    assert not from_blobs(to_blobs([shapely.Point(6, 52, 3)]))[0].has_z


@given(x=st.floats(-180, 180), y=st.floats(-90, 90))
def test_coordinates_come_back_to_the_last_bit(x, y):
    back = from_blobs(to_blobs([shapely.Point(x, y)]))[0]

    assert (back.x, back.y) == (x, y)


PLACES = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(shapely.Point)


@given(st.lists(PLACES | st.sampled_from([None, *SHAPES[1:]]), max_size=8))
def test_points_are_cut_out_of_their_blobs_together(shapes):
    xy, plain = point_coordinates(to_blobs(np.array(shapes, dtype=object)))

    points = [shape is not None and shape.geom_type == "Point" for shape in shapes]
    assert plain.tolist() == points
    for shape, point, (x, y) in zip(shapes, points, xy.tolist(), strict=True):
        assert (x, y) == (shape.x, shape.y) if point else np.isnan([x, y]).all()


@pytest.mark.parametrize(
    "blob",
    [
        to_blobs([SHAPES[0]])[0][:8] + shapely.to_wkb(SHAPES[0], byte_order=0),
        to_blobs([SHAPES[0]])[0].replace(b"GP", b"PG"),
        b"x" * 29,
        b"",
    ],
    ids=["the other byte order", "another head", "no blob", "nothing"],
)
def test_a_blob_that_we_did_not_write_is_no_plain_point(blob):
    xy, plain = point_coordinates([blob, to_blobs([SHAPES[0]])[0]])

    assert plain.tolist() == [False, True]
    assert xy[1].tolist() == [6.1, 52.2]


def test_an_empty_point_has_no_coordinates():
    xy, _ = point_coordinates(to_blobs([shapely.Point()]))

    assert np.isnan(xy).all()
