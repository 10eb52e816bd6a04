"""All public assets as columns, and one that follows what changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.catalogue import NO_END, NO_START, Catalogue
from tests.catalogues import DTYPES, demand_sound, told

AREA = shapely.box(6.1, 52.2, 6.2, 52.3)
LINE = shapely.LineString([(6.1, 52.2), (6.2, 52.3)])

ROWS = st.fixed_dictionaries(
    {
        "x": st.floats(3, 8) | st.just(np.nan),
        "y": st.floats(50, 54),
        "category": st.integers(0, 120),
        "layer": st.integers(0, 5),
        "area": st.integers(-1, 15_000),
        "existed_from": st.integers(1, 2100) | st.just(NO_START),
        "existed_to": st.integers(1, 2100) | st.just(NO_END),
        "themes": st.integers(0, 2**10 - 1),
        "audience": st.integers(0, 2**6 - 1),
        "languages": st.integers(0, 2**23 - 1),
        "cost": st.integers(0, 3),
        "wheelchair": st.integers(0, 3),
        "hours": st.sampled_from(["", "24/7", "Mo 10:00-12:00", "op afspraak"]),
        "changed": st.integers(0, 2**40),
        "name": st.text(max_size=5),
        "offers": st.text(max_size=5),
        "address": st.text(max_size=5),
        "shape": st.sampled_from([None, None, AREA, LINE]),
    }
)
STATES = st.dictionaries(st.integers(1, 30), ROWS, max_size=12)


def build(state: dict[int, dict[str, Any]]) -> Catalogue:
    """Return the catalogue of rows by number."""
    numbers = sorted(state)
    rows = [{"number": number, **state[number]} for number in numbers]
    hours_texts = tuple(dict.fromkeys(["", *(row["hours"] for row in rows)]))
    columns: dict[str, Any] = {}
    for name, dtype in DTYPES.items():
        columns[name] = np.empty(len(rows), dtype=dtype)
        columns[name][:] = [
            hours_texts.index(row[name]) if name == "hours" else row[name] for row in rows
        ]
    shapes = {number: state[number]["shape"] for number in numbers if state[number]["shape"]}
    return Catalogue(**columns, hours_texts=hours_texts, shapes=shapes)


@given(before=STATES, after=STATES, told_too=st.sets(st.integers(1, 40), max_size=5))
def test_what_was_updated_is_what_would_be_built_anew(before, after, told_too):
    changed = {
        number
        for number in before.keys() | after.keys()
        if str(before.get(number)) != str(after.get(number))
    } | told_too
    old = build(before)

    new = old.updated(
        np.array(sorted(changed), dtype=np.int64),
        build({number: row for number, row in after.items() if number in changed}),
    )

    demand_sound(new)
    assert told(new) == told(build(after))
    assert told(old) == told(build(before))  # what others hold in hand stays as it was


@given(before=STATES)
def test_no_change_changes_nothing(before):
    old = build(before)

    new = old.updated(np.empty(0, dtype=np.int64), build({}))

    demand_sound(new)
    assert told(new) == told(old)


@given(STATES, st.sampled_from(["edits", "a list"]))
def test_what_is_fresh_need_not_be_named_as_changed(state, kind):
    old = build(state if kind == "edits" else {})

    new = old.updated(np.array([], dtype=np.int64), build(state))

    assert told(new) == told(build(state))


@given(state=STATES, asked=st.lists(st.integers(-1, 40), max_size=12))
def test_rows_are_found_by_number(state, asked):
    catalogue = build(state)

    rows = catalogue.rows_of(np.array(asked, dtype=np.int64))

    assert rows.dtype == np.int64
    assert catalogue.number[rows].tolist() == [number for number in asked if number in state]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_it_is_as_long_as_it_has_rows(count):
    row = dict.fromkeys(DTYPES, 0) | {"hours": "", "shape": None}

    assert len(build(dict.fromkeys(range(count), row))) == count


def test_it_cannot_be_changed_in_place():
    with pytest.raises(AttributeError):
        build({}).number = np.empty(0)
