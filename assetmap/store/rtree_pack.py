"""Pack many boxes into the nodes of SQLite's R-tree at once.

Node format: https://www.sqlite.org/rtree.html, section 'The shadow tables'. Packing: sort-tile-
recursive (Leutenegger, Lopez and Edgington 1997).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
"""West, east, south, north; shape (n, 4)."""

_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])
_HEAD_BYTES = 4
_ROOT = 1


@dataclass(frozen=True)
class Packed:
    """The rows of the three shadow tables, by column.

    Parameters
    ----------
    numbers, nodes
        Number and bytes of each node.
    rows, leaves
        Row numbers in order, and the leaf that holds each.
    children, parents
        Node numbers in order, and the node above each.
    """

    numbers: list[int]
    nodes: list[bytes]
    rows: list[int]
    leaves: list[int]
    children: list[int]
    parents: list[int]


def pack(fids: NDArray[np.int64], boxes: Boxes, *, node_bytes: int) -> Packed:
    """Return a tree of boxes, leaves first, with the root as node 1.

    Parameters
    ----------
    fids, boxes
        Row numbers, shape (n,), and their boxes, shape (n, 4), n at least 1.
    node_bytes
        Size of a node in this file.
    """
    most = (node_bytes - _HEAD_BYTES) // _CELL.itemsize
    # Room for later inserts, so that the first one does not split a node.
    fill = max(2, int(most * 0.8))
    numbers: list[int] = []
    nodes: list[bytes] = []
    held: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    next_node, depth = _ROOT + 1, 0
    ids, rounded = fids, _outward(boxes)
    while True:
        order = _tiles(rounded, fill)
        ids, rounded = ids[order], rounded[order]
        groups = -(-len(ids) // fill)
        first = _ROOT if groups == 1 else next_node
        here = np.arange(first, first + groups)
        held.append((ids, np.repeat(here, fill)[: len(ids)]))
        cells = np.empty(len(ids), dtype=_CELL)
        cells["id"], cells["box"] = ids, rounded
        for position, number in enumerate(here.tolist()):
            own = cells[position * fill : (position + 1) * fill]
            head = (depth if number == _ROOT else 0).to_bytes(2, "big") + len(own).to_bytes(
                2, "big"
            )
            numbers.append(number)
            nodes.append((head + own.tobytes()).ljust(node_bytes, b"\0"))
        if groups == 1:
            break
        starts = np.arange(0, len(ids), fill)
        low, high = (each.reduceat(rounded, starts) for each in (np.minimum, np.maximum))
        ids, rounded = here, np.column_stack([low[:, 0], high[:, 1], low[:, 2], high[:, 3]])
        next_node, depth = next_node + groups, depth + 1
    rows, leaves = _in_order([held[0]])
    children, parents = _in_order(held[1:])
    return Packed(numbers, nodes, rows, leaves, children, parents)


def _in_order(
    held: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> tuple[list[int], list[int]]:
    """Return what is held and by which node, in order of what is held."""
    if not held:
        return [], []
    what, by = (np.concatenate(parts) for parts in zip(*held, strict=True))
    order = np.argsort(what)
    return what[order].tolist(), by[order].tolist()


def _outward(boxes: Boxes) -> NDArray[np.float32]:
    """Return boxes in single precision that hold the double precision ones."""
    rounded = boxes.astype(np.float32)
    low, high = np.float32(-np.inf), np.float32(np.inf)
    for column, towards in ((0, low), (1, high), (2, low), (3, high)):
        inward = (
            rounded[:, column] > boxes[:, column]
            if towards == low
            else rounded[:, column] < boxes[:, column]
        )
        rounded[inward, column] = np.nextafter(rounded[inward, column], towards)
    return rounded


def _tiles(boxes: NDArray[np.float32], fill: int) -> NDArray[np.intp]:
    """Return the order in which groups of `fill` boxes lie close together."""
    x = boxes[:, 0].astype(np.float64) + boxes[:, 1]
    y = boxes[:, 2].astype(np.float64) + boxes[:, 3]
    groups = -(-len(boxes) // fill)
    columns = max(1, int(np.ceil(np.sqrt(groups))))
    per_column = fill * -(-groups // columns)
    rank = np.empty(len(boxes), dtype=np.intp)
    rank[np.argsort(x, kind="stable")] = np.arange(len(boxes))
    return np.lexsort((y, rank // per_column))
