"""Which tiles a meeting needs, and which of them are still to be fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import shapely

from assetmap.actions.exporting import demand_not_the_store
from assetmap.domain.geometry import shapes_to_rd, shapes_to_wgs84
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, Conflict, ExportFailed, NotAllowed, NotFound
from assetmap.maps.basemaps import BaseMap
from assetmap.maps.tile_folder import numbered, read_tiles_json
from assetmap.maps.tile_grid import Cover, bounds_of, tiles_covering
from assetmap.maps.tile_source import Bounds, plain_text
from assetmap.store import Store

# More than this asks too much of a provider, and of a laptop.
MOST_TILES = 50_000

TileNumber = tuple[int, int, int]


@dataclass(frozen=True)
class Plan:
    """What is to be fetched.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees of all tiles at the last zoom.
    total
        How many tiles the neighbourhoods need.
    missing
        Those that are not in the folder yet, by zoom, ascending.
    """

    base: BaseMap
    folder: Path
    bounds: Bounds
    total: int
    missing: dict[int, list[TileNumber]]

    @property
    def to_fetch(self) -> int:
        """How many tiles are not there yet."""
        return sum(map(len, self.missing.values()))


def plan_tiles(
    store: Store,
    base: BaseMap,
    folder: Path,
    *,
    person: Person,
    zooms: Sequence[int],
    neighbourhoods: Sequence[str] | None = None,
    margin_m: float = 200.0,
) -> Plan:
    """Return which tiles cover neighbourhoods, and which of them are still to be fetched.

    Parameters
    ----------
    zooms
        Ascending, without a gap.
    neighbourhoods
        Codes; all of the store by default.
    margin_m
        How far around the neighbourhoods, in metres.

    Raises
    ------
    NotAllowed
        If the provider does not let people take tiles along.
    NotFound
        If a neighbourhood is not there.
    ExportFailed, Conflict
        If there are too many tiles, or the folder holds something else.
    """
    demand(person, Act.KEEP)
    _demand_may_pack(base)
    if not zooms or zooms[-1] > base.max_zoom:
        raise ExportFailed(
            N_("{map} has zooms up to {last}. Ask for those, for example 12-17."),
            map=base.title.en,
            last=base.max_zoom,
        )
    demand_not_the_store(store, folder)
    _demand_folder_for(base, folder)
    cover = tiles_covering(_areas(store, neighbourhoods, margin_m), zooms, most=MOST_TILES)
    if cover.total > MOST_TILES:
        raise _too_many(cover)
    there = _there(folder, zooms)
    missing = {
        z: [number for x, y in level.tolist() if (number := (z, x, y)) not in there]
        for z, level in cover.tiles.items()
    }
    return Plan(base, folder, _bounds(cover, zooms[-1]), cover.total, missing)


def server_name(base: BaseMap) -> str:
    """Return a provider's name on the net; the rest of an address can hold a key."""
    return urlsplit(base.url).hostname or base.key


def _there(folder: Path, zooms: Sequence[int]) -> set[TileNumber]:
    """Return the tiles in a folder, and remove what a killed run left half."""
    found = set()
    for z, columns in numbered(folder):
        if z not in zooms:
            continue
        for x, column in numbered(columns):
            for half in column.glob(".*.half"):
                half.unlink(missing_ok=True)
            found |= {(z, x, y) for y, tile in numbered(column) if tile.stat().st_size}
    return found


def _areas(store: Store, codes: Sequence[str] | None, margin_m: float) -> Any:
    frame = store.neighbourhoods()
    unknown = [code for code in codes or () if code not in set(frame["code"])]
    if unknown:
        raise NotFound(
            N_("There is no neighbourhood with the code '{code}' in this municipality."),
            code=", ".join(unknown),
        )
    if codes is not None:
        frame = frame[frame["code"].isin(codes)]
    areas = frame.geometry.to_numpy()
    if not len(areas):
        raise NotFound(N_("There are no neighbourhoods to take tiles for."))
    if margin_m <= 0:
        return areas
    around = shapely.buffer(shapes_to_rd(areas), margin_m, quad_segs=2)
    # Nobody sees a tenth of the margin, and borders have many corners.
    return shapes_to_wgs84(shapely.simplify(around, margin_m / 10))


def _bounds(cover: Cover, z: int) -> Bounds:
    level = cover.tiles[z]
    (west, north), (east, south) = level.min(axis=0).tolist(), level.max(axis=0).tolist()
    return bounds_of(z, west, north, east, south)


def _demand_may_pack(base: BaseMap) -> None:
    if base.key == "file":
        raise NotAllowed(
            N_("This base map is on this computer already. There is nothing to fetch.")
        )
    if base.kind == "none":
        raise NotAllowed(N_("'{map}' has no tiles to take along. Choose grey."), map=base.key)
    if not base.may_pack:
        raise NotAllowed(
            N_(
                "{map} does not let people take many tiles along. Choose grey, standard, pastel, "
                "water or aerial of PDOK, or a server of your own."
            ),
            map=base.title.en,
        )


def _demand_folder_for(base: BaseMap, folder: Path) -> None:
    """Refuse a folder that holds something else, so that nothing gets mixed."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ExportFailed(N_("'{file}' is a file. Give a folder."), file=folder)
    about = read_tiles_json(folder)
    mine = (base.key, server_name(base))
    if about and (about.get("basemap"), about.get("source")) != mine:
        raise Conflict(
            N_("{folder} holds tiles of another base map ({map}). Choose another folder."),
            folder=folder,
            map=plain_text(about.get("name")) or "?",
        )
    # Hidden files are of the system, or of a run that was killed at its first step.
    if not about and any(not each.name.startswith(".") for each in folder.iterdir()):
        raise ExportFailed(
            N_("{folder} holds other things. Choose an empty or a new folder."), folder=folder
        )


def _too_many(cover: Cover) -> ExportFailed:
    zooms = list(cover.counts)
    fits = [
        z for z in zooms if sum(cover.counts[each] for each in zooms if each <= z) <= MOST_TILES
    ]
    if not fits:
        return ExportFailed(
            N_(
                "That is about {count} tiles, and {most} is the most. Name some neighbourhoods "
                "with --neighbourhood, or begin at a lower zoom."
            ),
            count=cover.total,
            most=MOST_TILES,
        )
    return ExportFailed(
        N_(
            "That is about {count} tiles, and {most} is the most. Take fewer zooms: "
            "--zoom {first}-{last} is {fitting} tiles. Or name some neighbourhoods with "
            "--neighbourhood."
        ),
        count=cover.total,
        most=MOST_TILES,
        first=zooms[0],
        last=fits[-1],
        fitting=sum(cover.counts[each] for each in fits),
    )
