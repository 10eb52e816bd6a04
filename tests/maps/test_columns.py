"""Columns of whole numbers: what goes in comes out, in as few bytes as it needs."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.maps.columns import MAGIC, Column, pack
from tests.maps.unpacking import unpack

EXACT = 2**46


@given(
    values=st.lists(st.integers(-EXACT, EXACT), max_size=40),
    small=st.lists(st.integers(-300, 300), max_size=40),
    delta=st.booleans(),
)
def test_what_is_packed_comes_out_again(values: list[int], small: list[int], delta: bool) -> None:
    answer = pack(
        {"kind": "test", "version": "é"},
        {
            "large": Column(np.array(values, dtype=np.int64), delta=delta),
            "small": Column(np.array(small, dtype=np.int16), delta=delta),
        },
    )

    header, columns = unpack(answer)
    assert (header["kind"], header["version"]) == ("test", "é")
    assert columns == {"large": values, "small": small}


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.int64, np.bool_])
def test_columns_of_any_whole_type_are_taken(dtype: type) -> None:
    values = np.array([0, 1, 1, 0, 1], dtype=dtype)

    for delta in (False, True):
        _, columns = unpack(pack({}, {"a": Column(values, delta=delta)}))
        assert columns["a"] == [0, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("values", "planes"),
    [([], 0), ([7], 0), ([-5, -5, -5], 0), ([0, 255], 1), ([1000, 1256], 2), ([0, 2**40], 6)],
)
def test_column_has_as_many_planes_as_its_values_need(values: list[int], planes: int) -> None:
    header, _ = unpack(pack({}, {"a": Column(np.array(values, dtype=np.int64))}))

    assert header["columns"][0]["planes"] == planes


def test_number_that_a_browser_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="more than a browser's number holds"):
        pack({}, {"a": Column(np.array([0, 2**52], dtype=np.int64))})


def test_packing_leaves_read_only_values_as_they_were() -> None:
    values = np.arange(10, dtype=np.int64)
    values.flags.writeable = False

    pack({}, {"a": Column(values, delta=True), "b": Column(values)})

    assert values.tolist() == list(range(10))


def test_answer_begins_with_its_mark_and_says_how_long_its_header_is() -> None:
    answer = pack({"kind": "test"}, {})

    assert answer[:4] == MAGIC
    assert len(answer) == 8 + int.from_bytes(answer[4:8], "little")


def test_steps_that_are_small_become_small_under_gzip() -> None:
    random = np.random.default_rng(3)
    walk = np.cumsum(random.integers(-90, 90, 20_000))

    body = pack({}, {"walk": Column(walk, delta=True)})

    assert len(gzip.compress(body, 5)) < 1.05 * len(walk)
