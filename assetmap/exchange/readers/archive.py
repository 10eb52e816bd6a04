"""Shapefiles in a zip: looked at before a byte is unpacked, and only their parts are."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.result import Limits

MAX_ENTRIES = 10_000
MAX_RATIO = 200
# Small files of one repeated byte shrink more than any bomb, and do no harm.
RATIO_COUNTS_FROM_BYTES = 10 * 1024**2

# What a shapefile is made of; nothing else leaves the archive.
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def list_shapefiles(archive: Path, limits: Limits) -> dict[str, dict[str, str]]:
    """Return the shapefiles in a zip: by name, the entry of each part by its ending.

    Raises
    ------
    ImportFailed
        If the archive is damaged, locked, dangerous, or holds no shapefile.
    """
    with _opened(archive) as opened:
        entries = opened.infolist()
        _check_entries(archive.name, entries, limits)
        names = [entry.filename for entry in entries if not entry.is_dir()]
    files = [name for name in names if not _is_hidden(name)]
    stems: dict[str, dict[str, str]] = {}
    for name in files:
        place = PurePosixPath(name)
        if place.suffix.lower() in PARTS:
            stems.setdefault(str(place.with_suffix("")), {})[place.suffix.lower()] = name
    found = {stem: parts for stem, parts in stems.items() if ".shp" in parts}
    if not found:
        raise ImportFailed(
            N_(
                "'{file}' holds no shapefile (.shp). It holds: {entries}. "
                "Unpack it and give the file in it, or zip the parts of the shapefile."
            ),
            file=archive.name,
            entries=", ".join(files[:5]) or "-",
        )
    short = {PurePosixPath(stem).name for stem in found}
    if len(short) == len(found):
        return {PurePosixPath(stem).name: parts for stem, parts in found.items()}
    return found


def unpack_shapefile(archive: Path, parts: dict[str, str], folder: Path, limits: Limits) -> None:
    """Unpack the parts of one shapefile into a private folder, under names of our own.

    Raises
    ------
    ImportFailed
        If an entry is damaged or is larger than it says.
    """
    left_bytes = limits.file_bytes
    with _opened(archive) as opened:
        for ending, name in parts.items():
            target = folder / f"input{ending}"
            with opened.open(name) as source, target.open("wb") as file:
                while chunk := source.read(1024**2):
                    left_bytes -= len(chunk)
                    if left_bytes < 0:
                        raise _too_big(archive.name, limits)
                    file.write(chunk)


def gather_shapefile(path: Path, folder: Path) -> set[str]:
    """Copy a shapefile with its parts into a private folder; return the endings found."""
    found = set()
    for part in path.parent.iterdir():
        ending = part.suffix.lower()
        if ending in PARTS and part.stem.lower() == path.stem.lower() and part.is_file():
            shutil.copyfile(part, folder / f"input{ending}")
            found.add(ending)
    return found


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as opened:
            yield opened
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
            UnicodeDecodeError) as error:  # fmt: skip
        raise ImportFailed(
            N_("'{file}' is a damaged zip, or no zip at all. Make or download it once more."),
            file=archive.name,
        ) from error


def _check_entries(name: str, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limits.file_bytes:
        raise _too_big(name, limits)
    for entry in entries:
        if entry.flag_bits & 1:
            raise ImportFailed(
                N_("'{file}' is locked with a password. Make a zip without one."), file=name
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ImportFailed(
                N_("'{file}' is packed in an unusual manner. Make a plain zip of it."), file=name
            )
        if _leads_outside(entry):
            raise ImportFailed(
                N_(
                    "'{file}' was refused: its entry '{entry}' points outside the archive. "
                    "Unpack it yourself, look at what is in it, and zip the shapefile alone."
                ),
                file=name,
                entry=entry.filename,
            )
        if (
            entry.file_size > RATIO_COUNTS_FROM_BYTES
            and entry.file_size > MAX_RATIO * entry.compress_size
        ):
            raise _too_big(name, limits)


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    # `orig_filename` still has the backslashes and the drive letter that zipfile takes out.
    place = entry.orig_filename.replace("\\", "/")
    return (
        place.startswith("/")
        or ":" in place.split("/")[0]
        or ".." in place.split("/")
        or stat.S_ISLNK(entry.external_attr >> 16)
    )


def _is_hidden(name: str) -> bool:
    # What macOS adds beside each file.
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _too_big(name: str, limits: Limits) -> ImportFailed:
    return ImportFailed(
        N_(
            "'{file}' unpacks to far more than it should: at most {limit} MB, {entries} files "
            "and {ratio} times its size. Unpack it yourself and zip the shapefile alone."
        ),
        file=name,
        limit=limits.file_bytes // 1024**2,
        entries=MAX_ENTRIES,
        ratio=MAX_RATIO,
    )
