"""Take in a list whose columns are named: every row is added, changed, left as it was, or refused.

For a list that nobody has looked at yet, see `actions.taking_in`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.taking_in.matching import Compared, compare_by_id, row_keys, standing_keys
from assetmap.domain import cells, schema
from assetmap.domain.frame import Refusal, assets_to_add
from assetmap.domain.geometry import NeighbourhoodIndex
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, ImportFailed, NotFound, Problem
from assetmap.exchange import read_file
from assetmap.store import Store
from assetmap.store.base import NewRun

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
        file=path.name,
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
    file: str = "",
    dry_run: bool = False,
    progress: Progress = lambda _: None,
    clock: Clock = utc_now,
) -> ImportReport:
    """Take in rows that were read already; see `import_file`.

    Parameters
    ----------
    file
        What to call the file in the list of imports; by default the source.
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
    compared, vanished = Compared(np.ones(len(checked.frame), dtype=bool), [], 0, 0), 0
    if source_id is not None:
        earlier = store.imported(layer, source)
        compared = compare_by_id(store, checked.frame, earlier, reason=reason, clock=clock)
        present = {*checked.frame[schema.SOURCE_ID], *cells.texts(rows[source_id]), *refused_ids}
        vanished = len(earlier.keys() - present)
        new, unchanged = checked.frame[compared.new], compared.unchanged
    else:
        already = _already_there(store, layer, checked.frame, person)
        new, unchanged = checked.frame[~already], int(already.sum())

    if not dry_run and (len(new) or compared.changes):
        progress("save")
        # New rows go along with the changes, so that the list is taken in whole or not at all.
        store.save_import(
            NewRun(file=file or source, layer=layer, source=source),
            new=new,
            changes=compared.changes,
            by=person.id,
            at=clock(),
        )
        logger.info("import into %s: %d added, %d changed", layer, len(new), compared.changed)
    progress("done")
    every_refusal = tuple(sorted((*refused, *checked.refused), key=lambda each: each.row))
    return ImportReport(
        rows=len(rows) + len(refused),
        added=len(new),
        changed=compared.changed,
        unchanged=unchanged,
        refused=every_refusal,
        kept=tuple(compared.kept),
        vanished=vanished,
        notes=notes,
        other_words=checked.other_words,
        dry_run=dry_run,
    )


def _already_there(
    store: Store, layer: str, frame: GeoDataFrame, person: Person
) -> NDArray[np.bool_]:
    """Return which rows stand in the store already: same name, category and place."""
    there = set(standing_keys(store.assets(layers=[layer], viewer=person, retired=True)))
    return np.array([key in there for key in row_keys(frame)], dtype=bool)
