"""Packed assets: small whole numbers that a browser turns back into places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.catalogue import NO_END, NO_START, Catalogue
from assetmap.domain.layer import Layers
from assetmap.maps.packing import (
    COARSE_SCALE,
    FINE_SCALE,
    MOST_FINE,
    pack_assets,
    pack_delta,
    pack_refusal,
)
from tests.factories import point_in, shipped_layers
from tests.maps.made_catalogues import LAYERS, POSITION, make_catalogue, scattered
from tests.maps.unpacking import ROUNDING, Columns, outlines, places, unpack

LON = st.floats(3.3, 7.3)
LAT = st.floats(50.7, 53.6)
ROWS = ("category", "area", "existed_from", "existed_to")


def packed(catalogue: Catalogue, **more: Any) -> tuple[dict[str, Any], Columns]:
    return unpack(pack_assets(catalogue, shipped_layers(), "v1", **more))


def by_number(answer: bytes) -> dict[int, tuple[Any, ...]]:
    """Return what an answer says of each asset: place in coarse steps, columns, lines."""
    header, columns = unpack(answer)
    where = places(header, columns)
    lines = dict(zip(columns["shape.number"], outlines(header, columns, "shape"), strict=True))
    closed = dict(zip(columns["shape.number"], columns["shape.closed"], strict=True))
    return {
        number: (
            tuple(np.round(where[at], 5)),
            *(columns[name][at] for name in ROWS),
            closed.get(number),
            [np.round(line, 5).tolist() for line in lines.get(number, [])],
        )
        for at, number in enumerate(columns["number"])
    }


@given(found=st.lists(st.tuples(LON, LAT), max_size=30))
def test_unpacked_points_are_within_half_a_step(found: list[tuple[float, float]]) -> None:
    header, columns = packed(make_catalogue([shapely.Point(place) for place in found]))

    expected = np.array([found[number - 1] for number in columns["number"]]).reshape(-1, 2)
    assert sorted(columns["number"]) == list(range(1, len(found) + 1))
    limit = FINE_SCALE * (0.5 + ROUNDING)
    assert (np.abs(places(header, columns) - expected) <= limit).all()
    assert header["count"] == len(found)


@given(corners=st.lists(st.tuples(LON, LAT), min_size=2, max_size=30, unique=True))
def test_unpacked_lines_are_within_half_a_step(corners: list[tuple[float, float]]) -> None:
    header, columns = packed(make_catalogue([shapely.LineString(corners)]))

    (((line),),) = (outlines(header, columns, "shape"),)
    assert np.abs(line[0] - np.array(corners)).max() <= FINE_SCALE * (0.5 + ROUNDING)
    assert columns["shape.closed"] == [0]


@pytest.mark.parametrize(
    ("size", "scale"), [(MOST_FINE, FINE_SCALE), (MOST_FINE + 1, COARSE_SCALE)], ids=["few", "many"]
)
def test_many_assets_are_told_to_the_metre(size: int, scale: float) -> None:
    catalogue = scattered(size)

    header, columns = packed(catalogue)

    assert header["scale"] == scale
    rows = catalogue.rows_of(np.array(columns["number"]))
    found = places(header, columns)
    limit = scale * (0.5 + ROUNDING)
    assert np.abs(found[:, 0] - catalogue.x[rows]).max() <= limit
    assert np.abs(found[:, 1] - catalogue.y[rows]).max() <= limit


def test_rows_stay_together_when_points_are_put_in_order() -> None:
    catalogue = scattered(500)

    _, columns = packed(catalogue)

    rows = catalogue.rows_of(np.array(columns["number"]))
    assert sorted(columns["number"]) == catalogue.number.tolist()
    for name in ROWS:
        assert columns[name] == getattr(catalogue, name)[rows].tolist()


def test_some_rows_are_packed_alone() -> None:
    catalogue = scattered(50)

    _, columns = packed(catalogue, rows=np.array([3, 7, 40]))

    assert sorted(columns["number"]) == [4, 8, 41]


def test_lines_and_areas_follow_with_their_rings() -> None:
    line = shapely.LineString([(6.101, 52.201), (6.102, 52.202)])
    holed = point_in(0).buffer(0.002).difference(point_in(0).buffer(0.001))
    two = shapely.MultiPolygon([point_in(1).buffer(0.001), point_in(2).buffer(0.001)])
    lines = shapely.MultiLineString([[(6.1, 52.2), (6.11, 52.2)], [(6.12, 52.2), (6.13, 52.21)]])

    header, columns = packed(make_catalogue([line, holed, two, point_in(0), lines]))

    assert columns["shape.number"] == [1, 2, 3, 5]
    assert columns["shape.closed"] == [0, 1, 1, 0]
    assert columns["shape.lines"] == [1, 2, 2, 2]
    found = outlines(header, columns, "shape")
    for rings, shape in zip(found, [line, holed, two, lines], strict=True):
        corners = np.concatenate(rings)
        expected = shapely.get_coordinates(shape)
        assert np.abs(corners - expected).max() <= FINE_SCALE * (0.5 + ROUNDING)
    # They are rows like all others, with a point that a cluster can count.
    assert sorted(columns["number"]) == [1, 2, 3, 4, 5]


def test_asset_without_a_place_is_not_drawn() -> None:
    header, columns = packed(make_catalogue([None, point_in(0)]))

    assert (header["count"], columns["number"]) == (1, [2])


def test_no_assets_make_an_answer_too() -> None:
    header, columns = packed(make_catalogue([]))

    assert (header["count"], header["version"]) == (0, "v1")
    assert not any(columns.values())


def test_years_that_nobody_knows_are_as_in_the_catalogue() -> None:
    _, columns = packed(make_catalogue([point_in(0)]))

    assert (columns["existed_from"], columns["existed_to"]) == ([NO_START], [NO_END])


def test_layers_go_along_with_what_draws_them(layers: Layers) -> None:
    header, _ = packed(make_catalogue([]))

    assert [layer["key"] for layer in header["layers"]] == list(layers)
    assert header["layers"][0]["color"] == next(iter(layers.values())).color
    pairs = [(LAYERS[each["layer"]], each["key"]) for each in header["categories"]]
    assert pairs == sorted(POSITION, key=POSITION.__getitem__)


def test_texts_of_people_stay_out() -> None:
    catalogue = make_catalogue(
        [point_in(0)], name=["Geheim"], offers=["Geheim"], address=["Geheim"]
    )

    for answer in (
        pack_assets(catalogue, shipped_layers(), "v1"),
        pack_delta(catalogue, "v2", since="v1", changed=np.array([1])),
    ):
        assert b"Geheim" not in answer


def test_delta_tells_what_changed_and_what_is_gone() -> None:
    catalogue = make_catalogue([point_in(0), None, point_in(1), point_in(2)], number=[1, 2, 5, 9])

    answer = pack_delta(catalogue, "v2", since="v1", changed=np.array([9, 2, 7, 5, 9]))

    header, columns = unpack(answer)
    assert (header["since"], header["version"]) == ("v1", "v2")
    assert sorted(columns["number"]) == [5, 9]
    # Two has no place any more, and seven went out of sight.
    assert columns["gone"] == [2, 7]


def test_delta_of_nothing_is_empty() -> None:
    answer = pack_delta(scattered(5), "v1", since="v1", changed=np.array([], dtype=np.int64))

    header, columns = unpack(answer)
    assert (header["count"], columns["number"], columns["gone"]) == (0, [], [])


@given(data=st.data())
def test_delta_on_top_of_the_old_answer_is_the_new_answer(data: st.DataObject) -> None:
    layers = shipped_layers()
    shape = st.builds(
        lambda lon, lat, kind: (
            None
            if kind == "none"
            else shapely.Point(lon, lat)
            if kind == "point"
            else shapely.box(lon, lat, lon + 0.01, lat + 0.01)
        ),
        LON.map(lambda value: round(value, 5)),
        LAT.map(lambda value: round(value, 5)),
        st.sampled_from(["point", "point", "area", "none"]),
    )
    states = [
        data.draw(st.dictionaries(st.integers(1, 12), shape, max_size=10), label) for label in "ab"
    ]
    old, new = (
        make_catalogue([state[each] for each in sorted(state)], number=sorted(state))
        for state in states
    )
    changed = [
        number
        for number in {*states[0], *states[1]}
        if states[0].get(number) != states[1].get(number)
    ]

    before = by_number(pack_assets(old, layers, "v1"))
    delta = pack_delta(new, "v2", since="v1", changed=np.array(changed, dtype=np.int64))
    _, columns = unpack(delta)
    fresh = by_number(delta)
    kept = {number: row for number, row in before.items() if number not in columns["gone"]}

    assert {**kept, **fresh} == by_number(pack_assets(new, layers, "v2"))


def test_refusal_has_no_rows_and_says_why() -> None:
    header, columns = unpack(pack_refusal("assets", "v1", whole=True))

    assert (header["kind"], header["whole"], columns) == ("assets", True, {})


def test_packing_leaves_a_shared_catalogue_as_it_was() -> None:
    catalogue = scattered(100)
    before = {name: getattr(catalogue, name).copy() for name in ("x", "y", "number", *ROWS)}
    for name in before:
        getattr(catalogue, name).flags.writeable = False

    packed(catalogue)

    for name, values in before.items():
        assert (getattr(catalogue, name) == values).all()
