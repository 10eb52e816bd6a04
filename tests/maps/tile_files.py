"""Small base maps on disk: pictures and vector tiles, in a folder or in a PMTiles file."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import shapely
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from assetmap.maps.tile_grid import tiles_covering

# Around the grid of neighbourhoods of `tests.factories`.
BOX = (6.09, 52.19, 6.14, 52.23)

Number = tuple[int, int, int]
Box = tuple[float, float, float, float]


def png(red: int = 200, green: int = 200, blue: int = 200, *, side: int = 256) -> bytes:
    """Return a picture of one colour, as a tile server sends it."""
    row = b"\0" + bytes((red, green, blue)) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(row * side)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


JPEG = b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9"
WEBP = b"RIFF" + struct.pack("<I", 40) + b"WEBP" + bytes(36)


def numbers_in(first: int, last: int, *, box: Box = BOX) -> list[Number]:
    """Return the tiles that cover a box."""
    cover = tiles_covering([shapely.box(*box)], range(first, last + 1), most=10_000)
    return [(z, x, y) for z, level in cover.tiles.items() for x, y in level.tolist()]


def write_folder(
    folder: Path, tiles: Mapping[Number, bytes], *, ending: str = "png", about: str | None = None
) -> Path:
    """Write tiles as {z}/{x}/{y}, with the text of a tiles.json if there is one."""
    for (z, x, y), body in tiles.items():
        file = folder / str(z) / str(x) / f"{y}.{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    if about is not None:
        (folder / "tiles.json").write_text(about, encoding="utf-8")
    return folder


def write_pmtiles(
    path: Path,
    tiles: Mapping[Number, bytes],
    *,
    kind: TileType = TileType.PNG,
    packed: Compression = Compression.NONE,
    about: Mapping[str, Any] | None = None,
    box: Box = BOX,
) -> Path:
    """Write tiles as one PMTiles file."""
    west, south, east, north = (round(each * 1e7) for each in box)
    header = {
        "tile_type": kind,
        "tile_compression": packed,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
    }
    with path.open("wb") as file:
        writer = Writer(file)
        for number in sorted(tiles, key=lambda each: zxy_to_tileid(*each)):
            writer.write_tile(zxy_to_tileid(*number), tiles[number])
        writer.finalize(header, dict(about or {}))
    return path


def write_vectors(path: Path, *, about: Mapping[str, Any] | None = None, box: Box = BOX) -> Path:
    """Write streets, water and buildings of a place that is not there, named as Protomaps does."""
    tiles: dict[Number, bytes] = {}
    names = []
    for layer, frame in _place(box).items():
        part = path.with_name(f"{layer}.pmtiles")
        # GDAL writes one layer a file; tiles one after the other are one tile with both.
        pyogrio.write_dataframe(frame, part, layer=layer, driver="PMTiles", MINZOOM=11, MAXZOOM=14)
        source = MemorySource(part.read_bytes())
        for number, body in all_tiles(source):
            tiles[number] = tiles.get(number, b"") + gzip.decompress(body)
        names += Reader(source).metadata()["vector_layers"]
        part.unlink()
    return write_pmtiles(
        path,
        {number: gzip.compress(body) for number, body in tiles.items()},
        kind=TileType.MVT,
        packed=Compression.GZIP,
        about={"vector_layers": names, **(about or {})},
        box=box,
    )


def _place(box: Box) -> dict[str, geopandas.GeoDataFrame]:
    west, south, east, north = box
    middle, height = (west + east) / 2, (south + north) / 2
    shapes: dict[str, list[tuple[dict[str, str], Any]]] = {
        "earth": [({"kind": "earth"}, shapely.box(*box))],
        "landuse": [({"kind": "park"}, shapely.box(west, south, middle - 0.01, height))],
        "water": [({"kind": "water"}, shapely.box(middle, south, middle + 0.008, north))],
        "buildings": [
            ({"kind": "building"}, shapely.box(x, height, x + 0.001, height + 0.001))
            for x in (middle - 0.006, middle - 0.004)
        ],
        "roads": [
            (
                {"kind": "major_road", "name": "Main Street", "name:nl": "Dorpsstraat"},
                shapely.LineString([(west, height), (east, height)]),
            ),
            (
                {"kind": "minor_road", "name": "Kerkpad", "name:nl": "Kerkpad"},
                shapely.LineString([(middle - 0.005, south), (middle - 0.005, north)]),
            ),
        ],
        "places": [
            ({"kind": "locality", "name": "Brugveen"}, shapely.Point(middle - 0.01, height + 0.005))
        ],
    }
    return {
        layer: geopandas.GeoDataFrame(
            [values for values, _ in rows], geometry=[shape for _, shape in rows], crs="EPSG:4326"
        )
        for layer, rows in shapes.items()
    }
