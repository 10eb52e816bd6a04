"""Write frames to a file, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from geopandas import GeoDataFrame
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError

from assetmap.domain.geometry import WGS84, to_crs
from assetmap.errors import N_, ExportFailed
from assetmap.exchange.writers.formats import FORMATS
from assetmap.exchange.writers.result import WriteResult

_GDAL_ERRORS = (DataLayerError, DataSourceError, FeatureError, GeometryError)


def write_file(frames: Mapping[str, GeoDataFrame], out: Path, *, crs: str = WGS84) -> WriteResult:
    """Write frames to a file in the format of its ending; see `FORMATS`.

    It is written beside its place and put there when it is whole: a full disk leaves no half
    file, and what was there before stays until then.

    Parameters
    ----------
    frames
        By name of the layer: EPSG:4326, index the id if it has a name, columns of text and
        numbers, geometry None where there is no place.
    out
        The file; replaced if it is there.
    crs
        Reference system to write, such as `EPSG:28992`.

    Raises
    ------
    ExportFailed
        If the ending is not known, or the file cannot be written.
    MissingCRS
        If `crs` is none.
    """
    out = Path(out)
    writer = FORMATS.get(out.suffix.lower())
    if writer is None:
        raise ExportFailed(
            N_("'{file}' has no ending that we can write. Let it end in one of: {known}."),
            file=out.name,
            known=", ".join(FORMATS),
        )
    if out.is_dir():
        raise ExportFailed(N_("'{file}' is a folder. Give a file's name."), file=str(out))
    if not out.parent.is_dir():
        raise ExportFailed(
            N_("There is no folder '{folder}'. Make it first, or choose another."),
            folder=str(out.parent),
        )
    placed = {name: to_crs(frame, crs) for name, frame in frames.items()}
    # A name of our own: GDAL would read meaning into some that people give.
    draft = out.with_name(f".assetmap-{secrets.token_hex(6)}{out.suffix.lower()}")
    try:
        layers = writer(placed, draft, crs)
        _flush(draft)
        draft.replace(out)
        _flush_folder(out.parent)
    except OSError as error:
        raise _not_written(out, error.strerror or str(error)) from error
    except _GDAL_ERRORS as error:
        raise _not_written(out, str(error).replace(str(draft), out.name)) from error
    finally:
        for left_over in out.parent.glob(f"{draft.name}*"):
            with contextlib.suppress(OSError):
                left_over.unlink()
    return WriteResult(out, sum(map(len, frames.values())), layers)


def _flush(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _flush_folder(folder: Path) -> None:
    # The file is in its place already. Windows and some shares on a network cannot do this.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(out: Path, reason: str) -> ExportFailed:
    return ExportFailed(
        N_(
            "'{file}' could not be written: {reason}. Is the disk full, the folder read-only, or "
            "the file open in another program? Make room, or choose another place."
        ),
        file=str(out),
        reason=reason.rstrip("."),
    )
