"""Files that belong together: the parts of a map layer, and the things that a zip holds."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.archive import list_entries, unpack
from assetmap.exchange.readers.formats import (
    ARCHIVE,
    FORMATS_BY_ENDING,
    GEODATABASE,
    GEOJSON,
    JSON_ROWS,
    MAPINFO,
    SHEET,
    TABLE,
    Format,
    detect_format,
)
from assetmap.exchange.readers.gdal import private_folder
from assetmap.exchange.readers.result import Limits

# GDAL calls a layer after the file when it has no name of its own.
STEM = "input"

# What a layer is made of, by the ending that stands for the whole; nothing else is taken along.
PARTS = {
    ".shp": (".shp", ".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".tab", ".dat", ".map", ".id", ".ind", ".dbf"),
    ".mif": (".mif", ".mid"),
}

# What is read without GDAL, by other modules than those of map layers.
ROWS = (TABLE, SHEET, JSON_ROWS)

# Texts that come along with map layers and are none: `readme.txt`, `licence.txt`.
_NO_DATA = re.compile(r"read.?me|lees.?mij|licen[cs]e|licentie|copyright|metadata", re.IGNORECASE)

# The files of a geodatabase have names like `a0000000a.gdbtable`.
_IN_GEODATABASE = re.compile(r"(?P<stem>.*\.gdb)/(?P<file>[\w.]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Thing:
    """One thing in a zip that we can read.

    Parameters
    ----------
    ending
        That of the file that stands for it; `.gdb` for a geodatabase, which is a folder.
    entries
        What it is made of: each entry of the zip, with the name that its copy gets.
    """

    ending: str
    entries: dict[str, str] = field(default_factory=dict)


def things_in(archive: Path, limits: Limits) -> dict[str, Thing]:
    """Return what a zip holds that we can read, by name.

    Raises
    ------
    ImportFailed
        If the zip is damaged, locked or dangerous, or holds nothing that we can read.
    """
    files = list_entries(archive, limits)
    found = {**_whole(files, archive), **_alone(files)}
    if not found:
        raise ImportFailed(
            N_(
                "'{file}' holds nothing that we can read. It holds: {entries}. "
                "Unpack what is in it, and give the file with the list or the map layer."
            ),
            file=archive.name,
            entries=", ".join(files[:5]) or "-",
        )
    short = {PurePosixPath(name).name for name in found}
    if len(short) == len(found):
        return {PurePosixPath(name).name: thing for name, thing in found.items()}
    return found


def _whole(files: list[str], archive: Path) -> dict[str, Thing]:
    """Return the layers that are made of several files, and geodatabases."""
    things: dict[str, Thing] = {}
    by_stem: dict[str, dict[str, str]] = {}
    for name in files:
        place = PurePosixPath(name)
        by_stem.setdefault(str(place.with_suffix("")).casefold(), {})[place.suffix.lower()] = name
        if inside := _IN_GEODATABASE.fullmatch(name):
            thing = things.setdefault(PurePosixPath(inside["stem"]).stem, Thing(".gdb"))
            thing.entries[name] = f"{STEM}.gdb/{inside['file'].lower()}"
    for parts in by_stem.values():
        for ending, wanted in PARTS.items():
            if ending in parts:
                stem = str(PurePosixPath(parts[ending]).with_suffix(""))
                entries = {parts[each]: f"{STEM}{each}" for each in wanted if each in parts}
                things.setdefault(
                    stem if stem not in things else stem + ending, Thing(ending, entries)
                )
    # A zip of the inside of a geodatabase, without its folder.
    if not things and archive.name.lower().endswith(".gdb.zip"):
        tables = {
            each: f"{STEM}.gdb/{each.lower()}" for each in files if re.fullmatch(r"[\w.]+", each)
        }
        if any(each.lower().endswith(".gdbtable") for each in tables):
            things[archive.name[: -len(".gdb.zip")]] = Thing(".gdb", tables)
    return things


def _alone(files: list[str]) -> dict[str, Thing]:
    """Return what is one file, tables only when there is nothing better to go by its name."""
    things = {}
    for name in files:
        ending = PurePosixPath(name).suffix.lower()
        known = FORMATS_BY_ENDING.get(ending)
        if known is None or known is ARCHIVE or ending in PARTS:
            continue
        if ending in (".txt", ".xml", ".json") and _NO_DATA.search(PurePosixPath(name).stem):
            continue
        things[name] = Thing(ending, {name: f"{STEM}{ending}"})
    # ArcGIS puts a description beside each layer: `places.shp.xml`.
    return {name: thing for name, thing in things.items() if not name.lower().endswith(".shp.xml")}


def choose_thing(
    archive: Path, layer: str | None, *, first: bool, limits: Limits
) -> tuple[str, Thing, tuple[str, ...]]:
    """Return the thing in a zip that is to be read, with its name and all names.

    Raises
    ------
    ImportFailed
        If it is not there, or none of several was chosen.
    """
    things = things_in(archive, limits)
    names = tuple(things)
    # The layer may also be one inside the only thing that there is.
    if (len(things) == 1 and layer not in things) or (layer is None and first):
        layer = names[0]
    if layer is None:
        raise choose_layer(archive, list(names))
    if layer not in things:
        raise no_layer(archive, layer, list(names))
    return layer, things[layer], names


def unpack_thing(
    archive: Path, name: str, thing: Thing, folder: Path, limits: Limits
) -> tuple[Path, Format]:
    """Unpack a thing into a private folder; return the file that stands for it, and its format.

    Raises
    ------
    ImportFailed
        If it is damaged, or is something else than its ending says.
    """
    targets = {entry: folder / copy for entry, copy in thing.entries.items()}
    if thing.ending == ".gdb":
        (folder / f"{STEM}.gdb").mkdir()
    file = folder / f"{STEM}{thing.ending}"
    # One file keeps its own name, for that is what an error should speak of.
    if len(targets) == 1:
        file = folder / _plain_name(name, thing.ending)
        targets = dict.fromkeys(targets, file)
    unpack(archive, targets, limits)
    if thing.ending == ".gdb":
        return file, GEODATABASE
    return file, detect_format(file, limits)


def _plain_name(name: str, ending: str) -> str:
    stem = PurePosixPath(name).name
    stem = stem[: -len(ending)] if stem.lower().endswith(ending) else stem
    return (re.sub(r"[^\w. -]", "_", stem).strip(". ")[:80] or STEM) + ending


def gather(path: Path, folder: Path) -> set[str]:
    """Copy a layer with its parts into a private folder; return the endings found."""
    found = set()
    for part in path.parent.iterdir():
        ending = part.suffix.lower()
        if (
            ending in PARTS[path.suffix.lower()]
            and part.stem.lower() == path.stem.lower()
            and part.is_file()
        ):
            shutil.copyfile(part, folder / f"{STEM}{ending}")
            found.add(ending)
    return found


@contextmanager
def opened(
    path: Path, found: Format, *, layer: str | None, limits: Limits, first: bool = False
) -> Iterator[tuple[Path, Format, str | None]]:
    """Give the table, sheet or JSON that a zip holds, as a file with its format and layer.

    For what is no zip, or a zip of a map layer, what was given comes back: `read_vector` unpacks
    those itself.

    Raises
    ------
    ImportFailed
        If the zip holds nothing that we can read, or several things and none was chosen.
    """
    if found is not ARCHIVE:
        yield path, found, layer
        return
    name, thing, names = choose_thing(path, layer, first=first, limits=limits)
    # By its content, JSON may be either, and so may what ends in `.tab`.
    if FORMATS_BY_ENDING.get(thing.ending) not in (*ROWS, GEOJSON, MAPINFO):
        yield path, found, layer
        return
    with private_folder(path.name) as folder:
        inside, kind = unpack_thing(path, name, thing, folder, limits)
        if kind in ROWS:
            yield inside, kind, None if layer in names else layer
        else:
            yield path, found, layer


def missing_parts(found: set[str]) -> tuple[str, ...]:
    """Return keys of notes on what a shapefile lacks."""
    return tuple(ending[1:] for ending in (".dbf", ".shx") if ending not in found)


def choose_layer(path: Path, layers: list[str]) -> ImportFailed:
    """Return the error for a file whose layer has to be chosen first."""
    return ImportFailed(
        N_("'{file}' has several layers: {layers}. Say which one is to be read."),
        file=path.name,
        layers=", ".join(layers),
    )


def no_layer(path: Path, layer: str, layers: list[str]) -> ImportFailed:
    """Return the error for a layer that is not in the file."""
    return ImportFailed(
        N_("'{file}' has no layer '{layer}'. It has: {layers}."),
        file=path.name,
        layer=layer,
        layers=", ".join(layers) or path.stem,
    )
