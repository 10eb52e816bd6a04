"""Many rows at once into a table."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import IntegrityError

from assetmap.store import bulk


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d)")
        yield connection
    engine.dispose()


def rows_in(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM t ORDER BY rowid")]


@pytest.mark.parametrize("count", [1, 2, 199, 200, 201, 400, 1001])
def test_every_row_arrives_in_order(connection, count):
    columns = {
        "a": list(range(count)),
        "b": [f"naam {number}" if number % 3 else None for number in range(count)],
        "c": b"GP",
        "d": None,
    }

    bulk.insert(connection, "t", columns, rows=count)

    expected = [(columns["a"][at], columns["b"][at], b"GP", None) for at in range(count)]
    assert rows_in(connection) == expected


@pytest.mark.parametrize("count", [1, 3, 200, 450])
def test_rows_that_are_all_the_same_arrive_as_often(connection, count):
    bulk.insert(connection, "t", {"a": [1] * count, "b": "x", "c": None, "d": 2}, rows=count)

    assert rows_in(connection) == [(1, "x", None, 2)] * count


def test_no_rows_are_no_rows(connection):
    bulk.insert(connection, "t", {"a": [], "b": "x", "c": [], "d": None}, rows=0)

    assert rows_in(connection) == []


@given(
    rows=st.lists(
        st.tuples(
            st.none() | st.integers(0, 2), st.sampled_from(["", "a", "'"]), st.binary(max_size=1)
        ),
        max_size=450,
    )
)
def test_values_stay_in_their_row(rows):
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER, b TEXT, c BLOB)")
        columns = {name: [row[at] for row in rows] for at, name in enumerate("abc")}

        bulk.insert(connection, "t", columns, rows=len(rows))

        assert rows_in(connection) == rows
    engine.dispose()


def test_a_row_that_is_refused_stops_them_all(connection):
    connection.exec_driver_sql("CREATE UNIQUE INDEX one ON t (a)")

    with pytest.raises(IntegrityError):
        bulk.insert(connection, "t", {"a": [*range(300), 5], "b": "x"}, rows=301)


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_back_as_it_was_after_a_failure_too(was_on):
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        with bulk.without_collector():
            assert not gc.isenabled()
        with pytest.raises(ZeroDivisionError), bulk.without_collector():
            raise ZeroDivisionError

        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()
