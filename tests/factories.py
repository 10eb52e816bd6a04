"""Small factories: what a test does not name gets a believable value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import shapely
from geopandas import GeoDataFrame

from assetmap.domain.asset import Asset, Contact
from assetmap.domain.consent import Consent
from assetmap.domain.frame import assets_to_add
from assetmap.domain.geometry import NeighbourhoodIndex
from assetmap.domain.layer import Layers, load_layers
from assetmap.domain.neighbourhood import BoundarySet
from assetmap.domain.permission import Person, Role
from assetmap.domain.record import Action
from assetmap.store import Change, Receipt, Store

LAYERS_FOLDER = Path(__file__).resolve().parent.parent / "layers"
STEWARD = Person("laptop", Role.STEWARD)
CONTRIBUTOR = Person("phone", Role.CONTRIBUTOR)
TODAY = date(2026, 5, 1)
MOMENT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)

# The grid of `make_neighbourhoods`: south-west corner and size of a cell, in degrees.
WEST, SOUTH = 6.10, 52.20
CELL = 0.01


@cache
def shipped_layers() -> Layers:
    """Return the six layers of the `layers` folder."""
    return load_layers(LAYERS_FOLDER)


def point_in(column: int, row: int = 0, *, dx: float = 0.5, dy: float = 0.5) -> shapely.Point:
    """Return a point in a cell of the grid; (0.5, 0.5) is its middle."""
    return shapely.Point(WEST + (column + dx) * CELL, SOUTH + (row + dy) * CELL)


def code_of(column: int, row: int = 0) -> str:
    """Return the code of a cell of the grid."""
    return f"BU{row}{column}"


def make_asset(name: str = "Bibliotheek", **more: Any) -> Asset:
    """Return a place in the first neighbourhood."""
    given = {"layer": "places", "category": "library", "geometry": point_in(0), **more}
    return Asset(name=name, **given)


def make_talent(
    name: str = "Fietsen maken", *, until: date | None = date(2027, 5, 1), **more: Any
) -> Asset:
    """Return what somebody can do, with consent until a day; None: without consent."""
    consent = Consent(how="on_paper", given_on=date(2026, 4, 1), until=until) if until else None
    given = {
        "layer": "skills",
        "category": "repairing",
        "neighbourhood": code_of(0),
        "neighbourhood_year": 2025,
        "consent": consent,
        **more,
    }
    return Asset(name=name, **given)


def make_contact(person: str = "Fatma Yilmaz", **more: str) -> Contact:
    """Return whom to ask."""
    return Contact(person=person, **{"phone": "06-12345678", **more})


def make_neighbourhoods(columns: int = 3, rows: int = 2, *, prefix: str = "BU") -> GeoDataFrame:
    """Return a grid of square neighbourhoods, as `prepare_boundaries` gives them."""
    cells = [(column, row) for row in range(rows) for column in range(columns)]
    codes = [code_of(*cell).replace("BU", prefix, 1) for cell in cells]
    return GeoDataFrame(
        {
            "code": codes,
            "name": [f"Buurt {code[2:]}" for code in codes],
            "kind": ["neighbourhood"] * len(cells),
            "municipality": ["Brugveen"] * len(cells),
        },
        geometry=[shapely.MultiPolygon([cell(x, y)]) for x, y in cells],
        crs="EPSG:4326",
    )


def cell(column: int, row: int = 0) -> shapely.Polygon:
    """Return a cell of the grid; neighbours share their corners to the last bit."""
    west, east = (WEST + edge * CELL for edge in (column, column + 1))
    south, north = (SOUTH + edge * CELL for edge in (row, row + 1))
    return shapely.box(west, south, east, north)


def square(west: float, south: float, size: float = CELL) -> shapely.Polygon:
    """Return a square with its south-west corner at a place."""
    return shapely.box(west, south, west + size, south + size)


def make_rows(
    columns: Mapping[str, Sequence[Any]] | None = None,
    *,
    geometry: Sequence[Any] | None = None,
    first_row: int = 1,
) -> GeoDataFrame:
    """Return rows as a reader gives them: index the row number in the file."""
    columns = {"Naam": ["Bibliotheek", "Wijkpark"]} if columns is None else dict(columns)
    length = len(next(iter(columns.values())))
    shapes = [point_in(0)] * length if geometry is None else list(geometry)
    return GeoDataFrame(
        columns,
        geometry=shapes,
        crs="EPSG:4326",
        index=range(first_row, first_row + length),
    )


def add(store: Store, *assets: Asset, contact: Contact | None = None) -> list[str]:
    """Save assets as new ones in one transaction, and return their ids."""
    changes = [Change(asset, Action.ADD, contact=contact) for asset in assets]
    return [receipt.id for receipt in store.save(changes, by="laptop", at=MOMENT)]


def change(
    store: Store,
    record_id: str,
    asset: Asset,
    *,
    based_on: int = 1,
    action: Action = Action.EDIT,
    contact: Contact | None = None,
    reason: str = "",
) -> Receipt:
    """Save a new version of an asset."""
    one = Change(asset, action, reason, record_id, based_on, contact)
    return store.save([one], by="laptop", at=MOMENT)[0]


def add_boundaries(
    store: Store, neighbourhoods: GeoDataFrame | None = None, *, year: int = 2025
) -> BoundarySet:
    """Add a boundary set; by default the grid of `make_neighbourhoods`."""
    frame = make_neighbourhoods() if neighbourhoods is None else neighbourhoods
    return store.add_boundary_set(
        frame, year=year, title=f"Brugveen {year}", source="test", by="laptop", at=MOMENT
    )


def make_checked(rows: GeoDataFrame, columns: Mapping[str, str], **more: Any) -> GeoDataFrame:
    """Return rows as `domain.frame.assets_to_add` makes them ready for a store."""
    layers, grid = shipped_layers(), make_neighbourhoods()
    key = more.pop("layer", "places")
    given = {"source": "lijst", "source_id": None, **more}
    return assets_to_add(
        rows,
        layer=layers[key],
        layers=layers,
        columns=columns,
        index=NeighbourhoodIndex(grid["code"], grid.geometry.array),
        boundary_year=2025,
        today=TODAY,
        **given,
    ).frame
