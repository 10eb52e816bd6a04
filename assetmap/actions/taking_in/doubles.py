"""Find rows that are probably in the store already: alike in name, and near."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from assetmap.actions.taking_in.outcome import Double
from assetmap.domain import schema
from assetmap.domain.geometry import shapes_to_rd, surface_points
from assetmap.domain.layer import fold
from assetmap.domain.precision import ADDRESS

# Two names that differ by a letter or two, this near, are likely one thing ...
NEAR_M = 250.0
_ALIKE = 85
# ... and so are two of which one says all of the other, such as 'De Hoek' and 'Buurthuis De Hoek'.
_CLOSE_M = 60.0
# A place that was found by its postcode can be this far off; then the name must be the same.
_COARSE_M = 1_500.0
_PAIRS_AT_ONCE = 500_000
# Words that tell no two things apart.
_COMMON = {"de", "het", "een", "t", "s", "van", "der", "den", "in", "aan", "te", "en", "the", "of",
           "stichting", "vereniging", "st", "bv", "b", "v", "nv", "o", "f"}  # fmt: skip


@dataclass(frozen=True)
class _Things:
    """Names and places of rows or assets, places in EPSG:28992."""

    names: list[str]
    figures: NDArray[np.int64]
    points: NDArray[np.object_]
    coarse: NDArray[np.bool_]


def find_doubles(
    rows: GeoDataFrame,
    standing: GeoDataFrame,
    *,
    progress: Callable[[float], None] = lambda _share: None,
) -> list[Double]:
    """Return for each row the asset that it probably is, the likeliest; in order of the rows.

    Parameters
    ----------
    rows
        As `frame.Checked.frame`.
    standing
        Assets that can be meant, columns as `schema.ASSET_COLUMNS`.
    """
    if not len(rows) or not len(standing):
        return []
    theirs, ours = _things(rows), _things(standing)
    best: dict[int, tuple[int, float, int]] = {}
    tree = shapely.STRtree(ours.points)
    step = 20_000
    for start in range(0, len(rows), step):
        here = np.arange(start, min(start + step, len(rows)))
        which, other = tree.query(theirs.points[here], predicate="dwithin", distance=NEAR_M)
        _keep_best(best, here[which], other, theirs, ours)
        progress(start / len(rows))
    which, other = _same_name(theirs, ours)
    _keep_best(best, which, other, theirs, ours, far=True)
    ids = standing.index
    return [
        Double(
            row=int(rows.index[at]),
            name=str(rows[schema.NAME].iloc[at]),
            record_id=str(ids[other]),
            other_name=str(standing[schema.NAME].iloc[other]),
            distance_m=-minus if np.isfinite(minus) else None,
            likeness=likeness,
        )
        for at, (likeness, minus, other) in sorted(best.items())
    ]


def _things(frame: GeoDataFrame) -> _Things:
    names = [_core(str(name)) for name in frame[schema.NAME]]
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    if schema.POSITION in frame.columns:
        shapes[(frame[schema.POSITION] == schema.BY_NEIGHBOURHOOD).to_numpy()] = None
    points = shapes_to_rd(surface_points(shapes))
    # Row houses differ by a number alone: names with other figures are of other things.
    figures = np.array([hash(tuple(w for w in name.split() if w.isdecimal())) for name in names])
    coarse = ~np.isin(frame[schema.PRECISION].to_numpy(dtype=object).astype(str), ["", ADDRESS])
    return _Things(names, figures, points, coarse)


def _core(name: str) -> str:
    """Return the words of a name that tell it from others, in order of the alphabet."""
    words = fold(name).split()
    return " ".join(sorted(word for word in words if word not in _COMMON) or words)


def _same_name(theirs: _Things, ours: _Things) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of the same name, a few of each, of which one has no exact place."""
    by_name: dict[str, list[int]] = {}
    for at, name in enumerate(ours.names):
        by_name.setdefault(name, []).append(at)
    pairs = [
        (at, other)
        for at, name in enumerate(theirs.names)
        for other in by_name.get(name, ())[:50]
        if theirs.coarse[at] or ours.coarse[other]
    ]
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _keep_best(
    best: dict[int, tuple[int, float, int]],
    which: NDArray[np.int64],
    other: NDArray[np.int64],
    theirs: _Things,
    ours: _Things,
    *,
    far: bool = False,
) -> None:
    same_figures = theirs.figures[which] == ours.figures[other]
    which, other = which[same_figures], other[same_figures]
    for start in range(0, len(which), _PAIRS_AT_ONCE):
        rows, assets = which[start : start + _PAIRS_AT_ONCE], other[start : start + _PAIRS_AT_ONCE]
        distances = shapely.distance(theirs.points[rows], ours.points[assets])
        likeness = _likeness(rows, assets, distances, theirs, ours)
        likely = likeness > 0
        if far:
            likely &= distances <= _COARSE_M
        for at, asset, alike, metres in zip(
            rows[likely].tolist(),
            assets[likely].tolist(),
            likeness[likely].tolist(),
            distances[likely].tolist(),
            strict=True,
        ):
            found = (int(alike), -metres, asset)
            if at not in best or found > best[at]:
                best[at] = found


def _likeness(
    rows: NDArray[np.int64],
    assets: NDArray[np.int64],
    distances: NDArray[np.float64],
    theirs: _Things,
    ours: _Things,
) -> NDArray[np.float64]:
    """Return how alike the names of pairs are, 0 where not enough."""
    here = [theirs.names[at] for at in rows.tolist()]
    there = [ours.names[at] for at in assets.tolist()]
    alike = process.cpdist(here, there, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.float32)
    close = np.flatnonzero((alike == 0) & (distances <= _CLOSE_M))
    if len(close):
        within = process.cpdist(
            [here[at] for at in close.tolist()],
            [there[at] for at in close.tolist()],
            scorer=fuzz.token_set_ratio,
            score_cutoff=100,
            dtype=np.float32,
        )
        # All of one name stands in the other: likely, and less so than the same name.
        alike[close] = np.where(within > 0, _ALIKE - 1, 0)
    found: NDArray[np.float64] = np.floor(alike).astype(np.float64)
    return found
