"""Copy a file into a private folder, so that nobody changes it while it is read."""

from __future__ import annotations

import codecs
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.archive import list_entries, unpack
from assetmap.exchange.readers.bundle import (
    PARTS,
    ROWS,
    STEM,
    choose_thing,
    gather,
    missing_parts,
    no_layer,
    unpack_thing,
)
from assetmap.exchange.readers.formats import (
    ARCHIVE,
    GEODATABASE,
    GEOJSON_LINES,
    GEOPACKAGE,
    KML,
    KMZ,
    SHAPEFILE,
    Format,
    detect_format,
)
from assetmap.exchange.readers.result import Limits


@dataclass(frozen=True)
class Staged:
    """A copy in a private folder, ready to be read.

    Parameters
    ----------
    file
        Name of the copy in the folder.
    found
        Its format; of a zip, that of what is in it.
    layer
        The layer to ask GDAL for; None for the only one.
    layers
        All layers, where that is known without opening the file.
    notes
        Keys of what is worth telling.
    """

    file: str
    found: Format
    layer: str | None
    layers: tuple[str, ...]
    notes: tuple[str, ...] = ()


def stage(
    path: Path,
    found: Format,
    folder: Path,
    layer: str | None,
    limits: Limits,
    *,
    first: bool = False,
) -> Staged:
    """Copy what is to be read into a private folder, under a name of our own.

    Parameters
    ----------
    first
        Take the first layer when none was chosen.

    Raises
    ------
    ImportFailed
        If the layer is not there, or none of several was chosen.
    """
    if found is ARCHIVE:
        return _stage_archive(path, folder, layer, limits, first=first)
    if found is KMZ:
        return _stage_kmz(path, folder, layer, limits)
    if path.suffix.lower() in PARTS:
        if layer not in (None, path.stem):
            raise no_layer(path, str(layer), [path.stem])
        parts = gather(path, folder)
        notes = missing_parts(parts) if found is SHAPEFILE else ()
        return Staged(f"{STEM}{path.suffix.lower()}", found, None, (path.stem,), notes)
    return _stage_one(path, found, folder, layer)


def _stage_one(path: Path, found: Format, folder: Path, layer: str | None) -> Staged:
    name = f"{STEM}{_ending(path, found)}"
    copy = folder / name
    if found.magic == b"{" or found is GEOJSON_LINES:
        notes = _copy_json(path, copy)
        return Staged(name, found, None if layer == path.stem else layer, (), notes)
    if path.parent != folder:
        shutil.copyfile(path, copy)
        log = path.with_name(path.name + "-wal")
        if found is GEOPACKAGE and log.is_file():
            shutil.copyfile(log, folder / f"{name}-wal")
    elif path != copy:
        path.rename(copy)
    return Staged(name, found, None if found.drivers != GEOPACKAGE.drivers and layer == path.stem
                  else layer, ())  # fmt: skip


def _ending(path: Path, found: Format) -> str:
    """Return the ending of the copy; some drivers of GDAL know a file by nothing else."""
    if found is KML:
        return ".kml"
    if found is GEOJSON_LINES:
        return ".geojson"
    if found.way == "osm":
        return ".pbf" if path.suffix.lower() == ".pbf" else ".osm"
    return path.suffix.lower()


def _stage_archive(
    archive: Path, folder: Path, layer: str | None, limits: Limits, *, first: bool
) -> Staged:
    name, thing, names = choose_thing(archive, layer, first=first, limits=limits)
    inside, found = unpack_thing(archive, name, thing, folder, limits)
    if found in ROWS:
        raise ImportFailed(
            N_("'{file}' holds a table, '{table}'. Unpack it and give the table itself."),
            file=archive.name,
            table=name,
        )
    # The name of the thing chooses it; any other name is that of a layer inside.
    inner = None if layer in names else layer
    if thing.ending in PARTS:
        if inner is not None:
            raise no_layer(archive, inner, list(names))
        ends = {PurePosixPath(each).suffix for each in thing.entries.values()}
        notes = missing_parts(ends) if found is SHAPEFILE else ()
        return Staged(inside.name, found, None, names, notes)
    if found is GEODATABASE:
        return Staged(inside.name, found, inner, ())
    staged = (
        _stage_kmz(inside, folder, inner, limits)
        if found is KMZ
        else _stage_one(inside, found, folder, inner)
    )
    return staged if len(names) == 1 else Staged(
        staged.file, found, staged.layer, names, staged.notes
    )  # fmt: skip


def _stage_kmz(path: Path, folder: Path, layer: str | None, limits: Limits) -> Staged:
    """Take the KML out of a KMZ: by custom `doc.kml`, else the first one."""
    entries = [name for name in list_entries(path, limits) if name.lower().endswith(".kml")]
    if not entries:
        raise ImportFailed(
            N_("'{file}' is a KMZ without a KML in it. Export it once more as KML."),
            file=path.name,
        )
    chosen = min(entries, key=lambda name: (name.lower() != "doc.kml", name.count("/")))
    copy = folder / f"{STEM}.kml"
    unpack(path, {chosen: copy}, limits)
    detect_format(copy, limits)
    return Staged(copy.name, KML, None if layer == path.stem else layer, ())


def _copy_json(path: Path, copy: Path) -> tuple[str, ...]:
    """Copy a JSON file as UTF-8, the only encoding that it may have."""
    if path == copy:
        path = path.rename(copy.with_name(f"raw-{copy.name}"))
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as source, copy.open("wb") as target:
            while chunk := source.read(1024**2):
                decoder.decode(chunk)
                target.write(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raw = path.read_bytes()
        wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = raw.decode("utf-16" if wide else "cp1252", errors="replace")
        copy.write_text(text, encoding="utf-8")
        return () if wide else ("encoding",)
    return ()
