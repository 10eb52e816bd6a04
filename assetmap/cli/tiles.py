"""Commands for base maps of one's own: take tiles along, and look what is in a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from assetmap.actions import tile_packing
from assetmap.cli.command import (
    DONE,
    IN_PART,
    NOT_DONE,
    PERSON,
    StoreOption,
    app,
    store_at,
)
from assetmap.cli.speaking import complain, say, working
from assetmap.maps.basemaps import BaseMap, base_maps
from assetmap.maps.tile_folder import TILES_JSON, numbered, read_tiles_json
from assetmap.maps.tile_source import plain_text
from assetmap.maps.tiles import info_at, open_tiles
from assetmap.settings import Settings

tiles_app = typer.Typer(
    help="Base maps for a place without internet.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(tiles_app, name="tiles")

# More than this is asked about first: it takes minutes, and room on the disk.
ASK_FROM = 2_000

# What tiles of a town weigh on average, in bytes, to say about how much room they take.
_USUAL_TILE = 15_000

# What `basemap.js` draws of a vector file; other layers stay invisible.
_DRAWN = {"earth", "landuse", "water", "buildings", "roads", "places"}


@tiles_app.command("pack")
def pack(
    out: Annotated[Path, typer.Option(help="Folder to fill; it may be filled in part.")],
    basemap: Annotated[
        str, typer.Option(help="grey, standard, pastel, water, aerial, or own.")
    ] = "grey",
    neighbourhood: Annotated[
        list[str] | None,
        typer.Option(help="Code of a neighbourhood, as often as needed. Default: all."),
    ] = None,
    zoom: Annotated[str, typer.Option(help="First and last zoom.")] = "12-17",
    margin_m: Annotated[
        float, typer.Option(help="How far around the neighbourhoods, in metres.", min=0, max=5000)
    ] = 200,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, whatever the number.")] = False,
    store: StoreOption = None,
) -> int:
    """Fetch the tiles of neighbourhoods into a folder, for a meeting without internet."""
    zooms = _zooms(zoom)
    if zooms is None:
        complain(f"--zoom {zoom}: write it as FIRST-LAST, for example 12-17.")
        return NOT_DONE
    base = _base_map(basemap)
    if base is None:
        return NOT_DONE
    with working("Counting tiles"):
        plan = tile_packing.plan_tiles(
            store_at(store), base, out, person=PERSON, zooms=zooms,
            neighbourhoods=neighbourhood, margin_m=margin_m,
        )  # fmt: skip
    there = plan.total - plan.to_fetch
    say(f"{plan.total} tiles of {base.title.en}, {there} of them are there already.")
    if plan.to_fetch > ASK_FROM and not yes:
        size = plan.to_fetch * _USUAL_TILE // 1_000_000
        typer.confirm(
            f"Fetch {plan.to_fetch} tiles, about {size} MB? (--yes does not ask)", abort=True
        )
    return _pack(plan)


def _pack(plan: tile_packing.Plan) -> int:
    seen: list[tile_packing.PackReport] = []
    with working("Fetching tiles") as stage:

        def progress(report: tile_packing.PackReport) -> None:
            seen[:] = [report]
            stage(f"{report.done} of {report.total} tiles")

        try:
            report = tile_packing.pack_tiles(plan, person=PERSON, progress=progress)
        except KeyboardInterrupt:
            done = seen[0].kept + seen[0].fetched if seen else plan.total - plan.to_fetch
            complain(
                f"Stopped. {done} of {plan.total} tiles are in {plan.folder} and can be used. "
                "The same command goes on from there."
            )
            return IN_PART
    say(f"{report.fetched} tiles fetched, {report.kept} were there, in {plan.folder}.")
    if report.absent:
        say(f"{report.absent} are not there at {plan.base.title.en}, outside what it covers.")
    if report.left:
        why = f": {report.reason}" if report.reason else ", the time was over"
        complain(f"{report.left} tiles did not come{why}. The same command goes on from there.")
        return IN_PART
    if not report.kept + report.fetched:
        complain("No tile is there at all. Look at --zoom, or choose another base map.")
        return NOT_DONE
    say(f"Use it with: ASSETMAP_BASEMAP_FILE={plan.folder} and ASSETMAP_BASEMAP=file")
    return DONE


@tiles_app.command("info")
def info(
    file: Annotated[Path, typer.Argument(help="A .pmtiles file or a folder of tiles.")],
) -> int:
    """Tell what is in a base map of one's own."""
    found = open_tiles(file).info
    say(f"{file}: {'vector tiles' if found.kind == 'vector' else 'pictures'}")
    say(f"  zooms: {found.min_zoom}-{found.max_zoom}")
    if found.bounds is not None:
        say("  west, south, east, north: " + ", ".join(f"{each:.4f}" for each in found.bounds))
    say(f"  made by: {found.attribution or 'it does not say; set ASSETMAP_BASEMAP_ATTRIBUTION'}")
    if file.is_dir():
        _tell_folder(file)
    else:
        say(f"  size: {_size(file.stat().st_size)}")
    if found.kind == "vector":
        say(f"  layers: {', '.join(found.layers) or 'it does not say'}")
        if not _DRAWN & set(found.layers):
            complain(
                f"None of these layers can be drawn. assetmap draws {', '.join(sorted(_DRAWN))}, "
                "as in the files of Protomaps."
            )
            return IN_PART
    return DONE


def _tell_folder(folder: Path) -> None:
    about = read_tiles_json(folder)
    for key, words in (("name", "base map"), ("source", "from"), ("date", "fetched on")):
        if text := plain_text(about.get(key)):
            say(f"  {words}: {text}")
    if not about:
        say(f"  there is no {TILES_JSON} in it")
    sizes = [
        tile.stat().st_size
        for _, zoom in numbered(folder)
        for _, column in numbered(zoom)
        for _, tile in numbered(column)
    ]
    say(f"  size: {len(sizes)} tiles, {_size(sum(sizes))}")


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"


def _zooms(text: str) -> range | None:
    """Return the zooms of `12-17` or `14`; None when it is neither."""
    match = re.fullmatch(r"([0-9]{1,2})(?:-([0-9]{1,2}))?", text.strip())
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return range(first, last + 1) if first <= last else None


def _base_map(key: str) -> BaseMap | None:
    settings = Settings()
    there = base_maps(
        server_url=settings.basemap_url,
        server_attribution=settings.basemap_attribution,
        file=info_at(settings.basemap_file),
    )
    if key not in there:
        needs = " It needs ASSETMAP_BASEMAP_URL." if key == "own" else ""
        complain(f"There is no base map '{key}'.{needs} Choose one of: {', '.join(there)}.")
    return there.get(key)
