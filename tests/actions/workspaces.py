"""Workspaces on real store files, with a fixed clock, and the people who act in them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from geopandas import GeoDataFrame

from assetmap.actions.boundaries import BoundaryFile
from assetmap.actions.workspace import Store, Workspace
from assetmap.domain.permission import Person, Role
from assetmap.store import GeoPackageStore
from assetmap.store.geopackage import restore
from tests.factories import MOMENT, TODAY, make_neighbourhoods, shipped_layers

STEWARD = Person("laptop", Role.STEWARD)
CONTRIBUTOR = Person("phone", Role.CONTRIBUTOR)
VISITOR = Person("visitor", Role.VISITOR)
YEAR = 2025


def clock() -> datetime:
    """Return the moment at which everything happens."""
    return MOMENT


def noon_of(year: int) -> datetime:
    """Return a moment in another year."""
    return datetime(year, 6, 1, 12, tzinfo=UTC)


def today_opener(path: Path, layers: object) -> Store:
    """Open a store on the day of the factories."""
    return GeoPackageStore(path, shipped_layers(), today=lambda: TODAY)


def new_workspace(path: Path) -> Workspace:
    """Return a workspace without a store yet."""
    return Workspace(
        path,
        shipped_layers(),
        opener=today_opener,
        creator=partial(GeoPackageStore.create, today=lambda: TODAY),
        restorer=restore,
    )


def boundary_file(neighbourhoods: GeoDataFrame | None = None) -> BoundaryFile:
    """Return boundaries as they come out of a file: a grid of six, or those given."""
    frame = make_neighbourhoods() if neighbourhoods is None else neighbourhoods
    return BoundaryFile(frame, "buurten.geojson", (), ())


def started_workspace(path: Path, neighbourhoods: GeoDataFrame | None = None) -> Workspace:
    """Return a workspace with a store of the grid's neighbourhoods."""
    workspace = new_workspace(path)
    workspace.start(boundary_file(neighbourhoods), person=STEWARD, year=YEAR, clock=clock)
    return workspace
