"""Take layers away as a file; only what everybody may see goes out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from geopandas import GeoDataFrame

from assetmap.domain import schema
from assetmap.domain.geometry import read_crs
from assetmap.domain.layer import Layers
from assetmap.domain.permission import VISITOR, Act, Person, demand
from assetmap.errors import N_, ExportFailed, NotFound
from assetmap.exchange import WriteResult, write_file
from assetmap.store import Store

logger = logging.getLogger(__name__)

# What a reader of the file needs; the store's own bookkeeping stays behind.
EXPORT_COLUMNS = (
    schema.CATEGORY,
    schema.NAME,
    schema.OFFERS,
    schema.THEMES,
    schema.ADDRESS,
    schema.WEBSITE,
    schema.PUBLIC_CONTACT,
    schema.OPENING_HOURS,
    schema.AUDIENCE,
    schema.COST,
    schema.WHEELCHAIR,
    schema.LANGUAGES,
    schema.EXISTED_FROM,
    schema.EXISTED_TO,
    schema.PRECISION,
    schema.NEIGHBOURHOOD,
    schema.NEIGHBOURHOOD_NAME,
    schema.POSITION,
    schema.SOURCE,
    schema.FIELDS,
    schema.RECORDED_AT,
    schema.GEOMETRY,
)


def frames_to_export(
    store: Store,
    *,
    person: Person,
    layers: Sequence[str],
    neighbourhoods: Sequence[str] | None = None,
) -> dict[str, GeoDataFrame]:
    """Return what goes out, a frame a layer, EPSG:4326, index the asset's id.

    What is public, whoever asks: a file travels further than the person who made it.

    Raises
    ------
    NotFound
        If a layer or a neighbourhood is not known.
    """
    demand(person, Act.EXPORT)
    _demand_known(store.layers, layers)
    if neighbourhoods is not None:
        known = set(store.neighbourhoods()["code"])
        unknown = [code for code in neighbourhoods if code not in known]
        if unknown:
            raise NotFound(
                N_("There is no neighbourhood with the code '{code}' in this municipality."),
                code=", ".join(unknown),
            )
    frames = {}
    for key in layers:
        frame = store.assets(layers=[key], neighbourhoods=neighbourhoods, viewer=VISITOR)
        frames[key] = frame[list(EXPORT_COLUMNS)]
    return frames


def export_file(
    store: Store,
    out: Path,
    *,
    person: Person,
    layers: Sequence[str],
    neighbourhoods: Sequence[str] | None = None,
    crs: str = "EPSG:4326",
) -> WriteResult:
    """Write layers to a file, in the format of its ending.

    Raises
    ------
    ExportFailed, MissingCRS, NotFound
    """
    read_crs(crs)
    demand_not_the_store(store, out)
    frames = frames_to_export(store, person=person, layers=layers, neighbourhoods=neighbourhoods)
    written = write_file(frames, out, crs=crs)
    logger.info("export of %d rows as %s", written.rows, out.suffix)
    return written


def demand_not_the_store(store: Store, out: Path) -> None:
    """Raise `ExportFailed` for a path where the store itself is, or a file beside it of its own."""
    if store.is_at(out):
        raise ExportFailed(
            N_("{path} is the store itself. Choose another path to write to."), path=out
        )


def _demand_known(layers: Layers, keys: Sequence[str]) -> None:
    unknown = [key for key in keys if key not in layers]
    if unknown:
        raise NotFound(
            N_("There is no layer '{layer}'. Choose one of: {known}."),
            layer=", ".join(unknown),
            known=", ".join(layers),
        )
