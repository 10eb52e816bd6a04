"""Many boxes at once into SQLite's R-tree, as deep as it gets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from assetmap.store import rtree
from assetmap.store.rtree_pack import pack


def make_boxes(count: int, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    west, south = random.uniform(6, 7, count), random.uniform(52, 53, count)
    size = random.exponential(0.01, (2, count))
    return np.column_stack([west, west + size[0], south, south + size[1]])


def tree_in(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE gpkg_extensions (a, b, c, d, e)")
    connection.exec_driver_sql("CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB)")
    rtree.register_functions(connection.connection.driver_connection)
    rtree.create(connection, "t")


def found_in(connection: Connection, box: tuple[float, ...]) -> set[int]:
    west, east, south, north = box
    rows = connection.exec_driver_sql(
        "SELECT id FROM rtree_t_geom WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?",
        (west, east, south, north),
    )
    return {row[0] for row in rows}


@pytest.mark.parametrize("page_size", [512, 4096], ids=["deep", "wide"])
@pytest.mark.parametrize("parts", [(1000,), (6000,), (1000, 1000, 1000), (3000, 5, 2000)], ids=str)
def test_a_packed_tree_is_sound_and_finds_what_lies_in_a_box(tmp_path: Path, page_size, parts):
    engine = create_engine(f"sqlite:///{tmp_path / 'boom.db'}")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA page_size = {page_size}")
        tree_in(connection)
        boxes = make_boxes(sum(parts))
        start = 0

        for part in parts:
            fids = np.arange(start + 1, start + 1 + part)
            rtree.fill(connection, "t", fids, boxes[start : start + part])
            start += part

        assert connection.exec_driver_sql("SELECT rtreecheck('rtree_t_geom')").scalar() == "ok"
        seen = (6.3, 6.4, 52.3, 52.4)
        inside = (
            (boxes[:, 1] >= seen[0])
            & (boxes[:, 0] <= seen[1])
            & (boxes[:, 3] >= seen[2])
            & (boxes[:, 2] <= seen[3])
        )
        # Single precision is rounded outwards: nothing is missed.
        assert set(np.flatnonzero(inside) + 1) <= found_in(connection, seen)
        assert len(found_in(connection, seen)) <= inside.sum() + 2
    engine.dispose()


def test_a_packed_tree_takes_single_boxes_and_gives_them_back(tmp_path: Path):
    engine = create_engine(f"sqlite:///{tmp_path / 'boom.db'}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA page_size = 512")
        tree_in(connection)
        rtree.fill(connection, "t", np.arange(1, 3001), make_boxes(3000))

        for fid, box in enumerate(make_boxes(300, seed=2).tolist(), start=5001):
            connection.exec_driver_sql(
                "INSERT INTO rtree_t_geom VALUES (?, ?, ?, ?, ?)", (fid, *box)
            )
        connection.exec_driver_sql("DELETE FROM rtree_t_geom WHERE id <= 1500")

        assert connection.exec_driver_sql("SELECT rtreecheck('rtree_t_geom')").scalar() == "ok"
        assert connection.exec_driver_sql("SELECT count(*) FROM rtree_t_geom").scalar() == 1800
    engine.dispose()


def test_what_has_no_place_is_left_out(tmp_path: Path):
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        tree_in(connection)
        boxes = make_boxes(1200)
        boxes[::2] = np.nan

        rtree.fill(connection, "t", np.arange(1, 1201), boxes)
        rtree.fill(connection, "t", np.arange(1201, 1203), np.full((2, 4), np.nan))

        assert connection.exec_driver_sql("SELECT count(*) FROM rtree_t_geom").scalar() == 600
        assert connection.exec_driver_sql("SELECT rtreecheck('rtree_t_geom')").scalar() == "ok"
    engine.dispose()


@settings(max_examples=50)
@given(count=st.integers(1, 400), node_bytes=st.sampled_from([100, 148, 448, 4032]))
def test_every_row_is_in_one_leaf_and_every_node_but_the_root_below_another(count, node_bytes):
    packed = pack(np.arange(10, 10 + count), make_boxes(count), node_bytes=node_bytes)

    assert packed.rows == list(range(10, 10 + count))
    assert set(packed.leaves) <= set(packed.numbers)
    assert sorted(packed.numbers) == list(range(1, len(packed.numbers) + 1))
    assert packed.children == sorted(set(packed.numbers) - {1})
    assert set(packed.parents) <= set(packed.numbers)
    assert {len(node) for node in packed.nodes} == {node_bytes}
