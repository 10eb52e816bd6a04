"""How an asset is written down in a version: JSON with sorted keys, empty values left out.

Two ways lead to the same bytes: from one `Asset`, and from the columns of a frame for a whole
import at once. A property test holds them together.
"""

from __future__ import annotations

from itertools import compress
from typing import Any

import orjson
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from assetmap.domain import schema
from assetmap.domain.asset import Asset
from assetmap.domain.traits import split_keys

# The year of the boundary set that a neighbourhood is named from.
NEIGHBOURHOOD_YEAR = "neighbourhood_year"
# Its texts, empty where nothing is filled in.
PAYLOAD_TEXTS = (
    schema.LAYER,
    schema.CATEGORY,
    schema.NAME,
    schema.OFFERS,
    schema.ADDRESS,
    schema.WEBSITE,
    schema.PUBLIC_CONTACT,
    schema.OPENING_HOURS,
    schema.PRECISION,
    schema.SOURCE,
    schema.THEMES,
    schema.AUDIENCE,
    schema.COST,
    schema.WHEELCHAIR,
    schema.LANGUAGES,
)
# Those of them that hold several keys, joined by ';'.
PAYLOAD_LISTS = (schema.THEMES, schema.AUDIENCE, schema.LANGUAGES)
# Columns of a frame that become an asset, all of them there (see `domain.frame`).
PAYLOAD_COLUMNS = (
    *PAYLOAD_TEXTS,
    schema.SOURCE_ID,
    schema.EXISTED_FROM,
    schema.EXISTED_TO,
    schema.NEIGHBOURHOOD,
    NEIGHBOURHOOD_YEAR,
    schema.FIELDS,
)


def asset_to_content(asset: Asset) -> dict[str, Any]:
    """Return what an asset says, without its shape, as plain values."""
    content = asset.model_dump(mode="json", exclude={"geometry"})
    return {key: value for key, value in content.items() if value not in ("", None, [], {})}


def content_to_asset(content: dict[str, Any], shape: BaseGeometry | None) -> Asset:
    """Return the asset that `asset_to_content` wrote down."""
    return Asset.model_validate({**content, "geometry": shape})


def dump(content: dict[str, Any]) -> bytes:
    """Return content as JSON bytes, the same for the same content."""
    return _fitting(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))


def _fitting(text: bytes) -> bytes:
    """Return the same bytes without the room to spare that orjson leaves behind them.

    It is about a kilobyte a row: for 100,000 rows more than half of all memory.
    """
    return bytes(memoryview(text))


def load(payload: str | bytes) -> dict[str, Any]:
    """Return the content of JSON bytes that `dump` made."""
    content: dict[str, Any] = orjson.loads(payload)
    return content


def frame_to_payloads(assets: GeoDataFrame) -> list[bytes]:
    """Return the bytes of each row, as `dump(asset_to_content(asset))` would give them.

    Parameters
    ----------
    assets
        Columns `PAYLOAD_COLUMNS`: texts without None, years and neighbourhood nullable,
        those of `PAYLOAD_LISTS` joined by ';', fields as dict or None.
    """
    columns = {key: assets[key].tolist() for key in sorted(PAYLOAD_COLUMNS)}
    filled = {key: values for key, values in columns.items() if any(values)}
    for name in filled.keys() & set(PAYLOAD_LISTS):
        filled[name] = [split_keys(keys) for keys in filled[name]]
    keys, payloads = tuple(filled), []
    for row in zip(*filled.values(), strict=True):
        # The keys stand in order already; only a layer's own fields are still to be sorted.
        content = dict(zip(compress(keys, row), compress(row, row), strict=True))
        payloads.append(
            dump(content) if schema.FIELDS in content else _fitting(orjson.dumps(content))
        )
    return payloads
