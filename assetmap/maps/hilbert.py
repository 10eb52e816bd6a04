"""An order of places in which neighbours stand near each other: along Hilbert's curve.

D. Hilbert, 'Ueber die stetige Abbildung einer Linie auf ein Flaechenstueck', Mathematische
Annalen 38 (1891). The steps are those of `xy2d` in https://en.wikipedia.org/wiki/Hilbert_curve, on
whole columns at once and without a branch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BITS = 16
_SIDE = (1 << _BITS) - 1


def order(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the order of places along the curve; equal places keep their order.

    Parameters
    ----------
    x, y
        Coordinates in any unit, shape (n,), none missing.
    """
    return np.argsort(distance(_grid(x), _grid(y)), kind="stable")


def distance(x: NDArray[np.uint32], y: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return how far along the curve each cell of a grid of 65,536 by 65,536 lies."""
    x, y = x.copy(), y.copy()
    found = np.zeros(len(x), dtype=np.uint32)
    one, side = np.uint32(1), np.uint32(_SIDE)
    for bit in range(_BITS - 1, -1, -1):
        east, south = (x >> np.uint32(bit)) & one, ((y >> np.uint32(bit)) & one) ^ one
        found = (found << np.uint32(2)) | ((east * np.uint32(3)) ^ south ^ one)
        # Turn and mirror the southern quarters, so that the curve goes on where it came out.
        mirrored = east * south * side
        x ^= mirrored
        y ^= mirrored
        swapped = (x ^ y) * south
        x ^= swapped
        y ^= swapped
    return found


def _grid(values: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Return values as steps of a grid that holds them all."""
    if not len(values):
        return np.empty(0, dtype=np.uint32)
    low, high = float(values.min()), float(values.max())
    width = high - low or 1.0
    return np.round((values - low) / width * _SIDE).astype(np.uint32)
