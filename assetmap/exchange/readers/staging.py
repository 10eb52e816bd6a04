"""Copy a file into a private folder, so that nobody changes it while GDAL reads it."""

from __future__ import annotations

import codecs
import shutil
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.archive import gather_shapefile, list_shapefiles, unpack_shapefile
from assetmap.exchange.readers.formats import ARCHIVE, GEOPACKAGE, SHAPEFILE, Format
from assetmap.exchange.readers.result import Limits

# GDAL calls a layer after the file when it has no name of its own.
STEM = "input"


@dataclass(frozen=True)
class Staged:
    """A copy in a private folder, ready to be read.

    Parameters
    ----------
    file
        Name of the copy in the folder.
    layer
        The layer to ask GDAL for; None for the only one.
    layers
        All layers, where that is known without opening the file.
    notes
        Keys of what is worth telling.
    """

    file: str
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
        shapefiles = list_shapefiles(path, limits)
        if layer is None and (first or len(shapefiles) == 1):
            layer = next(iter(shapefiles))
        if layer is None:
            raise choose_layer(path, list(shapefiles))
        if layer not in shapefiles:
            raise no_layer(path, layer, list(shapefiles))
        unpack_shapefile(path, shapefiles[layer], folder, limits)
        return Staged(f"{STEM}.shp", None, tuple(shapefiles), _missing(set(shapefiles[layer])))
    if found is SHAPEFILE:
        if layer not in (None, path.stem):
            raise no_layer(path, str(layer), [path.stem])
        parts = gather_shapefile(path, folder)
        return Staged(f"{STEM}.shp", None, (path.stem,), _missing(parts))
    name = f"{STEM}{path.suffix.lower()}"
    if found.magic == b"{":
        notes = _copy_json(path, folder / name)
        return Staged(name, None if layer == path.stem else layer, (), notes)
    shutil.copyfile(path, folder / name)
    log = path.with_name(path.name + "-wal")
    if found is GEOPACKAGE and log.is_file():
        shutil.copyfile(log, folder / f"{name}-wal")
    return Staged(name, layer, ())


def _missing(parts: set[str]) -> tuple[str, ...]:
    return tuple(ending[1:] for ending in (".dbf", ".shx") if ending not in parts)


def _copy_json(path: Path, copy: Path) -> tuple[str, ...]:
    """Copy a JSON file as UTF-8, the only encoding that it may have."""
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
