"""Cells that hold a whole place: `lat,lon`, WKT, GeoJSON, or WKB in hexadecimal digits."""

from __future__ import annotations

import contextlib
import json
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pandas import Series

from assetmap.exchange.readers.numbers import read_number

_WKT = re.compile(
    r"\s*(?:SRID=(?P<srid>\d+)\s*;|EPSG:(?P<epsg>\d+)\s*[;:]|<[^<>\s]*/(?P<uri>\d+)>)?\s*"
    r"(?P<shape>(?:MULTI)?(?:POINT|LINESTRING|POLYGON|CURVE|SURFACE)\b.*"
    r"|(?:GEOMETRYCOLLECTION|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|TIN|TRIANGLE)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_WKB = re.compile(r"(?:\\x|0x)?(?P<digits>0[01][0-9A-F]{20,})", re.IGNORECASE)

# What stands around and between two numbers in one cell.
_AROUND = "()[]{} \t\r\n"
_PLAIN = r"[+-]?\d+(?:\.\d+)?"
_PAIR = re.compile(rf"(?P<first>{_PLAIN})(?:\s*[,;/|]\s*|\s+)(?P<second>{_PLAIN})")
_COMMA = r"[+-]?\d+,\d+"
_PAIR_WITH_COMMAS = re.compile(rf"(?P<first>{_COMMA})(?:\s*[;/|]\s*|,\s+|\s+)(?P<second>{_COMMA})")
# Degrees with minutes, or with the letter of a side of the world; and where to cut between two.
_ANGLE = re.compile(r"[°º'\"\N{PRIME}\N{RIGHT SINGLE QUOTATION MARK}]|[NSZ]", re.IGNORECASE)
_CUT = re.compile(r"\s*[,;/|]\s*|\s+")
_LAT_KEYS = ("lat", "latitude", "breedtegraad", "y")
_LON_KEYS = ("lon", "lng", "long", "longitude", "lengtegraad", "x")

# A pair is short; longer text is something else.
_PAIR_CHARACTERS = 100
_LOOKED_AT = 200


@dataclass(frozen=True)
class Places:
    """What a column with places says.

    Parameters
    ----------
    shapes
        One for each cell, None for none and for what cannot be read.
    declared_crs
        The reference system that most cells name, such as `EPSG:28992`.
    """

    shapes: NDArray[np.object_]
    declared_crs: str | None


def holds_places(cells: Series) -> bool:
    """Tell whether most cells that hold something look like a place in coordinates."""
    some = cells.dropna().head(_LOOKED_AT).tolist()
    return bool(some) and sum(map(_looks_like_place, some)) >= 0.5 * len(some)


def read_places(cells: Series) -> Places:
    """Return the shape in each cell.

    In a pair of degrees latitude comes first, as people write it, in brackets longitude does, as
    GeoJSON has it; in a pair of metres x does. Whether that is right for the column as a whole
    shows from the values (see `axes.py`).
    """
    texts = cells.tolist()
    shapes = np.full(len(texts), None, dtype=object)
    systems: Counter[str] = Counter()
    pairs: list[tuple[int, float, float]] = []
    drawn: dict[str, tuple[list[int], list[str]]] = {
        "wkt": ([], []), "geojson": ([], []), "wkb": ([], [])
    }  # fmt: skip
    for position, text in enumerate(texts):
        # Empty is None or NaN, whatever kind of column it is.
        if not isinstance(text, str):
            continue
        if text[0] == "{" and '"coordinates"' in (plain := _with_double_quotes(text)):
            kind, content = "geojson", plain
        elif found := _WKT.fullmatch(text):
            kind, content = "wkt", found["shape"]
            code = found["srid"] or found["epsg"] or found["uri"]
            if code:
                systems[f"EPSG:{code}"] += 1
        elif found := _WKB.fullmatch(text):
            kind, content = "wkb", found["digits"]
        else:
            pair = read_pair(text)
            if pair is not None:
                pairs.append((position, *pair))
            continue
        drawn[kind][0].append(position)
        drawn[kind][1].append(content)
    if pairs:
        where, x, y = zip(*pairs, strict=True)
        shapes[list(where)] = shapely.points(x, y)
    for kind, (positions, contents) in drawn.items():
        if positions:
            shapes[positions] = _drawn(kind, contents)
    for srid in shapely.get_srid(shapes[drawn["wkb"][0]]).tolist() if drawn["wkb"][0] else ():
        if srid > 0:
            systems[f"EPSG:{srid}"] += 1
    declared = systems.most_common(1)[0][0] if systems else None
    return Places(shapes, declared)


def read_pair(text: str) -> tuple[float, float] | None:
    """Return x and y (or longitude and latitude) of two numbers in one cell, or None."""
    if len(text) > _PAIR_CHARACTERS:
        return None
    if text[0] == "{":
        return _pair_by_keys(text)
    inner = text.strip(_AROUND)
    found = _PAIR.fullmatch(inner) or _PAIR_WITH_COMMAS.fullmatch(inner)
    if found is not None:
        first, second = (float(found[key].replace(",", ".")) for key in ("first", "second"))
        degrees = abs(first) <= 180 and abs(second) <= 180
        return (second, first) if degrees and text[0] != "[" else (first, second)
    return _pair_of_angles(inner) if _ANGLE.search(inner) else None


def _pair_of_angles(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of two angles, cut where both sides are one."""
    for cut in _CUT.finditer(text):
        latitude, longitude = read_number(text[: cut.start()]), read_number(text[cut.end() :])
        if latitude is not None and longitude is not None:
            return longitude, latitude
    return None


def _pair_by_keys(text: str) -> tuple[float, float] | None:
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        content = {
            str(key).lower(): each for key, each in json.loads(_with_double_quotes(text)).items()
        }
        # Without one of them, `None` is no number either.
        x = next((content[key] for key in _LON_KEYS if key in content), None)
        y = next((content[key] for key in _LAT_KEYS if key in content), None)
        return float(str(x).replace(",", ".")), float(str(y).replace(",", "."))
    return None


def _with_double_quotes(text: str) -> str:
    """Return JSON as it should be; Python writes its own with single quotes."""
    return text.replace("'", '"') if '"' not in text else text


def _looks_like_place(text: str) -> bool:
    if text[0] == "{":
        return "coordinates" in text or _pair_by_keys(text[:1000]) is not None
    if _WKT.fullmatch(text) or _WKB.fullmatch(text):
        return True
    return read_pair(text) is not None


def _drawn(kind: str, contents: list[str]) -> NDArray[np.object_]:
    """Return shapes, None for what shapely cannot read."""
    read = {"wkt": shapely.from_wkt, "geojson": shapely.from_geojson, "wkb": shapely.from_wkb}[kind]
    texts = np.array(contents, dtype=object)
    # All at once; shapely raises errors of its own for curves, whatever `on_invalid` says.
    with contextlib.suppress(NotImplementedError, shapely.errors.GEOSException, ValueError):
        shapes: NDArray[np.object_] = read(texts, on_invalid="ignore")
        return shapes
    shapes = np.full(len(texts), None, dtype=object)
    for position, text in enumerate(texts):
        with contextlib.suppress(NotImplementedError, shapely.errors.GEOSException, ValueError):
            shapes[position] = read(text, on_invalid="ignore")
    return shapes
