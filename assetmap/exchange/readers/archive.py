"""Zips: looked at before a byte is unpacked, and nothing but what is asked for leaves them."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.result import Limits

MAX_ENTRIES = 10_000
MAX_RATIO = 200
# Small files of one repeated byte shrink more than any bomb, and do no harm.
RATIO_COUNTS_FROM_BYTES = 10 * 1024**2


def list_entries(archive: Path, limits: Limits) -> list[str]:
    """Return the names of the files in a zip, without what macOS adds to them.

    Raises
    ------
    ImportFailed
        If the archive is damaged, locked or dangerous.
    """
    with _opened(archive) as opened:
        entries = opened.infolist()
        _check_entries(archive.name, entries, limits)
        names = [entry.filename for entry in entries if not entry.is_dir()]
    return [name for name in names if not _is_hidden(name)]


def unpack(archive: Path, targets: Mapping[str, Path], limits: Limits) -> None:
    """Unpack some entries, each to a place of ours.

    Raises
    ------
    ImportFailed
        If an entry is damaged or is larger than it says.
    """
    left_bytes = limits.file_bytes
    with _opened(archive) as opened:
        for name, target in targets.items():
            with opened.open(name) as source, target.open("wb") as file:
                while chunk := source.read(1024**2):
                    left_bytes -= len(chunk)
                    if left_bytes < 0:
                        raise _too_big(archive.name, limits)
                    file.write(chunk)


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
                    "Unpack it yourself, look at what is in it, and zip the map layer alone."
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
            "and {ratio} times its size. Unpack it yourself and zip the map layer alone."
        ),
        file=name,
        limit=limits.file_bytes // 1024**2,
        entries=MAX_ENTRIES,
        ratio=MAX_RATIO,
    )
