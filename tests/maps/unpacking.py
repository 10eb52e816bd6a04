"""Read packed answers as the browser's script does."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

Columns = dict[str, list[int]]

# What a float loses on its way through origin and steps is far less than this part of a step.
ROUNDING = 1e-3


def unpack(answer: bytes) -> tuple[dict[str, Any], Columns]:
    """Return header and columns of a packed answer; nothing may be left over."""
    assert answer[:4] == b"amc1"
    end = 8 + int.from_bytes(answer[4:8], "little")
    header = json.loads(answer[8:end])
    columns = {}
    for column in header["columns"]:
        count, planes = column["count"], column["planes"]
        body = answer[end : end + count * planes]
        end += count * planes
        stored = np.zeros(count, dtype=np.int64)
        for plane in range(planes):
            part = body[plane * count : (plane + 1) * count]
            stored += np.frombuffer(part, dtype=np.uint8).astype(np.int64) << 8 * plane
        if column["delta"]:
            stored = np.cumsum(np.where(stored % 2, -(stored + 1) // 2, stored // 2))
        columns[column["name"]] = (stored + column["base"]).tolist()
    assert end == len(answer)
    return header, columns


def places(header: dict[str, Any], columns: Columns, prefix: str = "") -> Any:
    """Return longitude and latitude of a row each, shape (n, 2)."""
    steps = np.column_stack([columns[f"{prefix}x"], columns[f"{prefix}y"]]).reshape(-1, 2)
    return np.array(header["origin"]) + steps * header["scale"]


def outlines(header: dict[str, Any], columns: Columns, prefix: str) -> list[list[Any]]:
    """Return the lines of each shape, each line an array of places."""
    corners = iter(places(header, columns, f"{prefix}."))
    sizes = iter(columns[f"{prefix}.sizes"])
    return [
        [np.array([next(corners) for _ in range(next(sizes))]) for _ in range(lines)]
        for lines in columns[f"{prefix}.lines"]
    ]
