"""Load boundaries: a new store, another vintage, and the light context under the map."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from geopandas import GeoDataFrame

from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.neighbourhood import BoundarySet, guess_columns, prepare_boundaries
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, ImportFailed, Problem
from assetmap.exchange import FileSummary, list_columns, read_file
from assetmap.store import Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class BoundariesReport:
    """What became of a file of boundaries: the set, what was mended, what was refused."""

    boundary_set: BoundarySet
    notes: tuple[Problem, ...]
    refused: tuple[Problem, ...]


@dataclass(frozen=True)
class BoundaryFile:
    """Boundaries as read and prepared, not in a store yet."""

    frame: GeoDataFrame
    source: str
    notes: tuple[Problem, ...]
    refused: tuple[Problem, ...]


def look_at_boundaries(
    path: Path, *, layer: str | None = None
) -> tuple[FileSummary, dict[str, str | None]]:
    """Return what is in a file, and which columns look like code, name and municipality.

    Parameters
    ----------
    layer
        Which layer of the file; the first one by default.
    """
    summary = list_columns(path, layer=layer)
    return summary, guess_columns(summary.columns)


def read_boundaries(
    path: Path,
    *,
    code: str,
    name: str,
    kind: str | None = None,
    municipality: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
) -> BoundaryFile:
    """Read a file of boundaries in any CRS, mending what can be mended.

    Raises
    ------
    MissingCRS
        If the file does not say its CRS and none was given.
    ImportFailed
        If it cannot be read or has no usable area.
    """
    read = read_file(path, crs=crs, layer=layer)
    prepared = prepare_boundaries(
        read.frame, code=code, name=name, kind=kind, municipality=municipality
    )
    refused = (*(row.problem for row in read.refused), *prepared.refused)
    return BoundaryFile(prepared.frame, path.name, (*read.notes, *prepared.notes), refused)


def add_boundaries(
    store: Store,
    boundaries: BoundaryFile,
    *,
    person: Person,
    year: int | None = None,
    title: str = "",
    clock: Clock = utc_now,
) -> BoundariesReport:
    """Add a vintage of boundaries; every asset finds its neighbourhood again.

    Parameters
    ----------
    year
        The year that the boundaries hold from; this year by default.

    Raises
    ------
    Conflict
        If there is a set of that year already.
    """
    demand(person, Act.BOUNDARIES)
    now = clock()
    chosen = now.year if year is None else year
    if not 1800 <= chosen <= now.year + 5:
        raise ImportFailed(
            N_("{year} is no year that we can use. Give one from {first} to {last}."),
            year=chosen,
            first=1800,
            last=now.year + 5,
        )
    boundary_set = store.add_boundary_set(
        boundaries.frame,
        year=chosen,
        title=title or boundaries.source,
        source=boundaries.source,
        by=person.id,
        at=now,
    )
    logger.info("boundaries of %d: %d neighbourhoods", chosen, boundary_set.count)
    return BoundariesReport(boundary_set, boundaries.notes, boundaries.refused)


def add_context(
    store: Store,
    path: Path,
    *,
    person: Person,
    kind: str = "kind",
    class_: str | None = None,
    crs: str | None = None,
    layer: str | None = None,
    clock: Clock = utc_now,
) -> int:
    """Replace the water, green and streets that are drawn lightly under the map.

    Parameters
    ----------
    kind, class_
        Columns of the file: `water`, `green` or `street`, and for streets `main` or `side`.

    Returns
    -------
    count
        How many shapes there are now.
    """
    demand(person, Act.BOUNDARIES)
    read = read_file(path, crs=crs, layer=layer)
    frame = read.frame
    for column in (kind, class_):
        if column is not None and column not in frame.columns:
            raise ImportFailed(
                N_("There is no column '{column}'. The file has: {columns}."),
                column=column,
                columns=", ".join(str(each) for each in frame.columns if each != "geometry"),
            )
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    context = GeoDataFrame(
        {
            "kind": frame[kind].fillna("").astype(str),
            "class": "" if class_ is None else frame[class_].fillna("").astype(str),
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )
    return store.set_context(context, by=person.id, at=clock())
