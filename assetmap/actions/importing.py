"""Take a list of assets in: every row is added, changed, left as it was, or refused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from assetmap.actions.clock import Clock, utc_now
from assetmap.domain import schema
from assetmap.domain.asset import Asset, asset_problems, field_term
from assetmap.domain.frame import Refusal, assets_to_add, row_to_asset
from assetmap.domain.geometry import NeighbourhoodIndex
from assetmap.domain.merge import merge
from assetmap.domain.payload import asset_to_content
from assetmap.domain.permission import Act, Person, demand
from assetmap.domain.record import Action
from assetmap.errors import N_, ImportFailed, NotFound, Problem
from assetmap.exchange import read_file
from assetmap.store import Change, Store
from assetmap.store.base import Imported

logger = logging.getLogger(__name__)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class ImportReport:
    """What became of the rows of a list.

    Parameters
    ----------
    rows
        How many the file has; the sum of the four that follow.
    added, changed, unchanged
        Row counts.
    refused
        The other rows, each with its reason and what to do.
    kept
        Rows that changed in the list as well as here: what residents wrote was kept, field by
        field.
    vanished
        Assets of an earlier import that the list no longer has. They are left as they are.
    notes
        What is worth telling about the file.
    other_words
        Words that no category has, with their number of rows: those are in `other`.
    """

    rows: int
    added: int
    changed: int
    unchanged: int
    refused: tuple[Refusal, ...]
    kept: tuple[Refusal, ...] = ()
    vanished: int = 0
    notes: tuple[Problem, ...] = ()
    other_words: Mapping[str, int] = field(default_factory=dict)
    dry_run: bool = False


def import_file(
    store: Store,
    path: Path,
    *,
    person: Person,
    layer: str,
    columns: Mapping[str, str],
    source: str = "",
    source_id: str | None = None,
    crs: str | None = None,
    x: str | None = None,
    y: str | None = None,
    file_layer: str | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _: None,
    clock: Clock = utc_now,
) -> ImportReport:
    """Take in a file of assets, all in one transaction.

    Parameters
    ----------
    layer
        Key of the layer that the assets belong to.
    columns
        Which column fills which field; `name` at least.
    source, source_id
        Where the list comes from (the file's name by default), and the column with its ids. With
        ids, a second run changes what changed and doubles nothing. Without, rows that stand here
        already with the same name, category and place are left as they are.
    x, y, crs, file_layer
        As `exchange.read_file`.
    dry_run
        Only tell what would happen.
    progress
        Called with the key of each stage: `read`, `check`, `save`, `done`.

    Raises
    ------
    ImportFailed, MissingCRS, NotAllowed, NotFound, StoreUnavailable
    """
    demand(person, Act.IMPORT)
    if layer not in store.layers:
        raise NotFound(
            N_("There is no layer '{layer}'. Choose one of: {known}."),
            layer=layer,
            known=", ".join(store.layers),
        )
    if schema.NAME not in columns:
        raise ImportFailed(
            N_("Say which column holds the name of each asset, for example: --name Naam.")
        )
    progress("read")
    read = read_file(path, crs=crs, x=x, y=y, layer=file_layer)
    return import_rows(
        store,
        read.frame,
        refused=tuple(Refusal(row.row, (row.problem,)) for row in read.refused),
        refused_ids=[row.values.get(source_id, "") for row in read.refused] if source_id else (),
        notes=read.notes,
        person=person,
        layer=layer,
        columns=columns,
        source=source or path.name,
        source_id=source_id,
        dry_run=dry_run,
        progress=progress,
        clock=clock,
    )


def import_rows(
    store: Store,
    rows: GeoDataFrame,
    *,
    person: Person,
    layer: str,
    columns: Mapping[str, str],
    source: str,
    source_id: str | None = None,
    refused: tuple[Refusal, ...] = (),
    refused_ids: Sequence[str] = (),
    notes: tuple[Problem, ...] = (),
    dry_run: bool = False,
    progress: Progress = lambda _: None,
    clock: Clock = utc_now,
) -> ImportReport:
    """Take in rows that were read already; see `import_file`.

    Parameters
    ----------
    refused, refused_ids
        Rows that the reader refused, and their ids: they are in the list, so they did not vanish.
    """
    demand(person, Act.IMPORT)
    progress("check")
    sets = store.boundary_sets()
    neighbourhoods = store.neighbourhoods()
    checked = assets_to_add(
        rows,
        layer=store.layers[layer],
        layers=store.layers,
        columns=columns,
        source=source,
        source_id=source_id,
        index=NeighbourhoodIndex(neighbourhoods["code"], neighbourhoods.geometry.array),
        boundary_year=sets[0].year if sets else None,
        today=clock().date(),
    )
    reason = f"import: {source}"
    changes: list[Change] = []
    kept: list[Refusal] = []
    new, changed, unchanged, vanished = checked.frame, 0, 0, 0
    if source_id is not None:
        earlier = store.imported(layer, source)
        known = checked.frame[schema.SOURCE_ID].isin(earlier.keys())
        new = checked.frame[~known]
        for row in checked.frame[known].itertuples():
            standing = earlier[row.source_id]
            versions, fields = _changes(standing, row_to_asset(row), reason)
            # What each side says can be right, and both together wrong.
            problems = _problems(store, versions, clock) if len(versions) > 1 else []
            if problems:
                versions, fields = [], tuple(each.field or "" for each in problems)
            if fields:
                kept.append(_kept(int(row.Index), standing.current.name, fields))
            unchanged += not versions
            changed += bool(versions)
            changes.extend(versions)
        present = {*checked.frame[schema.SOURCE_ID], *_ids(rows, source_id), *refused_ids}
        vanished = len(earlier.keys() - present)
    else:
        already = _already_there(store, layer, checked.frame, person)
        new, unchanged = checked.frame[~already], int(already.sum())

    if not dry_run:
        progress("save")
        moment = clock()
        if changes:
            # New rows go along, so that the list is taken in whole or not at all.
            added = [Change(row_to_asset(row), Action.IMPORT, reason) for row in new.itertuples()]
            store.save([*changes, *added], by=person.id, at=moment)
        else:
            store.add_frame(new, by=person.id, at=moment, action=Action.IMPORT, reason=reason)
        logger.info("import into %s: %d added, %d changed", layer, len(new), changed)
    progress("done")
    every_refusal = tuple(sorted((*refused, *checked.refused), key=lambda each: each.row))
    return ImportReport(
        rows=len(rows) + len(refused),
        added=len(new),
        changed=changed,
        unchanged=unchanged,
        refused=every_refusal,
        kept=tuple(kept),
        vanished=vanished,
        notes=notes,
        other_words=checked.other_words,
        dry_run=dry_run,
    )


def _changes(
    standing: Imported, incoming: Asset, reason: str
) -> tuple[list[Change], tuple[str, ...]]:
    """Return what to save for a row that was imported before, and the fields that were kept.

    When people here changed the asset too, the version that the list says comes first and what
    stands here after it comes second: the next import compares the list with the first.
    """
    base, ours, theirs = (
        {**asset_to_content(asset), "geometry": asset.geometry}
        for asset in (standing.base, standing.current, incoming)
    )
    if theirs.get(schema.NEIGHBOURHOOD) == base.get(schema.NEIGHBOURHOOD):
        # The list says the same code as before: it still means the boundaries of then.
        incoming = incoming.model_copy(
            update={"neighbourhood_year": standing.base.neighbourhood_year}
        )
        theirs = {**asset_to_content(incoming), "geometry": incoming.geometry}
    if theirs == base:
        return [], ()
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


def _problems(store: Store, versions: Sequence[Change], clock: Clock) -> list[Problem]:
    return asset_problems(versions[-1].asset, store.layers, today=clock().date())


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


def _ids(rows: GeoDataFrame, source_id: str) -> set[str]:
    """Return the ids of all rows, as text."""
    return {_id_text(value) for value in rows[source_id].dropna().tolist()}


def _id_text(value: object) -> str:
    # Numbers come back as 12.0 once one of them is missing.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _already_there(
    store: Store, layer: str, frame: GeoDataFrame, person: Person
) -> NDArray[np.bool_]:
    """Return which rows stand in the store already: same name, category and place."""
    standing = store.assets(layers=[layer], viewer=person, retired=True)
    # The point of an asset without a place of its own is ours, and no row has it.
    by_area = (standing[schema.POSITION] == schema.BY_NEIGHBOURHOOD).to_numpy()
    shapes = np.asarray(standing.geometry.array, dtype=object).copy()
    shapes[by_area] = None
    areas = standing[schema.NEIGHBOURHOOD].to_numpy(dtype=object).copy()
    areas[~by_area] = None
    there = set(_place_keys(standing, shapes, areas))
    keys = _place_keys(
        frame,
        np.asarray(frame.geometry.array, dtype=object),
        frame[schema.NEIGHBOURHOOD].to_numpy(dtype=object),
    )
    return np.array([key in there for key in keys], dtype=bool)


def _place_keys(
    frame: GeoDataFrame, shapes: NDArray[np.object_], areas: NDArray[np.object_]
) -> list[tuple[str, str, bytes | None, str | None]]:
    """Return what tells one asset from another: name, category, shape, or neighbourhood."""
    wkb = shapely.to_wkb(shapes).tolist()
    return list(zip(frame[schema.NAME], frame[schema.CATEGORY], wkb, areas.tolist(), strict=True))
