"""Made-up neighbourhoods, rows and stores, the same each run, for the benchmarks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from assetmap.actions.importing import import_rows
from assetmap.domain.layer import Layers, load_layers
from assetmap.domain.permission import Person, Role
from assetmap.settings import ROOT
from assetmap.store import GeoPackageStore

SEED = 1987
STEWARD = Person("benchmark", Role.STEWARD)
WEST, SOUTH, EAST, NORTH = 4.73, 52.28, 5.02, 52.43

_STREETS = ("Brink", "Kerkstraat", "Molenpad", "Dijkweg", "Lindelaan", "Havenkade", "Torenplein")
_FIRST = ("Buurthuis", "Speeltuin", "Bibliotheek", "Gymzaal", "Moestuin", "Ontmoetingsplek", "Park")
_LAST = ("De Brug", "Oost", "'t Hoekje", "De Linde", "Zonneweide", "aan de Vecht", "De Kraal")
_OFFERS = (
    "Koffie, een leestafel en op woensdag taalles. Iedereen is welkom, ook zonder afspraak.",
    "Een zaal voor dertig mensen, met beamer en keuken. Bewoners huren haar voor weinig.",
    "Spelen, klimmen en in de zomer waterpret; er is altijd iemand van de buurt bij.",
    "",
)
_HOURS = ("Mo-Fr 09:00-17:00", "Mo-Sa 10:00-22:00; Su off", "We 13:00-16:00", "")


def layers() -> Layers:
    """Return the shipped layers."""
    return load_layers(ROOT / "layers")


def neighbourhoods(count: int = 500) -> GeoDataFrame:
    """Return neighbourhoods with borders of about 100 corners, as real ones have.

    They are the Voronoi cells of random points, their borders bent a little.
    """
    random = np.random.default_rng(SEED)
    seeds = shapely.multipoints(random.uniform((WEST, SOUTH), (EAST, NORTH), size=(count, 2)))
    town = shapely.box(WEST, SOUTH, EAST, NORTH)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=town))
    cells = shapely.intersection(cells, town)
    fine = shapely.segmentize(cells, shapely.length(cells).mean() / 100)
    bent = shapely.transform(fine, lambda xy: xy + 0.0002 * np.sin(3000 * xy[:, ::-1]))
    shapes = [
        shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
        for shape in shapely.make_valid(bent, method="structure")
    ]
    codes = [f"BU{number:06d}" for number in range(len(shapes))]
    return GeoDataFrame(
        {
            "code": codes,
            "name": [f"Buurt {code}" for code in codes],
            "kind": ["neighbourhood"] * len(codes),
            "municipality": ["Brugveen"] * len(codes),
        },
        geometry=shapes,
        crs="EPSG:4326",
    )


def rows(count: int, *, layer: str = "places", seed: int = SEED) -> GeoDataFrame:
    """Return a list of places as a municipality publishes them, index the row number."""
    random = np.random.default_rng(seed)

    def pick(words: tuple[str, ...]) -> list[str]:
        return [words[at] for at in random.integers(0, len(words), count)]

    categories = [category.title.nl for category in layers()[layer].categories]
    names = [f"{first} {last}" for first, last in zip(pick(_FIRST), pick(_LAST), strict=True)]
    houses = random.integers(1, 200, count)
    streets = pick(_STREETS)
    return GeoDataFrame(
        {
            "id": [f"P{number:06d}" for number in range(count)],
            "naam": [f"{name} {number}" for number, name in enumerate(names)],
            "categorie": pick(tuple(categories)),
            "omschrijving": pick(_OFFERS),
            "adres": [f"{street} {house}" for street, house in zip(streets, houses, strict=True)],
            "website": [
                f"https://www.example.org/{number}" if number % 3 else "" for number in range(count)
            ],
            "openingstijden": pick(_HOURS),
        },
        geometry=shapely.points(
            random.uniform((WEST + 0.01, SOUTH + 0.01), (EAST - 0.01, NORTH - 0.01), (count, 2))
        ),
        crs="EPSG:4326",
        index=range(1, count + 1),
    )


COLUMNS = {
    "name": "naam",
    "category": "categorie",
    "offers": "omschrijving",
    "address": "adres",
    "website": "website",
    "opening_hours": "openingstijden",
}


def layers_with_places() -> list[str]:
    """Return the keys of the layers whose assets have a place of their own, in their order."""
    return [key for key, layer in layers().items() if "point" in layer.geometry]


def lists(count: int) -> dict[str, GeoDataFrame]:
    """Return a list for each layer whose assets have a place; `count` rows in all."""
    keys = layers_with_places()
    shares = [(count + position) // len(keys) for position in range(len(keys))]
    return {
        key: rows(share, layer=key, seed=SEED + position)
        for position, (key, share) in enumerate(zip(keys, shares, strict=True))
    }


def one_list(count: int) -> GeoDataFrame:
    """Return the rows of `lists` as one frame with `name`, `category`, `layer` and `geometry`."""
    parts = [
        frame[["naam", "categorie", "geometry"]]
        .rename(columns={"naam": "name", "categorie": "category"})
        .assign(layer=key)
        for key, frame in lists(count).items()
    ]
    return GeoDataFrame(pd.concat(parts, ignore_index=True), crs="EPSG:4326")


def make_store(path: Path, count: int) -> Path:
    """Make a store with neighbourhoods and the rows of `lists`; return its path."""
    store = GeoPackageStore.create(path, layers())
    store.add_boundary_set(
        neighbourhoods(),
        year=2026,
        title="Brugveen",
        source="benchmark",
        by="benchmark",
        at=datetime.now(UTC),
    )
    for key, frame in lists(count).items():
        report = import_rows(
            store,
            frame,
            person=STEWARD,
            layer=key,
            columns=COLUMNS,
            source=f"benchmark {key}",
            source_id="id",
        )
        if report.added != len(frame):
            raise SystemExit(
                f"{report.added} of {len(frame)} rows were added: {report.refused[:3]}"
            )
    store.close()
    return path
