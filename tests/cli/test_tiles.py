"""`tiles pack` and `tiles info`: for a meeting without internet."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assetmap.maps.tiles import open_tiles
from assetmap.settings import ROOT
from tests.actions.test_tile_packing import halves_in, tiles_in
from tests.actions.tile_server import Answer, TileServerHere, tile_server
from tests.cli.conftest import Run, run_command
from tests.factories import code_of
from tests.maps.tile_files import numbers_in, png, write_folder, write_pmtiles, write_vectors


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TileServerHere]:
    with tile_server() as here:
        monkeypatch.setenv("ASSETMAP_BASEMAP_URL", here.url)
        monkeypatch.setenv("ASSETMAP_BASEMAP_ATTRIBUTION", "Gemeente Brugveen")
        yield here


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kaart"


def pack(folder: Path, store: Path, *more: object, zoom: str = "12-14") -> tuple[object, ...]:
    return (
        "tiles", "pack", "--out", folder, "--basemap", "own", "--zoom", zoom, "--store", store,
        *more,
    )  # fmt: skip


# pack


def test_pack_fills_a_folder_and_says_how_to_use_it(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    answer = run(*pack(folder, store_path))

    count = len(tiles_in(folder))
    assert answer.code == 0, answer.said
    assert f"{count} tiles of Own map, 0 of them are there already." in answer.out
    assert f"{count} tiles fetched, 0 were there, in {folder}." in answer.out
    assert f"ASSETMAP_BASEMAP_FILE={folder} and ASSETMAP_BASEMAP=file" in answer.out
    assert sum(server.asked.values()) == count > 5


def test_pack_again_fetches_nothing(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    run(*pack(folder, store_path))

    answer = run(*pack(folder, store_path))

    assert answer.code == 0
    assert "0 tiles fetched" in answer.out
    assert set(server.asked.values()) == {1}


def test_pack_takes_one_neighbourhood_and_one_zoom(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    answer = run(
        *pack(folder, store_path, "--neighbourhood", code_of(0), "--margin-m", 0, zoom="14")
    )

    assert answer.code == 0, answer.said
    assert {z for z, _, _ in tiles_in(folder)} == {14}
    assert len(tiles_in(folder)) <= 4


def test_tiles_that_did_not_come_are_told_and_the_code_says_in_part(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    server.behaviour = lambda number, _: Answer(status=403 if number[0] == 13 else 200)

    answer = run(*pack(folder, store_path, zoom="12-13"))

    assert answer.code == 2, answer.said
    assert "tiles did not come: it says that we may not have them." in answer.err
    assert "The same command goes on from there." in answer.err


def test_server_that_has_nothing_there_is_told(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    server.behaviour = lambda *_: Answer(status=404, body=b"")

    answer = run(*pack(folder, store_path, zoom="12"))

    assert answer.code == 1
    assert "are not there at Own map, outside what it covers." in answer.out
    assert "No tile is there at all." in answer.err


def test_login_page_of_a_hall_is_recognised(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    server.behaviour = lambda *_: Answer(body=b"<html>Welkom in De Brug. Log in.</html>")

    answer = run(*pack(folder, store_path))

    assert answer.code == 1
    assert "does the wifi here ask for a login first?" in answer.err
    assert "secret" not in answer.said
    assert "Traceback" not in answer.said


def test_many_tiles_are_asked_about_first(
    run: Run,
    store_path: Path,
    server: TileServerHere,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))

    answer = run(*pack(folder, store_path, zoom="19"))

    assert answer.code == 1
    assert "MB? (--yes does not ask)" in answer.said
    assert "Stopped. Nothing was changed." in answer.out
    assert not folder.exists()
    assert not server.asked


def test_more_than_fits_is_refused_even_with_yes(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    answer = run(*pack(folder, store_path, "--yes", "--margin-m", 5000, zoom="12-19"))

    assert answer.code == 1
    assert "50000 is the most. Take fewer zooms: --zoom 12-" in answer.err
    assert not folder.exists()
    assert not server.asked


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--basemap", "osm"), "does not let people take many tiles along. Choose grey, standard"),
        (("--basemap", "none"), "'none' has no tiles to take along"),
        (("--basemap", "satelliet"), "There is no base map 'satelliet'. Choose one of: grey,"),
        (("--basemap", "own"), "There is no base map 'own'. It needs ASSETMAP_BASEMAP_URL."),
        (("--zoom", "17-12"), "--zoom 17-12: write it as FIRST-LAST, for example 12-17."),
        (("--zoom", "diep"), "--zoom diep: write it as FIRST-LAST"),
        (("--zoom", "12-25"), "has zooms up to 19"),
        (("--neighbourhood", "XX"), "There is no neighbourhood with the code 'XX'"),
        (("--margin-m", "-5"), "--margin-m"),
        (("--margin-m", "veel"), "--margin-m"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    run: Run, store_path: Path, folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    answer = run("tiles", "pack", "--out", folder, "--store", store_path, *arguments)

    assert answer.code == 1
    assert message in answer.err
    assert "Traceback" not in answer.said
    assert not folder.exists()


def test_pack_without_a_store_says_so(run: Run, tmp_path: Path, folder: Path) -> None:
    answer = run("tiles", "pack", "--out", folder, "--store", tmp_path / "none.gpkg")

    assert answer.code == 1
    assert "There is no store at" in answer.err


# Stopped hard


def begin(folder: Path, store: Path, server: TileServerHere) -> subprocess.Popen[str]:
    """Start to pack in a process of its own, and wait until some tiles are there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "assetmap", *map(str, pack(folder, store, zoom="12-15"))],
        cwd=ROOT,
        env={**os.environ, "ASSETMAP_BASEMAP_URL": server.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests that run in the background of a shell hand down that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 60
    while not (folder.is_dir() and len(tiles_in(folder)) >= 6):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until, "no tiles come"
        time.sleep(0.02)
    return process


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_killed_in_the_middle_it_goes_on_and_nothing_is_half(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    server.behaviour = lambda *_: Answer(body=png(side=64), drip_s=0.0005)
    process = begin(folder, store_path, server)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    there = tiles_in(folder)

    usable = open_tiles(folder)
    server.behaviour = lambda *_: Answer(body=png(side=64))
    answer = run(*pack(folder, store_path, zoom="12-15"))

    assert all(usable.tile(*number) is not None for number in there)
    assert answer.code == 0, answer.said
    assert f"{len(there)} of them are there already." in answer.out
    assert halves_in(folder) == []
    whole = open_tiles(folder)
    assert {whole.tile(*number).body for number in tiles_in(folder)} == {  # type: ignore[union-attr]
        png(side=64)
    }


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl and C reach a process in another way")
def test_ctrl_c_leaves_a_folder_to_use_and_says_how_to_go_on(
    store_path: Path, server: TileServerHere, folder: Path
) -> None:
    server.behaviour = lambda *_: Answer(wait_s=0.1)
    process = begin(folder, store_path, server)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 2
    assert f"tiles are in {folder} and can be used. The same command goes on" in err
    assert "Traceback" not in err
    assert halves_in(folder) == []
    assert open_tiles(folder).info.min_zoom == 12


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_full_disk_is_told_and_breaks_nothing(
    store_path: Path, server: TileServerHere, folder: Path
) -> None:
    import resource

    picture = png(side=16)
    large = picture[:-12] + bytes(1_500_000) + picture[-12:]
    server.behaviour = lambda number, _: Answer(body=picture if number[0] == 12 else large)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    answer = run_command(
        *pack(folder, store_path, zoom="12-13"),
        preexec=limit,
        ASSETMAP_BASEMAP_URL=server.url,
    )

    assert answer.code == 1, answer.said
    assert f"{folder} cannot be written (File too large). What is in it is good." in answer.err
    assert "Traceback" not in answer.said
    assert {z for z, _, _ in tiles_in(folder)} == {12}
    assert halves_in(folder) == []
    assert open_tiles(folder).info.max_zoom == 12


# info


def test_info_of_a_packed_folder_tells_all(
    run: Run, store_path: Path, server: TileServerHere, folder: Path
) -> None:
    run(*pack(folder, store_path))

    answer = run("tiles", "info", folder)

    assert answer.code == 0
    for words in (
        "pictures",
        "zooms: 12-14",
        "west, south, east, north: 6.0",
        "made by: Gemeente Brugveen",
        "base map: Eigen kaart",
        "from: 127.0.0.1",
        f"size: {len(tiles_in(folder))} tiles, ",
    ):
        assert words in answer.out


def test_info_of_a_folder_of_somebody_else(run: Run, folder: Path) -> None:
    write_folder(folder, {number: png() for number in numbers_in(12, 12)})

    answer = run("tiles", "info", folder)

    assert answer.code == 0
    assert "made by: it does not say; set ASSETMAP_BASEMAP_ATTRIBUTION" in answer.out
    assert "there is no tiles.json in it" in answer.out


def test_info_of_a_vector_file_names_its_layers(run: Run, tmp_path: Path) -> None:
    path = write_vectors(tmp_path / "dorp.pmtiles", about={"attribution": "© OpenStreetMap"})

    answer = run("tiles", "info", path)

    assert answer.code == 0, answer.said
    assert "vector tiles" in answer.out
    assert "made by: © OpenStreetMap" in answer.out
    assert "roads" in answer.out


def test_info_warns_of_a_vector_file_that_stays_empty(run: Run, tmp_path: Path) -> None:
    about = {"vector_layers": [{"id": "wegvakonderdeel"}, {"id": "waterdeel\x1b[31m"}]}
    path = write_vectors(tmp_path / "dorp.pmtiles")
    write_pmtiles_like(path, about)

    answer = run("tiles", "info", path)

    assert answer.code == 2
    assert "layers: wegvakonderdeel, waterdeel" in answer.out
    assert "None of these layers can be drawn. assetmap draws buildings, earth," in answer.err
    assert "\x1b" not in answer.said


def write_pmtiles_like(path: Path, about: dict[str, object]) -> None:
    """Give a vector file other words about itself."""
    from pmtiles.reader import MemorySource, all_tiles
    from pmtiles.tile import Compression, TileType

    tiles = dict(all_tiles(MemorySource(path.read_bytes())))
    write_pmtiles(path, tiles, kind=TileType.MVT, packed=Compression.GZIP, about=about)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no base map at"),
        (b"", "is an empty file. Copy it again."),
        (b"een brief", "is no PMTiles file"),
    ],
    ids=["missing", "empty", "text"],
)
def test_info_of_what_is_no_base_map_is_told(
    run: Run, tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "kaart.pmtiles"
    if content is not None:
        path.write_bytes(content)

    answer = run("tiles", "info", path)

    assert answer.code == 1
    assert message in answer.err
    assert "Traceback" not in answer.said


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("pack", ("--out", "--basemap", "--neighbourhood", "--zoom", "--margin-m", "--yes")),
        ("info", ("file",)),
    ],
)
def test_help_names_the_options(run: Run, command: str, options: tuple[str, ...]) -> None:
    answer = run("tiles", command, "--help")

    assert answer.code == 0
    for option in options:
        assert option in answer.out
