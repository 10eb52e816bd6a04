"""Tiles from this computer: what is there is given, what is broken is not, and nothing leaks."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import shapely
from pmtiles.tile import Compression, TileType

from assetmap.errors import ImportFailed, NotFound
from assetmap.maps.tile_grid import bounds_of, corner, tiles_covering
from assetmap.maps.tile_source import VECTOR_TYPE, is_whole_picture, plain_text
from assetmap.maps.tiles import info_at, open_tiles, tiles_at
from tests.maps.tile_files import (
    BOX,
    JPEG,
    WEBP,
    numbers_in,
    png,
    write_folder,
    write_pmtiles,
    write_vectors,
)

NUMBERS = numbers_in(12, 13)
FIRST = NUMBERS[0]
PICTURES = {number: png(blue=at, side=4) for at, number in enumerate(NUMBERS)}


@pytest.fixture(scope="module")
def vector_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    about = {"attribution": '<a href="https://evil.example">© OpenStreetMap</a>'}
    return write_vectors(tmp_path_factory.mktemp("vectors") / "dorp.pmtiles", about=about)


# The grid


@pytest.mark.parametrize("z", [0, 1, 7, 12, 17])
def test_corner_of_a_tile_lies_in_that_tile_alone(z: int) -> None:
    side = 2**z
    x, y = side // 3, side // 2
    lon, lat = corner(z, x + 0.5, y + 0.5)

    cover = tiles_covering([shapely.Point(lon, lat)], range(z, z + 1), most=10)

    assert cover.tiles[z].tolist() == [[x, y]]


def test_known_place_has_the_tile_that_everybody_gives_it() -> None:
    # Dam square in Amsterdam, as the slippy map of OpenStreetMap numbers it.
    cover = tiles_covering([shapely.Point(4.8932, 52.3731)], range(14, 15), most=10)

    assert cover.tiles[14].tolist() == [[8414, 5384]]


def test_cover_has_every_tile_that_touches_and_no_other() -> None:
    shapes = [shapely.Point(6.1, 52.2).buffer(0.02), shapely.box(6.3, 52.2, 6.31, 52.21)]

    found = tiles_covering(shapes, range(10, 15), most=10_000)

    for z, level in found.tiles.items():
        touching = {
            (x, y)
            for x in range(*_columns(z))
            for y in range(*_rows(z))
            if any(shapely.box(*bounds_of(z, x, y, x, y)).intersects(each) for each in shapes)
        }
        assert {tuple(each) for each in level.tolist()} == touching
        assert found.counts[z] == len(touching)


def _columns(z: int) -> tuple[int, int]:
    return int(186 / 360 * 2**z), int(186.5 / 360 * 2**z) + 1


def _rows(z: int) -> tuple[int, int]:
    level = tiles_covering([shapely.box(6.0, 52.1, 6.4, 52.3)], range(z, z + 1), most=10_000)
    return int(level.tiles[z][:, 1].min()), int(level.tiles[z][:, 1].max()) + 1


def test_zoom_with_too_many_tiles_is_estimated_and_the_next_is_four_times_as_many() -> None:
    cover = tiles_covering([shapely.box(*BOX)], range(12, 19), most=50)

    exact = tiles_covering([shapely.box(*BOX)], range(12, 19), most=1_000_000)
    assert cover.counts.keys() == exact.counts.keys()
    assert max(cover.tiles) < 18
    assert cover.counts[18] == 4 * cover.counts[17]
    assert 0.5 < exact.total / cover.total < 1


def test_place_beyond_the_square_world_is_taken_for_its_edge() -> None:
    cover = tiles_covering([shapely.Point(0, 90), shapely.Point(0, -90)], range(3, 4), most=100)

    assert set(cover.tiles[3][:, 1].tolist()) == {0, 7}


# Folder


@pytest.mark.parametrize(
    ("body", "ending", "kind"),
    [
        (png(), "png", "image/png"),
        (JPEG, "jpg", "image/jpeg"),
        (JPEG, "jpeg", "image/jpeg"),
        (WEBP, "webp", "image/webp"),
        (JPEG, "png", "image/jpeg"),
    ],
    ids=["png", "jpg", "jpeg", "webp", "jpeg that is named png"],
)
def test_picture_of_a_folder_is_given_as_what_it_is(
    tmp_path: Path, body: bytes, ending: str, kind: str
) -> None:
    source = open_tiles(write_folder(tmp_path / "kaart", {FIRST: body}, ending=ending))

    tile = source.tile(*FIRST)

    assert tile is not None
    assert (tile.body, tile.media_type, tile.gzipped) == (body, kind, False)


def test_folder_without_a_description_is_measured(tmp_path: Path) -> None:
    info = open_tiles(write_folder(tmp_path / "kaart", PICTURES)).info

    assert (info.kind, info.min_zoom, info.max_zoom, info.attribution) == ("xyz", 12, 13, "")
    assert info.bounds is not None
    assert shapely.box(*info.bounds).covers(shapely.box(*BOX))


def test_description_of_a_folder_is_heeded(tmp_path: Path) -> None:
    about = {
        "attribution": "Kaart: PDOK, Kadaster (CC BY 4.0)",
        "minzoom": 11,
        "maxzoom": 16,
        "bounds": [6.0, 52.0, 6.5, 52.5],
    }

    info = open_tiles(write_folder(tmp_path / "kaart", PICTURES, about=json.dumps(about))).info

    assert (info.min_zoom, info.max_zoom, info.bounds) == (11, 16, (6.0, 52.0, 6.5, 52.5))
    assert info.attribution == about["attribution"]


@pytest.mark.parametrize(
    "about",
    [
        {"minzoom": "12", "maxzoom": -3, "bounds": [6, 52]},
        {"minzoom": None, "maxzoom": 99, "bounds": "overal"},
        {"minzoom": True, "maxzoom": 1e30, "bounds": [6.5, 52.5, 6.0, 52.0]},
        {"attribution": {"een": "ding"}, "bounds": [10**400, 0, 1, 2]},
        {"attribution": 7, "bounds": [None, None, None, None]},
    ],
)
def test_nonsense_in_a_description_is_left_out(tmp_path: Path, about: dict[str, object]) -> None:
    info = open_tiles(write_folder(tmp_path / "kaart", PICTURES, about=json.dumps(about))).info

    assert (info.min_zoom, info.max_zoom, info.attribution) == (12, 13, "")
    assert info.bounds is not None
    assert info.bounds[0] < BOX[0]


@pytest.mark.parametrize("about", ["", "{", "[1, 2]", "[" * 100_000], ids=repr)
def test_description_that_is_no_json_is_told(tmp_path: Path, about: str) -> None:
    folder = write_folder(tmp_path / "kaart", PICTURES, about=about)

    with pytest.raises(ImportFailed, match=r"tiles\.json is no description of tiles in JSON"):
        open_tiles(folder)


def test_folder_that_counts_from_the_south_is_turned_around(tmp_path: Path) -> None:
    z, x, y = FIRST
    flipped = {(z, x, 2**z - 1 - y): PICTURES[FIRST]}
    folder = write_folder(tmp_path / "kaart", flipped, about='{"scheme": "tms"}')

    source = open_tiles(folder)

    assert source.tile(*FIRST) is not None
    assert source.info.bounds == pytest.approx(bounds_of(z, x, y, x, y))


def test_tile_that_is_not_there_is_none(tmp_path: Path) -> None:
    source = open_tiles(write_folder(tmp_path / "kaart", PICTURES))

    assert source.tile(12, 0, 0) is None
    assert source.tile(5, 16, 10) is None
    assert source.tile(24, 2**24 - 1, 0) is None


@pytest.mark.parametrize(
    "body", [b"", b"<html>Log in</html>", b"\x89PNG"], ids=["empty", "page", "half a head"]
)
def test_what_is_no_picture_is_not_given(tmp_path: Path, body: bytes) -> None:
    source = open_tiles(write_folder(tmp_path / "kaart", {FIRST: body}))

    assert source.tile(*FIRST) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    z, x, y = FIRST
    secret = tmp_path / "geheim"
    write_folder(secret, {FIRST: PICTURES[FIRST]})
    folder = write_folder(tmp_path / "kaart", {(z, x + 1, y): PICTURES[FIRST]})
    (folder / str(z) / str(x)).symlink_to(secret / str(z) / str(x), target_is_directory=True)
    (folder / str(z) / str(x + 1) / f"{y + 1}.png").symlink_to(secret / f"{z}/{x}/{y}.png")
    (folder / str(z) / str(x + 1) / f"{y + 2}.png").symlink_to(folder / f"{z}/{x + 1}/{y}.png")

    source = open_tiles(folder)

    assert source.tile(*FIRST) is None
    assert source.tile(z, x + 1, y + 1) is None
    assert source.tile(z, x + 1, y + 2) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="there are none there")
def test_what_would_wait_for_ever_is_not_opened(tmp_path: Path) -> None:
    z, x, y = FIRST
    folder = write_folder(tmp_path / "kaart", PICTURES)
    (folder / str(z) / str(x) / f"{y}.png").unlink()
    os.mkfifo(folder / str(z) / str(x) / f"{y}.png")

    assert open_tiles(folder).tile(*FIRST) is None


@pytest.mark.parametrize("name", ["5.png", "7.txt"])
def test_folder_of_other_things_has_no_tiles(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(png(side=1))

    with pytest.raises(ImportFailed, match=r"There are no tiles in .*tiles pack"):
        open_tiles(tmp_path)


# PMTiles


def test_pictures_of_a_pmtiles_file_are_given(tmp_path: Path) -> None:
    source = open_tiles(write_pmtiles(tmp_path / "k.pmtiles", PICTURES))

    for number, body in PICTURES.items():
        tile = source.tile(*number)
        assert tile is not None
        assert (tile.body, tile.media_type) == (body, "image/png")
    assert (source.info.kind, source.info.min_zoom, source.info.max_zoom) == ("xyz", 12, 13)
    assert source.info.bounds == pytest.approx(BOX)


def test_pictures_that_were_compressed_once_more_are_unpacked(tmp_path: Path) -> None:
    packed = {number: gzip.compress(body) for number, body in PICTURES.items()}
    source = open_tiles(write_pmtiles(tmp_path / "k.pmtiles", packed, packed=Compression.GZIP))

    tile = source.tile(*FIRST)

    assert tile is not None
    assert (tile.body, tile.media_type, tile.gzipped) == (PICTURES[FIRST], "image/png", False)


def test_vector_tiles_stay_compressed_as_they_are(vector_file: Path) -> None:
    source = open_tiles(vector_file)

    middle = shapely.box(*BOX).centroid
    (x, y), *_ = tiles_covering([middle], range(14, 15), most=10).tiles[14].tolist()

    tile = source.tile(14, x, y)

    assert tile is not None
    assert (tile.media_type, tile.gzipped) == (VECTOR_TYPE, True)
    assert b"roads" in gzip.decompress(tile.body)
    assert source.info.kind == "vector"
    assert set(source.info.layers) >= {"earth", "roads", "water"}
    assert source.info.attribution == "© OpenStreetMap"


def test_file_with_leaf_directories_is_read(tmp_path: Path) -> None:
    # Bodies of uneven length, so that the list of tiles does not fit in the root.
    lengths = np.random.default_rng(1).integers(1, 200, 2**16).tolist()
    tiles = {
        (8, x, y): b"\xff\xd8\xff" + bytes([x, y]) * (length + 1)
        for (x, y), length in zip(np.ndindex(256, 256), lengths, strict=True)
    }
    path = write_pmtiles(tmp_path / "veel.pmtiles", tiles, kind=TileType.JPEG)

    source = open_tiles(path)

    for number in ((8, 0, 0), (8, 255, 255), (8, 17, 200), (8, 128, 1)):
        tile = source.tile(*number)
        assert tile is not None
        assert tile.body == tiles[number]


def test_tiles_outside_a_file_are_none(tmp_path: Path) -> None:
    source = open_tiles(write_pmtiles(tmp_path / "k.pmtiles", PICTURES))

    for number in ((12, 0, 0), (3, 4, 2), (24, 0, 0), (12, 2**40, 0), (12, -1, 0)):
        assert source.tile(*number) is None


def test_many_threads_read_one_file(tmp_path: Path) -> None:
    source = open_tiles(write_pmtiles(tmp_path / "k.pmtiles", PICTURES))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: source.tile(*number), list(PICTURES) * 40))

    assert [tile.body for tile in found if tile] == list(PICTURES.values()) * 40


def cut_off(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def without_directory(content: bytes) -> bytes:
    return content[:127] + bytes(len(content) - 127)


def noise_after_the_head(content: bytes) -> bytes:
    return content[:127] + np.random.default_rng(2).bytes(len(content) - 127)


def other_byte(at: int, value: int) -> Callable[[bytes], bytes]:
    return lambda content: content[:at] + bytes([value]) + content[at + 1 :]


BROKEN = {
    "empty": (lambda _: b"", "is an empty file. Copy it again"),
    "a few bytes": (lambda content: content[:5], "is no PMTiles file"),
    "half a head": (lambda content: content[:60], "is broken or cut off. Copy it again"),
    "head alone": (lambda content: content[:127], "is broken or cut off"),
    "cut off": (cut_off, "is broken or cut off"),
    "no directory": (without_directory, "is broken or cut off"),
    "noise": (noise_after_the_head, "is broken or cut off"),
    "text": (lambda _: b"Dit is een brief aan de wethouder." * 50, "is no PMTiles file"),
    "picture": (lambda _: png(), "is no PMTiles file"),
    "older version": (other_byte(7, 2), "of another version; 3 can be read"),
    "unknown compression": (other_byte(97, 77), "is broken or cut off"),
    "brotli": (other_byte(97, 3), "compressed in another way than gzip"),
    "zstd tiles": (other_byte(98, 4), "compressed in another way than gzip"),
    "avif": (other_byte(99, 5), "of a kind that we do not draw. Use MVT, PNG, JPEG, WEBP"),
    "zooms turned around": (other_byte(100, 20), "is broken or cut off"),
    "zoom that cannot be": (other_byte(101, 200), "is broken or cut off"),
}


@pytest.mark.parametrize(("damage", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_file_is_told_in_words(
    tmp_path: Path, damage: Callable[[bytes], bytes], message: str
) -> None:
    path = write_pmtiles(tmp_path / "k.pmtiles", PICTURES)
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(ImportFailed) as told:
        open_tiles(path)

    assert message in str(told.value)
    assert path.name in str(told.value)


def test_every_byte_of_a_file_may_be_wrong(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "k.pmtiles", {FIRST: PICTURES[FIRST]}, about={"name": "k"})
    whole = path.read_bytes()

    for at in range(len(whole)):
        path.write_bytes(other_byte(at, whole[at] ^ 0xFF)(whole))
        try:
            tile = open_tiles(path).tile(*FIRST)
        except ImportFailed:
            continue
        assert tile is None or tile.media_type == "image/png"


def test_broken_words_about_a_file_do_not_harm_its_tiles(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_pmtiles(tmp_path / "k.pmtiles", PICTURES, about={"attribution": "x" * 500})
    content = bytearray(path.read_bytes())
    start = int.from_bytes(content[24:32], "little")
    content[start : start + 20] = bytes(20)
    path.write_bytes(content)

    source = open_tiles(path)

    assert source.tile(*FIRST) is not None
    assert source.info.attribution == ""
    assert "cannot be read" in caplog.text


def test_words_that_unpack_to_more_than_fits_are_left_out(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "k.pmtiles", PICTURES, about={"attribution": "x" * 20_000_000})

    assert open_tiles(path).info.attribution == ""


@pytest.mark.parametrize("name", ["nergens", "nergens.pmtiles"])
def test_nothing_at_a_path_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound, match=r"There is no base map at .*nergens"):
        open_tiles(tmp_path / name)


@pytest.mark.skipif(sys.platform == "win32", reason="there are none there")
def test_special_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pijp.pmtiles")

    with pytest.raises(ImportFailed, match="is no file and no folder of tiles"):
        open_tiles(tmp_path / "pijp.pmtiles")


# While the server runs


def test_file_cut_off_under_our_feet_gives_nothing_and_ends_nothing(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "k.pmtiles", PICTURES)
    source = open_tiles(path)
    assert source.tile(*FIRST) is not None

    os.truncate(path, 150)

    assert source.tile(*NUMBERS[-1]) is None
    assert source.tile(*FIRST) is None


def test_other_file_in_its_place_is_opened_anew(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "k.pmtiles", PICTURES)
    before = tiles_at(path)
    assert tiles_at(path) is before

    other = write_pmtiles(tmp_path / "n.pmtiles", {FIRST: png(1, 2, 3, side=8)})
    other.replace(path)

    now = tiles_at(path)
    tile = now.tile(*FIRST)
    assert tile is not None
    assert tile.body == png(1, 2, 3, side=8)
    assert now.info.release != before.info.release


def test_folder_that_was_packed_again_is_opened_anew(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "kaart", PICTURES, about='{"maxzoom": 12}')
    assert tiles_at(folder).info.max_zoom == 12

    write_folder(folder, {}, about='{"maxzoom": 13, "attribution": "PDOK"}')

    assert tiles_at(folder).info.max_zoom == 13


def test_path_that_is_gone_is_told_once_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_folder(tmp_path / "kaart", PICTURES)
    assert info_at(folder) is not None
    shutil.rmtree(folder)

    assert [info_at(folder) for _ in range(3)] == [None] * 3
    assert caplog.text.count("There is no base map at") == 1
    assert info_at(None) is None


# What others wrote


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("© Kadaster", "© Kadaster"),
        ('<a href="https://x.example" onclick="steal()">PDOK</a>, Kadaster', "PDOK, Kadaster"),
        ("<script>alert(1)</script>Kaart", "alert(1)Kaart"),
        ("&lt;img src=x&gt; &copy; OSM", "<img src=x> © OSM"),
        ("a\n\tb\x1b[31m  c", "a b[31m c"),
        ("\u202etxt.exe\u200b", "txt.exe"),
        ("x" * 1000, "x" * 300),
        ("<" * 5000, "<" * 300),
        (None, ""),
        (["PDOK"], ""),
    ],
    ids=["plain", "link", "script", "entities", "control", "direction", "long", "open tags",
         "none", "list"],
)  # fmt: skip
def test_words_of_others_become_one_plain_line(text: object, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize("picture", [png(), JPEG, WEBP], ids=["png", "jpeg", "webp"])
def test_picture_that_was_cut_off_is_not_whole(picture: bytes) -> None:
    assert is_whole_picture(picture)
    assert not is_whole_picture(picture[: len(picture) * 2 // 3])
    assert not is_whole_picture(b"<html></html>")
    assert not is_whole_picture(b"")
