"""Compare the rows of a list with what stands in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from assetmap.actions.clock import Clock
from assetmap.domain import schema
from assetmap.domain.asset import Asset, field_term
from assetmap.domain.asset_rules import asset_problems
from assetmap.domain.frame import Refusal, row_to_asset
from assetmap.domain.merge import merge
from assetmap.domain.payload import asset_to_content
from assetmap.domain.record import Action
from assetmap.errors import N_, Problem
from assetmap.store import Change, Store
from assetmap.store.base import Imported

# More undone imports than anybody makes.
_MOST_RUNS = 10_000

PlaceKey = tuple[str, str, bytes | None, str | None]


@dataclass(frozen=True)
class Compared:
    """What the rows of a list are to the assets that an earlier import brought.

    Parameters
    ----------
    new
        Which rows are not here yet.
    changes
        To assets that are here; `changed` rows bring them.
    kept
        Rows that changed in the list as well as here.
    """

    new: NDArray[np.bool_]
    changes: list[Change]
    changed: int
    unchanged: int
    kept: list[Refusal] = field(default_factory=list)


def compare_by_id(
    store: Store,
    frame: GeoDataFrame,
    earlier: Mapping[str, Imported],
    *,
    reason: str,
    clock: Clock,
) -> Compared:
    """Compare rows with ids with what an earlier import of the same list wrote."""
    known = frame[schema.SOURCE_ID].isin(earlier.keys()).to_numpy(dtype=bool)
    found = Compared(~known, [], 0, 0)
    changed = unchanged = 0
    for row in frame[known].itertuples():
        standing = earlier[row.source_id]
        versions, fields = changes_of(standing, row_to_asset(row), reason)
        # What each side says can be right, and both together wrong.
        if len(versions) > 1 and _has_problems(store, versions, clock):
            fields = tuple(
                each.field or ""
                for each in asset_problems(versions[-1].asset, store.layers, today=clock().date())
            )
            versions = []
        if fields:
            found.kept.append(_kept(int(row.Index), standing.current.name, fields))
        unchanged += not versions
        changed += bool(versions)
        found.changes.extend(versions)
    return Compared(found.new, found.changes, changed, unchanged, found.kept)


def changes_of(
    standing: Imported, incoming: Asset, reason: str
) -> tuple[list[Change], tuple[str, ...]]:
    """Return what to save for a row that was imported before, and the fields that were kept.

    When people here changed the asset too, the version that the list says comes first and what
    stands here after it comes second: the next import compares the list with the first.
    """
    if standing.undone:
        return _brought_back(standing.id, standing.version, standing.current, incoming, reason), ()
    base, theirs = _contents(standing.base), _contents(incoming)
    if theirs.get(schema.NEIGHBOURHOOD) == base.get(schema.NEIGHBOURHOOD):
        # The list says the same code as before: it still means the boundaries of then.
        incoming = incoming.model_copy(
            update={"neighbourhood_year": standing.base.neighbourhood_year}
        )
        theirs = _contents(incoming)
    if theirs == base:
        return [], ()
    ours = _contents(standing.current)
    result = merge(base, ours, theirs)
    content = {key: value for key, value in result.content.items() if value is not None}
    if content == {key: value for key, value in ours.items() if value is not None}:
        return [], result.conflicts
    asset = Asset.model_validate(content)
    said = Change(incoming, Action.IMPORT, reason, standing.id, standing.version)
    if asset == incoming:
        return [said], ()
    merged = Change(asset, Action.EDIT, reason, standing.id, standing.version + 1)
    return [said, merged], result.conflicts


def _contents(asset: Asset) -> dict[str, Any]:
    return {**asset_to_content(asset), "geometry": asset.geometry}


def _brought_back(
    record_id: str, version: int, current: Asset, incoming: Asset, reason: str
) -> list[Change]:
    """Return what puts an asset back in sight that went with the import that brought it."""
    back = Change(current, Action.RESTORE, reason, record_id, version)
    if asset_to_content(current) == asset_to_content(incoming) and (
        current.geometry == incoming.geometry
    ):
        return [back]
    return [back, Change(incoming, Action.IMPORT, reason, record_id, version + 1)]


def place_keys(
    frame: GeoDataFrame, shapes: NDArray[np.object_], areas: NDArray[np.object_]
) -> list[PlaceKey]:
    """Return what tells one asset from another: name, category, shape, or neighbourhood."""
    wkb = shapely.to_wkb(shapes).tolist()
    return list(zip(frame[schema.NAME], frame[schema.CATEGORY], wkb, areas.tolist(), strict=True))


def row_keys(frame: GeoDataFrame) -> list[PlaceKey]:
    """Return the keys of rows of a list."""
    return place_keys(
        frame,
        np.asarray(frame.geometry.array, dtype=object),
        frame[schema.NEIGHBOURHOOD].to_numpy(dtype=object),
    )


def standing_keys(standing: GeoDataFrame) -> list[PlaceKey]:
    """Return the keys of assets in the store."""
    # The point of an asset without a place of its own is ours, and no row has it.
    by_area = (standing[schema.POSITION] == schema.BY_NEIGHBOURHOOD).to_numpy()
    shapes = np.asarray(standing.geometry.array, dtype=object).copy()
    shapes[by_area] = None
    areas = standing[schema.NEIGHBOURHOOD].to_numpy(dtype=object).copy()
    areas[~by_area] = None
    return place_keys(standing, shapes, areas)


def same_as_standing(frame: GeoDataFrame, standing: GeoDataFrame) -> NDArray[np.object_]:
    """Return for each row the id of the asset that says the same, None where there is none.

    The same name, sort and place; or, where the list gave no coordinates, the same name, sort and
    address from the same source: somebody may have pointed out a better place since.
    """
    ids = standing.index.tolist()
    here = dict(zip(standing_keys(standing), ids, strict=True))
    by_address = dict(zip(_address_keys(standing), ids, strict=True))
    searched = frame[schema.PRECISION].to_numpy(dtype=object) != ""
    searched |= shapely.is_missing(np.asarray(frame.geometry.array, dtype=object))
    found = np.full(len(frame), None, dtype=object)
    rows = zip(row_keys(frame), _address_keys(frame), searched.tolist(), strict=True)
    for at, (key, address, was_searched) in enumerate(rows):
        # Without place and neighbourhood a key says no more than a name.
        same = here.get(key) if key[2:] != (None, None) else None
        if same is None and was_searched and address[3]:
            same = by_address.get(address)
        found[at] = same
    return found


def _address_keys(frame: GeoDataFrame) -> list[tuple[str, str, str, str]]:
    columns = (schema.SOURCE, schema.NAME, schema.CATEGORY, schema.ADDRESS)
    return list(zip(*(frame[column] for column in columns), strict=True))


def undone_again(
    store: Store, matched: dict[str, Asset], standing: GeoDataFrame, reason: str
) -> list[Change]:
    """Return what brings back assets without ids that went out of sight by undoing an import.

    Parameters
    ----------
    matched
        What the list says, by id of the asset that says the same.
    """
    retired = set(standing.index[standing[schema.STATUS] == schema.RETIRED]) & matched.keys()
    if not retired or not any(run.undone for run in store.imports(most=_MOST_RUNS)):
        return []
    changes: list[Change] = []
    for record_id in sorted(retired):
        last = store.history(record_id)[-1]
        if last.action == Action.UNDO:
            changes += _brought_back(record_id, last.number, last.asset, matched[record_id], reason)
    return changes


def _has_problems(store: Store, versions: list[Change], clock: Clock) -> bool:
    return bool(asset_problems(versions[-1].asset, store.layers, today=clock().date()))


def _kept(row: int, name: str, conflicts: tuple[str, ...]) -> Refusal:
    return Refusal(
        row,
        (
            Problem(
                N_(
                    "'{name}' was changed here too: {fields}. What stands here was kept; "
                    "change it by hand if the list is right."
                ),
                {"name": name, "fields": tuple(map(field_term, conflicts))},
            ),
        ),
    )
