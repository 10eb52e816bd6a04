"""Sort the rows of a list: new, here already, probably here already, or waiting for a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from assetmap.actions.clock import Clock
from assetmap.actions.taking_in.doubles import find_doubles
from assetmap.actions.taking_in.matching import (
    Compared,
    compare_by_id,
    row_keys,
    same_as_standing,
    undone_again,
)
from assetmap.actions.taking_in.outcome import Double, Progress
from assetmap.domain import schema
from assetmap.domain.frame import Refusal, row_to_asset
from assetmap.domain.import_plan import ID, Plan
from assetmap.domain.permission import Person
from assetmap.store import Change, Store
from assetmap.store.base import Imported


@dataclass(frozen=True)
class Matched:
    """What the checked rows of a list are to the store.

    Parameters
    ----------
    new
        To add, the doubles with them.
    unplaced
        Without a place or a neighbourhood, and not here yet.
    repeated
        How many rows say the same as an earlier row.
    earlier
        What an earlier import of the list wrote, by id.
    """

    new: GeoDataFrame
    unplaced: GeoDataFrame
    changes: list[Change]
    changed: int
    unchanged: int
    kept: list[Refusal]
    doubles: list[Double]
    repeated: int
    earlier: Mapping[str, Imported]


def match(
    store: Store,
    frame: GeoDataFrame,
    plan: Plan,
    *,
    person: Person,
    clock: Clock,
    progress: Progress,
) -> Matched:
    """Compare checked rows with the store.

    Parameters
    ----------
    frame
        As `frame.Checked.frame`; rows without a place are among them.
    """
    reason = f"import: {plan.source}"
    earlier: Mapping[str, Imported] = {}
    compared = Compared(np.ones(len(frame), dtype=bool), [], 0, 0)
    if plan.columns_for(ID):
        earlier = store.imported(plan.layer, plan.source)
        frame = _where_it_was(frame, earlier)
        compared = compare_by_id(store, frame, earlier, reason=reason, clock=clock)
    progress("match", 0.2)
    rest = frame[compared.new]
    without_id = rest[schema.SOURCE_ID].isna().to_numpy(dtype=bool)
    again = _repeats(rest) & without_id
    rest, without_id = rest[~again], without_id[~again]
    standing = store.assets(viewer=person, retired=True)
    progress("match", 0.4)
    here = standing[standing[schema.LAYER] == plan.layer]
    same = same_as_standing(rest, here)
    # A list with ids knows its own things apart; elsewhere the same name and place is the same.
    same[~without_id] = None
    there = np.array([each is not None for each in same], dtype=bool)
    matched = (
        {
            str(record_id): row_to_asset(row)
            for record_id, row in zip(same[there], rest[there].itertuples(), strict=True)
        }
        if (here[schema.STATUS] == schema.RETIRED).any()
        else {}
    )
    back = undone_again(store, matched, here, reason)
    returned = len({change.record_id for change in back})
    rest = rest[~there]
    placeless = _is_placeless(rest)
    new, unplaced = rest[~placeless], rest[placeless]
    doubles = find_doubles(
        new,
        _candidates(standing, plan),
        progress=lambda share: progress("match", 0.4 + 0.6 * share),
    )
    return Matched(
        new=new,
        unplaced=unplaced,
        changes=[*compared.changes, *back],
        changed=compared.changed + returned,
        unchanged=compared.unchanged + int(there.sum()) - returned,
        kept=compared.kept,
        doubles=doubles,
        repeated=int(again.sum()),
        earlier=earlier,
    )


def _is_placeless(frame: GeoDataFrame) -> NDArray[np.bool_]:
    missing = shapely.is_missing(np.asarray(frame.geometry.array, dtype=object))
    named = frame[schema.NEIGHBOURHOOD].notna().to_numpy(dtype=bool)
    found: NDArray[np.bool_] = missing & ~named
    return found


def _where_it_was(frame: GeoDataFrame, earlier: Mapping[str, Imported]) -> GeoDataFrame:
    """Give rows that have no place now, and had one in an earlier import, the place of then.

    A table of addresses that is not loaded this time moves nothing.
    """
    known = frame[schema.SOURCE_ID].isin(earlier.keys()).to_numpy(dtype=bool)
    lost = np.flatnonzero(_is_placeless(frame) & known).tolist()
    if not lost:
        return frame
    frame = frame.copy()
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    columns = {
        name: frame[name].to_numpy(dtype=object).copy()
        for name in (schema.PRECISION, schema.NEIGHBOURHOOD, "neighbourhood_year")
    }
    for at in lost:
        base = earlier[frame[schema.SOURCE_ID].iloc[at]].base
        shapes[at] = base.geometry
        for name, values in columns.items():
            values[at] = getattr(base, name)
    for name, values in columns.items():
        frame[name] = pd.Series(values, dtype=object, index=frame.index)
    return frame.set_geometry(shapes, crs=frame.crs)


def _repeats(frame: GeoDataFrame) -> NDArray[np.bool_]:
    """Return which rows say the same name, sort, address and place as an earlier row."""
    seen: set[object] = set()
    found = np.zeros(len(frame), dtype=bool)
    addresses = frame[schema.ADDRESS].tolist()
    for at, key in enumerate(zip(row_keys(frame), addresses, strict=True)):
        found[at] = key in seen
        seen.add(key)
    return found


def _candidates(standing: GeoDataFrame, plan: Plan) -> GeoDataFrame:
    """Return the assets that a new row can be a double of: in sight, with a place of their own."""
    can = (standing[schema.STATUS] != schema.RETIRED) & (standing[schema.POSITION] == schema.EXACT)
    if plan.columns_for(ID):
        own = (standing[schema.LAYER] == plan.layer) & (standing[schema.SOURCE] == plan.source)
        can &= ~(own & standing[schema.SOURCE_ID].notna())
    return standing[can.to_numpy(dtype=bool)]
